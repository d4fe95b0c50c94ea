"""Bent and slanted lines made level for judging rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.local.made import HEIGHT, line

from recto.model.page import Box, Line
from recto.reading_order.deslant import line_height, straightening, strip


def bent_page(sag: float, tilt: float = 0.0) -> list[Line]:
    """Twenty lines of four pieces each on a page whose lines sag by `sag` px in the middle."""

    def y(x: float, row: int) -> float:
        return 100 + 30 * row + sag * (1 - (x / 500 - 1) ** 2) + tilt * x

    def piece(left: float, row: int) -> Line:
        right = left + 200
        feet = (left, y(left, row), right, y(right, row))
        box = Box(left, min(feet[1], feet[3]) - HEIGHT, right, max(feet[1], feet[3]))
        return Line((), box, feet)

    return [piece(left, row) for row in range(20) for left in (0, 250, 500, 750)]


@given(st.floats(-60, 60), st.floats(-0.05, 0.05))
def test_bent_rows_come_to_lie_level(sag: float, tilt: float) -> None:
    """The pieces of each row end up within a third of a line height, however the page sags and
    slants.
    """
    lines = bent_page(sag, tilt)
    level = straightening(lines)
    feet = level(np.array([piece.baseline for piece in lines]).reshape(-1, 2))[:, 1].reshape(20, -1)
    assert np.ptp(feet, axis=1).max() < HEIGHT / 3


def test_a_flat_page_is_not_bent() -> None:
    """Level lines are left exactly where they are."""
    lines = bent_page(0.0)
    points = np.array([[3.0, 4.0], [700.0, 555.0]])
    assert straightening(lines)(points) == pytest.approx(points)


@pytest.mark.parametrize("angle", [0, 10, 80, 90, 180, 270], ids=str)
def test_a_line_is_as_high_whichever_way_it_runs(angle: float) -> None:
    """Its box grows with its slant, its strip does not."""
    turn = np.deg2rad(angle)
    along, up = np.array([np.cos(turn), np.sin(turn)]), np.array([np.sin(turn), -np.cos(turn)])
    corners = np.array([500.0, 500.0]) + np.array(
        [0 * along, 300 * along, 20 * up, 300 * along + 20 * up]
    )
    box = Box(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())
    made = Line((), box, (*corners[0].tolist(), *corners[1].tolist()))
    assert line_height(made) == pytest.approx(20, abs=1.5)
    assert strip(made) == pytest.approx(corners, abs=1.5)


def test_a_short_line_keeps_its_box() -> None:
    """A single mark has no slope."""
    assert line_height(line("I")) == HEIGHT
