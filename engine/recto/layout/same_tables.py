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

from recto.model.page import Box
from recto.model.result import Block, ResultLine, Word
from recto.text.alignment import compact, segments

Label = tuple[int, int]  # (table, cell): indices into the tables and their cells
WordAt = tuple[int, int]  # (line, word) of the final lines
ON = 0.3  # share of a word's box that a local word must cover


def same_tables(
    lines: Sequence[ResultLine], local: Sequence[ResultLine], blocks: Sequence[Block]
) -> tuple[Block, ...]:
    """`blocks` are those of the `local` lines; final and local lines answer each other by their
    baselines.
    """
    tables = [block for block in blocks if block.cells]
    rows = {local[i].baseline: i for table in tables for i in table.lines}
    held: dict[int, list[WordAt]] = {}
    for i, line in enumerate(lines):
        if line.baseline in rows:
            held.setdefault(rows[line.baseline], []).extend((i, k) for k in range(len(line.words)))
    cells = _cells(tables)
    found: dict[WordAt, Label] = {}
    for row, places in held.items():
        labels = _labels([lines[i].words[k] for i, k in places], local[row], cells.get(row, {}))
        found.update(
            {place: label for place, label in zip(places, labels, strict=True) if label is not None}
        )
    read = [_table(number, table, lines, found) for number, table in enumerate(tables)]
    return tuple(table for table in read if table is not None and _is_read_by_rows(table))


def _cells(tables: Sequence[Block]) -> dict[int, dict[int, Label]]:
    """Local line -> word -> the cell that it is in."""
    found: dict[int, dict[int, Label]] = {}
    for n, table in enumerate(tables):
        for c, cell in enumerate(table.cells):
            for line, first, past in cell.spans:
                found.setdefault(line, {}).update(dict.fromkeys(range(first, past), (n, c)))
    return found


def _labels(
    words: Sequence[Word], local: ResultLine, cells: Mapping[int, Label]
) -> list[Label | None]:
    """The cell of each word: by its box, else that of what it answers, else that of the word
    before.
    """
    answered: dict[int, Label] = {}
    for cut in segments([compact(w.text) for w in local.words], [compact(w.text) for w in words]):
        named = [cells[i] for i in range(cut.a_start, cut.a_end) if i in cells]
        answered.update(dict.fromkeys(range(cut.b_start, cut.b_end), named[0]) if named else {})
    found: list[Label | None] = []
    for at, word in enumerate(words):
        measured = None if word.box_is_estimated else _under(word.box, local, cells)
        found.append(measured or answered.get(at) or (found[-1] if found else None))
    return found


def _under(box: Box, local: ResultLine, cells: Mapping[int, Label]) -> Label | None:
    shares = [(box.intersection(local.words[i].box), label) for i, label in cells.items()]
    most, label = max(shares, default=(0.0, None))
    return label if most > ON * box.area else None


def _table(
    number: int, old: Block, lines: Sequence[ResultLine], found: Mapping[WordAt, Label]
) -> Block | None:
    """The table in terms of the final lines; None when no word of it is left."""
    spans: dict[int, list[tuple[int, int, int]]] = {c: [] for c in range(len(old.cells))}
    for i in sorted({i for i, _ in found}):
        for label, first, past in _runs([found.get((i, k)) for k in range(len(lines[i].words))]):
            if label is not None and label[0] == number:
                spans[label[1]].append((i, first, past))
    held = sorted({line for cell in spans.values() for line, _, _ in cell})
    if not held:
        return None
    boxes = [
        word.box for cell in spans.values() for i, a, b in cell for word in lines[i].words[a:b]
    ]
    cells = tuple(replace(cell, spans=tuple(spans[c])) for c, cell in enumerate(old.cells))
    return Block("table", Box.around(boxes), tuple(held), cells=cells)


def _runs(labels: Sequence[Label | None]) -> Iterator[tuple[Label | None, int, int]]:
    """(label, first word, past the last) of each run of words in one cell."""
    at = 0
    for label, run in groupby(labels):
        past = at + len(list(run))
        yield label, at, past
        at = past


def _is_read_by_rows(table: Block) -> bool:
    """From cell to cell the LLM went along rows more often than down columns."""
    order = sorted((span, cell.row, cell.column) for cell in table.cells for span in cell.spans)
    steps = [
        (row != other_row, column != other_column)
        for (_, row, column), (_, other_row, other_column) in pairwise(order)
    ]
    across = sum(along and not down for down, along in steps)
    return across >= sum(down and not along for down, along in steps)
