"""Composed pages set by Chromium: an image and a Layout each.

Playwright drives the Chromium that is installed on this machine; nothing is downloaded, and the
page may load nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.layouts.compose import Composed
from benchmarks.layouts.truth import Layout, from_measured
from recto.errors import InputError
from recto.model.page import Pixels

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCALE = 2.0  # px of the image a CSS px: 192 dpi


@dataclass(frozen=True, slots=True)
class Rendered:
    """What stands on the page, and how it looks."""

    layout: Layout
    pixels: Pixels | None  # (H, W) grey; None where nobody asked how it looks


def chromium() -> str:
    """The browser of this machine. Raises InputError where there is none."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise InputError("no Chromium here", where="PATH", remedy="install the package chromium")


def render(
    pages: Iterable[Composed], scale: float = SCALE, *, shown: bool = True
) -> Iterator[Rendered]:
    """Each page as it is set; one browser for all of them. Not `shown`: without pixels, which take
    most of the time.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        context = browser.new_context(device_scale_factor=scale, offline=True)
        page = context.new_page()
        for composed in pages:
            page.set_viewport_size({"width": composed.width, "height": composed.height})
            page.set_content(composed.html, wait_until="load")
            page.evaluate("document.fonts.ready")
            measured = page.evaluate(MEASURE)
            pixels = None
            if shown:
                png = page.screenshot(type="png")
                pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
            width, height = round(scale * composed.width), round(scale * composed.height)
            layout = from_measured(
                measured,
                name=composed.id,
                family=composed.family,
                language=composed.language,
                size=(width, height),
                scale=scale,
                relations=composed.relations,
            )
            yield Rendered(layout, pixels)
        browser.close()
