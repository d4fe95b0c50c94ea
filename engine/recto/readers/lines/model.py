"""The recognisers of lines that Recto ships: which there are, what each writes, how a crop is shown
to it.

The name of a model enters, a LineModel leaves, loaded once for each process. The weights are ONNX
files beside this module (scripts/line_weights.py makes them), stored as float16 and computed with
as float32; class n writes line n of the file of letters, an empty line is the CTC blank.
"""

from __future__ import annotations

import unicodedata
from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recto.model.page import Pixels
from recto.readers.network import Floats, Network, open_network
from recto.settings.collection import Recogniser
from recto.text.old_letters import written_today

Name = Literal["fraktur", "all", "multiscript"]
WEIGHTS = files("recto.readers.lines") / "weights"
NARROWEST, WIDEST = 16, 6400  # px at the network's height
OLD_HEIGHT, MANY_HEIGHT = 32, 40  # px, what the networks were trained on
NEVER = -1e4  # as a logit
MARGIN = 8  # px of the last column again, as in training


@dataclass(frozen=True, slots=True, eq=False)
class LineModel:
    """One recogniser."""

    network: Network
    letters: tuple[str, ...]  # by class, as printed; empty: the blank
    height: int  # px of a line

    def image(self, crop: Pixels) -> Floats:
        """(1, 1, height, width) grey 0..1 of a crop that is not empty."""
        if self.height == MANY_HEIGHT:
            return _by_area(crop)
        return by_lanczos(crop)

    def steps(self, image: Floats, *, cyrillic: bool = True) -> Floats:
        """(steps, classes) of one image; `cyrillic`: its letters may be Cyrillic ones."""
        output = self.network.run(image)
        found: Floats = output[0] if self.height == MANY_HEIGHT else output[:, 0]
        if cyrillic:
            return found
        banned = _cyrillic(self.letters)
        found[:, banned] = NEVER
        return found

    @property
    def today(self) -> tuple[str, ...]:
        """The letters as they are written today."""
        return tuple(map(written_today, self.letters))


@lru_cache(maxsize=4)
def _cyrillic(letters: tuple[str, ...]) -> NDArray[np.bool_]:
    """(classes,) whether each writes a Cyrillic letter."""
    found = []
    for letter in letters:
        name = unicodedata.name(letter[0], "") if letter else ""
        is_cyrillic = name.startswith("CYRILLIC")
        found.append(is_cyrillic)
    return np.array(found)


@lru_cache(maxsize=4)
def line_model(name: Name, threads: int) -> LineModel:
    """One of the recognisers, loaded once."""
    is_old = name != "multiscript"
    network = shipped(name, threads)
    height = OLD_HEIGHT if is_old else MANY_HEIGHT
    return LineModel(network, letters_of(is_old=is_old), height)


@lru_cache(maxsize=4)
def taught_model(taught: Recogniser, threads: int) -> LineModel:
    """One that the user's own collection taught, in place of the shipped one."""
    data = b64decode(taught.onnx)
    network = open_network(data, threads)
    return LineModel(network, letters_of(is_old=True), OLD_HEIGHT)


@lru_cache(maxsize=8)
def shipped(name: str, threads: int) -> Network:
    """The network of one of the files beside this module."""
    file = WEIGHTS / f"{name}.onnx"
    model = file.read_bytes()
    return open_network(model, threads)


@lru_cache(maxsize=2)
def letters_of(*, is_old: bool) -> tuple[str, ...]:
    """By class."""
    kind = "old" if is_old else "multiscript"
    file = WEIGHTS / f"{kind}-letters.txt"
    listed = file.read_text(encoding="utf-8")
    *letters, _ = listed.split("\n")
    return tuple(letters)


def by_lanczos(crop: Pixels) -> Floats:
    """As the recognisers of old print, and the classifier, were shown lines in training."""
    grey = _grey(crop)
    height, width = grey.shape
    scaled = int(width * OLD_HEIGHT / height)
    size = (_within(scaled), OLD_HEIGHT)
    image = Image.fromarray(grey)
    small = image.resize(size, Image.Resampling.LANCZOS)
    return _batch(np.asarray(small))


def _by_area(crop: Pixels) -> Floats:
    """As the recogniser of many scripts was shown lines."""
    small = at_height(crop)
    margins = ((0, 0), (0, MARGIN))
    padded = np.pad(small, margins, mode="edge")
    return _batch(padded.astype(np.uint8))


def at_height(crop: Pixels) -> Pixels:
    """(MANY_HEIGHT, width) grey of a crop that is not empty."""
    grey = _grey(crop)
    height, width = grey.shape
    scaled = round(width * MANY_HEIGHT / height)
    size = (_within(scaled), MANY_HEIGHT)
    how = cv2.INTER_AREA if height > MANY_HEIGHT else cv2.INTER_CUBIC
    small = cv2.resize(grey, size, interpolation=how)
    return np.asarray(small, dtype=np.uint8)


def _grey(crop: Pixels) -> Pixels:
    if crop.ndim == 2:
        return np.ascontiguousarray(crop)
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    return np.asarray(grey, dtype=np.uint8)


def _within(width: int) -> int:
    at_least = max(NARROWEST, width)
    return min(WIDEST, at_least)


def _batch(grey: Pixels) -> Floats:
    one = grey[None, None]
    return np.divide(one, 255, dtype=np.float32)
