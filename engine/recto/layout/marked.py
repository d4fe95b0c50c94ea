"""Tables that an LLM marked up, put on the words that were read: whose cell each word of the page
is.

The final lines with the page's pieces (frame.py) and a MarkedTable enter; a Placed leaves: the
table's cells in terms of the page's own words, and what speaks for the LLM having seen that table.
Words and boxes are the page's alone: a cell whose words nobody read is empty. A piece is in the
table when most of its letters are, whole, or when it stands where the LLM has other words: what it
read otherwise goes to the cell whose row and column it stands in (grid_axes.py). Whose words the
LLM has told is for marked_answers.py, whether a table is
believed is for believed.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from recto.layout.frame import Piece
from recto.layout.grid_axes import Axes, Standing, axes_of, shares, standing_of
from recto.layout.marked_answers import Answers, answers_of
from recto.layout.places import WordPlace
from recto.model.page import Box
from recto.model.result import Block, Cell, ResultLine
from recto.text.alignment import compact
from recto.text.table_markup import MarkedTable

Run = tuple[int, int, int]  # line, its first word, the one after its last
NO_CELL = -1
MOST = 0.5  # of a piece's letters that stand in the table, for the piece to be in it


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
    standing = standing_of(lines, pieces)
    found = []
    for marked, answers in zip(tables, answers_of(lines, tables), strict=True):
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
    seen = _measured(lines, known)
    axes = axes_of(marked, seen, words)
    filled = {index for index, cell in enumerate(marked.cells) if cell.words}
    empty = filled.difference(known.values())  # of their words none is known to be on the page

    cells = dict.fromkeys(inside, NO_CELL)
    cells.update(known)
    for piece in outside:
        places = list(piece.places())
        if _fills(axes, empty, [words[place] for place in places]):
            cells.update(dict.fromkeys(places, NO_CELL))
    cells = _by_place(cells, axes, words)
    held = _letters(lines, known)
    told = _letters_told(marked)
    in_table = _letters(lines, cells)
    in_columns, in_rows = shares(axes, marked, seen, words)
    return Placed(
        table=_block(lines, marked, cells),
        told=min(1.0, held / max(1, told)),
        held=held / max(1, in_table),
        in_columns=in_columns,
        in_rows=in_rows,
        filled=1 - len(empty) / max(1, len(filled)),
    )


def _measured(lines: Sequence[ResultLine], known: Answers) -> dict[WordPlace, int]:
    """Without words whose boxes are guessed from their neighbours', unless all are."""
    guessed = set()
    for line, word in known:
        if lines[line].words[word].box_is_estimated:
            guessed.add((line, word))
    measured = {place: cell for place, cell in known.items() if place not in guessed}
    return measured or dict(known)


def _fills(axes: Axes, empty: Set[int], standing: Sequence[Standing]) -> bool:
    """All of them stand in cells whose words nobody found on the page."""
    there = set()
    for word in standing:
        if not axes.holds(word):
            return False
        there.add(axes.cell_at(word))
    return there <= empty


def _by_place(
    cells: Answers, axes: Axes, words: Mapping[WordPlace, Standing]
) -> dict[WordPlace, int]:
    """What the LLM read otherwise is in the cell that it stands in."""
    found = {}
    for place, cell in cells.items():
        found[place] = axes.cell_at(words[place]) if cell == NO_CELL else cell
    return found


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


def _block(lines: Sequence[ResultLine], marked: MarkedTable, cells: Answers) -> Block:
    """The table, each cell with the runs of words that are in it."""
    spans: list[list[Run]] = [[] for _ in marked.cells]
    boxes: list[Box] = []
    numbers: list[int] = []
    for place in sorted(cells):
        line, word = place
        runs = spans[cells[place]]
        _add_word(runs, line, word)
        box = lines[line].words[word].box
        boxes.append(box)
        numbers.append(line)
    finished = []
    for cell, runs in zip(marked.cells, spans, strict=True):
        made = Cell(cell.row, cell.column, cell.row_span, cell.column_span, spans=tuple(runs))
        finished.append(made)
    in_order = tuple(dict.fromkeys(numbers))
    return Block("table", Box.around(boxes), in_order, cells=tuple(finished))


def _add_word(runs: list[Run], line: int, word: int) -> None:
    """To the last run, where it goes on there; else as a run of its own."""
    past = word + 1
    if runs:
        last, first, end = runs[-1]
        if last == line and end == word:
            runs[-1] = (line, first, past)
            return
    runs.append((line, word, past))
