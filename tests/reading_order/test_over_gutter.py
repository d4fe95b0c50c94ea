"""What runs over a gutter: a head, or two lines that were found as one."""

import numpy as np
import pytest

from recto.reading_order.candidates import node_of
from recto.reading_order.over_gutter import FAR, OVER, over_gutters
from recto.reading_order.pieces import pieces_of
from recto.reading_order.rows import LevelPage

NOTHING = np.zeros((0, 4))
GUTTER = 320.0
Place = tuple[float, float, float, float]


def figures(*over: tuple[float, float, float, float]) -> list[dict[str, float]]:
    """Of two columns of four lines of 20 px with these pieces over their gutter, and of a cut that
    is no gutter.
    """
    places: list[Place] = []
    for left in (0.0, 340.0):
        places += [(left, 30.0 * k, left + 300, 30.0 * k + 20) for k in range(4)]
    boxes = np.array([*places, *over])
    page = LevelPage(boxes, ["a line"] * len(boxes), 20.0, NOTHING, NOTHING)
    node = node_of(page, np.arange(len(boxes)))
    found = over_gutters(page, pieces_of(page), node, np.array([GUTTER, np.inf]))
    table = np.column_stack([found[name] for name in OVER])
    return [dict(zip(OVER, row, strict=True)) for row in table.tolist()]


def test_nothing_runs_over() -> None:
    """A figure without a meaning is -1; so are all of a cut across."""
    gutter, across = figures()
    assert set(gutter.values()) == set(across.values()) == {-1.0}


def test_a_head_is_high_alone_and_apart() -> None:
    """Below the columns, 40 px high, 60 px away."""
    head, across = figures((200.0, 170.0, 440.0, 210.0))
    assert head["over_height"] == pytest.approx(2)
    assert head["over_width"] == pytest.approx(12)
    assert head["over_apart"] == pytest.approx(3)
    assert head["over_alone"] == 1
    assert head["over_reach"] == pytest.approx(6)
    assert set(across.values()) == {-1.0}


def test_lines_found_as_one_are_as_high_and_as_close_as_others() -> None:
    """From the edge of one column to that of the other."""
    merged, _ = figures((0.0, 120.0, 640.0, 140.0))
    assert merged["over_height"] == pytest.approx(1)
    assert merged["over_width"] == pytest.approx(32)
    assert merged["over_apart"] == pytest.approx(0.5)


def test_a_piece_that_just_touches_a_gutter_does_not_run_over_it() -> None:
    """Boxes stand out beyond the ink."""
    touching, _ = figures((100.0, 120.0, GUTTER + 2, 140.0))
    assert set(touching.values()) == {-1.0}


def test_a_single_row_is_as_far_apart_as_can_be() -> None:
    """Nothing stands above it or below."""
    boxes = np.array([[0.0, 0.0, 300.0, 20.0], [310.0, 0.0, 640.0, 20.0]])
    page = LevelPage(boxes, ["left", "right"], 20.0, NOTHING, NOTHING)
    node = node_of(page, np.arange(2))
    found = over_gutters(page, pieces_of(page), node, np.array([150.0]))
    assert found["over_apart"].tolist() == [FAR]
    assert found["over_alone"].tolist() == [0.0]
