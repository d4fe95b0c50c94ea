"""Which steps a page gets: measure, then act, never harm.

A page enters, a CleanPage leaves: an upright view for PP-OCR and the LLM, and a straightened grey view with the paper
divided out for Tesseract. A step runs only when its measurement calls for it; a clean born-digital page comes through
bit for bit. The numbers behind each trigger are in docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from time import perf_counter

import cv2
import numpy as np

from . import background, deskew, orientation, scale
from .geometry import IDENTITY, then
from .orientation import ReadStrip
from .quality import Measurements, Quads, measure
from .raster import CleanPage, Pixels, Step, View
from .textlines import text_lines

STEPS = ("orientation", "deskew", "background", "scale")
SKEWED = 0.3  # degrees; Tesseract straightens less itself, and turning costs sharpness
UNEVEN = 4.0  # grey levels between the brightest and darkest paper
GREY_PAPER = 245.0  # grey level under which paper is not white
CAP_SHARE = 0.55  # of a detected line box that a capital letter fills
TALL, WANTED = 45.0, 32.0  # px, capital height


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """One view on its way through the steps."""

    view: View
    measured: Measurements
    steps: tuple[Step, ...] = ()


def clean(
    pixels: Pixels,
    dpi: float,
    *,
    quads: Quads | None = None,
    read_strip: ReadStrip | None = None,
    steps: str = "auto",
) -> CleanPage:
    """Clean one page.

    `pixels`: (height, width) grey or (height, width, 3) RGB, never changed. `quads`: (N, 4, 2) text lines, px, found
    with OpenCV when absent. `read_strip`: mean readability 0..1 of cut-out lines. `steps`: "auto", "off", or names
    joined by commas. Raises ValueError for a name that is not a step.
    """
    wanted = _wanted(steps)
    grey = to_grey(pixels)
    found = text_lines(grey) if quads is None else quads
    measured = measure(grey, found)
    page = _State(View(pixels, IDENTITY, dpi), measured)
    if "orientation" in wanted:
        page = _orient(page, found, read_strip)
    upright = page.view
    if measured.born_digital and steps == "auto" and abs(measured.skew) < SKEWED:
        same = upright if upright.geometry is IDENTITY else replace(upright, pixels=to_grey(upright.pixels))
        return CleanPage(upright, same, page.steps)
    page = replace(page, view=replace(upright, pixels=to_grey(upright.pixels)))
    for name, step in _FOR_TESSERACT:
        page = step(page) if name in wanted else page
    return CleanPage(upright, page.view, page.steps)


def _wanted(steps: str) -> Collection[str]:
    if steps == "auto":
        return STEPS
    names = [] if steps == "off" else [name.strip() for name in steps.split(",") if name.strip()]
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        raise ValueError(f"no such cleaning step: {', '.join(unknown)} (have {', '.join(STEPS)})")
    return names


def to_grey(pixels: Pixels) -> Pixels:
    """(height, width) of an RGB or grey page; grey comes back as it is."""
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _orient(page: _State, quads: Quads, read_strip: ReadStrip | None) -> _State:
    start = perf_counter()
    turns = orientation.quarter_turns(page.view.pixels, quads, read_strip)
    if turns == 0:
        return page
    pixels, geometry = orientation.turn(page.view.pixels, turns)
    reason = f"lines run {'down' if turns % 2 else 'across, upside down'}; turned {90 * turns} degrees"
    step = Step("orientation", reason, 90.0 * turns, 0.0, perf_counter() - start)
    view = View(pixels, then(page.view.geometry, geometry), page.view.dpi)
    return replace(page, view=view, steps=(*page.steps, step))


def _deskew(page: _State) -> _State:
    start = perf_counter()
    turned = any(step.name == "orientation" for step in page.steps)
    coarse = 0.0 if turned else page.measured.skew
    if abs(coarse) > deskew.LARGEST:
        return page
    skew = deskew.exact_skew(page.view.pixels, coarse)
    if abs(skew) < SKEWED:
        return page
    pixels, geometry = deskew.rotate(page.view.pixels, skew, page.measured.paper)
    step = Step("deskew", f"skew {skew:.2f} degrees", skew, 0.0, perf_counter() - start)
    view = View(pixels, then(page.view.geometry, geometry), page.view.dpi)
    return replace(page, view=view, steps=(*page.steps, step))


def _background(page: _State) -> _State:
    start = perf_counter()
    found = page.measured
    if found.unevenness < UNEVEN and found.paper >= GREY_PAPER:
        return page
    pixels = background.divide(page.view.pixels)
    reason = f"paper {found.paper:.0f}, uneven by {found.unevenness:.0f} grey levels"
    step = Step("background", reason, found.unevenness, 0.0, perf_counter() - start)
    return replace(page, view=replace(page.view, pixels=pixels), steps=(*page.steps, step))


def _scale(page: _State) -> _State:
    start = perf_counter()
    capital = CAP_SHARE * page.measured.line_height
    if capital <= TALL:
        return page
    factor = WANTED / capital
    pixels, geometry = scale.resize(page.view.pixels, factor)
    step = Step("scale", f"capitals {capital:.0f} px tall", capital, WANTED, perf_counter() - start)
    view = View(pixels, then(page.view.geometry, geometry), page.view.dpi * factor)
    return replace(page, view=view, steps=(*page.steps, step))


_FOR_TESSERACT: tuple[tuple[str, Callable[[_State], _State]], ...] = (
    ("background", _background),
    ("deskew", _deskew),
    ("scale", _scale),
)
