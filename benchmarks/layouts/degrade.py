"""A rendered page as a scanner or a telephone would see it, with its truth moved along.

A Rendered page and a seed enter, another leaves: a scan (a little skew, noise, uneven ink, a strip
of the neighbouring page) or a photo (perspective, curl, shadow, blur).
"""

from __future__ import annotations

import random

import cv2
import numpy as np

from benchmarks.layouts.render import Rendered
from benchmarks.layouts.truth import Points
from recto.model.page import Pixels

PAPER = 245  # grey of the paper
MOST_SKEW = 1.8  # degrees
MOST_CURL = 0.018  # of the height
MOST_TILT = 0.06  # of the width that a corner moves on a photo
DESK = 70  # grey around a photographed sheet


def scan(page: Rendered, dice: random.Random) -> Rendered:
    """Skew, a shade of the paper, noise, at times a strip of the neighbour."""
    height, width = page.pixels.shape
    angle = dice.uniform(-MOST_SKEW, MOST_SKEW)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    pixels = cv2.warpAffine(page.pixels, turn, (width, height), borderValue=(255,))
    layout = page.layout.moved(lambda points: points @ turn[:, :2].T + turn[:, 2], width, height)
    if dice.random() < 0.3:
        pixels = _with_neighbour(pixels, dice)
    shaded = pixels.astype(np.float32) * (PAPER / 255)
    return Rendered(layout, _noisy(_blurred(shaded, dice.uniform(0.3, 0.9)), dice, 6.0))


def photo(page: Rendered, dice: random.Random) -> Rendered:
    """A curled sheet on a desk, seen at an angle, lit from one side."""
    height, width = page.pixels.shape
    curl = dice.uniform(-MOST_CURL, MOST_CURL) * height
    margin = round(0.05 * width)
    size = (width + 2 * margin, height + 2 * margin)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = np.array(
        [
            [
                x + margin + dice.uniform(-MOST_TILT, MOST_TILT) * width * 0.5,
                y + margin + dice.uniform(-MOST_TILT, MOST_TILT) * width * 0.5,
            ]
            for x, y in corners
        ],
        np.float32,
    )
    tilt = cv2.getPerspectiveTransform(corners, moved)

    def move(points: Points) -> Points:
        bent = points + np.stack(
            [np.zeros(len(points)), curl * np.sin(np.pi * points[:, 0] / width)], axis=1
        )
        seen = np.column_stack([bent, np.ones(len(bent))]) @ tilt.T
        return np.asarray(seen[:, :2] / seen[:, 2:])

    x, y = np.meshgrid(np.arange(width), np.arange(height))
    up = (y - curl * np.sin(np.pi * x / width)).astype(np.float32)
    bent = cv2.remap(page.pixels, x.astype(np.float32), up, cv2.INTER_LINEAR, borderValue=(255,))
    seen = cv2.warpPerspective(bent, tilt, size, borderValue=(DESK,))
    lit = seen.astype(np.float32) * _light(size, dice)
    layout = page.layout.moved(move, *size)
    return Rendered(layout, _noisy(_blurred(lit, dice.uniform(0.6, 1.2)), dice, 5.0))


def _with_neighbour(pixels: Pixels, dice: random.Random) -> Pixels:
    """A strip of the page's own middle at its edge, behind a dark line: not in the truth."""
    width = pixels.shape[1]
    strip = round(dice.uniform(0.01, 0.025) * width)
    changed = pixels.copy()
    if dice.random() < 0.5:
        changed[:, :strip] = pixels[:, width // 2 : width // 2 + strip]
        changed[:, strip : strip + 3] = 90
    else:
        changed[:, -strip:] = pixels[:, width // 2 : width // 2 + strip]
        changed[:, -strip - 3 : -strip] = 90
    return changed


def _light(size: tuple[int, int], dice: random.Random) -> np.ndarray:
    """(H, W) brightness .55 to 1: falling off to one side, with the edge of a shadow."""
    width, height = size
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    angle = dice.uniform(0, 2 * np.pi)
    along = np.cos(angle) * x + np.sin(angle) * y
    light = 1 - dice.uniform(0.05, 0.3) * (along - along.min()) / np.ptp(along)
    if dice.random() < 0.5:
        edge = dice.uniform(0.2, 0.8)
        shadow = 1 / (1 + np.exp((x * 0.7 + y * 0.3 - edge) * 40))
        light *= 1 - dice.uniform(0.1, 0.3) * shadow
    return np.asarray(light, dtype=np.float32)


def _blurred(pixels: np.ndarray, sigma: float) -> np.ndarray:
    return cv2.GaussianBlur(pixels, (0, 0), sigma)


def _noisy(pixels: np.ndarray, dice: random.Random, strength: float) -> Pixels:
    noise = np.random.default_rng(dice.getrandbits(32)).normal(0, strength, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)
