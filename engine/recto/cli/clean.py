"""`recto clean`: show what cleaning does to one page, and why.

The cleaned page is written as a picture; --explain prints what was measured and every step with its
trigger, and writes a picture of before and after side by side. Nothing is read but the few lines
that tell which end is up.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recto.cli.terminal import answer, say
from recto.errors import BadArguments
from recto.local.coloured import visible
from recto.sources.kept import refuse_over_sources
from recto.writers.streams import is_stream

if TYPE_CHECKING:
    from recto.model.page import Page, Pixels
    from recto_preprocessing import CleanPage
    from recto_preprocessing.damage import Damage

BESIDE = 1400  # px, height of the picture of before and after


@click.command(name="clean", short_help="Show what cleaning does to a page, and why.")
@click.argument("path", metavar="PAGE")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False),
    help="Picture to write, e.g. out.png.",
)
@click.option("--pages", default="1", show_default=True, help="Which page of a PDF or TIFF.")
@click.option(
    "--clean",
    "steps",
    default="auto",
    show_default=True,
    help="auto, off, or steps joined by commas.",
)
@click.option(
    "--for",
    "reader",
    default="tesseract",
    type=click.Choice(["tesseract", "ppocr"]),
    help="Whose view.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Print measurements and steps; write a before/after picture too.",
)
def command(path: str, output: str, pages: str, steps: str, reader: str, explain: bool) -> int:
    """Clean one page and write it as a picture."""
    picture = _beside_place(output)
    if explain and is_stream(output):
        what = "is no file, and --explain writes a picture beside it"
        raise BadArguments(what, where=output, remedy="name a file with -o")
    refuse_over_sources(
        [output, *([picture] if explain else [])], [path], remedy="name another picture with -o"
    )
    page = visible(_first(path, pages))
    cleaned, lost = _cleaned(page, steps)
    pixels = (cleaned.tesseract if reader == "tesseract" else cleaned.upright).pixels
    _write(Path(output), pixels)
    say(f"{page.name}: {summary(cleaned)}; written to {output}")
    if explain:
        _write(picture, beside(page.raster, pixels))
        answer(*explanation(cleaned, lost), f"before and after: {picture}")
    return 0


def _beside_place(output: str) -> Path:
    """Where the picture of before and after goes."""
    return Path(output).with_name(f"{Path(output).stem}.before-after.png")


def _first(path: str, pages: str) -> Page:
    from recto.sources import PageFault, open_pages

    for page in open_pages(path, pages=pages):
        if isinstance(page, PageFault):
            raise page.error
        return page
    raise BadArguments("no such page", where=path, remedy="see --pages")


def _cleaned(page: Page, steps: str) -> tuple[CleanPage, tuple[Damage, ...]]:
    import recto_preprocessing
    from recto.readers.ppocr import Ppocr
    from recto_preprocessing.damage import boxes_of, damage

    reader = Ppocr()
    quads = reader.detect(page.raster)
    whole = partial(recto_preprocessing.clean, page.raster, page.dpi, dpi_down=page.dpi_down)
    clean = partial(whole, quads=quads, read_strip=reader.readability)
    try:
        return clean(steps=steps), damage(page.raster, boxes_of(quads))
    except ValueError as fault:
        raise BadArguments(str(fault), remedy="see `recto clean --help`") from None


def explanation(cleaned: CleanPage, lost: Sequence[Damage] = ()) -> list[str]:
    """What was measured, what the image has lost, then what was done and why, one line each."""
    measured = dataclasses.asdict(cleaned.measured) if cleaned.measured else {}
    lines = [f"{name.replace('_', ' '):14} {_plain(value)}" for name, value in measured.items()]
    done = [f"{step.name:14} {step.reason} ({step.seconds:.2f} s)" for step in cleaned.steps]
    missing = ["", "lost", *(found.note for found in lost)] if lost else []
    return [
        "measured",
        *lines,
        *missing,
        "",
        "done",
        *(done or ["nothing: no step was called for"]),
    ]


def _plain(value: float | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value:.3g}"


def summary(cleaned: CleanPage) -> str:
    """The steps in order, for the summary."""
    names = [
        f"{step.name} (undone)" if step.reason.startswith("undone") else step.name
        for step in cleaned.steps
    ]
    return ", ".join(names) or "left as it is"


def beside(before: Pixels, after: Pixels) -> Pixels:
    """Both pages at one height, side by side, RGB."""
    import cv2
    import numpy as np

    def at_height(pixels: Pixels) -> Pixels:
        colour = pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)
        size = (max(1, round(pixels.shape[1] * BESIDE / pixels.shape[0])), BESIDE)
        return np.asarray(cv2.resize(colour, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)

    return np.hstack([at_height(before), at_height(after)])


def _write(path: Path, pixels: Pixels) -> None:
    from PIL import Image

    from recto.errors import FileAccess
    from recto.writers.streams import named

    ending = path.suffix.lower() or (".png" if is_stream(path) else "")
    kind = Image.registered_extensions().get(ending)
    if kind not in Image.SAVE:
        what = f"no kind of picture ends in {path.suffix!r}"
        raise FileAccess(what, where=str(path), remedy="name a .png file")
    with named(path) as file:
        Image.fromarray(pixels).save(file, kind)
