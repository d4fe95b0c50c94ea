"""Pixels that are not square: what files say of them, how such pages are read, and how their PDF is
laid out.
"""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from pikepdf import Pdf
from PIL import Image, ImageDraw, ImageFont

from recto.model.page import Page
from recto.model.result import Document, PageResult
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages
from recto.readers.tesseract.reader import Tesseract
from recto.sources import open_pages
from recto.writers import WRITERS, result_json_contract
from recto.writers.result_json import page_bytes
from recto_preprocessing import clean

ROWS = (
    "Seven barrels of oats came in",
    "The clerk counted 4812 sacks",
    "Nobody paid the toll today",
)
INCHES = (4.0, 2.0)  # the sheet, across and down
NOT_SQUARE = "pixels are not square"


def sheet(across: float, down: float) -> Image.Image:
    """The sheet drawn at 400 dpi and sampled as a fax samples it."""
    page = Image.new("L", (round(INCHES[0] * 400), round(INCHES[1] * 400)), 255)
    for at, text in enumerate(ROWS):
        ImageDraw.Draw(page).text((100, 120 + 200 * at), text, 0, ImageFont.load_default(88))
    return page.resize(
        (round(INCHES[0] * across), round(INCHES[1] * down)), Image.Resampling.LANCZOS
    )


def page_of(path: Path, **options: object) -> Page:
    """The file's page."""
    # The tests name options that exist
    (page,) = open_pages(str(path), **options)  # type: ignore[arg-type]
    assert isinstance(page, Page)
    return page


def stored(path: Path, across: float, down: float, unit: str) -> None:
    """The sheet as a file that states its resolution in `unit`."""
    image = sheet(across, down)
    per = 2.54 if unit == "cm" else 1.0
    if path.suffix == ".tif":
        values = {"inch": 2, "cm": 3, "none": 1}
        image.save(path, tiffinfo={282: across / per, 283: down / per, 296: values[unit]})
    elif path.suffix == ".jpg":
        image.save(path, dpi=(round(across), round(down)), quality=95)
        data = bytearray(path.read_bytes())
        data[13] = {"inch": 1, "cm": 2, "none": 0}[unit]  # the density's unit in the JFIF header
        data[14:18] = round(across / per).to_bytes(2, "big") + round(down / per).to_bytes(2, "big")
        path.write_bytes(data)
    else:
        image.save(path, dpi=(across, down))


SAMPLINGS = [(204, 98), (204, 391), (200, 100), (100, 200), (300, 150)]


@pytest.mark.parametrize(("across", "down"), SAMPLINGS)
@pytest.mark.parametrize(
    ("ending", "unit"),
    [("tif", "inch"), ("tif", "cm"), ("jpg", "inch"), ("jpg", "cm"), ("png", "inch")],
)
def test_two_stated_resolutions(
    tmp_path: Path, ending: str, unit: str, across: int, down: int
) -> None:
    """Both are kept, and it is said."""
    stored(tmp_path / f"x.{ending}", across, down, unit)
    page = page_of(tmp_path / f"x.{ending}")
    assert (page.dpi, page.dpi_down) == (
        pytest.approx(across, rel=0.01),
        pytest.approx(down, rel=0.02),
    )
    assert any(note.startswith(NOT_SQUARE) for note in page.notes)


@pytest.mark.parametrize("ending", ["tif", "jpg"])
@pytest.mark.parametrize(("across", "down"), [(2, 1), (204, 98), (1, 2), (1, 1), (300, 300)])
def test_numbers_without_a_unit_give_the_shape_alone(
    tmp_path: Path, ending: str, across: int, down: int
) -> None:
    """How many pixels an inch holds is estimated, then."""
    path = tmp_path / f"x.{ending}"
    tags = {282: float(across), 283: float(down), 296: 1}
    sheet(200, 200 * down / across).save(path, **({"tiffinfo": tags} if ending == "tif" else {}))
    if ending == "jpg":
        data = bytearray(path.read_bytes())
        data[13] = 0
        data[14:18] = across.to_bytes(2, "big") + down.to_bytes(2, "big")
        path.write_bytes(data)
    page = page_of(path)
    assert page.dpi_is_estimated
    assert page.dpi / (page.dpi_down or page.dpi) == pytest.approx(across / down, rel=0.01)


def test_a_png_without_a_unit_gives_the_shape_alone(tmp_path: Path) -> None:
    """pHYs of unit 0."""
    sheet(200, 100).save(tmp_path / "x.png", dpi=(200, 100))
    data = (tmp_path / "x.png").read_bytes()
    at = data.index(b"pHYs")
    body = b"pHYs" + (2).to_bytes(4, "big") + (1).to_bytes(4, "big") + b"\0"
    whole = data[:at] + body + zlib.crc32(body).to_bytes(4, "big") + data[at + 17 :]
    (tmp_path / "x.png").write_bytes(whole)
    page = page_of(tmp_path / "x.png")
    assert page.dpi / page.dpi_down == pytest.approx(2)


