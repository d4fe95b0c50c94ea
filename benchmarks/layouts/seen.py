"""What a text detector and a camera make of a composed page: pieces of lines with loose boxes, lost
lines, torn lines, lines of two columns found as one, specks read as letters, strokes not found;
curl, shear and keystone that levelling leaves behind.

A Layout enters, a SeenPage leaves: what reading order is given (LevelPage), and the true place of
every piece that has one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.layouts.texts import LANGUAGES
from benchmarks.layouts.truth import Box, Layout
from recto.reading_order.keystone import upright_edges
from recto.reading_order.rows import Boxes, LevelPage

LOST = 0.015  # share of the lines that no reader finds
TORN = {
    "scan": 0.05,
    "photo": 0.12,
    "bent": 0.12,
}  # share of the lines that are found in two pieces
# share of the lines close to their right neighbour that are found as one with it
MERGED = {"scan": 0.03, "photo": 0.05, "bent": 0.05}
CLOSE = 1.6  # line heights between two lines that may be taken for one
SPECKS = {"scan": 0.7, "photo": 1.5, "bent": 1.5}  # on a page, in the mean
NOISE = "·:;.,|iIl1—'\"»oe"
PADDING = (0.4, 0.15)  # line heights that boxes stand out beyond the ink, at most: across, down
LOOSE = 0.05  # line heights, standard deviation of each edge
STROKES_FOUND = {"scan": 0.95, "photo": 0.8, "bent": 0.5}
LONG_STROKE = 3.0  # line heights: shorter ones are not strokes
SHEAR, KEYSTONE, TILT = 0.012, 0.012, 0.0025  # standard deviations, dx per dy or dy per dx
# line heights, standard deviations: across, down; "bent" is what nothing levelled
CURL = {"photo": (0.5, 0.35), "bent": (1.0, 1.5)}
SMALLEST = 4  # lines of a page worth looking at
AFTER_A_TEAR = 0.4  # of a line: where the second piece of one stands in its order

Dice = np.random.Generator
NOWHERE = ""


@dataclass(frozen=True, slots=True, eq=False)
class SeenPage:
    """The pieces of a page, shuffled, and what is true of them."""

    layout: Layout
    look: str  # "scan", "photo" or "bent"
    page: LevelPage
    flow: tuple[str, ...]  # of each piece; NOWHERE: of two lines, or of none
    rank: NDArray[np.float64]  # of each piece within its flow
    boxes: tuple[Box | None, ...]  # of the lines that the pieces are of, px of the image


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    box: Boxes
    text: str
    line: int | None
    part: float


def seen(layout: Layout, look: str) -> SeenPage | None:
    """The page as it is seen; None where it has too few lines. The same page is always seen the
    same way.
    """
    if sum(len(block.lines) for block in layout.blocks) < SMALLEST:
        return None
    digest = hashlib.sha256(f"{layout.id} {look}".encode()).digest()
    dice = np.random.default_rng(int.from_bytes(digest[:4], "big"))
    boxes, texts, flow, rank, own = _lines(layout)
    height = float(np.median(boxes[:, 3] - boxes[:, 1]))
    pieces = _detected(boxes, texts, height, dice, TORN[look])
    pieces = _merged(pieces, height, dice, MERGED[look])
    pieces += _specks(pieces, height, dice, SPECKS[look])
    if len(pieces) < SMALLEST:
        return None
    dice.shuffle(pieces)  # type: ignore[arg-type]
    strokes = _strokes(layout, height)
    strokes = strokes[dice.random(len(strokes)) < STROKES_FOUND[look]]
    found = np.array([piece.box for piece in pieces])
    if look in CURL:
        found, strokes = _bent(found, strokes, height, dice, CURL[look])
    found[:, 2:] = np.maximum(found[:, 2:], found[:, :2] + 2)
    is_across = np.ptp(strokes[:, [0, 2]], axis=1) >= np.ptp(strokes[:, [1, 3]], axis=1)
    shown = LevelPage(
        found,
        [piece.text for piece in pieces],
        float(np.median(found[:, 3] - found[:, 1])),
        strokes[is_across],
        strokes[~is_across],
    )
    lines = [piece.line for piece in pieces]
    return SeenPage(
        layout,
        look,
        upright_edges(shown, np.arange(len(found))),
        tuple(NOWHERE if line is None else flow[line] for line in lines),
        np.array([0.0 if each.line is None else rank[each.line] + each.part for each in pieces]),
        tuple(None if line is None else own[line] for line in lines),
    )


def _lines(layout: Layout) -> tuple[Boxes, list[str], list[str], list[int], list[Box]]:
    """Boxes as the engine orders them (vertical text turned, text from the right mirrored), texts,
    flow, place in it, boxes as they are.
    """
    turn = _turned(layout)
    boxes, texts, flow, rank, own = [], [], [], [], []
    counts: dict[str, int] = {}
    for block in layout.blocks:
        for line in block.lines:
            boxes.append(turn(line.box))
            texts.append(line.text)
            flow.append(block.flow)
            rank.append(counts.get(block.flow, 0))
            own.append(line.box)
            counts[block.flow] = rank[-1] + 1
    return np.array(boxes, dtype=np.float64), texts, flow, rank, own


def _turned(layout: Layout):  # type: ignore[no-untyped-def]
    vertical = sum(block.vertical for block in layout.blocks)
    width = layout.width
    if vertical > len(layout.blocks) / 2:
        return lambda box: (box[1], width - box[2], box[3], width - box[0])
    if LANGUAGES[layout.language][2] == "rtl":
        return lambda box: (width - box[2], box[1], width - box[0], box[3])
    return lambda box: box


def _strokes(layout: Layout, height: float) -> Boxes:
    turn = _turned(layout)
    found = []
    for x0, y0, x1, y1 in layout.strokes:
        found.append(turn((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))))
    strokes = np.array(found, dtype=np.float64).reshape(-1, 4)
    length = np.maximum(strokes[:, 2] - strokes[:, 0], strokes[:, 3] - strokes[:, 1])
    return strokes[length > LONG_STROKE * height]


def _detected(
    boxes: Boxes, texts: list[str], height: float, dice: Dice, torn: float
) -> list[_Piece]:
    across, down = (dice.uniform(0, most) * height for most in PADDING)
    padding = np.array([-across, -down, across, down])
    pieces = []
    for i, (box, text) in enumerate(zip(boxes, texts, strict=True)):
        if dice.random() < LOST:
            continue
        words = text.split()
        halves = [(box, text, 0.0)]
        if len(words) > 2 and dice.random() < torn:
            halves = _torn(box, words, height, dice)
        for half, said, part in halves:
            edges = half + padding * dice.uniform(0.3, 1.2, 4)
            edges += dice.normal(0, LOOSE * height, 4)
            pieces.append(_Piece(edges, said, i, part))
    return pieces


def _merged(pieces: list[_Piece], height: float, dice: Dice, share: float) -> list[_Piece]:
    """Some lines as one with the next to their right."""
    boxes = np.array([piece.box for piece in pieces]).reshape(-1, 4)
    left, top, right, bottom = boxes.T
    middle = (top + bottom) / 2
    gone: set[int] = set()
    found: list[_Piece] = []
    for i in range(len(pieces)):
        distance = left - right[i]
        beside = np.abs(middle - middle[i]) < height / 2
        near = np.flatnonzero(beside & (distance > -height) & (distance < CLOSE * height))
        near = near[near != i]
        if i in gone or not len(near) or dice.random() >= share:
            continue
        j = int(near[np.argmin(distance[near])])
        if j in gone:
            continue
        gone |= {i, j}
        edges = [*np.minimum(boxes[i, :2], boxes[j, :2]), *np.maximum(boxes[i, 2:], boxes[j, 2:])]
        found.append(_Piece(np.array(edges), f"{pieces[i].text} {pieces[j].text}", None, 0.0))
    return [*(piece for i, piece in enumerate(pieces) if i not in gone), *found]


def _specks(pieces: list[_Piece], height: float, dice: Dice, mean: float) -> list[_Piece]:
    """Small pieces anywhere on the page."""
    boxes = np.array([piece.box for piece in pieces]).reshape(-1, 4)
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    found = []
    for _ in range(dice.poisson(mean)):
        corner = dice.uniform(low, high)
        size = dice.uniform(0.4, 1.4, 2) * height
        text = "".join(dice.choice(list(NOISE), dice.integers(1, 4)))
        found.append(_Piece(np.concatenate([corner, corner + size]), text, None, 0.0))
    return found


def _torn(
    box: Boxes, words: list[str], height: float, dice: Dice
) -> list[tuple[Boxes, str, float]]:
    at = int(dice.integers(1, len(words)))
    first, second = " ".join(words[:at]), " ".join(words[at:])
    left, top, right, bottom = box
    x = left + (right - left) * len(first) / (len(first) + len(second) + 1)
    gap = min(0.3 * height, 0.02 * (right - left))
    return [
        (np.array([left, top, x - gap, bottom]), first, 0.0),
        (np.array([x + gap, top, right, bottom]), second, AFTER_A_TEAR),
    ]


def _bent(
    boxes: Boxes, strokes: Boxes, height: float, dice: Dice, curl: tuple[float, float]
) -> tuple[Boxes, Boxes]:
    """Shear, keystone and what is left of a curl, both ways."""
    left, width = boxes[:, 0].min(), max(1.0, float(np.ptp(boxes[:, [0, 2]])))
    centre = left + width / 2
    middle = (boxes[:, 1].min() + boxes[:, 3].max()) / 2
    shear, keystone = dice.normal(0, SHEAR), dice.normal(0, KEYSTONE)
    tilt, phase = dice.normal(0, TILT), dice.uniform(0, np.pi)
    across, down = (dice.normal(0, size) * height for size in curl)

    def sideways(x: Boxes, y: Boxes) -> Boxes:
        return x + (shear + keystone * (x - centre) / (width / 2)) * y

    y = (boxes[:, 1] + boxes[:, 3]) / 2 - middle
    wave = across * np.sin(y / (np.abs(y).max() + 1) * np.pi * 0.9 + phase)
    bent = boxes.copy()
    for k in (0, 2):
        bent[:, k] = sideways(boxes[:, k], y) + wave
    x = (bent[:, 0] + bent[:, 2]) / 2
    rise = down * np.sin((x - left) / width * np.pi + phase) + tilt * (x - centre)
    bent[:, [1, 3]] += rise[:, None]
    moved = strokes.copy()
    y = (strokes[:, 1] + strokes[:, 3]) / 2 - middle
    for k in (0, 2):
        moved[:, k] = sideways(strokes[:, k], y)
    return bent, moved
