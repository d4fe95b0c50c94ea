"""One small page in every form in which a program may have it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tests.batch.pages import draw

import recto

WORDS = ("Harbour", "ledger", "volume", "seven")
FAST: dict[str, Any] = {"second_reader": "off", "clean": "off"}


def drawn(folder: Path, name: str = "page.png", last: str = "seven") -> Path:
    """A file."""
    return draw(folder / name, f"volume {last}")


def grey(path: Path) -> NDArray[np.uint8]:
    """Its pixels, one channel."""
    return np.asarray(Image.open(path))


def rgb(path: Path) -> NDArray[np.uint8]:
    """Its pixels in blue ink: red and green 0 where there is ink, blue 255 all over."""
    ink = grey(path)
    return np.dstack([ink, ink, np.full_like(ink, 255)])


def saved(path: Path, form: str) -> bytes:
    """The bytes of another file format."""
    out = BytesIO()
    Image.open(path).save(out, form)
    return out.getvalue()


def texts(document: recto.Document) -> tuple[str, ...]:
    """Of its words."""
    return tuple(word.text for word in document.words)
