"""Which steps a page gets, in which order: measure, then act, never harm.

A page enters, a CleanPage leaves: an upright view for PP-OCR and the LLM, and a straightened grey
view with the paper divided out for Tesseract. A step runs only when its own measurement calls for
it; a clean born-digital page comes through bit for bit. Each step and its trigger live in the
step's own file.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from time import perf_counter

from . import (
    background,
    contrast,
    denoise,
    deskew,
    dewarp,
    inversion,
    local_contrast,
    orientation,
    scale,
)
from .geometry import IDENTITY
from .judge import Act, judged, remembered
from .orientation import ReadStrip
from .page_in_work import NONE, Change, PageInWork, Quads, follow, to_grey
from .quality import measure
from .raster import CleanPage, Pixels, Step, View
from .textlines import page_lines

FOR_TESSERACT: tuple[tuple[str, Act], ...] = (
    ("background", judged(background.step)),
    ("deskew", deskew.step),
    ("scale", scale.step),
)


def _for_all(read_strip: ReadStrip | None) -> tuple[tuple[str, Act], ...]:
    """PP-OCR and the LLM want the page as it is: only what hides the text is mended for them too.

    No step may lose lines anywhere on the page. What can make them read worse is judged by reading
    some, too; orientation reads them itself. Contrast is not: it is for Tesseract most of all, and
    of a grainy receipt PP-OCR is less sure when it reads better (F1 .709 -> .743).
    """
    return (
        ("inversion", judged(inversion.step, read_strip)),
        ("orientation", partial(orientation.step, read_strip=read_strip)),
        ("dewarp", dewarp.by_bent_lines(judged(dewarp.step, read_strip))),
        ("denoise", judged(denoise.step, read_strip)),
        ("contrast", judged(contrast.step)),
        ("local-contrast", judged(local_contrast.step)),
    )


STEPS = tuple(name for name, _ in (*_for_all(None), *FOR_TESSERACT))


def clean(
    pixels: Pixels,
    dpi: float,
    *,
    quads: Quads | None = None,
    bent: Quads = NONE,
    read_strip: ReadStrip | None = None,
    steps: str = "auto",
    dpi_down: float = 0.0,
) -> CleanPage:
    """Clean one page.

    `pixels`: (height, width) grey or (height, width, 3) RGB, never changed. `quads`: (N, 4, 2) text
    lines, px, found with OpenCV when absent; `bent`: pieces of such as bend out of their rectangle,
    heard for flattening alone. `read_strip`: mean readability 0..1 of cut-out lines.
    `steps`: "auto", "off", or names joined by commas. `dpi_down`: where it is not `dpi`, pixels are
    made square first, whatever `steps` says. Raises ValueError for a name that is not a step.
    """
    wanted = _wanted(steps)
    own = _own(pixels)
    view, squared = _squared(own, dpi, dpi_down)
    if quads is None:
        lines = page_lines(view.pixels)
    elif squared:
        lines = follow(quads, view.geometry)
    else:
        lines = quads
    measured = measure(to_grey(view.pixels), lines)
    score = remembered(read_strip) if read_strip else None
    pieces = follow(bent, view.geometry) if squared else bent
    sheet = PageInWork(view, lines, measured, pieces)
    upright, for_all = _run(sheet, _for_all(score), wanted)
    grey = replace(upright.view, pixels=to_grey(upright.pixels))
    straight, for_tesseract = _run(replace(upright, view=grey), FOR_TESSERACT, wanted)
    # Untouched means the very same pixels for both readers, bit for bit.
    seen = straight.view if for_tesseract else upright.view
    done = squared + for_all + for_tesseract
    return CleanPage(upright.view, seen, done, measured)


def _own(pixels: Pixels) -> Pixels:
    """An array that stands for these pixels alone (kept.py): whoever may write to his own may fill
    it with the next page.
    """
    if not pixels.flags.writeable:
        return pixels
    return pixels.view()


def _squared(pixels: Pixels, dpi: float, dpi_down: float) -> tuple[View, tuple[Step, ...]]:
    """The page with square pixels, and the record of what that took."""
    start = perf_counter()
    change = scale.square(pixels, dpi, dpi_down)
    if change is None:
        return View(pixels, IDENTITY, dpi), ()
    view = View(change.pixels, change.geometry, dpi * change.zoom)
    return view, (_recorded("square", change, start),)


def _recorded(name: str, change: Change, start: float) -> Step:
    """What a step did that began at `start`, by `perf_counter`."""
    seconds = perf_counter() - start
    return Step(name, change.reason, change.before, change.after, seconds)


def _wanted(steps: str) -> Collection[str]:
    """Names of the steps asked for; raises ValueError."""
    if steps == "auto":
        return STEPS
    if steps == "off":
        return ()
    stripped = [name.strip() for name in steps.split(",")]
    names = [name for name in stripped if name]
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        raise ValueError(f"no such cleaning step: {', '.join(unknown)} (have {', '.join(STEPS)})")
    return names


def _run(
    sheet: PageInWork, acts: tuple[tuple[str, Act], ...], wanted: Collection[str]
) -> tuple[PageInWork, tuple[Step, ...]]:
    """The sheet after the steps that are wanted and called for, and the record of those."""
    done: list[Step] = []
    for name, act in acts:
        if name not in wanted:
            continue
        start = perf_counter()
        change = act(sheet)
        if change is None:
            continue
        sheet = sheet.after(change)
        done.append(_recorded(name, change, start))
    return sheet, tuple(done)
