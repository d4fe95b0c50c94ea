"""Cleaning for OCR: measure the page, then apply only the steps that the measurements call for."""

from typing import TYPE_CHECKING

from .geometry import IDENTITY, Chain, Geometry, Projective, RowShift, then
from .measurements import Measurements
from .raster import CleanPage, Pixels, Step, View

if TYPE_CHECKING:
    from .recipe import clean

__all__ = [
    "IDENTITY",
    "Chain",
    "CleanPage",
    "Geometry",
    "Measurements",
    "Pixels",
    "Projective",
    "RowShift",
    "Step",
    "View",
    "clean",
    "then",
]


def __getattr__(name: str) -> object:
    """`clean` needs OpenCV, which takes a quarter of a second to import; the data types do not."""
    if name == "clean":
        from .recipe import clean

        return clean
    raise AttributeError(name)
