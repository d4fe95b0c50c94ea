"""Tables that an LLM marked up, in HTML and in Markdown: cells, spans, and words without marks."""

from __future__ import annotations

from time import process_time

import pytest

from recto.text.table_markup import MOST_SPAN, MOST_TABLES, MarkedTable, marked_tables

Row = tuple[int, int, int, int, str]


def shown(table: MarkedTable) -> list[Row]:
    return [(c.row, c.column, c.row_span, c.column_span, " ".join(c.words)) for c in table.cells]


PLAIN: list[Row] = [
    (0, 0, 1, 1, "ship"),
    (0, 1, 1, 1, "tons"),
    (1, 0, 1, 1, "Ann"),
    (1, 1, 1, 1, "9"),
]

HTML = "<table><tr><th>ship</th><th>tons</th></tr><tr><td>Ann</td><td>9</td></tr></table>"

TABLES: dict[str, tuple[str, list[Row]]] = {
    "html": (HTML, PLAIN),
    "html in lines, with attributes and prose around": (
        """A list
        <TABLE border='1'>
        <tr><td style="x: 1">ship</td>
        <td>tons</td>
        </tr><tr><td>Ann</td><td>9</td></tr>
        </TABLE> more""",
        PLAIN,
    ),
    "html whose cells nothing closes": (
        "<table><tr><td>ship<td>tons<tr><td>Ann<td>9</table>",
        PLAIN,
    ),
    "html that is cut off": (HTML[: -len("</td></tr></table>")] + "<", PLAIN[:-1]),
    "pipes": ("| ship | tons |\n|---|---:|\n| **Ann** | 9 |", PLAIN),
    "pipes at the edges left out": ("ship | tons\n--- | ---\nAnn | 9", PLAIN),
    "spans": (
        """<table><tr><td rowspan="2">a</td><td colspan=2>b c</td></tr>
        <tr><td>d</td><td>e</td></tr></table>""",
        [(0, 0, 2, 1, "a"), (0, 1, 1, 2, "b c"), (1, 1, 1, 1, "d"), (1, 2, 1, 1, "e")],
    ),
    "a span that would lie on a cell from above": (
        "<table><tr><td>a<td rowspan=2>b<tr><td colspan=2>c<td>d</table>",
        [(0, 0, 1, 1, "a"), (0, 1, 2, 1, "b"), (1, 0, 1, 1, "c"), (1, 2, 1, 1, "d")],
    ),
    "breaks and emphasis in a cell": (
        """<table><tr><td>two<br>lines</td><td><b>x</b></td></tr>
        <tr><td>p</td><td>q</td></tr></table>""",
        [(0, 0, 1, 1, "two lines"), (0, 1, 1, 1, "x"), (1, 0, 1, 1, "p"), (1, 1, 1, 1, "q")],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_cells_and_words(name: str) -> None:
    """Each cell where its row and its spans put it, with its words alone."""
    text, wanted = TABLES[name]
    (table,) = marked_tables(text)
    assert shown(table) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "no table",
        "a | b",
        "| one | row |\n|---|---|",
        "<table><tr><td>one</td></tr><tr><td>column</td></tr></table>",
        "<td>no table</td>",
        "<table></table>",
    ],
)
def test_what_is_no_grid(text: str) -> None:
    """Less than two rows or two columns say nothing of structure."""
    assert marked_tables(text) == []


def test_two_tables_are_two() -> None:
    """Those of HTML first."""
    found = marked_tables("| ship | tons |\n|---|---|\n| Ann | 9 |\n" + HTML + HTML)
    assert [shown(table) for table in found] == [PLAIN] * 3


def test_a_span_beyond_all_bounds_builds_no_grid() -> None:
    """A model's colspan of a million costs neither memory nor time, nor do ten thousand of them."""
    start = process_time()
    cell = '<td colspan="1000000" rowspan="1000000">x</td>'
    text = f"<table>{('<tr>' + cell) * 10_000}</table>"
    tables = marked_tables(text)
    assert all(cell.column_span <= MOST_SPAN for table in tables for cell in table.cells)
    assert process_time() - start < 5
    marked_tables("<table" * 100_000)
    marked_tables("|" * 100_000 + "\n" + "|-" * 100_000 + "\n|")
    assert process_time() - start < 10


SPARSE = {
    "rows without a cell": HTML.replace("<table>", "<table>" + "<tr>" * 30_000),
    "a row of wide cells": HTML.replace("</table>", "<tr>" + "<td colspan=200>" * 99 + "</table>"),
}


@pytest.mark.parametrize("name", SPARSE)
def test_what_would_be_drawn_larger_than_any_page(name: str) -> None:
    """Few cells, but writers draw every spot of the grid: 30,000 rows of 19,000 columns were."""
    assert marked_tables(SPARSE[name]) == []


def test_what_nothing_ends_takes_no_longer() -> None:
    """A rule of dashes with a letter behind it, and tables without end: 20 s and 100 s before."""
    start = process_time()
    rule = "a|b\n" + "|---" * 30_000 + "x\na|b\n"
    assert marked_tables(rule) == []
    wide = "<table><tr><td rowspan=100 colspan=199>a</td><td>b</td><tr><td>c</table>"
    assert len(marked_tables(wide * 3_000)) == MOST_TABLES
    assert process_time() - start < 2


def test_wrappers_are_no_tables() -> None:
    """Tables around tables, however many, hide none."""
    (table,) = marked_tables("<table><tr><td>" * 300 + HTML + "</td></tr></table>" * 300)
    assert shown(table) == PLAIN
