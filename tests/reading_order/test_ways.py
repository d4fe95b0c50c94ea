"""The ways in which pieces can be parted, and what they look like in figures."""

import numpy as np
import pytest

from recto.reading_order.candidates import Candidate, Kind, candidates, node_of, parts
from recto.reading_order.choice import COLUMNS, MARGIN, Ways, preferred, ways_of
from recto.reading_order.figures import NAMES, figures
from recto.reading_order.pieces import pieces_of
from recto.reading_order.rows import LevelPage

NOTHING = np.zeros((0, 4))
Place = tuple[float, float, float, float]


def page_of(*pieces: tuple[str, Place], across: tuple[Place, ...] = ()) -> LevelPage:
    """Lines of 20 px."""
    boxes = np.array([place for _, place in pieces], dtype=float)
    strokes = np.array(across, dtype=float).reshape(-1, 4)
    return LevelPage(boxes, [text for text, _ in pieces], 20.0, strokes, NOTHING)


def two_columns(gutter: float = 40.0, rows: int = 5) -> list[tuple[str, Place]]:
    """Left ones first."""
    tops = [30.0 * k for k in range(rows)]
    places = [(left, top) for left in (0.0, 300.0 + gutter) for top in tops]
    return [("a line of words", (left, top, left + 300, top + 20)) for left, top in places]


def ways(page: LevelPage) -> tuple[list[Candidate], list[list[int]]]:
    """All ways for the whole page, and the pieces in the order of each."""
    pieces = pieces_of(page)
    node = node_of(page, np.arange(len(page.texts)))
    found = candidates(page, pieces, node)
    orders = [np.concatenate(parts(pieces, node, way)).tolist() for way in found[:-1]]
    return found, orders


def test_a_gutter_is_a_way() -> None:
    """Beside the blank strips between rows, and row by row."""
    found, orders = ways(page_of(*two_columns()))
    kinds = [way.kind for way in found]
    assert kinds == [*[Kind.ACROSS] * 4, Kind.DOWN, Kind.ROWS]
    assert sorted(orders[4][:5]) == [0, 1, 2, 3, 4]
    assert found[4].gap == 40
    assert not found[4].crossing


def test_what_crosses_a_gutter_is_a_bar_or_belongs_to_the_left() -> None:
    """A heading parts the columns into bands; two lines found as one do not."""
    title = ("a title over both columns", (0.0, 150.0, 640.0, 170.0))
    below = [(text, (x0, y0 + 180, x1, y1 + 180)) for text, (x0, y0, x1, y1) in two_columns()]
    found, orders = ways(page_of(*two_columns(), title, *below))
    down = [k for k, way in enumerate(found) if way.kind is Kind.DOWN]
    as_bar, as_left = down
    assert orders[as_bar].index(10) == 10  # after both columns above it
    assert orders[as_left].index(10) < 11
    assert found[as_left].is_joined
    assert set(orders[as_left][11:]) == {5, 6, 7, 8, 9, 16, 17, 18, 19, 20}


def test_a_stroke_between_rows_that_touch_is_a_way() -> None:
    """Where boxes leave no gap, a stroke may part them."""
    above, below = ("above", (0.0, 0.0, 400.0, 20.0)), ("below", (0.0, 18.0, 400.0, 38.0))
    beside = ("beside", (500.0, 0.0, 600.0, 20.0))
    unruled, _ = ways(page_of(above, below, beside))
    assert Kind.ACROSS not in {way.kind for way in unruled}
    ruled, _ = ways(page_of(above, below, beside, across=((0.0, 19.0, 600.0, 19.0),)))
    assert [way.ruled for way in ruled if way.kind is Kind.ACROSS] == [1.0]


def test_a_way_is_described_by_named_figures() -> None:
    """A row a way, a column a name."""
    page = page_of(*two_columns())
    pieces = pieces_of(page)
    node = node_of(page, np.arange(10))
    found = candidates(page, pieces, node)
    table = figures(page, pieces, node, found, depth=0)
    assert table.shape == (len(found), len(NAMES))
    assert np.isfinite(table).all()
    told = dict(zip(NAMES, table[4].tolist(), strict=True))
    assert told["down"] == 1
    assert told["node_pieces"] == 10
    assert told["first_rows"] == told["second_rows"] == 5
    assert told["cut_gap"] == pytest.approx(40 / 20)
    assert told["cut_common_first"] == told["cut_in_step"] == 1


def test_the_rules_way_is_one_of_the_ways() -> None:
    """It is told apart, whether the candidates have it or not."""
    page = page_of(*two_columns(rows=8))
    found = ways_of(page, pieces_of(page), node_of(page, np.arange(16)), depth=0)
    assert len(found.parts) == len(found.figures)
    assert found.figures[:, COLUMNS.index("by_rule")].tolist().index(1.0) == found.ruled
    assert sorted(found.parts[found.ruled][0].tolist()) == [*range(8)]


@pytest.mark.parametrize(
    ("odds", "ruled", "in_grid", "taken"),
    [
        ([1.0, 1.0 + MARGIN, 0.0], 0, False, 0),
        ([1.0, 1.1 + MARGIN, 0.0], 0, False, 1),
        ([1.0, 1.1 + MARGIN, 9.0], 2, False, 2),
        ([1.0, 9.0, 0.0], 0, True, 0),
    ],
)
def test_the_rules_way_is_taken_unless_another_is_likelier(
    odds: list[float], ruled: int, in_grid: bool, taken: int
) -> None:
    """By a margin; never in a ruled grid."""
    table = np.zeros((len(odds), len(COLUMNS)))
    table[:, COLUMNS.index("node_in_grid")] = in_grid
    found = Ways([[] for _ in odds], ruled, table)
    assert preferred(np.array(odds), found) == taken


def test_a_wall_between_texts_stands() -> None:
    """However much likelier another way is."""
    table = np.zeros((2, len(COLUMNS)))
    odds = np.array([-3.0, 3.0])
    assert preferred(odds, Ways([[], []], 0, table, is_wall=True)) == 0
    assert preferred(odds, Ways([[], []], 0, table)) == 1


def test_a_rule_down_between_texts_is_told_as_a_wall() -> None:
    """Two columns of prose out of step with a stroke between them; without it they are columns."""
    pieces = []
    for left, first in ((0.0, 0.0), (340.0, 13.0)):
        for k in range(9):
            top, ragged = first + 30.0 * k, 25.0 * (k % 3)
            place = (left, top, left + 300 - ragged, top + 20)
            pieces.append(("a line of many words", place))
    boxes = np.array([place for _, place in pieces])
    texts = [text for text, _ in pieces]
    stroke = np.array([[320.0, -10.0, 320.0, 300.0]])
    for strokes, is_wall in ((stroke, True), (NOTHING, False)):
        page = LevelPage(boxes, texts, 20.0, NOTHING, strokes)
        found = ways_of(page, pieces_of(page), node_of(page, np.arange(18)), depth=0)
        assert found.is_wall is is_wall
        assert sorted(found.parts[found.ruled][0].tolist()) == [*range(9)]
