"""Draws the pages: a seed enters, pages with what is truly printed on them leave, always the same.

Nothing is taken from elsewhere: paper is noise and shade, a picture is a field of soft shapes, and
what shows through is our own text, mirrored and faint. Fonts are those of benchmarks/small_images.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.small_images.made import FOLDER
from recto.model.page import Pixels

WIDTH, HEIGHT = 900, 1240  # px in which pages are drawn: a small book at 150 dpi
SCAN = 2 / 3  # of it, as it is read: 100 dpi
FONT = "truetype/liberation/LiberationSerif-Regular.ttf"
Dice = np.random.Generator
Field = np.ndarray  # (H, W) float, grey levels
PROSE = [
    "the",
    "keeper",
    "of",
    "the",
    "harbour",
    "wrote",
    "down",
    "every",
    "vessel",
    "that",
    "came",
    "in",
    "with",
    "the",
    "tide",
    "and",
    "what",
    "she",
    "carried",
    "coal",
    "and",
    "salt",
    "and",
    "timber",
    "for",
    "the",
    "mills",
    "above",
    "the",
    "town",
    "and",
    "when",
    "the",
    "winter",
    "was",
    "hard",
    "he",
    "wrote",
    "that",
    "nothing",
    "came",
    "at",
    "all",
    "and",
    "that",
    "the",
    "river",
    "stood",
    "still",
    "under",
    "the",
    "ice",
    "for",
    "many",
    "weeks",
]
OWNERS = ("John Mason", "Clara Whitfield", "E. Lindqvist", "Anna Reuter", "T. B. Hallam")


@dataclass(frozen=True, slots=True, eq=False)
class BlankPage:
    """One page and the text that is really printed on it."""

    name: str
    kind: str
    pixels: Pixels
    text: str  # empty: nothing is


def pages(each: int, seed: int) -> Iterator[BlankPage]:
    """So many pages of each kind, the kinds in turn."""
    for copy in range(each):
        for number, (kind, draw) in enumerate(KINDS.items()):
            dice = np.random.default_rng([seed, number, copy])
            field, text = draw(dice)
            noise = dice.normal(0, dice.uniform(1, 5), field.shape)
            grey = np.clip(field + noise, 0, 255).astype(np.uint8)
            scanned = cv2.resize(grey, None, fx=SCAN, fy=SCAN, interpolation=cv2.INTER_AREA)
            yield BlankPage(f"{kind} {copy + 1}", kind, np.asarray(scanned, np.uint8), text)


def paper(dice: Dice) -> Field:
    """A sheet: its tone, and a slow change of light over it."""
    tone = dice.uniform(200, 250)
    return tone - soft(dice, 4, dice.uniform(2, 18))


def soft(dice: Dice, cells: int, depth: float) -> Field:
    """A smooth field from 0 to `depth` with so many bumps across."""
    small = dice.random((cells + 1, cells)).astype(np.float32)
    return cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC) * depth


def written(lines: list[str], size: int, top: int, left: int) -> Field:
    """Black text on white as a field, 0 where there is ink."""
    face = ImageFont.truetype(str(FOLDER / FONT), size)
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        place = (left, top + round(1.4 * size * number))
        pen.text(place, line, fill=0, font=face)
    return np.asarray(image, dtype=np.float32)


def prose(dice: Dice) -> Field:
    """A page full of it."""
    lines = []
    for _ in range(28):
        start = int(dice.integers(0, len(PROSE) - 9))
        lines.append(" ".join(PROSE[start : start + 9]))
    return written(lines, 26, 120, 90)


def blank(dice: Dice) -> tuple[Field, str]:
    """Nothing but paper."""
    return paper(dice), ""


def foxed(dice: Dice) -> tuple[Field, str]:
    """Brown spots, some of the size of letters."""
    field = paper(dice)
    for _ in range(int(dice.integers(20, 200))):
        centre = (int(dice.integers(WIDTH)), int(dice.integers(HEIGHT)))
        radius = int(dice.integers(1, 14))
        cv2.circle(field, centre, radius, float(dice.uniform(120, 200)), -1, cv2.LINE_AA)
    return cv2.GaussianBlur(field, (0, 0), 1.5), ""


def laid(dice: Dice) -> tuple[Field, str]:
    """Wire lines of handmade paper."""
    field = paper(dice)
    step = float(dice.uniform(5, 9))
    y = np.arange(HEIGHT)[:, None]
    x = np.arange(WIDTH)[None, :]
    field = field - dice.uniform(3, 14) * (np.sin(2 * np.pi * y / step) > 0.6)
    return field - dice.uniform(3, 14) * (x % 90 < 2), ""


def shown_through(dice: Dice) -> tuple[Field, str]:
    """The other side of the leaf, mirrored, soft and faint."""
    back = np.fliplr(255 - prose(dice))
    soft_back = cv2.GaussianBlur(back, (0, 0), float(dice.uniform(0.8, 2.2)))
    return paper(dice) - soft_back * dice.uniform(0.08, 0.35), ""


def blotted(dice: Dice) -> tuple[Field, str]:
    """What a blotter took up, mirrored and broken."""
    field = paper(dice)
    for _ in range(int(dice.integers(3, 9))):
        start = int(dice.integers(0, len(PROSE) - 4))
        line = [" ".join(PROSE[start : start + 4])]
        size = int(dice.integers(24, 48))
        ink = written(line, size, int(dice.integers(80, 1100)), int(dice.integers(60, 400)))
        mirrored = np.fliplr(255 - ink)
        broken = dice.random((HEIGHT, WIDTH)) > dice.uniform(0.3, 0.7)
        field = field - cv2.GaussianBlur(mirrored * broken, (0, 0), 1.2) * dice.uniform(0.3, 0.8)
    return field, ""


def plate(dice: Dice) -> tuple[Field, str]:
    """An engraving: hatched shapes inside a plate mark."""
    field = paper(dice)
    y = np.arange(HEIGHT)[:, None]
    x = np.arange(WIDTH)[None, :]
    shade = soft(dice, 6, 1.0)
    lines = np.sin((x * dice.uniform(-1, 1) + y) * dice.uniform(0.6, 1.2)) > 1.6 * shade - 0.8
    inside = (x > 140) & (x < 760) & (y > 200) & (y < 980)
    field = np.where(inside & ~lines, field - dice.uniform(90, 170), field)
    cv2.rectangle(field, (110, 160), (790, 1020), float(dice.uniform(140, 200)), 2)
    return field.astype(np.float32), ""


def picture(dice: Dice) -> tuple[Field, str]:
    """A photograph: soft shapes of all tones, with grain."""
    field = paper(dice)
    tones = soft(dice, int(dice.integers(3, 9)), 150.0) + soft(dice, 20, 60.0)
    field[180:1040, 100:800] = tones[180:1040, 100:800]
    return field, ""


def cover(dice: Dice) -> tuple[Field, str]:
    """Cloth or leather, with a tooled frame."""
    tone = dice.uniform(35, 120)
    y = np.arange(HEIGHT)[:, None]
    x = np.arange(WIDTH)[None, :]
    weave = 10 * np.sin(x * dice.uniform(1, 2)) * np.sin(y * dice.uniform(1, 2))
    field = (tone + weave - soft(dice, 8, 25.0)).astype(np.float32)
    for margin in (40, 60):
        corner = (WIDTH - margin, HEIGHT - margin)
        cv2.rectangle(field, (margin, margin), corner, float(tone + 60), 3)
    return field, ""


def marbled(dice: Dice) -> tuple[Field, str]:
    """Marbled endpapers."""
    field = soft(dice, 7, 12.0) + soft(dice, 19, 6.0)
    bands = 128 + 90 * np.sin(field * dice.uniform(2, 4))
    return bands.astype(np.float32), ""


def stained(dice: Dice) -> tuple[Field, str]:
    """Rings of water, thumbs, a torn edge."""
    field = paper(dice)
    for _ in range(int(dice.integers(2, 7))):
        centre = (int(dice.integers(WIDTH)), int(dice.integers(HEIGHT)))
        for ring in range(int(dice.integers(1, 9))):
            radius = int(dice.integers(20, 160)) if ring == 0 else 18 + 7 * ring
            cv2.circle(field, centre, radius, float(dice.uniform(130, 210)), 2, cv2.LINE_AA)
    edge = np.cumsum(dice.normal(0, 2, HEIGHT)) + 30
    field[np.arange(WIDTH)[None, :] < np.clip(edge, 4, 80)[:, None]] = 30
    return field, ""


def ruled(dice: Dice) -> tuple[Field, str]:
    """Lines to write on, squares, or staves."""
    field = paper(dice)
    step = int(dice.integers(24, 48))
    ink = float(dice.uniform(110, 190))
    kind = int(dice.integers(3))
    for y in range(140, HEIGHT - 80, step):
        if kind == 2 and (y // step) % 6 == 0:
            continue
        cv2.line(field, (70, y), (WIDTH - 70, y), ink, 1)
    if kind == 1:
        for x in range(70, WIDTH - 70, step):
            cv2.line(field, (x, 140), (x, HEIGHT - 80), ink, 1)
    return field, ""


def bed(dice: Dice) -> tuple[Field, str]:
    """A leaf that lies on a dark bed, its edge and a shadow in the picture."""
    field = np.full((HEIGHT, WIDTH), dice.uniform(10, 60), np.float32)
    left, top = int(dice.integers(10, 120)), int(dice.integers(10, 120))
    field[top:-top, left : -left - 40] = paper(dice)[top:-top, left : -left - 40]
    field[:, : left + 14] *= 0.8
    return cv2.GaussianBlur(field, (0, 0), 1.0), ""


def stamped(dice: Dice) -> tuple[Field, str]:
    """A worn stamp: rings and rays, nothing that can be read."""
    field = paper(dice)
    centre = (int(dice.integers(200, 700)), int(dice.integers(200, 1000)))
    ink = float(dice.uniform(60, 130))
    for radius in (90, 82, 50):
        cv2.ellipse(field, centre, (radius, round(radius * 0.7)), 0, 0, 360, ink, 2, cv2.LINE_AA)
    for angle in np.linspace(0, 2 * np.pi, 36):
        inner = (centre[0] + 56 * np.cos(angle), centre[1] + 40 * np.sin(angle))
        outer = (centre[0] + 74 * np.cos(angle), centre[1] + 53 * np.sin(angle))
        start, end = (round(inner[0]), round(inner[1])), (round(outer[0]), round(outer[1]))
        cv2.line(field, start, end, ink, 3)
    worn = dice.random((HEIGHT, WIDTH)) < dice.uniform(0.1, 0.5)
    return np.where(worn, paper(dice), field).astype(np.float32), ""


def endpaper(dice: Dice) -> tuple[Field, str]:
    """One line of print, and nothing else."""
    owner = OWNERS[int(dice.integers(len(OWNERS)))]
    text = f"Ex libris {owner}"
    ink = 255 - written([text], int(dice.integers(26, 44)), int(dice.integers(100, 900)), 180)
    return paper(dice) - ink * dice.uniform(0.6, 0.9), text


KINDS: Mapping[str, Callable[[Dice], tuple[Field, str]]] = {
    "blank": blank,
    "foxed": foxed,
    "laid": laid,
    "show-through": shown_through,
    "blotting": blotted,
    "plate": plate,
    "photograph": picture,
    "cover": cover,
    "marbled": marbled,
    "stained": stained,
    "ruled": ruled,
    "scanner bed": bed,
    "stamp": stamped,
    "one line": endpaper,
}
