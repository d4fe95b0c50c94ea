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
