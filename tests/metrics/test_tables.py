"""Tables and structure: parsing and scores on tables of a few cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.metrics.grits import grits_content, grits_topology, page_grits
from benchmarks.metrics.markup import Item, Table, TableCell, items, tables
from benchmarks.metrics.structure import structure
from benchmarks.metrics.teds import page_teds, teds

TWO_BY_TWO = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"


def _table(text: str) -> Table:
    (table,) = tables(text)
    return table


def test_html_spans_push_later_cells_aside() -> None:
    """A cell that reaches down takes its column in the next row too."""
    table = _table(
        "<table><tr><th rowspan=2>x</th><td"
        " colspan='2'>y</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    assert [(c.row, c.column, c.text) for c in table.cells] == [
        (0, 0, "x"),
        (0, 1, "y"),
        (1, 1, "1"),
        (1, 2, "2"),
    ]
    assert table.shape == (2, 3)


def test_pipe_tables_are_tables() -> None:
    """GitHub's form, with a heading row; the pipe may be escaped."""
    table = _table("text\n\n| a | b |\n|---|:-:|\n| 1 \\| 2 | **3** |\n\nmore")
    assert [(c.row, c.column, c.text, c.header) for c in table.cells] == [
        (0, 0, "a", True),
        (0, 1, "b", True),
        (1, 0, "1 \\| 2", False),
        (1, 1, "3", False),
    ]


def test_headings_and_list_items_are_found_in_both_markups() -> None:
    """Tables are left out: their cells are not items."""
    text = "# One\n\n- first\n2. second\n<h2>Two</h2>\n<table><tr><td>- no</td></tr></table>"
    assert set(items(text)) == {
        Item("heading", "One", 1),
        Item("heading", "Two", 2),
        Item("list-item", "first"),
        Item("list-item", "second"),
    }


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (TWO_BY_TWO, 1.0),
        (TWO_BY_TWO.replace(">d<", ">x<"), 1 - 1 / 7),  # one cell of seven nodes renamed
        (TWO_BY_TWO.replace(">d<", ">dx<"), 1 - 0.5 / 7),  # half of its text
        ("<table><tr><td>a</td><td>b</td></tr></table>", 1 - 3 / 7),  # a row and its two cells lost
        (TWO_BY_TWO.replace("<td>a", "<td colspan=2>a"), 1 - 1 / 7),
    ],
)
def test_teds_on_a_table_of_seven_nodes(output: str, expected: float) -> None:
    """Table, two rows, four cells."""
    assert teds(_table(TWO_BY_TWO), _table(output)) == pytest.approx(expected)


def test_teds_of_the_structure_ignores_texts() -> None:
    """Same grid, other words."""
    assert (
        teds(_table(TWO_BY_TWO), _table(TWO_BY_TWO.replace(">d<", ">x<")), structure_only=True)
        == 1.0
    )


@pytest.mark.parametrize(
    ("output", "content", "topology"),
    [
        (TWO_BY_TWO, 1.0, 1.0),
        (TWO_BY_TWO.replace(">d<", ">x<"), 3 / 4, 1.0),
        # the best row is found
        ("<table><tr><td>c</td><td>d</td></tr></table>", 2 * 2 / 6, 2 * 2 / 6),
        # the best column
        ("<table><tr><td>b</td></tr><tr><td>d</td></tr></table>", 2 * 2 / 6, 2 * 2 / 6),
    ],
)
def test_grits_finds_the_most_similar_part(output: str, content: float, topology: float) -> None:
    """F-scores over grid positions."""
    assert grits_content(_table(TWO_BY_TWO), _table(output)) == pytest.approx(content)
    assert grits_topology(_table(TWO_BY_TWO), _table(output)) == pytest.approx(topology)


def test_a_missing_and_an_extra_table_count_nothing() -> None:
    """Two tables wanted, one found: half; none wanted, one found: none."""
    one = tables(TWO_BY_TWO)
    assert page_teds(one * 2, one) == pytest.approx(0.5)
    assert page_grits([], one) == 0.0
    assert page_teds([], []) is None


CELLS = st.lists(
    st.lists(st.sampled_from(["", "a", "ab", "b c"]), min_size=2, max_size=2),
    min_size=1,
    max_size=4,
)


def _grid(rows: list[list[str]]) -> Table:
    return Table(
        tuple(
            TableCell(i, j, 1, 1, text) for i, row in enumerate(rows) for j, text in enumerate(row)
        )
    )


@given(CELLS, CELLS)
def test_scores_are_within_bounds(a: list[list[str]], b: list[list[str]]) -> None:
    """Laws that hold for any two grids; GriTS breaks ties by order, so only TEDS is symmetric."""
    assert teds(_grid(a), _grid(b)) == pytest.approx(teds(_grid(b), _grid(a)))
    for score in (teds, grits_content, grits_topology):
        assert 0.0 <= score(_grid(a), _grid(b)) <= 1.0
        assert score(_grid(a), _grid(a)) == pytest.approx(1.0)


def test_structure_counts_headings_by_text_and_level_by_rank() -> None:
    """All headings found, one level wrong; an item that is none costs."""
    truth = items("# Title\n## Part one\n## Part two")
    output = items("### Title\n#### Part one\n### Part two\n- stray")
    score = structure(truth, output)
    assert score.headings == 1.0
    assert score.levels == pytest.approx(2 / 3)
    assert score.list_items == 0.0
