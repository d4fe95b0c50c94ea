"""From ink to what a scanner makes of it: a scan's resolution, ink that spreads or breaks, blur,
worn print, paper with shades and the other side's print, noise, JPEG.

A crop of ink and dice enter; a grey image of the network's height leaves, dark on light but for a
few. Amounts are those that the shipped recogniser was trained with.
"""

from __future__ import annotations

import math
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.train_lines.draw import Grey

Floats = NDArray[np.float32]
HEIGHT = 40  # px, what the network sees
SCANNED = (15, 40)  # px of a line, in the scan
PAPER, INK = (0.62, 1.0), (0.0, 0.35)  # of white
LEAST_CONTRAST = 0.22


def degraded(crop: Grey, dice: Random) -> Grey:
    """(HEIGHT, width) of one crop."""
    noise = np.random.default_rng(dice.getrandbits(32))
    stretch = math.exp(dice.gauss(0, 0.06))
    width = max(10, round(crop.shape[1] * HEIGHT / crop.shape[0] * stretch))
    ink = _scanned(crop, dice)
    ink = _spread(ink, dice)
    ink = _blurred(ink, dice)
    ink = _worn(ink, dice, noise)
    small = _resized(ink, (width, HEIGHT), dice)
    seen = _on_paper(small, dice, noise)
    if dice.random() < 0.5:
        strength = dice.uniform(0.004, 0.06)
        seen = seen + noise.normal(0, strength, seen.shape).astype(np.float32)
    grey = (np.clip(seen, 0, 1) * 255).astype(np.uint8)
    return _stored(grey, dice)


def _scanned(crop: Grey, dice: Random) -> Grey:
    if dice.random() >= 0.5:
        return crop
    height = dice.randrange(*SCANNED)
    width = max(8, round(crop.shape[1] * height / crop.shape[0]))
    return np.asarray(cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _spread(ink: Grey, dice: Random) -> Grey:
    """Thicker, or thinner where there is enough of it."""
    chance = dice.random()
    if chance < 0.18:
        return np.asarray(cv2.dilate(ink, np.ones((2, 2), np.uint8)), np.uint8)
    if chance < 0.30 and ink.shape[0] > 30:
        kernel = np.ones(dice.choice(((2, 2), (1, 2))), np.uint8)
        return np.asarray(cv2.erode(ink, kernel), np.uint8)
    return ink


def _blurred(ink: Grey, dice: Random) -> Floats:
    whole = ink.astype(np.float32) / 255
    if dice.random() >= 0.35:
        return whole
    sigma = max(0.2, dice.uniform(0.3, 1.1) * ink.shape[0] / HEIGHT)
    return np.asarray(cv2.GaussianBlur(whole, (0, 0), sigma), np.float32)


def _worn(ink: Floats, dice: Random, noise: np.random.Generator) -> Floats:
    """Set to black and white by a threshold that wavers, as worn type and old scans."""
    if dice.random() >= 0.22:
        return ink
    height, width = ink.shape
    coarse = (max(2, height // 2), max(2, width // 2))
    grain = noise.normal(0, dice.uniform(0.02, 0.2), coarse).astype(np.float32)
    wavering = np.asarray(cv2.resize(grain, (width, height)), np.float32)
    threshold = dice.uniform(0.3, 0.6)
    steepness = dice.uniform(3, 12)
    return np.clip((ink + wavering - threshold) * steepness + 0.5, 0, 1).astype(np.float32)


def _resized(ink: Floats, size: tuple[int, int], dice: Random) -> Floats:
    larger = dice.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC))
    how = cv2.INTER_AREA if ink.shape[0] > HEIGHT else larger
    resized = np.asarray(cv2.resize(ink, size, interpolation=how), np.float32)
    return np.clip(resized, 0, 1).astype(np.float32)


def _on_paper(ink: Floats, dice: Random, noise: np.random.Generator) -> Floats:
    paper, dark = dice.uniform(*PAPER), dice.uniform(*INK)
    if dice.random() < 0.35:
        paper, dark = 1.0, dice.uniform(0, 0.1)
    dark = min(dark, paper - LEAST_CONTRAST)
    height, width = ink.shape
    sheet = np.full((height, width), paper, np.float32)
    if dice.random() < 0.4:
        across = np.linspace(-1, 1, width, dtype=np.float32)
        across *= dice.gauss(0, 0.06)
        down = np.linspace(-1, 1, height, dtype=np.float32)
        down *= dice.gauss(0, 0.03)
        sheet = sheet + across[None] + down[:, None]
    if dice.random() < 0.3:
        coarse = (height // 4, max(2, width // 6))
        grain = noise.normal(0, dice.uniform(0.005, 0.05), coarse).astype(np.float32)
        sheet = sheet + cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)
    if dice.random() < 0.12:
        behind = cv2.GaussianBlur(ink, (0, 0), 1.2)[:, ::-1]
        strength = dice.uniform(0.03, 0.14)
        moved = np.roll(behind, dice.randrange(width), axis=1)
        sheet = sheet - strength * moved
    bare = sheet * (1 - ink)
    printed = dark * ink
    mixed: Floats = (bare + printed).astype(np.float32)
    return mixed


def _stored(grey: Grey, dice: Random) -> Grey:
    """As JPEG keeps it, at times; a few are light on dark."""
    if dice.random() < 0.2:
        quality = [cv2.IMWRITE_JPEG_QUALITY, dice.randrange(25, 80)]
        _, data = cv2.imencode(".jpg", grey, quality)
        grey = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
    if dice.random() < 0.03:
        grey = (255 - grey).astype(np.uint8)
    return grey
