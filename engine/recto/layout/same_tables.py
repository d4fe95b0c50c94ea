"""Tables of a page that an LLM has read: found on the local reading, whose words all stand where
they were measured.

The final lines (the LLM's words in the LLM's order, with boxes that are partly estimated), the
local lines and their table blocks enter; the same tables in terms of the final lines leave, whose
order stays. A final word goes to the cell that its box lies on; one with an estimated box to the
cell of the local word that it answers. What the LLM did not read row by row is no table: it is
columns, and the LLM saw so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from recto.layout.places import WordPlace, named_words
from recto.model.page import Box
from recto.model.result import Block, Cell, ResultLine, Word
from recto.text.alignment import compact, segments

Label = tuple[int, int]  # (table, cell): indices into the tables and their cells
Span = tuple[int, int, int]  # line, first word, past the last
ON = 0.3  # share of a word's box that a local word must cover


def same_tables(
    lines: Sequence[ResultLine], local: Sequence[ResultLine], blocks: Sequence[Block]
) -> tuple[Block, ...]:
    """`blocks` are those of the `local` lines; final and local lines answer each other by their
    baselines.
    """
    tables = [block for block in blocks if block.cells]
    labels: dict[WordPlace, Label] = {}
    cells = _cells(tables)
    for row, places in _final_words(lines, local, tables).items():
        words = [lines[line].words[word] for line, word in places]
        cells_of_line = cells.get(row, {})
        labels_of_words = _labels(words, local[row], cells_of_line)
        by_place = zip(places, labels_of_words, strict=True)
        labels |= {place: label for place, label in by_place if label}
    final = []
    for number, local_table in enumerate(tables):
        table = _table(number, local_table, lines, labels)
        if table is not None and _is_read_by_rows(table):
            final.append(table)
    return tuple(final)


def _final_words(
    lines: Sequence[ResultLine], local: Sequence[ResultLine], tables: Sequence[Block]
) -> dict[int, list[WordPlace]]:
    """Local line of a table -> the final words that stand on its baseline."""
    rows = {}
    for table in tables:
        for index in table.lines:
            baseline = local[index].baseline
            rows[baseline] = index
    places: dict[int, list[WordPlace]] = {}
    for number, line in enumerate(lines):
        row = rows.get(line.baseline)
        if row is None:
            continue
        words = [(number, word) for word in range(len(line.words))]
        places_of_row = places.setdefault(row, [])
        places_of_row += words
    return places


def _cells(tables: Sequence[Block]) -> dict[int, dict[int, Label]]:
    """Local line -> word -> the cell that it is in."""
    cells: dict[int, dict[int, Label]] = {}
    for number, table in enumerate(tables):
        for cell_number, cell in enumerate(table.cells):
            label = (number, cell_number)
            for line, word in named_words(cell):
                words = cells.setdefault(line, {})
                words[word] = label
    return cells


def _labels(
    words: Sequence[Word], local: ResultLine, cells: Mapping[int, Label]
) -> list[Label | None]:
    """The cell of each word: by its box, else that of what it answers, else that of the word
    before.
    """
    answered = _answered(words, local, cells)
    labels: list[Label | None] = []
    before = None
    for at, word in enumerate(words):
        label = None
        if not word.box_is_estimated:
            label = _under(word.box, local, cells)
        if label is None:
            label = answered.get(at, before)
        labels.append(label)
        before = label
    return labels


def _answered(
    words: Sequence[Word], local: ResultLine, cells: Mapping[int, Label]
) -> dict[int, Label]:
    """Word -> the first cell among the local words that it answers, by the letters of both."""
    local_texts = [compact(word.text) for word in local.words]
    texts = [compact(word.text) for word in words]
    answered = {}
    for cut in segments(local_texts, texts):
        for i in range(cut.a_start, cut.a_end):
            if i not in cells:
                continue
            answering = range(cut.b_start, cut.b_end)
            answered.update(dict.fromkeys(answering, cells[i]))
            break
    return answered


def _under(box: Box, local: ResultLine, cells: Mapping[int, Label]) -> Label | None:
    """The cell of the local word that covers most of the box."""
    shares = []
    for i, label in cells.items():
        local_word = local.words[i]
        shared = box.intersection(local_word.box)
        shares.append((shared, label))
    if not shares:
        return None
    most, label = max(shares)
    least = ON * box.area
    return label if most > least else None


def _table(
    number: int, local_table: Block, lines: Sequence[ResultLine], labels: Mapping[WordPlace, Label]
) -> Block | None:
    """The table in terms of the final lines; None when no word of it is left."""
    spans: list[list[Span]] = [[] for _ in local_table.cells]
    boxes: list[Box] = []
    held = []
    labelled = {line for line, _ in labels}
    for index in sorted(labelled):
        words = lines[index].words
        labels_of_words = [labels.get((index, word)) for word in range(len(words))]
        for label, first, past in _runs(labels_of_words):
            if label is None:
                continue
            table, cell = label
            if table != number:
                continue
            spans[cell].append((index, first, past))
            boxes += [word.box for word in words[first:past]]
            held.append(index)
    if not held:
        return None
    box = Box.around(boxes)
    in_order = tuple(dict.fromkeys(held))
    cells = map(_with_spans, local_table.cells, spans)
    return Block("table", box, in_order, cells=tuple(cells))


def _with_spans(cell: Cell, spans: Sequence[Span]) -> Cell:
    return replace(cell, spans=tuple(spans))


def _runs(labels: Sequence[Label | None]) -> Iterator[tuple[Label | None, int, int]]:
    """(label, first word, past the last) of each run of words in one cell."""
    at = 0
    for label, run in groupby(labels):
        count = len(list(run))
        past = at + count
        yield label, at, past
        at = past


def _is_read_by_rows(table: Block) -> bool:
    """From cell to cell the LLM went along rows more often than down columns."""
    order = []
    for cell in table.cells:
        row, column = cell.row, cell.column
        order += [(span, row, column) for span in cell.spans]
    order.sort()
    across = 0
    down = 0
    for before, after in pairwise(order):
        _, row, column = before
        _, next_row, next_column = after
        same_row = row == next_row
        same_column = column == next_column
        if same_row and not same_column:
            across += 1
        elif same_column and not same_row:
            down += 1
    return across >= down
