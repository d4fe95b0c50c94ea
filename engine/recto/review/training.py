"""Lines that people read, as files to train a reader on: a picture and its text, in the form that
Tesseract's and kraken's trainers take.

A Desk and a folder enter; NAME.png and NAME.gt.txt of every line leave.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from recto.files.atomic import atomic
from recto.model.page import Pixels
from recto.review.crops import Bounds, within
from recto.review.desk import Desk
from recto.review.lessons import training_lines
from recto.review.sources import Images


def write_lines(desk: Desk, folder: Path) -> int:
    """Write every line that is known to its last word; how many there are. Raises FileAccess, or
    InputError where a source is not what was read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    images = Images()
    count = 0
    for line in training_lines(desk):
        page = desk.with_image(line.file, line.number).page
        pixels = images.pixels(desk.source(line.file), page)
        count += 1
        name = f"{line.file:05}-{line.number + 1:04}-{count:05}"
        with atomic(folder / f"{name}.png") as file:
            file.write(png(pixels, within(page, line.box)))
        with atomic(folder / f"{name}.gt.txt") as file:
            file.write(f"{line.text}\n".encode())
    return count


def png(pixels: Pixels, bounds: Bounds) -> bytes:
    """That part of the page, without loss."""
    from PIL import Image

    left, top, right, bottom = bounds
    out = BytesIO()
    Image.fromarray(pixels[top:bottom, left:right]).save(out, "PNG")
    return out.getvalue()
