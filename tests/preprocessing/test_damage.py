"""What an image has lost is said for the side that lost it, and for no whole page."""

from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from tests.preprocessing.drawn import page, shaded

from recto_preprocessing import Pixels
from recto_preprocessing.boxes import boxes_of
from recto_preprocessing.damage import SIDES, damage

DRAWN = page(600, 800)
SCAN = shaded(DRAWN.pixels, 0.9, 3)
BOXES = boxes_of(DRAWN.lines)
NOTHING = np.zeros((0, 4))


def found(pixels: Pixels, boxes: NDArray[np.float64] = BOXES) -> list[tuple[str, str]]:
    return [(lost.kind, lost.side) for lost in damage(pixels, boxes)]


def filled(pixels: Pixels, level: int, *sides: str, share: float = 0.3) -> Pixels:
    """The page with a share of it flat at each of the sides."""
    for side in sides:
        turned = np.rot90(pixels, SIDES[side]).copy()
        turned[: round(share * len(turned))] = level
        pixels = np.rot90(turned, -SIDES[side])
    return pixels


def cropped(left: int, right: int) -> tuple[Pixels, NDArray[np.float64]]:
    """The scan from column `left` up to `right`, and what is left of its lines."""
    boxes = BOXES.copy()
    boxes[:, ::2] = boxes[:, ::2].clip(left, right) - left
    return SCAN[:, left:right], boxes


@pytest.mark.parametrize("quality", [50, 90])
@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("given", [SCAN, DRAWN.pixels], ids=["scan", "born digital"])
def test_a_jpeg_that_lost_its_end(given: Pixels, quality: int, mode: str) -> None:
    """Pillow decodes a JPEG whose data stop early to flat grey, without a word: its share is
    found.
    """
    file = io.BytesIO()
    Image.fromarray(given).convert(mode).save(file, "JPEG", quality=quality)
    half = file.getvalue()[: len(file.getvalue()) // 2] + b"\xff\xd9"
    (lost,) = damage(np.asarray(Image.open(io.BytesIO(half))), BOXES)
    assert (lost.kind, lost.side) == ("no data", "bottom")
    assert 0.3 < lost.share < 0.7
    assert f"{lost.share:.0%}" in lost.note


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("level", [0, 128, 200])
def test_a_flat_side_of_a_scan(side: str, level: int) -> None:
    """Paper under a scanner or camera is never one exact grey."""
    assert ("no data", side) in found(filled(SCAN, level, side), NOTHING)


@pytest.mark.parametrize(
    ("pixels", "why"),
    [
        (filled(SCAN, 255, "bottom"), "white is margin"),
        (filled(SCAN, 0, "top", "bottom", share=0.1), "bars at two sides are a canvas"),
        (filled(SCAN, 128, *SIDES, share=0.05), "so is a frame"),
        (filled(DRAWN.pixels, 60, "bottom", share=0.1), "a born-digital page may have a flat bar"),
        (filled(SCAN, 128, "bottom", share=0.01), "less than a row of blocks"),
        (np.full((300, 200), 128, np.uint8), "nothing but grey: no page to have lost a part"),
        (np.zeros((8, 8), np.uint8), "too small to tell"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_flat_sides_that_are_no_loss(pixels: Pixels, why: str) -> None:
    """What another cause explains is not called damage."""
    assert found(pixels, NOTHING) == [], why


@pytest.mark.parametrize(("left", "right", "side"), [(110, 600, "left"), (0, 480, "right")])
def test_text_cut_by_the_edge(left: int, right: int, side: str) -> None:
    """A page photographed or cropped too close has letters torn at that side."""
    assert found(*cropped(left, right)) == [("cut text", side)]


def test_a_few_cut_lines_are_no_cut_page() -> None:
    """Three notes that run out of the image, among lines that end well within it, are the page's
    own way.
    """
    pixels, boxes = cropped(110, 600)
    boxes[3:, 0] += 60
    assert found(pixels, boxes) == []


def test_text_cut_on_a_page_that_lies_on_its_side() -> None:
    """Lines that run up are cut at the top or bottom."""
    pixels, boxes = cropped(0, 480)
    left, top, right, bottom = boxes.T
    turned = np.stack([top, 480 - right, bottom, 480 - left], axis=1)
    assert found(np.rot90(pixels), turned) == [("cut text", "top")]


def test_a_tight_crop_is_whole() -> None:
    """Text up to the very margin is not cut: its letters end before the edge."""
    left, right = round(BOXES[:, 0].min()) - 4, round(BOXES[:, 2].max()) + 4
    assert found(*cropped(left, right)) == []


def test_a_dark_border_is_no_cut_text() -> None:
    """A scanner's black edge touches every line's end from top to bottom."""
    pixels, boxes = cropped(int(BOXES[0, 0]) - 12, 600)
    pixels = pixels.copy()
    pixels[:, :8] = 15
    assert found(pixels, boxes) == []


def test_a_torn_sliver_is_no_loss() -> None:
    """Line ends of the facing page are torn by the scan of an open book; no line of this page
    is.
    """
    image = Image.fromarray(SCAN)
    draw = ImageDraw.Draw(image)
    ends = BOXES.copy()
    ends[:, 0], ends[:, 2] = 0, 70
    for box in ends:
        draw.text((-10, box[1]), "mmm", 0, font_size=22)
    assert found(np.asarray(image), np.concatenate([BOXES, ends])) == []


def in_the_dark(side: str, share: float = 0.5) -> Pixels:
    """The scan with so much of it at the side as a photo shows what no light reached: black with
    grain.
    """
    turned = np.rot90(SCAN, SIDES[side]).astype(float)
    light = np.ones(len(turned))
    light[: round(share * len(turned))] = 0.06
    grain = np.random.default_rng(4).normal(0, 2, turned.shape)
    dark = np.clip(turned * light[:, None] + grain, 0, 255).astype(np.uint8)
    return np.rot90(dark, -SIDES[side])


def lit(side: str, share: float = 0.5) -> NDArray[np.float64]:
    """What a detector finds of the lines there: nothing in the dark."""
    height, width = SCAN.shape
    left, top, right, bottom = BOXES.T.copy()
    if side in ("top", "bottom"):
        edge = share * height
        return BOXES[top > edge] if side == "top" else BOXES[bottom < height - edge]
    edge = share * width
    if side == "left":
        left = np.maximum(left, edge)
    else:
        right = np.minimum(right, width - edge)
    return np.stack([left, top, right, bottom], axis=1)


@pytest.mark.parametrize("side", SIDES)
def test_text_that_runs_into_black(side: str) -> None:
    """Half a page in the dark is said, with its side and its share of the image."""
    (lost,) = damage(in_the_dark(side), lit(side))
    assert (lost.kind, lost.side) == ("black", side)
    assert 0.4 < lost.share < 0.6
    assert f"into black at the {side}" in lost.note


def test_a_page_in_the_dark_has_no_lines() -> None:
    """Where nothing can be seen at all, that is said, too."""
    (lost,) = damage(in_the_dark("top", 1.0), NOTHING)
    assert (lost.kind, lost.side) == ("black", "")
    assert "too dark" in lost.note


@pytest.mark.parametrize("side", SIDES)
def test_a_dark_lid_beyond_the_margin_is_no_loss(side: str) -> None:
    """A scanner's lid around the page is black, but text keeps its distance; so does a dark
    picture's text.
    """
    assert found(in_the_dark(side, 0.04)) == []


def test_light_text_on_black_is_no_loss() -> None:
    """A negative is black where it has paper."""
    assert found(255 - SCAN) == []
