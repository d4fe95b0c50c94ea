"""Draws the pages: a seed enters, pages with what is truly printed on them leave, always the same.

Nothing is taken from elsewhere: paper is noise and shade, a picture is a field of soft shapes, and
what shows through is our own text, mirrored and faint (paper.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.blanks.paper import (
    HEIGHT,
    PROSE,
    WIDTH,
    Dice,
    Field,
    grid,
    paper,
    prose,
    soft,
    spot,
    written,
)
from recto.model.page import Pixels

SCAN = 2 / 3  # of it, as it is read: 100 dpi
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
            pixels = scanned(field, dice)
            name = f"{kind} {copy + 1}"
            yield BlankPage(name, kind, pixels, text)


def scanned(field: Field, dice: Dice) -> Pixels:
    """The page with a camera's noise, at the size of a scan."""
    grain = dice.uniform(1, 5)
    noise = dice.normal(0, grain, field.shape)
    grey = np.clip(field + noise, 0, 255).astype(np.uint8)
    small = cv2.resize(grey, None, fx=SCAN, fy=SCAN, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def blank(dice: Dice) -> tuple[Field, str]:
    """Nothing but paper."""
    return paper(dice), ""


def foxed(dice: Dice) -> tuple[Field, str]:
    """Brown spots, some of the size of letters."""
    field = paper(dice)
    count = int(dice.integers(20, 200))
    for _ in range(count):
        centre = spot(dice)
        radius = int(dice.integers(1, 14))
        tone = float(dice.uniform(120, 200))
        cv2.circle(field, centre, radius, tone, -1, cv2.LINE_AA)
    return cv2.GaussianBlur(field, (0, 0), 1.5), ""


def laid(dice: Dice) -> tuple[Field, str]:
    """Wire lines of handmade paper."""
    field = paper(dice)
    step = float(dice.uniform(5, 9))
    x, y = grid()
    is_laid = np.sin(2 * np.pi * y / step) > 0.6
    field = field - dice.uniform(3, 14) * is_laid
    is_chain = x % 90 < 2
    field = field - dice.uniform(3, 14) * is_chain
    return field, ""


def shown_through(dice: Dice) -> tuple[Field, str]:
    """The other side of the leaf, mirrored, soft and faint."""
    back = np.fliplr(255 - prose(dice))
    blur = float(dice.uniform(0.8, 2.2))
    soft_back = cv2.GaussianBlur(back, (0, 0), blur)
    front = paper(dice)
    strength = dice.uniform(0.08, 0.35)
    return front - soft_back * strength, ""


def blotted(dice: Dice) -> tuple[Field, str]:
    """What a blotter took up, mirrored and broken."""
    field = paper(dice)
    count = int(dice.integers(3, 9))
    for _ in range(count):
        start = int(dice.integers(0, len(PROSE) - 4))
        line = " ".join(PROSE[start : start + 4])
        size = int(dice.integers(24, 48))
        top = int(dice.integers(80, 1100))
        left = int(dice.integers(60, 400))
        mirrored = np.fliplr(255 - written([line], size, top, left))
        grain = dice.random((HEIGHT, WIDTH))
        is_there = grain > dice.uniform(0.3, 0.7)
        ink = cv2.GaussianBlur(mirrored * is_there, (0, 0), 1.2)
        field = field - ink * dice.uniform(0.3, 0.8)
    return field, ""


def plate(dice: Dice) -> tuple[Field, str]:
    """An engraving: hatched shapes inside a plate mark."""
    field = paper(dice)
    x, y = grid()
    shade = soft(dice, 6, 1.0)
    slope = dice.uniform(-1, 1)
    pitch = dice.uniform(0.6, 1.2)
    wave = np.sin((x * slope + y) * pitch)
    is_light = wave > 1.6 * shade - 0.8
    is_across = (x > 140) & (x < 760)
    is_down = (y > 200) & (y < 980)
    is_ink = is_across & is_down & ~is_light
    field = np.where(is_ink, field - dice.uniform(90, 170), field)
    mark = float(dice.uniform(140, 200))
    cv2.rectangle(field, (110, 160), (790, 1020), mark, 2)
    return field.astype(np.float32), ""


def picture(dice: Dice) -> tuple[Field, str]:
    """A photograph: soft shapes of all tones, with grain."""
    field = paper(dice)
    cells = int(dice.integers(3, 9))
    shapes = soft(dice, cells, 150.0)
    tones = shapes + soft(dice, 20, 60.0)
    field[180:1040, 100:800] = tones[180:1040, 100:800]
    return field, ""


def cover(dice: Dice) -> tuple[Field, str]:
    """Cloth or leather, with a tooled frame."""
    tone = dice.uniform(35, 120)
    x, y = grid()
    warp = np.sin(x * dice.uniform(1, 2))
    weft = np.sin(y * dice.uniform(1, 2))
    cloth = tone + 10 * warp * weft
    field = (cloth - soft(dice, 8, 25.0)).astype(np.float32)
    for margin in (40, 60):
        corner = (WIDTH - margin, HEIGHT - margin)
        cv2.rectangle(field, (margin, margin), corner, float(tone + 60), 3)
    return field, ""


def marbled(dice: Dice) -> tuple[Field, str]:
    """Marbled endpapers."""
    large = soft(dice, 7, 12.0)
    field = large + soft(dice, 19, 6.0)
    waves = np.sin(field * dice.uniform(2, 4))
    bands = 128 + 90 * waves
    return bands.astype(np.float32), ""


def stained(dice: Dice) -> tuple[Field, str]:
    """Rings of water, thumbs, a torn edge."""
    field = paper(dice)
    stains = int(dice.integers(2, 7))
    for _ in range(stains):
        centre = spot(dice)
        rings = int(dice.integers(1, 9))
        for ring in range(rings):
            radius = int(dice.integers(20, 160)) if ring == 0 else 18 + 7 * ring
            tone = float(dice.uniform(130, 210))
            cv2.circle(field, centre, radius, tone, 2, cv2.LINE_AA)
    walk = np.cumsum(dice.normal(0, 2, HEIGHT)) + 30
    edge = np.clip(walk, 4, 80)[:, None]
    x, _ = grid()
    field[x < edge] = 30
    return field, ""


def ruled(dice: Dice) -> tuple[Field, str]:
    """Lines to write on, squares, or staves."""
    field = paper(dice)
    step = int(dice.integers(24, 48))
    ink = float(dice.uniform(110, 190))
    kind = int(dice.integers(3))
    right, bottom = WIDTH - 70, HEIGHT - 80
    for y in range(140, bottom, step):
        is_between_staves = kind == 2 and (y // step) % 6 == 0
        if not is_between_staves:
            cv2.line(field, (70, y), (right, y), ink, 1)
    if kind == 1:
        for x in range(70, right, step):
            cv2.line(field, (x, 140), (x, bottom), ink, 1)
    return field, ""


def bed(dice: Dice) -> tuple[Field, str]:
    """A leaf that lies on a dark bed, its edge and a shadow in the picture."""
    tone = dice.uniform(10, 60)
    field = np.full((HEIGHT, WIDTH), tone, np.float32)
    left = int(dice.integers(10, 120))
    top = int(dice.integers(10, 120))
    leaf = slice(top, -top), slice(left, -left - 40)
    sheet = paper(dice)
    field[leaf] = sheet[leaf]
    shadow = left + 14
    field[:, :shadow] *= 0.8
    return cv2.GaussianBlur(field, (0, 0), 1.0), ""


def stamped(dice: Dice) -> tuple[Field, str]:
    """A worn stamp: rings and rays, nothing that can be read."""
    field = paper(dice)
    x = int(dice.integers(200, 700))
    y = int(dice.integers(200, 1000))
    ink = float(dice.uniform(60, 130))
    for radius in (90, 82, 50):
        axes = (radius, round(radius * 0.7))
        cv2.ellipse(field, (x, y), axes, 0, 0, 360, ink, 2, cv2.LINE_AA)
    for angle in np.linspace(0, 2 * np.pi, 36):
        across, down = np.cos(angle), np.sin(angle)
        start = (round(x + 56 * across), round(y + 40 * down))
        end = (round(x + 74 * across), round(y + 53 * down))
        cv2.line(field, start, end, ink, 3)
    grain = dice.random((HEIGHT, WIDTH))
    is_worn = grain < dice.uniform(0.1, 0.5)
    worn = np.where(is_worn, paper(dice), field)
    return worn.astype(np.float32), ""


def endpaper(dice: Dice) -> tuple[Field, str]:
    """One line of print, and nothing else."""
    number = int(dice.integers(len(OWNERS)))
    text = f"Ex libris {OWNERS[number]}"
    size = int(dice.integers(26, 44))
    top = int(dice.integers(100, 900))
    ink = 255 - written([text], size, top, 180)
    sheet = paper(dice)
    strength = dice.uniform(0.6, 0.9)
    return sheet - ink * strength, text


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
