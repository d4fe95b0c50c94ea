"""An LLM's table on the words that were read: it is taken where its words are the page's and stand
in rows and columns, and no word of it is printed that the page has not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from recto.ink.strokes import NO_STROKES
from recto.layout import arrange, cell_text, with_marked
from recto.layout.believed import Figures, candidates, figures, probability
from recto.model.page import Box
from recto.model.result import Block, PageResult, ResultLine, Word
from recto.reasons import Reason
from recto.text.table_markup import has_tables, marked_tables

# Rows of a bent page: each line falls and rises, and its cells stand a little apart.
GRID = [
    ["Goods", "Number", "Price", "Remarks"],
    ["blue rope", "12", "30.00", "of hemp"],
    ["ship bell", "4", "99.50", "cast in Hull"],
    ["oak plank", "160", "7.25", "two inches"],
    ["anchor", "1", "210.00", "with a chain"],
]
COLUMNS = (50.0, 400.0, 600.0, 800.0)
BEND = 14.0  # px that the middle of the page is lower


def page(grid: Sequence[Sequence[str]] = GRID) -> tuple[ResultLine, ...]:
    """A line for each cell, as readers find them on a photo: columns that lean, rows that bend."""
    lines = []
    for row, cells in enumerate(grid):
        for column, text in enumerate(cells):
            left = COLUMNS[column] + 6 * row
            words = []
            for token in text.split():
                depth = BEND * (1 - abs(left - 500) / 500)
                top = 100 + 34 * row + depth
                box = Box(left, top, left + 10 * len(token), top + 20)
                words.append(Word(token, box, 0.9, "agreed", Reason.READERS_AGREE))
                left = box.right + 10
            if words:
                box = Box.around(word.box for word in words)
                baseline = (box.left, words[0].box.bottom, box.right, words[-1].box.bottom)
                lines.append(ResultLine(tuple(words), box, baseline))
    return tuple(lines)


def html(grid: Sequence[Sequence[str]]) -> str:
    """As LLMs write tables."""
    rows = ["".join(f"<td>{text}</td>" for text in cells) for cells in grid]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def texts(block: Block, lines: tuple[ResultLine, ...]) -> dict[tuple[int, int], str]:
    result = PageResult("", 0, 1000, 1000, 150, "eng", lines, blocks=(block,))
    return {(cell.row, cell.column): cell_text(result, cell) for cell in block.cells}


def wanted(grid: Sequence[Sequence[str]] = GRID) -> dict[tuple[int, int], str]:
    return {(r, c): text for r, cells in enumerate(grid) for c, text in enumerate(cells)}


def figures_of(grid: Sequence[Sequence[str]], lines: tuple[ResultLine, ...]) -> Figures:
    ((table, ours),) = candidates(lines, NO_STROKES, marked_tables(html(grid)), ())
    return figures(table, ours)


def test_a_table_whose_words_are_the_page_s() -> None:
    """Its grid, our words, every one in its cell; the geometry's table there gives way."""
    lines = page()
    ours = Block("table", lines[0].box, (0, 1), cells=())
    assert figures_of(GRID, lines)[:6] == (1.0,) * 6
    (table,) = with_marked(lines, NO_STROKES, html(GRID), ())
    assert table.kind == "table"
    assert texts(table, lines) == wanted()
    assert set(table.lines) == set(range(len(lines)))
    other = replace(ours, lines=(99,), cells=table.cells)
    assert with_marked(lines, NO_STROKES, html(GRID), [other]) == (other, table)


def test_what_the_llm_read_otherwise_is_ours_in_its_place() -> None:
    """The LLM's words are not printed: the page's word stands in the cell of its row and column."""
    told = [list(row) for row in GRID]
    told[2][2], told[3][0] = "99.60", "oak planks"
    lines = page()
    (table,) = with_marked(lines, NO_STROKES, html(told), ())
    assert texts(table, lines) == wanted()


def test_words_that_the_page_has_not_are_in_no_cell() -> None:
    """A row that the LLM made up is empty."""
    told = [*GRID, ["gunpowder", "77", "13.13", "kept dry"]]
    lines = page()
    ((placed, _),) = candidates(lines, NO_STROKES, marked_tables(html(told)), ())
    found = texts(placed.table, lines)
    assert [found[5, column] for column in range(4)] == [""] * 4
    assert placed.told < 0.9
    assert placed.filled < 0.9


