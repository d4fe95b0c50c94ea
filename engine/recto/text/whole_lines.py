"""What a text has on each whole line of a page, whatever line breaks it has itself.

Lines as they were read and the words of a text enter; for each line the words that are surely its
own, from its first to its last, leave.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.text.placement import Matched, align_lines


def whole_lines(lines: Sequence[Sequence[str]], words: Sequence[str]) -> list[list[str]]:
    """What a text has on each line from its first word to its last; nothing where it is not surely
    the line's own.
    """
    by_line: list[list[Matched]] = [[] for _ in lines]
    for group in align_lines(lines, words):
        for number in {line for line, _ in group.page}:
            by_line[number].append(group)
    found = []
    for groups in by_line:
        taken = _in_a_row(groups)
        found.append([words[at] for at in taken])
    return found


def _in_a_row(groups: Sequence[Matched]) -> list[int]:
    """The words of a text that answer a line's, where they are neighbours and no other line's."""
    taken: list[int] = []
    for group in groups:
        numbers = {line for line, _ in group.page}
        if len(numbers) > 1:
            return []
        taken += group.text
    if not taken or not groups[0].text or not groups[-1].text:
        return []
    first, last = taken[0], taken[-1]
    whole = list(range(first, last + 1))
    return taken if taken == whole else []
