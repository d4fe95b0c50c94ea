"""Where paragraphs begin, as positions in the letters and digits of a page.

Two texts cut into parts enter, a BoundaryScore leaves. Definition (ours): a boundary is the count
of letters and digits before a part, those at the page's start and end left out. The output's
positions are moved onto the truth by the alignment of both texts' letters and digits; a boundary is
right when one of the truth is within `NEAR` of it, and each is used once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

NEAR = 2  # letters and digits


@dataclass(frozen=True, slots=True)
class BoundaryScore:
    """How many boundaries there are, and how many of the output's are right."""

    wanted: int
    found: int
    right: int

    def __add__(self, other: BoundaryScore) -> BoundaryScore:
        return BoundaryScore(
            self.wanted + other.wanted, self.found + other.found, self.right + other.right
        )

    @property
    def precision(self) -> float:
        """Share of the output's boundaries that are right; 1 where it has none."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the truth's boundaries that were found; 1 where it has none."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Of both; 1 where neither text has a boundary."""
        total = self.wanted + self.found
        return 2 * self.right / total if total else 1.0


def parts_by_blanks_and_tabs(text: str) -> list[str]:
    """The parts of a transcription that marks paragraphs by blank lines and by tabs before their
    first lines; lines that go on further in, after spaces, make a list of entries of a page that
    has no tabs.
    """
    lines = text.split("\n")
    goes_on_further_in = any(line.startswith("  ") and line.strip() for line in lines)
    is_list = goes_on_further_in and "\t" not in text
    parts: list[str] = []
    is_after_blank = True
    for line in lines:
        if not line.strip():
            is_after_blank = True
            continue
        is_entry = is_list and not line.startswith(" ")
        if is_after_blank or line.startswith("\t") or is_entry:
            parts.append(line)
        else:
            parts[-1] += f"\n{line}"
        is_after_blank = False
    return parts


def boundaries(truth: Sequence[str], output: Sequence[str]) -> BoundaryScore:
    """Score the output's parts, in reading order, against the truth's."""
    from rapidfuzz.distance import Levenshtein

    wanted_text, wanted = _positions(truth)
    found_text, found = _positions(output)
    edits = Levenshtein.opcodes(found_text, wanted_text)
    spans = [(edit.src_start, edit.src_end, edit.dest_start, edit.dest_end) for edit in edits]
    moved = {_moved(at, spans) for at in found}
    # What stands in the output alone may move a boundary to the page's edge.
    inside = sorted(at for at in moved if 0 < at < len(wanted_text))
    return BoundaryScore(len(wanted), len(inside), _right(wanted, inside))


def _positions(parts: Sequence[str]) -> tuple[str, list[int]]:
    """All letters and digits, and how many stand before each part but the first."""
    text = ""
    starts = set()
    for part in parts:
        kept = "".join(filter(str.isalnum, part))
        if kept:
            starts.add(len(text))
        text += kept.lower()
    starts.discard(0)
    return text, sorted(starts)


def _moved(at: int, spans: Sequence[tuple[int, int, int, int]]) -> int:
    """The place in the truth of a place in the output."""
    starts = [start for start, _, _, _ in spans]
    which = bisect_right(starts, at) - 1
    if which < 0:
        return 0
    start, end, moved_start, moved_end = spans[which]
    if end <= start:
        return moved_end
    return min(moved_end, moved_start + at - start)


def _right(wanted: Sequence[int], found: Sequence[int]) -> int:
    right = 0
    free = list(wanted)
    for at in found:
        near = [other for other in free if abs(other - at) <= NEAR]
        if near:
            nearest = min(near, key=lambda other: abs(other - at))
            free.remove(nearest)
            right += 1
    return right
