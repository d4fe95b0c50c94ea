"""`recto clean`: show what cleaning does to one page, and why.

The cleaned page is written as a picture; --explain prints what was measured and every step with its
trigger, and writes a picture of before and after side by side. Nothing is read but the few lines
that tell which end is up.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
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
    place = Path(output)
    picture = place.with_name(f"{place.stem}.before-after.png")
    written: list[str | Path] = [output]
    if explain:
        if is_stream(output):
            what = "is no file, and --explain writes a picture beside it"
            raise BadArguments(what, where=output, remedy="name a file with -o")
        written.append(picture)
    refuse_over_sources(written, [path], remedy="name another picture with -o")

    page = visible(_first(path, pages))
    cleaned, lost = _cleaned(page, steps)
    view = cleaned.tesseract if reader == "tesseract" else cleaned.upright
    _write(place, view.pixels)
    say(f"{page.name}: {summary(cleaned)}; written to {output}")

    if explain:
        both = beside(page.raster, view.pixels)
        _write(picture, both)
        answer(*explanation(cleaned, lost), f"before and after: {picture}")
    return 0


def _first(path: str, pages: str) -> Page:
    from recto.sources import PageFault, open_pages

    for page in open_pages(path, pages=pages):
        if isinstance(page, PageFault):
            raise page.error
        return page
    raise BadArguments("no such page", where=path, remedy="see --pages")


def _cleaned(page: Page, steps: str) -> tuple[CleanPage, tuple[Damage, ...]]:
    import recto_preprocessing
    from recto.readers.ppocr.reader import Ppocr
    from recto_preprocessing.boxes import boxes_of
    from recto_preprocessing.damage import damage

    reader = Ppocr()
    found = reader.detect_lines(page.raster)
    try:
        cleaned = recto_preprocessing.clean(
            page.raster,
            page.dpi,
            dpi_down=page.dpi_down,
            quads=found.whole,
            bent=found.bent,
            read_strip=reader.readability,
            steps=steps,
        )
        lost = damage(page.raster, boxes_of(found.whole))
    except ValueError as fault:
        raise BadArguments(str(fault), remedy="see `recto clean --help`") from None
    return cleaned, lost


def explanation(cleaned: CleanPage, lost: Sequence[Damage] = ()) -> list[str]:
    """What was measured, what the image has lost, then what was done and why, one line each."""
    lines = ["measured"]
    measured = dataclasses.asdict(cleaned.measured) if cleaned.measured else {}
    for name, value in measured.items():
        title = name.replace("_", " ")
        text = f"{value:.3g}"
        if isinstance(value, bool):
            text = "yes" if value else "no"
        lines.append(f"{title:14} {text}")

    if lost:
        lines += ["", "lost"]
        lines += [damage.note for damage in lost]

    lines += ["", "done"]
    for step in cleaned.steps:
        lines.append(f"{step.name:14} {step.reason} ({step.seconds:.2f} s)")
    if not cleaned.steps:
        lines.append("nothing: no step was called for")
    return lines


def summary(cleaned: CleanPage) -> str:
    """The steps in order, for the summary."""
    names = []
    for step in cleaned.steps:
        undone = step.reason.startswith("undone")
        names.append(f"{step.name} (undone)" if undone else step.name)
    return ", ".join(names) or "left as it is"


def beside(before: Pixels, after: Pixels) -> Pixels:
    """Both pages at one height, side by side, RGB."""
    import cv2
    import numpy as np

    pictures = []
    for pixels in (before, after):
        colour = pixels
        if pixels.ndim != 3:
            colour = np.repeat(pixels[:, :, None], 3, axis=2)
        height, width = pixels.shape[:2]
        size = (max(1, round(width * BESIDE / height)), BESIDE)
        at_height = cv2.resize(colour, size, interpolation=cv2.INTER_AREA)
        pictures.append(np.asarray(at_height, dtype=np.uint8))
    return np.hstack(pictures)


def _write(path: Path, pixels: Pixels) -> None:
    from PIL import Image

    from recto.errors import FileAccess
    from recto.writers.streams import named

    ending = path.suffix.lower()
    if not ending and is_stream(path):
        ending = ".png"
    kind = Image.registered_extensions().get(ending)
    if kind not in Image.SAVE:
        what = f"no kind of picture ends in {path.suffix!r}"
        raise FileAccess(what, where=str(path), remedy="name a .png file")

    with named(path) as file:
        Image.fromarray(pixels).save(file, kind)
