"""What makes a small image hard to read. Grey pixels and a random generator enter, grey pixels
leave.

TRAINING may be tuned on; HELD_OUT may not. Strengths are in px of the image, or grey levels, and
grow with the height of the capitals, so that small prints stay legible to people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Random = np.random.Generator
Distortion = Callable[[Grey, Random], Grey]
PAPER = 235


def _grey(values: NDArray[np.float64] | NDArray[np.float32]) -> Grey:
    return np.clip(values, 0, 255).astype(np.uint8)


def noise(grey: Grey, random: Random) -> Grey:
    """Of a sensor: 12 to 28 grey levels."""
    spread = random.uniform(12, 28)
    return _grey(grey + random.normal(0, spread, grey.shape))


def specks(grey: Grey, random: Random) -> Grey:
    """Salt and pepper on 2 to 5 % of the pixels."""
    chosen = random.random(grey.shape)
    share = random.uniform(0.01, 0.025)
    found = grey.copy()
    found[chosen < share] = 0
    found[chosen > 1 - share] = 255
    return found


def lines(grey: Grey, random: Random) -> Grey:
    """One to three straight lines across, half as thick as a stroke, up to as dark."""
    found = grey.copy()
    height, width = grey.shape
    for _ in range(int(random.integers(1, 4))):
        ends = random.integers(0, height, 2)
        start, end = (0, int(ends[0])), (width - 1, int(ends[1]))
        cv2.line(found, start, end, int(random.integers(30, 130)), max(1, height // 25))
    return found


def turned(grey: Grey, random: Random) -> Grey:
    """By 2 to 5 degrees."""
    height, width = grey.shape
    angle = random.uniform(2, 5) * random.choice([-1, 1])
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    found = cv2.warpAffine(grey, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, dtype=np.uint8)


def blurred(grey: Grey, random: Random) -> Grey:
    """A lens out of focus: sigma of a fortieth to a twenty-fifth of the height."""
    sigma = grey.shape[0] * random.uniform(0.025, 0.04)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), max(0.5, sigma)), dtype=np.uint8)


def light_on_dark(grey: Grey, random: Random) -> Grey:
    """Turned round, with some noise."""
    return noise(np.asarray(255 - grey, dtype=np.uint8), random)


def waved(grey: Grey, random: Random) -> Grey:
    """Rows and columns pushed along a sine."""
    height, width = grey.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    depth = height * random.uniform(0.03, 0.07)
    length = height * random.uniform(1.5, 3)
    down = rows + depth * np.sin(2 * np.pi * columns / length)
    pushed = down.astype(np.float32)
    found = cv2.remap(grey, columns, pushed, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, dtype=np.uint8)


def sheared(grey: Grey, random: Random) -> Grey:
    """Slanted by up to a third."""
    height, width = grey.shape
    slant = random.uniform(0.15, 0.33) * random.choice([-1, 1])
    matrix = np.array([[1, slant, -slant * height / 2], [0, 1, 0]])
    found = cv2.warpAffine(grey, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, dtype=np.uint8)


def uneven(grey: Grey, random: Random) -> Grey:
    """Lit from one side: the other has a third to a half of the light."""
    dark = random.uniform(0.35, 0.5)
    light = np.linspace(1, dark, grey.shape[1])
    if random.random() < 0.5:
        light = light[::-1]
    return _grey(grey * light)


def hatched(grey: Grey, random: Random) -> Grey:
    """Fine slanted lines printed under the text."""
    rows, columns = np.mgrid[0 : grey.shape[0], 0 : grey.shape[1]]
    period = max(3, grey.shape[0] // 6)
    inked = (rows + columns) % period == 0
    depth = random.uniform(40, 80)
    return _grey(grey - depth * inked)


def arcs(grey: Grey, random: Random) -> Grey:
    """One or two curves across the text, as on verification prints."""
    found = grey.copy()
    height, width = grey.shape
    for _ in range(int(random.integers(1, 3))):
        middle = (int(random.integers(0, width)), int(random.integers(0, height)))
        axes = (int(width * random.uniform(0.4, 0.8)), int(height * random.uniform(0.3, 0.7)))
        level = int(random.integers(30, 130))
        cv2.ellipse(found, middle, axes, 0, 0, 360, level, max(1, height // 25))
    return found


def faint(grey: Grey, random: Random) -> Grey:
    """Pale ink: a fifth to a third of the contrast."""
    contrast = random.uniform(0.2, 0.33)
    pale = PAPER - (PAPER - grey.astype(np.float64)) * contrast
    return _grey(pale + random.normal(0, 4, grey.shape))


TRAINING: Mapping[str, Distortion] = {
    "noise": noise,
    "specks": specks,
    "lines": lines,
    "turned": turned,
    "blurred": blurred,
    "light-on-dark": light_on_dark,
}
HELD_OUT: Mapping[str, Distortion] = {
    "waved": waved,
    "sheared": sheared,
    "uneven": uneven,
    "hatched": hatched,
    "arcs": arcs,
    "faint": faint,
}
