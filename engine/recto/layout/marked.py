"""Tables that an LLM marked up, put on the words that were read: whose cell each word of the page
is.

The final lines with the page's pieces (frame.py) and a MarkedTable enter; a Placed leaves: the
table's cells in terms of the page's own words, and what speaks for the LLM having seen that table.
Words and boxes are the page's alone: a cell whose words nobody read is empty. A piece is in the
table when most of its letters are, whole, or when it stands where the LLM has other words: what it
read otherwise goes to the cell whose row and column it stands in (grid_axes.py). Whether a table is
believed is for believed.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from recto.layout.frame import Piece, text_angle, turned
from recto.layout.grid_axes import Axes, Standing, axes_of, shares
from recto.layout.places import WordPlace
from recto.model.page import Box, Line
from recto.model.result import Block, Cell, ResultLine
from recto.reading_order.deslant import straightening
from recto.text.alignment import compact
from recto.text.placement import Matched, align_lines
from recto.text.table_markup import MarkedTable

MOST = 0.5  # of a piece's letters that stand in the table, for the piece to be in it

Answers = Mapping[WordPlace, int]  # word -> index of the cell that has it


@dataclass(frozen=True, slots=True)
class Placed:
    """A marked table on the page."""

    table: Block
    told: float  # share of the letters that the LLM has in it that the page has there, 0..1
    held: float  # share of the letters of the table's pieces that the LLM has in it, 0..1
    in_columns: float  # share of the words that stand where their own column does
    in_rows: float  # the same of rows
    filled: float  # share of the cells with words that have any on the page


def placed_tables(
    lines: Sequence[ResultLine], pieces: Sequence[Piece], tables: Sequence[MarkedTable]
) -> list[Placed]:
    """The tables on these pieces, without those of which hardly a word is on the page."""
    if not tables:
        return []
    standing = _standing(lines, pieces)
    found = []
    for marked, answers in zip(tables, _answers(lines, tables), strict=True):
        table = _placed(lines, pieces, marked, answers, standing)
        if table is not None:
            found.append(table)
    return found


def _placed(
    lines: Sequence[ResultLine],
    pieces: Sequence[Piece],
    marked: MarkedTable,
    answers: Answers,
    words: Mapping[WordPlace, Standing],
) -> Placed | None:
    inside, outside = _parted(lines, pieces, answers)
    known = {place: answers[place] for place in inside if place in answers}
    if not known:
        return None
    axes = axes_of(marked, known, words)
    empty = _empty(marked, known)
    for piece in outside:
        places = list(piece.places())
        if _fill(axes, empty, [words[place] for place in places]):
            inside += places
    cells = {}
    for place in inside:
        cells[place] = known[place] if place in known else axes.cell_at(words[place])
    held = _letters(lines, known)
    told = _letters_told(marked)
    in_columns, in_rows = shares(axes, marked, known, words)
    with_words = sum(bool(cell.words) for cell in marked.cells)
    return Placed(
        table=_block(lines, marked, cells),
        told=min(1.0, held / max(1, told)),
        held=held / max(1, _letters(lines, inside)),
        in_columns=in_columns,
        in_rows=in_rows,
        filled=1 - len(empty) / max(1, with_words),
    )


def _fill(axes: Axes, empty: Set[int], standing: Sequence[Standing]) -> bool:
    """All of them stand in cells whose words nobody found on the page."""
    return all(axes.holds(word) and axes.cell_at(word) in empty for word in standing)


def _parted(
    lines: Sequence[ResultLine], pieces: Sequence[Piece], answers: Answers
) -> tuple[list[WordPlace], list[Piece]]:
    """The words of pieces that are mostly in the table, and the other pieces."""
    inside: list[WordPlace] = []
    outside: list[Piece] = []
    for piece in pieces:
        places = list(piece.places())
        answered = [place for place in places if place in answers]
        least = MOST * _letters(lines, places)
        if answered and _letters(lines, answered) >= least:
            inside += places
        else:
            outside.append(piece)
    return inside, outside


def _answers(
    lines: Sequence[ResultLine], tables: Sequence[MarkedTable]
) -> list[dict[WordPlace, int]]:
    """For each table the page's words that the LLM has in a cell of it. Where lines stand in the
    text of all tables tells first, since two of them may have the same words; then what is left by
    words that both sides have once.
    """
    told, cell_of = _told(tables)
    shown = [_shown(line) for line in lines]
    answers: dict[WordPlace, tuple[int, int]] = {}
    free = dict.fromkeys(range(len(told)))
    for group in align_lines(shown, told):
        if not _is_same(group, shown, told):
            continue
        for word in group.text:
            free.pop(word, None)
        first = cell_of[group.text[0]]
        answers.update(dict.fromkeys(group.page, first))
    left = [(told[word], cell_of[word]) for word in free]
    answers.update(_once(shown, left, answers))
    by_table: list[dict[WordPlace, int]] = [{} for _ in tables]
    for place, (number, index) in answers.items():
        by_table[number][place] = index
    return by_table


def _shown(line: ResultLine) -> list[str]:
    return [word.text for word in line.words]


def _is_same(group: Matched, shown: Sequence[Sequence[str]], told: Sequence[str]) -> bool:
    """Both sides have the same letters there."""
    of_page = [compact(shown[line][word]) for line, word in group.page]
    of_text = [compact(told[word]) for word in group.text]
    text = "".join(of_page)
    return bool(text) and text == "".join(of_text)


def _told(tables: Sequence[MarkedTable]) -> tuple[list[str], list[tuple[int, int]]]:
    """The words of all tables, and the table and cell of each."""
    told: list[str] = []
    cell_of: list[tuple[int, int]] = []
    for number, table in enumerate(tables):
        for index, cell in enumerate(table.cells):
            told += cell.words
            cell_of += [(number, index)] * len(cell.words)
    return told, cell_of


def _once(
    shown: Sequence[Sequence[str]],
    told: Sequence[tuple[str, tuple[int, int]]],
    known: Mapping[WordPlace, tuple[int, int]],
) -> Iterator[tuple[WordPlace, tuple[int, int]]]:
    """Words that are left once on the page and once in the tables."""
    cells: dict[str, list[tuple[int, int]]] = {}
    for word, cell in told:
        cells.setdefault(compact(word), []).append(cell)
    places: dict[str, list[WordPlace]] = {}
    for line, texts in enumerate(shown):
        for at, word in enumerate(texts):
            if (line, at) not in known:
                places.setdefault(compact(word), []).append((line, at))
    for text, here in places.items():
        there = cells.get(text, [])
        if text and len(here) == len(there) == 1:
            yield here[0], there[0]


def _letters(lines: Sequence[ResultLine], places: Iterable[WordPlace]) -> int:
    """Letters and digits of these words."""
    letters = 0
    for line, word in places:
        text = lines[line].words[word].text
        letters += len(compact(text))
    return letters


def _letters_told(marked: MarkedTable) -> int:
    letters = 0
    for cell in marked.cells:
        for word in cell.words:
            letters += len(compact(word))
    return letters


def _empty(marked: MarkedTable, known: Answers) -> set[int]:
    """The cells in which the LLM has words and no word of the page is known to be."""
    told = {index for index, cell in enumerate(marked.cells) if cell.words}
    return told - set(known.values())


def _standing(lines: Sequence[ResultLine], pieces: Sequence[Piece]) -> dict[WordPlace, Standing]:
    """Where each word stands on the page made upright and its lines level."""
    angle = text_angle(lines)
    boxes: dict[int, list[Box]] = {}
    for piece in pieces:
        boxes.setdefault(piece.line, []).append(piece.box)
    upright = []
    for index, parts in boxes.items():
        x0, y0, x1, y1 = lines[index].baseline
        first = turned(x0, y0, angle)
        last = turned(x1, y1, angle)
        line = Line((), Box.around(parts), (*first, *last))
        upright.append(line)
    level = straightening(upright)
    standing = {}
    for piece in pieces:
        for place, box in zip(piece.places(), piece.words, strict=True):
            _, y = box.centre
            ends = np.array([[box.left, y], [box.right, y]])
            (left, top), (right, bottom) = level(ends).tolist()
            standing[place] = Standing(left, right, (top + bottom) / 2)
    return standing


def _block(lines: Sequence[ResultLine], marked: MarkedTable, cells: Answers) -> Block:
    """The table, each cell with the runs of words that are in it."""
    spans: list[list[tuple[int, int, int]]] = [[] for _ in marked.cells]
    boxes: list[Box] = []
    held: list[int] = []
    for line, word in sorted(cells):
        runs = spans[cells[line, word]]
        past = word + 1
        last, first, end = runs[-1] if runs else (-1, 0, 0)
        if last == line and end == word:
            runs[-1] = (line, first, past)
        else:
            runs.append((line, word, past))
        box = lines[line].words[word].box
        boxes.append(box)
        held.append(line)
    finished = []
    for cell, runs in zip(marked.cells, spans, strict=True):
        place = (cell.row, cell.column, cell.row_span, cell.column_span)
        finished.append(Cell(*place, spans=tuple(runs)))
    in_order = tuple(dict.fromkeys(held))
    return Block("table", Box.around(boxes), in_order, cells=tuple(finished))
