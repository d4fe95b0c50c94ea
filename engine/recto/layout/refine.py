"""What the vision LLM said of structure, believed where geometry does not speak against it.

Lines by index with the LLM's TranscriptLine enter; a kind for a paragraph, or a table made of rows
that geometry did not see, leave. The LLM sees what a text is (a heading, a caption); where it
stands is measured: a header in mid-page, a heading of ten lines or a row whose cells are not the
line's words is not believed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from recto.layout.furniture import Surroundings
from recto.layout.headings import MOST_CHARACTERS, MOST_LINES
from recto.layout.textlines import TextLine
from recto.model.page import Box
from recto.model.result import Block, BlockKind, Cell, ResultLine
from recto.model.transcript import TranscriptLine

Structures = Mapping[int, TranscriptLine]  # index into the page's lines -> what the LLM said of it
SAME_TEXT = 0.8  # similarity of a row's words and its cells
LOUD = 1.5  # times the body's size: text so large is no ordinary paragraph
NEAR_EDGE = 0.2  # of the text's extent: a header or footer stands no further in


def claimed(
    lines: Sequence[TextLine], structures: Structures, around: Surroundings
) -> BlockKind | None:
    """The kind that the LLM gave to most of the lines, when it is possible there; None: geometry
    decides.
    """
    votes = Counter(structures[line.index].structure for line in lines if line.index in structures)
    if not votes:
        return None
    name, count = votes.most_common(1)[0]
    if count * 2 <= len(lines) or not _is_possible(name, lines, around):
        return None
    return _KINDS.get(name)


_KINDS: Mapping[str, BlockKind] = {
    "heading": "heading",
    "list-item": "list",
    "paragraph": "paragraph",
    "header": "header",
    "footer": "footer",
    "footnote": "footnote",
    "caption": "caption",
}


def _is_possible(name: str, lines: Sequence[TextLine], around: Surroundings) -> bool:
    depth = (lines[0].box.centre[1] - around.top) / max(1.0, around.bottom - around.top)
    characters = sum(len(line.text) for line in lines)
    return {
        "heading": len(lines) <= MOST_LINES and characters <= MOST_CHARACTERS,
        "paragraph": lines[0].size < LOUD * around.body,
        "header": depth < NEAR_EDGE,
        "footer": depth > 1 - NEAR_EDGE,
        "footnote": depth > 0.5,
        "list-item": True,
        "caption": True,
    }.get(name, False)


def starts_paragraph(line: TextLine, above: TextLine | None, structures: Structures) -> bool:
    """The LLM sees another kind of text here than above, or another list item."""
    mine = structures.get(line.index)
    theirs = structures.get(above.index) if above else None
    if mine is None or theirs is None or not mine.structure or not theirs.structure:
        return False
    return mine.structure == "list-item" or mine.structure != theirs.structure


def claimed_tables(
    lines: Sequence[ResultLine], structures: Structures, taken: set[int]
) -> list[Block]:
    """Tables of consecutive lines that the LLM gave cells, as many in each, whose words are the
    cells' texts.
    """
    rows: list[tuple[int, list[tuple[int, int]]]] = []
    for index in sorted(structures):
        cells = structures[index].cells
        spans = _word_spans(lines[index], cells) if len(cells) > 1 and index not in taken else None
        if spans:
            rows.append((index, spans))
    return [table for run in _consecutive(rows) if (table := _table(lines, run)) is not None]


def _consecutive(
    rows: Sequence[tuple[int, list[tuple[int, int]]]],
) -> Iterator[list[tuple[int, list[tuple[int, int]]]]]:
    for _, group in groupby(
        enumerate(rows), key=lambda pair: (pair[1][0] - pair[0], len(pair[1][1]))
    ):
        yield [row for _, row in group]


def _table(
    lines: Sequence[ResultLine], rows: Sequence[tuple[int, list[tuple[int, int]]]]
) -> Block | None:
    if len(rows) < 2:
        return None
    cells = tuple(
        Cell(number, column, 1, 1, ((index, first, past),) if past > first else ())
        for number, (index, spans) in enumerate(rows)
        for column, (first, past) in enumerate(spans)
    )
    held = tuple(index for index, _ in rows)
    return Block("table", Box.around(lines[index].box for index in held), held, cells=cells)


def _word_spans(line: ResultLine, cells: Sequence[str]) -> list[tuple[int, int]] | None:
    """The line's words shared out to the cells, by the length of the text so far; None when the
    texts differ.
    """
    from rapidfuzz.distance import Levenshtein

    wanted = ["".join(cell.split()).casefold() for cell in cells]
    words = ["".join(word.text.split()).casefold() for word in line.words]
    if Levenshtein.normalized_similarity("".join(wanted), "".join(words)) < SAME_TEXT:
        return None
    spans, first, due, read = [], 0, 0, 0
    for number, cell in enumerate(wanted):
        due += len(cell)
        past = first
        while past < len(words) and (
            number == len(wanted) - 1 or read + len(words[past]) / 2 <= due
        ):
            read += len(words[past])
            past += 1
        spans.append((first, past))
        first = past
    return spans
