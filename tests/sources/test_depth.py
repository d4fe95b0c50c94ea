"""Pixels of more than eight bits, signed, floating, or without a value: paper stays light and ink
dark.
"""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from tests.sources.tiffs import grey, tiff

from recto.errors import InputError
from recto.model.page import Page
from recto.sources import open_pages
from recto.sources.depth import reduced

PAPER, INK = 250, 20  # of 255
PAGE = np.full((40, 60), PAPER, np.uint8)
PAGE[10:14, 10:50] = INK
LIGHT, DARK = 200, 60  # what paper and ink may become at worst


def looks_right(pixels: np.ndarray) -> bool:
    """Light paper, dark ink, each where it was."""
    flat = pixels if pixels.ndim == 2 else pixels.mean(axis=2)
    return bool(flat[20:].min() >= LIGHT and flat[10:14, 10:50].max() <= DARK)


def only(path: Path) -> Page:
    """The file's page."""
    (page,) = open_pages(str(path))
    assert isinstance(page, Page)
    return page


UNIT = PAGE / 255.0
KINDS = {
    "unsigned 32": (PAGE.astype(np.uint32) * 16843009, 1, 1),
    "unsigned 32, 0 is white": ((255 - PAGE).astype(np.uint32) * 16843009, 0, 1),
    "signed 32": (PAGE.astype(np.int32) * 8_000_000, 1, 2),
    "signed 16 around 0": (((PAGE.astype(np.int32) - 128) * 256).astype(np.int16), 1, 2),
    "signed 16 from 0": (PAGE.astype(np.int16) * 128, 1, 2),
    "signed 16, 0 is white": (((255 - PAGE).astype(np.int32) * 128).astype(np.int16), 0, 2),
    "signed 8": ((PAGE.astype(np.int16) - 128).astype(np.int8), 1, 2),
    "16, 0 is white": ((255 - PAGE).astype(np.uint16) * 257, 0, 1),
    "10 of 16": (PAGE.astype(np.uint16) * 4, 1, 1),
    "14 of 16": (PAGE.astype(np.uint16) * 64, 1, 1),
    "float 32": (UNIT.astype(np.float32), 1, 3),
    "float 32, 0 is white": ((1 - UNIT).astype(np.float32), 0, 3),
    "float 64": (UNIT, 1, 3),
    "float 64 to 255": (PAGE.astype(np.float64), 1, 3),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_number_in_a_tiff(tmp_path: Path, name: str) -> None:
    """In Intel's byte order."""
    (tmp_path / "x.tif").write_bytes(tiff([grey(*KINDS[name])]))
    assert looks_right(only(tmp_path / "x.tif").raster)


@pytest.mark.parametrize(
    "name", ["16, 0 is white", "signed 16 around 0", "float 32", "float 64", "10 of 16"]
)
def test_the_other_byte_order(tmp_path: Path, name: str) -> None:
    """Motorola's."""
    (tmp_path / "x.tif").write_bytes(tiff([grey(*KINDS[name])], ">"))
    assert looks_right(only(tmp_path / "x.tif").raster)


HOLES = {
    "no numbers": (np.nan, 1.0),
    "endless": (np.inf, 1.0),
    "endless downwards": (-np.inf, 1.0),
    "a hot pixel": (1e30, 1.0),
    "whiter than white": (1.04, 1.0),
    "a little below black": (-0.03, 1.0),
    "no numbers among 0 to 255": (np.nan, 255.0),
}


@pytest.mark.parametrize("name", HOLES)
@pytest.mark.parametrize("zero_is_white", [False, True])
def test_single_odd_values_do_not_darken_the_page(name: str, zero_is_white: bool) -> None:
    """One pixel of 2,400 has no value, or one far away."""
    odd, full = HOLES[name]
    values = (1 - UNIT if zero_is_white else UNIT) * full
    values[0, 0] = odd
    pixels, notes = reduced(values, zero_is_white=zero_is_white)
    assert looks_right(pixels)
    assert ("1 pixels without a finite value" in notes) is not np.isfinite(odd)


def test_what_is_no_number_is_paper() -> None:
    """Also where 0 is white."""
    values = np.where(np.arange(24).reshape(4, 6) < 12, np.nan, 0.2).astype(np.float32)
    for zero_is_white in (False, True):
        assert reduced(values, zero_is_white=zero_is_white)[0][:2].min() == 255


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 0.0, 1.0, -3.0])
def test_a_page_of_one_value_is_a_page(value: float) -> None:
    """No warning, no error."""
    assert reduced(np.full((4, 6), value), zero_is_white=False)[0].shape == (4, 6)


@pytest.mark.parametrize(
    ("deepened", "ending"), [(257, "png"), (257, "tif"), (16, "tif"), (64, "tif")]
)
def test_deep_colour_shows_its_range(tmp_path: Path, deepened: int, ending: str) -> None:
    """16, 12 and 14 bits in 16; PNG has only the first."""
    assert cv2.imwrite(
        str(tmp_path / f"x.{ending}"), np.dstack([PAGE.astype(np.uint16) * deepened] * 3)
    )
    assert looks_right(only(tmp_path / f"x.{ending}").raster)


@pytest.mark.parametrize("mode", ["CMYK", "LAB", "YCbCr", "P", "1"])
def test_other_colour_spaces_in_a_tiff(tmp_path: Path, mode: str) -> None:
    """Four inks, lightness, luma, palette, bits."""
    Image.fromarray(np.dstack([PAGE] * 3)).convert(mode, dither=Image.Dither.NONE).save(
        tmp_path / "x.tif"
    )
    assert looks_right(only(tmp_path / "x.tif").raster)


