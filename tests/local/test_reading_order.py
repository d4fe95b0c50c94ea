"""The order in which lines are read: columns, tables, bands, rows, borders, folds and blocks."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.local.made import HEIGHT, PITCH, line

from recto.ink.strokes import NO_STROKES, Strokes
from recto.model.page import Box, Line, ReaderWord
from recto.reading_order.columns import columns
from recto.reading_order.order import reading_rows
from recto.reading_order.rows import LevelPage

PROSE = "lorem ipsum dolor sit amet consectetur"
STEP = HEIGHT * 1.3
Segment = tuple[float, ...]  # x0, y0, x1, y1
RIGHT = PITCH * 45  # where a second column begins


def column(left: float, count: int, top: float = 0.0, text: str = PROSE) -> list[Line]:
    """Lines under each other."""
    return [line(text, left, top + k * STEP) for k in range(count)]


def strokes(across: Sequence[Segment] = (), down: Sequence[Segment] = ()) -> Strokes:
    """Strokes from x0, y0, x1, y1."""
    return Strokes(
        np.array(across, dtype=float).reshape(-1, 4), np.array(down, dtype=float).reshape(-1, 4)
    )


def one_by_one(*indices: int) -> list[list[int]]:
    """A row for each line."""
    return [[i] for i in indices]


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    """Left column first, though the rows stand side by side."""
    assert reading_rows([*column(0, 6), *column(RIGHT, 6)]) == one_by_one(*range(12))


def test_a_table_is_read_row_by_row() -> None:
    """Columns of figures are no prose."""
    lines = [*column(0, 6, text="lamp oil"), *column(300, 6, text="12.50")]
    assert reading_rows(lines) == [[i, i + 6] for i in range(6)]


def test_a_title_across_both_columns_comes_first() -> None:
    """A line that crosses the gutter parts the columns into bands."""
    title = line(
        "a title that stands over both of the columns and crosses the gutter between them", 0, -60
    )
    assert reading_rows([*column(0, 8), *column(RIGHT, 8), title]) == one_by_one(16, *range(16))


def test_columns_below_a_table_are_found() -> None:
    """No gutter runs through the whole page; the blank strip between table and prose parts it."""
    table = [*column(0, 8, text="rope"), *column(200, 8, text="7"), *column(500, 8, text="12")]
    below = 8 * STEP + 3 * HEIGHT
    lines = [*table, *column(0, 6, below), *column(RIGHT, 6, below)]
    assert reading_rows(lines) == [
        *([i, i + 8, i + 16] for i in range(8)),
        *one_by_one(*range(24, 36)),
    ]


def test_a_slanted_page_keeps_its_rows() -> None:
    """Rows are judged after turning the page by the lines' own slope."""

    def slanted(text: str, left: float, row: int) -> Line:
        made = line(text, left, row * STEP + 0.05 * left)
        x0, y0, x1, _ = made.baseline
        return replace(made, baseline=(x0, y0, x1, y0 + 0.05 * (x1 - x0)))

    lines = [slanted("lamp", 0, k) for k in range(5)] + [slanted("3.40", 700, k) for k in range(5)]
    assert reading_rows(lines) == [[k, k + 5] for k in range(5)]


def test_a_row_may_sink_on_its_way() -> None:
    """Each cell stands .4 line heights below the one to its left: still one row, five cells
    long.
    """
    lines = [
        line("12.50", 100 * k, row * 3 * HEIGHT + 0.4 * HEIGHT * k)
        for row in range(2)
        for k in range(5)
    ]
    assert reading_rows(lines) == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]


def test_a_rule_across_both_columns_comes_before_the_gutter() -> None:
    """Cards in ruled rows are read row by row of cards, each card whole."""
    cards = [card for top in (0, 6 * STEP) for left in (0, RIGHT) for card in column(left, 4, top)]
    rule = strokes(
        across=[(0, 5 * STEP, RIGHT - 20, 5 * STEP), (RIGHT, 5 * STEP, RIGHT + 400, 5 * STEP)]
    )
    assert reading_rows(cards, rule) == one_by_one(*range(16))
    assert reading_rows(cards) == one_by_one(0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15)


def test_a_folded_sheet_has_two_pages() -> None:
    """A table that runs over the fold is read on the left page, then on the right one."""
    left = [*column(0, 6, text="rope"), *column(200, 6, text="7")]
    right = [*column(500, 6, text="12.50"), *column(800, 6, text="Hull")]
    page_foot = 7 * STEP
    lines = [*left, *right]
    rows = [[i, i + 6, i + 12, i + 18] for i in range(6)]
    halves = [[i, i + 6] for i in range(6)] + [[i + 12, i + 18] for i in range(6)]
    assert reading_rows(lines) == rows
    assert reading_rows(lines, strokes(down=[(400, -20, 400, page_foot)])) == halves


@pytest.mark.parametrize(
    ("shift", "expected"),
    [(0.5, [[0], [1], [2], [3], [4], [5]]), (0.0, [[0, 3], [1, 4], [2, 5]])],
    ids=["out of step", "in step"],
)
def test_blocks_side_by_side_are_read_whole_when_out_of_step(
    shift: float, expected: list[list[int]]
) -> None:
    """Balloons and captions stand at any height; the cells of a form stand in rows."""
    lines = [
        *column(0, 3, text="Name of owner"),
        *column(300, 3, shift * STEP, text="Adam van Dijk"),
    ]
    assert reading_rows(lines) == expected


