"""Pictures with transparent parts, made here: whatever the ink's lightness, it can be told from
what it lies on.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from recto.model.page import Page, Pixels
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages
from recto.readers.tesseract.reader import Tesseract
from recto.sources import open_pages
from recto.sources.transparency import on_ground

TEXT = ("The harbour ledger of the north quay", "Seven barrels of oats came in on Monday")
WIDTH, HEIGHT = 760, 150
SEEN = 60  # grey levels between a word and its ground
Colour = tuple[int, int, int]


def written(rows: dict[str, Colour], shown: int = 255, under: Colour = (0, 0, 0)) -> Image.Image:
    """One row of text for each entry, in its colour, over full transparency with `under` in its
    pixels.
    """
    ink = Image.new("RGB", (WIDTH, HEIGHT), under)
    alpha = Image.new("L", (WIDTH, HEIGHT), 0)
    font = ImageFont.load_default(32)
    for at, (text, colour) in enumerate(rows.items()):
        place = (30, 25 + 60 * at)
        row = Image.new("L", (WIDTH, HEIGHT), 0)
        ImageDraw.Draw(row).text(place, text, shown, font)
        ink.paste(colour, mask=row.point(lambda level: 255 if level else 0))
        alpha.paste(row, mask=row.point(lambda level: 255 if level else 0))
    ink.putalpha(alpha)
    return ink


def page_of(image: Image.Image, path: Path, **options: object) -> Page:
    """What comes out of the file."""
    image.save(path, **options)
    (page,) = open_pages(str(path))
    assert isinstance(page, Page)
    return page


def contrasts(pixels: Pixels, rows: int) -> list[float]:
    """For each row of text, grey levels between its ink and what surrounds it."""
    grey = pixels.astype(float) if pixels.ndim == 2 else pixels.mean(axis=2)
    strips = [grey[20 + 60 * at : 75 + 60 * at] for at in range(rows)]
    return [float(np.abs(strip - np.median(strip)).max()) for strip in strips]


INKS: dict[str, tuple[Colour, Colour]] = {
    "black": ((0, 0, 0), (0, 0, 0)),
    "white": ((255, 255, 255), (255, 255, 255)),
    "off-white": ((238, 236, 228), (250, 250, 245)),
    "light grey": ((205, 205, 205), (215, 215, 215)),
    "yellow": ((250, 240, 60), (250, 240, 60)),
    "red": ((220, 20, 20), (220, 20, 20)),
    "white and black": ((255, 255, 255), (0, 0, 0)),
    "yellow and blue": ((250, 240, 60), (10, 10, 160)),
    "white, and a mid grey": ((255, 255, 255), (120, 120, 120)),
}


@pytest.mark.parametrize("name", INKS)
@pytest.mark.parametrize("ending", ["png", "webp", "tif", "jp2"])
def test_every_row_of_ink_shows(tmp_path: Path, name: str, ending: str) -> None:
    """Dark, light, coloured, and two kinds at once."""
    image = written(dict(zip(TEXT, INKS[name], strict=True)))
    page = page_of(
        image, tmp_path / f"x.{ending}", **({"lossless": True} if ending == "webp" else {})
    )
    assert min(contrasts(page.raster, 2)) >= SEEN


@pytest.mark.parametrize("level", [0, 235, 255])
def test_grey_with_alpha_stays_grey(tmp_path: Path, level: int) -> None:
    """PNG of two channels, dark and light."""
    page = page_of(written({TEXT[0]: (level, level, level)}).convert("LA"), tmp_path / "x.png")
    assert page.raster.ndim == 2
    assert min(contrasts(page.raster, 1)) >= SEEN


@pytest.mark.parametrize("ending", ["png", "gif"])
@pytest.mark.parametrize("level", [0, 250])
def test_a_palette_with_one_clear_entry(tmp_path: Path, ending: str, level: int) -> None:
    """The clear entry has the ink's own colour, so only transparency parts them."""
    mask = np.array(written({TEXT[0]: (0, 0, 0)}).getchannel("A")) > 128
    image = Image.fromarray(mask.astype(np.uint8), "P")
    image.putpalette([level] * 6)
    page = page_of(
        image,
        tmp_path / f"x.{ending}",
        transparency=0,
        **({"optimize": False} if ending == "gif" else {}),
    )
    assert min(contrasts(page.raster, 1)) >= SEEN


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255)])
def test_a_clear_colour_of_an_rgb_png(tmp_path: Path, colour: Colour) -> None:
    """tRNS names one colour as transparent."""
    mask = np.array(written({TEXT[0]: (0, 0, 0)}).getchannel("A")) > 128
    pixels = np.where(mask[:, :, None], np.array(colour), np.array((9, 200, 9))).astype(np.uint8)
    page = page_of(Image.fromarray(pixels), tmp_path / "x.png", transparency=(9, 200, 9))
    assert min(contrasts(page.raster, 1)) >= SEEN


