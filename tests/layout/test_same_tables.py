"""Tables of the local reading, in terms of the words that came out after an LLM had read the
page.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from recto.layout import arrange, same_tables
from recto.layout.content import cell_text
from recto.model.page import Box
from recto.model.result import Block, Cell, PageResult, ResultLine, Word

COLUMNS = (50.0, 400.0, 700.0)
GRID = [["goods", "number", "price"], ["blue rope", "12", "30.00"], ["ship bell", "4", "99.50"]]


def row(
    cells: Sequence[str], top: float, baseline: float, estimated: Sequence[str] = ()
) -> ResultLine:
    """Words of 10 px a character; each cell begins at its column; estimated words have the box of
    the one before.
    """
    words: list[Word] = []
    for column, text in zip(COLUMNS, cells, strict=False):
        left = column
        for token in text.split():
            box = Box(left, top, left + 10 * len(token), top + 20)
            if token in estimated:
                box = words[-1].box
            words.append(Word(token, box, 0.9, "agreed", "", box_is_estimated=token in estimated))
            left += 10 * len(token) + 10
    return ResultLine(
        tuple(words), Box.around(word.box for word in words), (50, baseline, 760, baseline)
    )


LOCAL = [row(cells, 100 + 40 * i, 120 + 40 * i) for i, cells in enumerate(GRID)]
TABLE = Block(
    "table",
    Box(50, 100, 760, 200),
    (0, 1, 2),
    cells=tuple(
        Cell(
            r,
            c,
            1,
            1,
            (
                (
                    r,
                    sum(len(t.split()) for t in GRID[r][:c]),
                    sum(len(t.split()) for t in GRID[r][: c + 1]),
                ),
            ),
        )
        for r in range(3)
        for c in range(3)
    ),
)


def parts(line: ResultLine, *sizes: int) -> list[ResultLine]:
    """The line's words on lines of their own, as many as `sizes` say on each."""
    words, found = list(line.words), []
    for size in sizes:
        taken, words = words[:size], words[size:]
        found.append(replace(line, words=tuple(taken), box=Box.around(word.box for word in taken)))
    return found


def texts(lines: Sequence[ResultLine]) -> list[list[str]]:
    """Cells of the table by row, as they come out."""
    (table,) = same_tables(lines, LOCAL, [TABLE])
    page = PageResult("", 0, 800, 600, 150, "eng", tuple(lines), blocks=(table,))
    return [[cell_text(page, cell) for cell in table.cells if cell.row == r] for r in range(3)]


def test_cells_that_the_llm_wrote_on_lines_of_their_own() -> None:
    """As it does in HTML; the page's order is not touched."""
    lines = [*parts(LOCAL[0], 1, 1, 1), *parts(LOCAL[1], 2, 1, 1), *parts(LOCAL[2], 2, 2)]
    assert texts(lines) == GRID


@pytest.mark.parametrize(
    ("cells", "estimated", "expected"),
    [
        # a word that it alone has
        (["blue rope", "12", "30.00 each"], ["each"], ["blue rope", "12", "30.00 each"]),
        # by what they answer
        (["blue rope", "12", "30.00"], ["12", "30.00"], ["blue rope", "12", "30.00"]),
        (["blue rope", "", "30.00"], [], ["blue rope", "", "30.00"]),  # a word that is gone
    ],
)
def test_words_with_estimated_boxes_go_where_their_answers_stand(
    cells: Sequence[str], estimated: Sequence[str], expected: Sequence[str]
) -> None:
    """Their boxes say nothing of a column."""
    assert texts([LOCAL[0], row(cells, 140, 160, estimated), LOCAL[2]])[1] == list(expected)


def test_what_the_llm_read_column_by_column_is_no_table() -> None:
    """Three columns of prose look like a table to geometry."""
    by_row = [parts(LOCAL[0], 1, 1, 1), parts(LOCAL[1], 2, 1, 1), parts(LOCAL[2], 2, 1, 1)]
    lines = [by_row[r][c] for c in range(3) for r in range(3)]
    assert same_tables(lines, LOCAL, [TABLE]) == ()


def test_a_table_that_is_known_is_not_looked_for_again() -> None:
    """`arrange` takes it as it is, and nothing else of its words."""
    (table,) = same_tables(LOCAL, LOCAL, [TABLE])
    assert arrange(LOCAL, 800, 600, tables=(table,)) == (table,)
    assert all(block.kind != "table" for block in arrange(LOCAL, 800, 600, tables=()))
