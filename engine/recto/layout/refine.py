"""What the vision LLM said of structure, believed where geometry does not speak against it.

Lines by index with the LLM's TranscriptLine enter; a kind for a paragraph, or a table made of rows
that geometry did not see, leave. The LLM sees what a text is (a heading, a caption); where it
stands is measured: a header in mid-page, a heading of ten lines or a row whose cells are not the
line's words is not believed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from recto.layout.furniture import Surroundings
from recto.layout.headings import MOST_CHARACTERS, MOST_LINES
from recto.layout.textlines import TextLine
from recto.model.page import Box
from recto.model.result import Block, BlockKind, Cell, ResultLine
from recto.model.transcript import TranscriptLine

Structures = Mapping[int, TranscriptLine]  # index into the page's lines -> what the LLM said of it
WordSpan = tuple[int, int]  # of a line: first word, past the last
Row = tuple[int, list[WordSpan]]  # a line's index, and the words of each cell
SAME_TEXT = 0.8  # similarity of a row's words and its cells
LOUD = 1.5  # times the body's size: text so large is no ordinary paragraph
NEAR_EDGE = 0.2  # of the text's extent: a header or footer stands no further in
LOWER_PART = 0.5  # of the text's extent: footnotes stand further down


def claimed(
    lines: Sequence[TextLine], structures: Structures, around: Surroundings
) -> BlockKind | None:
    """The kind that the LLM gave to most of the lines, when it is possible there; None: geometry
    decides.
    """
    votes: Counter[str] = Counter()
    for line in lines:
        said = structures.get(line.index)
        if said is not None:
            votes[said.structure] += 1
    if not votes:
        return None
    name, count = votes.most_common(1)[0]
    if count * 2 <= len(lines):
        return None

    # Whether a text of that size and in that place can be of the kind.
    first = lines[0]
    _, middle = first.box.centre
    extent = max(1.0, around.bottom - around.top)
    depth = (middle - around.top) / extent
    characters = sum(len(line.text) for line in lines)
    is_short = len(lines) <= MOST_LINES and characters <= MOST_CHARACTERS
    possible = {
        "heading": is_short,
        "paragraph": first.size < LOUD * around.body,
        "header": depth < NEAR_EDGE,
        "footer": depth > 1 - NEAR_EDGE,
        "footnote": depth > LOWER_PART,
        "list-item": True,
        "caption": True,
    }
    if not possible.get(name, False):
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


def starts_paragraph(line: TextLine, above: TextLine | None, structures: Structures) -> bool:
    """The LLM sees another kind of text here than above, or another list item."""
    if above is None:
        return False
    here = structures.get(line.index)
    before = structures.get(above.index)
    if here is None or before is None:
        return False
    if not here.structure or not before.structure:
        return False
    return here.structure == "list-item" or here.structure != before.structure


def claimed_tables(
    lines: Sequence[ResultLine], structures: Structures, taken: set[int]
) -> list[Block]:
    """Tables of consecutive lines that the LLM gave cells, as many in each, whose words are the
    cells' texts.
    """
    rows = []
    for index in sorted(structures):
        cells = structures[index].cells
        if index in taken or len(cells) < 2:
            continue
        spans = _word_spans(lines[index], cells)
        if spans:
            rows.append((index, spans))
    tables = []
    for run in _consecutive(rows):
        if len(run) > 1:
            table = _table(lines, run)
            tables.append(table)
    return tables


def _consecutive(rows: Sequence[Row]) -> list[list[Row]]:
    """Runs of rows on lines that follow each other, with as many cells in each."""
    runs: list[list[Row]] = []
    for row in rows:
        if not runs:
            runs.append([row])
            continue
        run = runs[-1]
        index, spans = row
        index_before, spans_before = run[-1]
        follows = index == index_before + 1
        if follows and len(spans) == len(spans_before):
            run.append(row)
        else:
            runs.append([row])
    return runs


def _table(lines: Sequence[ResultLine], rows: Sequence[Row]) -> Block:
    """A block with one cell for each of the words' spans, empty ones too."""
    cells = []
    boxes = []
    indices = []
    for row, (index, spans) in enumerate(rows):
        indices.append(index)
        boxes.append(lines[index].box)
        for column, (first, past) in enumerate(spans):
            cell = Cell(row, column, 1, 1, ())
            if past > first:
                span = (index, first, past)
                cell = replace(cell, spans=(span,))
            cells.append(cell)
    box = Box.around(boxes)
    return Block("table", box, tuple(indices), cells=tuple(cells))


def _word_spans(line: ResultLine, cells: Sequence[str]) -> list[WordSpan] | None:
    """The line's words shared out to the cells, by the length of the text so far; None when the
    texts differ.
    """
    from rapidfuzz.distance import Levenshtein

    cell_texts = [_solid(cell) for cell in cells]
    words = [_solid(word.text) for word in line.words]
    text_of_cells = "".join(cell_texts)
    text_of_line = "".join(words)
    likeness = Levenshtein.normalized_similarity(text_of_cells, text_of_line)
    if likeness < SAME_TEXT:
        return None
    count = len(words)
    spans = []
    first = 0
    due = 0  # characters of the cells so far
    read = 0  # characters of the words so far
    for text in cell_texts[:-1]:
        due += len(text)
        past = first
        while past < count:
            length = len(words[past])
            if read + length / 2 > due:
                break
            read += length
            past += 1
        spans.append((first, past))
        first = past
    spans.append((first, count))
    return spans


def _solid(text: str) -> str:
    """Without spaces and case."""
    parts = text.split()
    return "".join(parts).casefold()