def test_columns_of_a_ruled_table_are_no_columns_of_prose() -> None:
    """Two strokes run down through a stroke that runs across: a grid, whatever the cells hold."""
    cells = [*column(0, 6, 2 * STEP), *column(RIGHT, 6, 2 * STEP), *column(2 * RIGHT, 6, 2 * STEP)]
    x = (RIGHT - 20, 2 * RIGHT - 20)
    grid = strokes(
        across=[(0, STEP, 3 * RIGHT, STEP)], down=[(at, -STEP, at, 9 * STEP) for at in x]
    )
    assert reading_rows(cells, grid) == [[i, i + 6, i + 12] for i in range(6)]
    assert reading_rows(cells) == one_by_one(*range(18))


def test_a_table_of_contents_is_no_pair_of_columns() -> None:
    """Titles to the left, authors and page numbers to the right: rows, though both sides have the
    letters of prose.
    """
    lines = [
        *column(0, 8, text="the tale of the miller"),
        *column(RIGHT, 8, text="by a lady of the town 41"),
    ]
    assert reading_rows(lines) == [[i, i + 8] for i in range(8)]


def test_leaning_columns_are_found() -> None:
    """On a photo taken from above no upright line runs between the columns."""

    def leaning(left: float, k: int) -> Line:
        return line(PROSE, left + 0.2 * k * STEP, k * STEP)

    lines = [leaning(0, k) for k in range(30)] + [leaning(RIGHT, k) for k in range(30)]
    assert reading_rows(lines) == one_by_one(*range(60))


def test_a_faint_line_parts_nothing() -> None:
    """A speck that was read across the gutter joins its neighbour; the columns stay."""
    speck = line("x" * 80, 0, 2.2 * STEP)
    lines = [*column(0, 6), *column(RIGHT, 6), speck]
    found = reading_rows(lines, faint={12})
    assert [[i for i in row if i != 12] for row in found] == one_by_one(*range(12))
    assert [2, 12] in found


BOXES = st.tuples(
    st.integers(0, 900), st.integers(0, 900), st.sampled_from(["a", "12.50", PROSE, "§"])
)
STROKE = st.tuples(*[st.integers(0, 1000)] * 4)


@given(st.lists(BOXES, max_size=25), st.lists(STROKE, max_size=4), st.sets(st.integers(0, 24)))
def test_every_line_is_read_once(
    places: list[tuple[int, int, str]], ruled: list[tuple[int, ...]], faint: set[int]
) -> None:
    """Whatever stands where, no line is lost and none comes twice."""
    lines = [line(text, x, y) for x, y, text in places]
    read = reading_rows(lines, strokes(ruled, ruled), faint)
    assert sorted(i for row in read for i in row) == list(range(len(lines)))


SIZES = st.tuples(
    st.integers(0, 900), st.integers(0, 900), st.floats(0, 500), st.floats(0, 60), st.booleans()
)


@given(st.lists(SIZES, max_size=40))
def test_lines_of_any_size_are_read_once(boxes: list[tuple[int, int, float, float, bool]]) -> None:
    """Specks without width or height, and boxes as large as half the page, stop nothing."""
    lines = []
    for left, top, width, height, prose in boxes:
        box = Box(left, top, left + width, top + height)
        text = PROSE if prose else "|"
        lines.append(
            Line(
                (ReaderWord(text, box, 0.9),), box, (left, top + height, left + width, top + height)
            )
        )
    assert sorted(i for row in reading_rows(lines) for i in row) == list(range(len(lines)))


def test_boxes_without_any_height_to_speak_of_are_read_at_once() -> None:
    """Half of them a hair high, beside one that is: rows are not sought in steps of a hair."""
    heights = (0.0, 3e-11, 3e-11, 3e-11, 160.0)
    boxes = [Box(40.0 * k, 10.0, 40.0 * k + 30, 10.0 + high) for k, high in enumerate(heights)]
    lines = [
        Line((ReaderWord("|", box, 0.9),), box, (box.left, box.bottom, box.right, box.bottom))
        for box in boxes
    ]
    assert sorted(i for row in reading_rows(lines) for i in row) == list(range(len(lines)))


def test_a_list_as_long_as_you_like_is_read() -> None:
    """Ever narrower blank strips are cut one after the other: no recursion that runs out of
    stack.
    """
    lines = [line("rope and lamp oil", 0, k * (3000 - k)) for k in range(1200)]
    assert reading_rows(lines) == one_by_one(*range(1200))


def test_no_lines_have_no_order() -> None:
    """An empty page."""
    assert reading_rows([], NO_STROKES) == []


def test_specks_beside_a_column_part_nothing() -> None:
    """Boxes thinner than the tolerance stand on both sides of the strip before them, and nothing is
    to its right.
    """
    tops = np.arange(300) * STEP
    column = np.stack([0 * tops, tops, 0 * tops + 400, tops + HEIGHT], axis=1)
    specks = column[:5] * (0, 1, 0, 1) + (900, 0, 901, 0)
    none = np.zeros((0, 4))
    page = LevelPage(np.vstack([column, specks]), [PROSE] * 300 + ["|"] * 5, HEIGHT, none, none)
    assert [part.tolist() for part in columns(page, np.arange(305))] == [list(range(305))]
