"""The order in which lines are read: columns, tables, bands, rows."""

from tests.local.made import HEIGHT, PITCH, line

from recto.local.reading_order import reading_rows

PROSE = "lorem ipsum dolor sit amet consectetur"
STEP = HEIGHT * 1.3


def column(left: float, count: int, top: float = 0.0, text: str = PROSE) -> list:
    """Lines under each other."""
    return [line(text, left, top + k * STEP) for k in range(count)]


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    """Left column first, though the rows stand side by side."""
    lines = [*column(0, 6), *column(PITCH * 45, 6)]
    assert reading_rows(lines) == [[i] for i in range(12)]


def test_a_table_is_read_row_by_row() -> None:
    """Columns of figures are no prose."""
    lines = [*column(0, 6, text="lamp oil"), *column(300, 6, text="12.50")]
    assert reading_rows(lines) == [[i, i + 6] for i in range(6)]


def test_a_title_across_both_columns_comes_first() -> None:
    """A line that crosses the gutter parts the columns into bands."""
    title = line("a title that stands over both of the columns and crosses the gutter between them", 0, -60)
    lines = [*column(0, 8), *column(PITCH * 45, 8), title]
    assert reading_rows(lines) == [[16], *([i] for i in range(16))]


def test_columns_below_a_table_are_found() -> None:
    """No gutter runs through the whole page; the blank strip between table and prose parts it."""
    table = [*column(0, 8, text="rope"), *column(200, 8, text="7"), *column(500, 8, text="12")]
    below = 8 * STEP + 3 * HEIGHT
    lines = [*table, *column(0, 6, below), *column(PITCH * 45, 6, below)]
    assert reading_rows(lines) == [*([i, i + 8, i + 16] for i in range(8)), *([i] for i in range(24, 36))]


def test_a_slanted_page_keeps_its_rows() -> None:
    """Rows are judged after turning the page by the lines' own slope."""
    from dataclasses import replace

    def slanted(text: str, left: float, row: int):
        made = line(text, left, row * STEP + 0.05 * left)
        x0, y0, x1, _ = made.baseline
        return replace(made, baseline=(x0, y0, x1, y0 + 0.05 * (x1 - x0)))

    lines = [slanted("lamp", 0, k) for k in range(5)] + [slanted("3.40", 700, k) for k in range(5)]
    assert reading_rows(lines) == [[k, k + 5] for k in range(5)]


def test_no_lines_have_no_order() -> None:
    """An empty page."""
    assert reading_rows([]) == []