FALSE = {
    "rows and columns changed places": [list(row) for row in zip(*GRID, strict=True)],
    "words in any cells": [
        [GRID[(r * 3 + c) % 5][(c + r) % 4] for c in range(4)] for r in range(5)
    ],
    "another page's table": [["Year", "Births"], ["1870", "2411"], ["1871", "2398"]],
}


@pytest.mark.parametrize("name", FALSE)
def test_a_table_that_the_page_does_not_bear_out(name: str) -> None:
    """Geometry's tables stand."""
    lines = page()
    assert with_marked(lines, NO_STROKES, html(FALSE[name]), ()) == ()


def test_text_without_markup_changes_nothing() -> None:
    """The very tables that were given."""
    ours = (Block("table", Box(0, 0, 1, 1), (0,), cells=()),)
    assert with_marked(page(), NO_STROKES, "Goods Number Price", ours) == ours


def test_better_evidence_is_believed_more() -> None:
    """Each share speaks for the LLM's grid."""
    rivals = (0.3, 0.1, 0.0, 0.0, 0.0, 0.2, 0.3)
    sure = Figures(*(1.0,) * 6, *rivals)
    poor = Figures(1.0, *(0.4,) * 5, *rivals)
    assert probability(sure) > 0.5 > probability(poor)


def test_every_word_stays_on_the_page() -> None:
    """Whatever table is taken, each word is in exactly one block."""
    lines = (*page(), *_prose())
    tables = with_marked(lines, NO_STROKES, html(GRID), ())
    blocks = arrange(lines, 1000, 1000, tables=tables)
    held = [line for block in blocks for line in block.lines]
    assert sorted(held) == list(range(len(lines)))


def _prose() -> list[ResultLine]:
    lines = []
    texts = ["All goods were sold on the quay", "in the presence of two men"]
    for number, text in enumerate(texts):
        top, left, words = 400.0 + 34 * number, 50.0, []
        for token in text.split():
            box = Box(left, top, left + 10 * len(token), top + 20)
            words.append(Word(token, box, 0.9, "agreed", Reason.READERS_AGREE))
            left = box.right + 10
        box = Box.around(word.box for word in words)
        lines.append(ResultLine(tuple(words), box, (box.left, box.bottom, box.right, box.bottom)))
    return lines


@pytest.mark.parametrize(
    ("text", "may"),
    [(html(GRID), True), ("| a | b |", True), ("< TABLE >", True), ("a > t", False)],
)
def test_text_that_may_hold_tables_is_told(text: str, may: bool) -> None:
    """By its signs alone."""
    assert has_tables(text) is may


def test_two_of_our_tables_made_one_are_told() -> None:
    """The half of the words that another table of ours has, and what of ours the LLM leaves out."""
    lines = page()
    ((placed, _),) = candidates(lines, NO_STROKES, marked_tables(html(GRID)), ())
    halves = [_columns(placed.table, columns) for columns in ((0, 1), (2, 3))]
    one = figures(placed, [placed.table])
    assert (one.beside, one.stacked, one.parted) == (0.0, 0.0, 0.0)
    beside = figures(placed, halves)
    assert 0.3 < beside.beside < 0.7
    assert beside.stacked == 0.0
    left = [row[:2] for row in GRID]
    ((part, _),) = candidates(lines, NO_STROKES, marked_tables(html(left)), ())
    assert figures(part, [placed.table]).parted > 0.3
    assert figures(part, []).ours_empty == 0.0


def _columns(table: Block, columns: Sequence[int]) -> Block:
    """These columns of a table alone."""
    cells = tuple(cell for cell in table.cells if cell.column in columns)
    held = sorted({line for cell in cells for line, _, _ in cell.spans})
    return replace(table, lines=tuple(held), cells=cells)


def test_a_word_whose_box_is_guessed_is_no_evidence_of_columns() -> None:
    """It stands where its neighbours left room, in whose column it may be."""
    lines = page()
    guessed, measured = [], []
    for line in lines:
        first = line.words[0]
        if line.words[0].box.left < COLUMNS[-1]:
            guessed.append(line)
            measured.append(line)
            continue
        box = replace(first.box, left=first.box.left - 760, right=first.box.right - 760)
        words = [replace(word, box=box) for word in line.words]
        measured.append(replace(line, words=tuple(words)))
        words = [replace(word, box_is_estimated=True) for word in words]
        guessed.append(replace(line, words=tuple(words)))
    shares = []
    for each in (guessed, measured):
        ((placed, _),) = candidates(each, NO_STROKES, marked_tables(html(GRID)), ())
        shares.append(placed.in_columns)
    assert shares[0] > shares[1]
