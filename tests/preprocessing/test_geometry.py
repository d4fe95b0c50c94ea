"""Every map takes a point home to where it came from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recto_preprocessing import IDENTITY, Geometry, Projective, RowShift, then
from recto_preprocessing.deskew import rotate
from recto_preprocessing.orientation import turn
from recto_preprocessing.scale import resize

BLANK = np.full((90, 60), 255, np.uint8)
POINTS = arrays(np.float64, (5, 2), elements=st.floats(0, 60, allow_nan=False))
# Every node lies below the one above it: 9..11 px apart, started anywhere.
SHIFTS = arrays(np.float64, (9, 7), elements=st.floats(9, 11)).map(
    lambda gaps: np.cumsum(gaps, axis=0) - 10
)
MAPS = {
    "quarter turn": turn(BLANK, 1)[1],
    "half turn": turn(BLANK, 2)[1],
    "three quarters": turn(BLANK, 3)[1],
    "straightened": rotate(BLANK, 3.3, 255)[1],
    "scaled": resize(BLANK, 1.37)[1],
    "perspective": Projective(np.array([[1, 0.1, 2], [0, 1.2, 1], [1e-3, 5e-4, 1]])),
}


def assert_returns(geometry: Geometry, points: np.ndarray) -> None:
    np.testing.assert_allclose(
        geometry.to_original(geometry.from_original(points)), points, atol=1e-6
    )


@pytest.mark.parametrize("name", MAPS)
@given(points=POINTS)
def test_returns(name: str, points: np.ndarray) -> None:
    """There and back is where one started."""
    assert_returns(MAPS[name], points)


@given(rows=SHIFTS, points=POINTS)
def test_row_shift_returns(rows: np.ndarray, points: np.ndarray) -> None:
    """A dewarping map inverts exactly, however its rows bend."""
    assert_returns(RowShift(rows, 60, 90), points)


@given(rows=SHIFTS, points=POINTS)
def test_chain_returns(rows: np.ndarray, points: np.ndarray) -> None:
    """So does a chain of different maps."""
    assert_returns(then(MAPS["straightened"], RowShift(rows, 60, 90)), points)


def test_row_shift_is_the_identity_on_its_own_rows() -> None:
    """Rows left where they are move nothing, beyond the page either."""
    rows = np.repeat(np.linspace(0, 90, 9)[:, None], 7, axis=1)
    points = np.array([[0.0, 0.0], [30.0, 45.0], [60.0, 90.0], [-5.0, 95.0]])
    np.testing.assert_allclose(RowShift(rows, 60, 90).from_original(points), points)


def test_turn_takes_corners_to_corners() -> None:
    """Counter-clockwise: the page's top right corner becomes the top left one."""
    turned, geometry = turn(BLANK, 1)
    assert turned.shape == (60, 90)
    np.testing.assert_allclose(
        geometry.from_original(np.array([[60.0, 0.0], [0.0, 0.0]])), [[0, 0], [0, 60]]
    )


def test_two_matrices_become_one() -> None:
    """Chained matrices stay a matrix: no chain grows with the steps."""
    assert isinstance(then(MAPS["scaled"], MAPS["straightened"]), Projective)
    np.testing.assert_array_equal(then(IDENTITY, IDENTITY).matrix, np.eye(3))