@pytest.mark.parametrize("adobe", [True, False])
def test_inks_in_a_jpeg(tmp_path: Path, adobe: bool) -> None:
    """Adobe writes them as negatives and marks the file; without the mark they are what they
    say.
    """
    inks = Image.fromarray(np.dstack([PAGE] * 3)).convert("CMYK")
    path = tmp_path / "x.jpg"
    (inks if adobe else Image.eval(inks, lambda level: 255 - level)).save(path, quality=95)
    data = path.read_bytes()
    mark = data.index(b"\xff\xee")
    size = 2 + struct.unpack(">H", data[mark + 2 : mark + 4])[0]
    path.write_bytes(data if adobe else data[:mark] + data[mark + size :])
    assert looks_right(only(path).raster)


@pytest.mark.parametrize(("kind", "sample_format"), [(np.uint64, 1), (np.float16, 3)])
def test_a_kind_that_is_not_read_is_an_error_with_a_remedy(
    tmp_path: Path, kind: type, sample_format: int
) -> None:
    """64-bit integers, 16-bit floats."""
    (tmp_path / "x.tif").write_bytes(tiff([grey(PAGE.astype(kind), 1, sample_format)]))
    with pytest.raises(InputError, match="pixels of a kind that is not read") as fault:
        only(tmp_path / "x.tif")
    assert "convert it" in fault.value.remedy


FAINT = {
    "floats near 1e-20": UNIT.astype(np.float32) * np.float32(1e-20),
    "floats near 1e-300": UNIT * 1e-300,
    "the smallest floats there are": PAGE * 5e-324,
    "floats near 1e300": UNIT * 1e300,
    "the largest floats": (UNIT - 0.5) * 1.7e308,
    "floats up to 1/255": UNIT / 255,
    "floats far from 0": 1e6 + UNIT,
    "the lowest 4 of 16 bits": (PAGE // 16).astype(np.uint16),
    "the lowest 2 of 16 bits": (PAGE // 64).astype(np.uint16),
    "the lowest bit of 16": (PAGE // 128).astype(np.uint16),
    "a few levels of 16 bits, high up": (40000 + PAGE.astype(np.uint16)),
    "the lowest bits of 32": (PAGE // 32).astype(np.int32),
}


@pytest.mark.parametrize("name", FAINT)
@pytest.mark.parametrize("zero_is_white", [False, True])
def test_a_small_part_of_the_range_is_shown_whole(name: str, zero_is_white: bool) -> None:
    """Ink and paper would be one level apart, or none; before, such pages were blank."""
    values = FAINT[name]
    top, bottom = values.max(), values.min()
    turned = top - (values - bottom) if zero_is_white else values
    pixels, _ = reduced(turned, zero_is_white=zero_is_white)
    assert looks_right(pixels)


@pytest.mark.parametrize(
    "name", ["floats near 1e-20", "the lowest 2 of 16 bits", "the lowest bit of 16"]
)
def test_a_faint_file_is_shown_too(tmp_path: Path, name: str) -> None:
    """And its page says so."""
    values = FAINT[name]
    (tmp_path / "x.tif").write_bytes(tiff([grey(values, 1, 3 if values.dtype.kind == "f" else 1)]))
    page = only(tmp_path / "x.tif")
    assert looks_right(page.raster)
    assert "only a small part of the range in use, stretched" in page.notes


@pytest.mark.parametrize("value", [-3.4028234e38, 3.4028234e38, 1e35, -9999.0, -32768.0])
def test_what_stands_for_no_value_is_paper(value: float) -> None:
    """A frame of it, a tenth of the page."""
    values = UNIT.copy()
    values[:, 56:] = value
    pixels, notes = reduced(values, zero_is_white=False)
    assert looks_right(pixels)
    assert pixels[:, 56:].min() == 255
    assert "160 pixels without a finite value" in notes


def test_a_dark_half_is_shown_beside_a_bright_one() -> None:
    """Two texts, one a million times as bright: both have ink and paper apart."""
    values = np.hstack([UNIT, UNIT * 1e6 + 1])
    pixels, notes = reduced(values, zero_is_white=False)
    for half in (pixels[:, :60], pixels[:, 60:]):
        assert int(half[20:].min()) - int(half[10:14, 10:50].max()) > 20
    assert "values of very different size: shown by their magnitude" in notes


@pytest.mark.parametrize("kind", ["grain", "even noise", "two levels strewn"])
@pytest.mark.parametrize("scale", [1e-20, 1.0])
def test_an_empty_page_of_few_levels_stays_flat(kind: str, scale: float) -> None:
    """A scanner's grain is no text."""
    chance = np.random.default_rng(8)
    noise = {
        "grain": chance.normal(0.9, 0.004, (200, 300)),
        "even noise": chance.uniform(0.88, 0.92, (200, 300)),
        "two levels strewn": chance.integers(0, 2, (200, 300)) / 255 + 0.9,
    }
    pixels, _ = reduced(noise[kind] * scale, zero_is_white=False)
    assert int(pixels.max()) - int(pixels.min()) < 20


@pytest.mark.parametrize("scale", [1.0, 257.0])
def test_a_page_of_the_whole_range_is_as_it_was(scale: float) -> None:
    """Black, white and what lies between, to the level."""
    values = np.arange(256).repeat(8).reshape(32, 64)
    given = (values * scale).astype(np.uint16) if scale > 1 else values / 255
    assert (reduced(given, zero_is_white=False)[0] == values).all()
