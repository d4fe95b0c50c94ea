"""Cleaning for OCR: measure the page, then apply only the steps that the measurements call for."""

from .geometry import IDENTITY, Chain, Geometry, Projective, then
from .raster import CleanPage, Pixels, Step, View

__all__ = ["IDENTITY", "Chain", "CleanPage", "Geometry", "Pixels", "Projective", "Step", "View", "then"]