def test_a_clear_value_of_deep_grey(tmp_path: Path) -> None:
    """16 bits: white ink, and one deep value is transparent."""
    mask = np.array(written({TEXT[0]: (0, 0, 0)}).getchannel("A")) > 128
    deep = np.where(mask, 65000, 65535).astype(np.uint16)
    page = page_of(Image.fromarray(deep), tmp_path / "x.png", transparency=65535)
    assert min(contrasts(page.raster, 1)) >= SEEN


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("shown", [90, 140])
def test_ink_that_is_half_transparent_everywhere(tmp_path: Path, level: int, shown: int) -> None:
    """A watermark: its alpha never comes near the top."""
    page = page_of(written({TEXT[0]: (level, level, level)}, shown), tmp_path / "x.png")
    assert min(contrasts(page.raster, 1)) >= SEEN


@pytest.mark.parametrize("level", [0, 255])
def test_premultiplied_ink(tmp_path: Path, level: int) -> None:
    """A TIFF whose colours are multiplied by their alpha (ExtraSamples 1)."""
    image = written({TEXT[0]: (level, level, level)})
    layers = np.array(image).astype(float)
    layers[:, :, :3] *= layers[:, :, 3:] / 255
    made = Image.fromarray(np.rint(layers).astype(np.uint8), "RGBA")
    page = page_of(made, tmp_path / "x.tif", tiffinfo={338: 1})
    assert min(contrasts(page.raster, 1)) >= SEEN


def test_alpha_that_hides_nothing_changes_nothing(tmp_path: Path) -> None:
    """Fully opaque: the colours as they are, with no note of a ground."""
    noise = np.random.default_rng(1).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    image = Image.fromarray(noise)
    image.putalpha(255)
    page = page_of(image, tmp_path / "x.png", dpi=(300, 300))
    assert np.array_equal(page.raster, noise)
    assert page.notes == ()


def test_a_picture_of_nothing_is_white_paper(tmp_path: Path) -> None:
    """Wholly transparent and of one colour."""
    page = page_of(Image.new("RGBA", (60, 40), (0, 0, 0, 0)), tmp_path / "x.png")
    assert page.raster.min() == 255
    assert "the picture is wholly transparent" in page.notes


def test_text_under_full_transparency_is_read_and_it_is_said(tmp_path: Path) -> None:
    """A broken alpha channel of zeros: what the colours hold is not lost."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    ImageDraw.Draw(image).text((30, 25), TEXT[0], 0, ImageFont.load_default(32))
    image.putalpha(0)
    page = page_of(image, tmp_path / "x.png")
    assert min(contrasts(page.raster, 1)) >= SEEN
    assert "the picture is wholly transparent: read as if it were not" in page.notes


def _window() -> Image.Image:
    """A screen shot: an opaque white panel with dark text, clear around it."""
    panel = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0))
    pen = ImageDraw.Draw(panel)
    pen.rounded_rectangle((10, 10, WIDTH - 10, HEIGHT - 10), 20, (255, 255, 255, 255))
    pen.text((30, 25), TEXT[0], (0, 0, 0, 255), ImageFont.load_default(32))
    return panel


def _shade_and_light() -> Image.Image:
    """The same with dark text beside the panel: no outline shows the text within."""
    image = _window().resize((WIDTH, HEIGHT // 2))
    both = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0))
    both.paste(image, (0, 0))
    ImageDraw.Draw(both).text((30, 85), TEXT[1], (0, 0, 0, 255), ImageFont.load_default(32))
    return both


@pytest.mark.parametrize("draw", [_window, _shade_and_light])
def test_text_within_an_opaque_panel_shows(draw: Callable[[], Image.Image]) -> None:
    """Its own ground is kept."""
    page, _ = on_ground(np.array(draw()), colour=True)
    assert page[20:60, 40:700].min() < 60
    assert page[20:60, 40:700].max() > 200


@pytest.mark.parametrize("name", ["white", "off-white", "white and black", "black"])
def test_what_shows_is_read(tmp_path: Path, name: str) -> None:
    """Every word of both rows, by Tesseract alone."""
    page = page_of(
        written(dict(zip(TEXT, INKS[name], strict=True))), tmp_path / "x.png", dpi=(200, 200)
    )
    assert read_page(page, Stages(Tesseract("eng"), None)).text.splitlines() == list(TEXT)
