"""Recognisers with other weights than the shipped ones, and lines drawn for them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from tests.textlayer.made import dejavu

from recto.adaptation.lines import SeenLine, normal
from recto.adaptation.paying import recogniser_of
from recto.learned.onnx_weights import Array, arrays, with_arrays
from recto.model.page import Box, Pixels
from recto.readers.lines.model import by_lanczos
from recto.readers.lines.reader import LineReader
from recto.settings.collection import Recogniser, Taught
from recto.settings.collection_file import shipped_network

BIAS = "head.bias.half"


def other_network(name: str, change: Callable[[Array], Array] | None = None) -> bytes:
    """The shipped one with other biases of its letters; nothing said: it reads nothing but A."""
    shipped = shipped_network(name)
    weights = arrays(shipped)
    weights[BIAS] = change(weights[BIAS]) if change else only_a(weights[BIAS])
    return with_arrays(shipped, weights)


def only_a(bias: Array) -> Array:
    changed = bias.copy()
    changed[28] += 1000
    return changed


def taught(name: Taught, onnx: bytes) -> Recogniser:
    return recogniser_of(name, onnx, 50)


def drawn(text: str, size: int = 40) -> Pixels:
    """A line of print."""
    font = ImageFont.truetype(str(dejavu()), size)
    width = round(font.getlength(text)) + 40
    image = Image.new("L", (width, 2 * size), 255)
    ImageDraw.Draw(image).text((20, size // 3), text, fill=0, font=font)
    return np.array(image)


def seen(printed: str, text: str, number: int = 0, name: Taught = "all") -> SeenLine:
    """A line as the recogniser is shown it, and what is said to be printed there."""
    small = np.rint(255 * by_lanczos(drawn(printed))[0, 0]).astype(np.uint8)
    read = LineReader("froc").recognise(small, name).text
    box = Box(0, 100 * number, 1000, 100 * number + 90)
    return SeenLine(name, small, number, box, read, normal(text))
