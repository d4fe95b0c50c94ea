"""A drawn box read by the local readers: what a person may take over, or type better.

A page, its pixels and a box in px of the page enter; a text leaves, empty where nothing was read.
Nothing is sent anywhere (asking.py does that). Only here: what of a page is cut out for a reader.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from recto.batch.answers import PageRead
from recto.batch.turns import read_found
from recto.model.page import Box, Page, Pixels
from recto.model.result import PageResult
from recto.review.crops import Bounds, within
from recto.settings.groups import Input, Settings
from recto.settings.llm import LlmOptions

PAPER = 0.6  # heights of the box: Tesseract wants paper around letters
TALL_LINE = 3.0  # a box higher than its width over this is read as a piece of a page


def read_box(page: PageResult, pixels: Pixels, box: Box, settings: Settings) -> str:
    """What the local readers have there, in one line."""
    bounds = within(page, box)
    cut = cut_out(page, pixels, bounds)
    local = settings_for(
        page,
        bounds,
        settings,
        LlmOptions(),
    )
    found = read_found(cut, local)
    if not isinstance(found, PageRead):
        return ""
    return in_one_line(found)


def cut_out(page: PageResult, pixels: Pixels, bounds: Bounds) -> Page:
    """That part as a page of its own, with a margin of its own edge: nothing else of the page is
    seen by whoever reads it.
    """
    left, top, right, bottom = bounds
    margin = max(4, round(PAPER * min(bottom - top, 60)))
    piece = np.ascontiguousarray(pixels[top:bottom, left:right])
    sides = [(margin, margin), (margin, margin)] + [(0, 0)] * (piece.ndim - 2)
    framed = np.pad(piece, sides, mode="edge")
    return Page(
        page.source,
        page.index,
        framed,
        page.dpi,
        dpi_down=page.dpi_down,
    )


def settings_for(page: PageResult, bounds: Bounds, settings: Settings, llm: LlmOptions) -> Settings:
    """Those of the run, for a piece of this page."""
    left, top, right, bottom = bounds
    is_line = (right - left) > (bottom - top) / TALL_LINE
    layout: Literal["line", "page"] = "line" if is_line else "page"
    language = page.language or "eng"
    piece = Input(
        language=language,
        layout=layout,
        text_layer="redo",
    )
    return replace(settings, input=piece, llm=llm)


def in_one_line(found: PageRead) -> str:
    """Its text with single spaces."""
    return " ".join(found.result.text.split())