@pytest.mark.parametrize(("across", "down"), [(300, 20), (300, 2400), (300, 0)])
def test_resolutions_too_far_apart_are_not_believed(tmp_path: Path, across: int, down: int) -> None:
    """One of the two is wrong; pixels count as square."""
    Image.new("L", (60, 40), 255).save(tmp_path / "x.tif", dpi=(across, down))
    assert page_of(tmp_path / "x.tif").dpi_down == 0


@pytest.mark.parametrize("orientation", [1, 6, 8])
def test_a_picture_turned_by_a_quarter_has_them_the_other_way_round(
    tmp_path: Path, orientation: int
) -> None:
    """EXIF turns the pixels, and their sides with them."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    sheet(204, 98).save(tmp_path / "x.jpg", dpi=(204, 98), exif=exif)
    page = page_of(tmp_path / "x.jpg")
    wanted = (204, 98) if orientation == 1 else (98, 204)
    assert (page.dpi, page.dpi_down) == (
        pytest.approx(wanted[0], abs=0.1),
        pytest.approx(wanted[1], abs=0.1),
    )


@pytest.mark.parametrize(("across", "down"), [(204, 98), (100, 200)])
def test_such_a_page_is_read_with_square_pixels_and_its_boxes_stay(
    tmp_path: Path, across: int, down: int
) -> None:
    """Every word, in px of the page as it is stored; the JSON keeps both resolutions."""
    stored(tmp_path / "x.tif", across, down, "inch")
    page = page_of(tmp_path / "x.tif")
    result = read_page(page, Stages(Tesseract("eng"), None))
    assert result.text.splitlines() == list(ROWS)
    assert (result.width, result.height) == (page.width, page.height)
    assert "square" in [step.name for step in result.steps]
    for at, line in enumerate(result.lines):
        middle = line.box.centre[1] / page.height
        assert middle == pytest.approx((165 + 200 * at) / 800, abs=0.03)
    again = result_json_contract.page_of(page_bytes(result), "page")
    assert (again.dpi, again.dpi_down) == (result.dpi, result.dpi_down)


@pytest.mark.parametrize(("across", "down"), [*SAMPLINGS, (204, 196), (300, 300)])
@pytest.mark.parametrize("ending", ["tif", "png", "jpg"])
def test_the_pdf_has_the_shape_of_the_sheet(
    tmp_path: Path, ending: str, across: int, down: int
) -> None:
    """4 x 2 inches, whatever the sampling."""
    path = tmp_path / f"x.{ending}"
    stored(path, across, down, "inch")
    page = page_of(path)
    result = PageResult(
        str(path), 0, page.width, page.height, page.dpi, "eng", (), dpi_down=page.dpi_down
    )
    with (tmp_path / "x.pdf").open("wb") as out:
        WRITERS["pdf"].write(Document(str(path), (result,), "", ""), out)
    with Pdf.open(tmp_path / "x.pdf") as pdf:
        box = [float(value) for value in pdf.pages[0].mediabox]
    assert box[2:] == [pytest.approx(72 * side, rel=0.02) for side in INCHES]


@pytest.mark.parametrize("orientation", [6, 8])
def test_the_pdf_of_a_turned_picture_has_its_shape_too(tmp_path: Path, orientation: int) -> None:
    """As it is seen: 2 x 4 inches."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "x.jpg"
    sheet(204, 98).save(path, dpi=(204, 98), exif=exif)
    page = page_of(path)
    result = PageResult(
        str(path), 0, page.width, page.height, page.dpi, "eng", (), dpi_down=page.dpi_down
    )
    with (tmp_path / "x.pdf").open("wb") as out:
        WRITERS["pdf"].write(Document(str(path), (result,), "", ""), out)
    with Pdf.open(tmp_path / "x.pdf") as pdf:
        box = [float(value) for value in pdf.pages[0].mediabox]
        seen = box[2:][::-1] if int(pdf.pages[0].rotation) % 180 else box[2:]
    assert seen == [pytest.approx(72 * side, rel=0.02) for side in INCHES[::-1]]


def test_square_pixels_are_left_as_they_are() -> None:
    """Bit for bit, also at standard fax's 204 x 196."""
    pixels = np.full((98, 102), 255, np.uint8)
    for down in (0.0, 204.0, 196.0):
        cleaned = clean(pixels, 204, dpi_down=down).upright.pixels
        assert np.shares_memory(cleaned, pixels)
        assert cleaned.shape == pixels.shape


@pytest.mark.parametrize(("across", "down"), [(72, 36), (96, 48), (96, 192)])
def test_a_screens_resolution_says_no_size_but_a_shape(
    tmp_path: Path, across: int, down: int
) -> None:
    """72 dpi is what programs write when they do not know; 72 x 36 they do not write by chance."""
    path = tmp_path / "x.tif"
    sheet(204, 204 * down / across).save(path, dpi=(across, down))
    page = page_of(path)
    assert page.dpi / page.dpi_down == pytest.approx(across / down, rel=0.02)
    assert NOT_SQUARE in " ".join(page.notes)
