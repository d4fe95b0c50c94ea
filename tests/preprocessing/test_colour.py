"""Ink that has the grey of its ground is shown, and every other page comes through untouched."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from tests.unread_pages import letters

from recto.local.coloured import NOTE
from recto.model.page import Page, Pixels
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages
from recto.readers.tesseract.reader import Tesseract
from recto_preprocessing.colour import shown

ROWS = ("The harbour ledger of 1872", "Seven barrels of oats", "Nobody paid 4093 there")
RED, GREEN, BLUE, BLACK, WHITE = (255, 0, 0), (0, 130, 0), (0, 0, 255), (0, 0, 0), (255, 255, 255)
MAGENTA, CYAN, YELLOW = (255, 0, 255), (0, 150, 150), (255, 255, 0)
Colour = tuple[int, int, int]

MERGED = [
    (RED, GREEN),
    (GREEN, RED),
    (BLUE, BLACK),
    (MAGENTA, CYAN),
    (YELLOW, WHITE),
    ((255, 170, 170), (160, 213, 170)),
    ((230, 120, 0), (139, 139, 139)),
]


def drawn(ink: Colour, ground: Colour, size: int = 34, ground_of: Colour | None = None) -> Pixels:
    """Three rows; `ground_of`: the page's own colour, where the rows stand on stripes of
    `ground`.
    """
    pitch = 2 * size
    image = Image.new("RGB", (24 * size, 60 + pitch * len(ROWS)), ground_of or ground)
    draw = ImageDraw.Draw(image)
    for at, row in enumerate(ROWS):
        top = 40 + pitch * at
        if ground_of:
            draw.rectangle((0, top - size // 4, image.width, top + size * 3 // 2), ground)
        draw.text((40, top), row, ink, ImageFont.load_default(size))
    return np.asarray(image)


def contrast(page: Pixels, ink: Pixels) -> float:
    """Grey levels between the ink and the rest."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(float)
    return abs(float(np.median(grey[ink])) - float(np.median(grey[~ink])))


def ink_of(page: Pixels, ink: Colour) -> Pixels:
    """Where the page has that colour."""
    return (np.abs(page.astype(int) - ink).max(axis=2) < 20).astype(bool)


@pytest.mark.parametrize(("ink", "ground"), MERGED)
@pytest.mark.parametrize("size", [16, 34, 80])
def test_ink_of_its_grounds_grey_is_shown(ink: Colour, ground: Colour, size: int) -> None:
    """Small, usual and large; before, its grey is within 30 levels of the ground's."""
    page = drawn(ink, ground, size)
    where = ink_of(page, ink)
    assert contrast(page, where) < 30
    assert contrast(shown(page), where) > 70


@pytest.mark.parametrize(("ink", "ground"), [(RED, GREEN), (MAGENTA, CYAN)])
def test_a_stripe_across_a_white_page_is_a_ground_of_its_own(ink: Colour, ground: Colour) -> None:
    """A table's head, for instance; the white around it stays as it is."""
    page = drawn(ink, ground, 30, ground_of=WHITE)
    after, where = shown(page), ink_of(page, ink)
    grey = cv2.cvtColor(after, cv2.COLOR_RGB2GRAY).astype(float)
    assert np.median(grey[where]) < np.median(grey[ink_of(page, ground)]) - 50
    assert (after[ink_of(page, WHITE)] == 255).all()


def noisy(page: Pixels) -> Pixels:
    """With a camera's grain."""
    grain = np.random.default_rng(4).normal(0, 8, page.shape)
    return np.clip(page + grain, 0, 255).astype(np.uint8)


def compressed(page: Pixels) -> Pixels:
    """As a JPEG, whose colours are half as fine."""
    file = io.BytesIO()
    Image.fromarray(page).save(file, "JPEG", quality=75)
    return np.asarray(Image.open(file).convert("RGB"))


@pytest.mark.parametrize("worsen", [noisy, compressed])
def test_grain_and_compression_do_not_hide_it(worsen: object) -> None:
    """Red on green, as a camera and a JPEG have it."""
    page = drawn(RED, GREEN)
    assert contrast(shown(worsen(page)), ink_of(page, RED)) > 50  # type: ignore[operator]


def highlighted() -> Pixels:
    """Black text under a yellow marker: the marker is no ink."""
    page = drawn(BLACK, WHITE).copy()
    part = page[30:90, 30:500]
    part[..., 2] = np.minimum(part[..., 2], 60)
    return page


def sunset() -> Pixels:
    """Colours that change slowly."""
    across = np.linspace(0, 255, 800)[None, :].repeat(600, axis=0)
    down = np.linspace(0, 255, 600)[:, None].repeat(800, axis=1)
    return np.dstack([across, 200 - across / 2, down]).astype(np.uint8)


ORDINARY = {
    "black on white": lambda: drawn(BLACK, WHITE),
    "red on white": lambda: drawn(RED, WHITE),
    "white on black": lambda: drawn(WHITE, BLACK),
    "brown on yellowed paper": lambda: noisy(drawn((80, 50, 30), (225, 205, 160))),
    "a JPEG": lambda: compressed(drawn(BLACK, (250, 240, 210))),
    "highlighted": highlighted,
    "sunset": sunset,
    "grey": lambda: drawn(BLACK, WHITE)[:, :, 0],
    "a stripe of one pixel": lambda: drawn(BLACK, WHITE)[:1],
}


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_page_is_the_very_same(name: str) -> None:
    """Not equal: the same array."""
    page = ORDINARY[name]()
    assert shown(page) is page


def test_it_finds_nothing_more_in_what_it_has_shown() -> None:
    """Once is enough."""
    once = shown(drawn(RED, GREEN))
    assert shown(once) is once


@pytest.mark.parametrize(("ink", "ground"), [(RED, GREEN), (BLUE, BLACK), (MAGENTA, CYAN)])
def test_tesseract_reads_it_and_the_page_says_so(ink: Colour, ground: Colour) -> None:
    """Which sees no colour at all; the words stand where they are printed."""
    page = read_page(Page("x", 0, drawn(ink, ground), 300.0), Stages(Tesseract("eng"), None, "off"))
    assert page.text.splitlines() == list(ROWS)
    assert NOTE in page.notes
    assert page.words[0].box.top == pytest.approx(45, abs=12)


def test_what_no_reader_knows_is_counted_in_colour_too() -> None:
    """An unknown script in red on green is no blank page."""
    shades = letters(3, 6)
    page = np.where(shades[:, :, None] < 128, np.uint8(RED), np.uint8(GREEN))
    found = read_page(Page("x", 0, page, 300.0), Stages(Tesseract("eng"), None, "off"))
    assert found.status != "blank"
    assert any(note.startswith("text that could not be read at") for note in found.notes)
