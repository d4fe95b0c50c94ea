"""Image files of every kind, made here with Pillow, and what their pixels must become."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from recto.errors import InputError, RectoError, TooLarge
from recto.model.page import Page
from recto.sources import Limits, PageFault, count_pages, open_pages

GREY = np.arange(0, 240, dtype=np.uint8).reshape(12, 20)
COLOUR = np.dstack([GREY, GREY[::-1], GREY[:, ::-1]])


def only(path: Path, **options: object) -> Page:
    """The one page of a file."""
    # The tests name options that exist
    (page,) = open_pages(str(path), **options)  # type: ignore[arg-type]
    assert isinstance(page, Page)
    return page


@pytest.mark.parametrize("pixels", [GREY, COLOUR], ids=["grey", "rgb"])
@pytest.mark.parametrize("ending", ["png", "tif", "bmp", "webp", "jp2", "ppm"])
def test_lossless_files_come_through_bit_for_bit(
    tmp_path: Path, ending: str, pixels: np.ndarray
) -> None:
    """Eight-bit grey and RGB are not touched; only WebP has no grey and gives three equal
    channels.
    """
    path = tmp_path / f"page.{ending}"
    options = {"webp": {"lossless": True}, "jp2": {"irreversible": False}}.get(ending, {})
    Image.fromarray(pixels).save(path, **options)
    found = only(path).raster
    assert found.dtype == np.uint8
    assert np.array_equal(
        found, np.dstack([GREY] * 3) if ending == "webp" and pixels is GREY else pixels
    )


def test_jpeg_is_what_pillow_decodes(tmp_path: Path) -> None:
    """A lossy file gives its decoder's pixels, unchanged."""
    Image.fromarray(COLOUR).save(tmp_path / "x.jpg", quality=95)
    assert np.array_equal(only(tmp_path / "x.jpg").raster, np.array(Image.open(tmp_path / "x.jpg")))


def test_one_bit_becomes_black_and_white(tmp_path: Path) -> None:
    """Also compressed as fax machines do."""
    bits = Image.fromarray(GREY > 100)
    bits.save(tmp_path / "x.tif", compression="group4")
    assert np.array_equal(only(tmp_path / "x.tif").raster, np.where(GREY > 100, 255, 0))


@pytest.mark.parametrize(("full", "ending"), [(65535, "png"), (65535, "tif"), (4095, "tif")])
def test_deep_grey_is_scaled_by_its_range(tmp_path: Path, full: int, ending: str) -> None:
    """16 bits, and 12 bits in a file of 16: white stays white, and it is said."""
    deep = np.linspace(0, full, 240).reshape(12, 20).astype(np.uint16)
    Image.fromarray(deep).save(tmp_path / f"x.{ending}")
    page = only(tmp_path / f"x.{ending}")
    assert np.array_equal(page.raster, np.rint(deep * (255 / full)).astype(np.uint8))
    assert "deep grey reduced to 8 bits" in page.notes


def test_a_deep_negative_is_turned_around(tmp_path: Path) -> None:
    """A TIFF says whether 0 is black or white; Pillow heeds it up to 8 bits only."""
    deep = Image.fromarray(np.array([[0, 65535]], np.uint16))
    deep.save(tmp_path / "x.tif", tiffinfo={262: 0})
    assert only(tmp_path / "x.tif").raster.tolist() == [[255, 0]]


def test_float_grey_from_0_to_1(tmp_path: Path) -> None:
    """Scientific scanners write 32-bit floats."""
    Image.fromarray(np.array([[0.0, 0.5, 1.0]], dtype=np.float32)).save(tmp_path / "x.tif")
    assert only(tmp_path / "x.tif").raster.tolist() == [[0, 128, 255]]


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    """No ink is white, full black is black; it is said."""
    inks = np.zeros((2, 2, 4), np.uint8)
    inks[0, 0, 3] = 255
    Image.fromarray(inks, "CMYK").save(tmp_path / "x.tif")
    page = only(tmp_path / "x.tif")
    assert page.raster[0, 0].tolist() == [0, 0, 0]
    assert page.raster[1, 1].tolist() == [255, 255, 255]
    assert "CMYK turned into RGB" in page.notes


@pytest.mark.parametrize(("mode", "white"), [("RGBA", [255, 255, 255]), ("LA", 255)])
def test_transparency_lies_on_white(tmp_path: Path, mode: str, white: object) -> None:
    """A transparent black pixel is paper, not ink; a half transparent one is grey; an opaque one
    stays.
    """
    layered = Image.new(mode, (3, 1), 0)
    alpha = Image.fromarray(np.array([[0, 128, 255]], np.uint8))
    layered.putalpha(alpha)
    layered.save(tmp_path / "x.png")
    row = only(tmp_path / "x.png").raster[0]
    assert row[0].tolist() == white
    assert np.unique(row[1]).tolist() == [127]
    assert not row[2].any()


def test_a_palette_becomes_its_colours(tmp_path: Path) -> None:
    """Also with a transparent entry."""
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putdata([0, 1])
    image.save(tmp_path / "plain.png")
    image.save(tmp_path / "clear.png", transparency=1)
    assert only(tmp_path / "plain.png").raster.tolist() == [[[255, 0, 0], [0, 0, 255]]]
    assert only(tmp_path / "clear.png").raster.tolist() == [[[255, 0, 0], [255, 255, 255]]]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "tif", "png", "webp"])
def test_exif_orientation_is_applied(tmp_path: Path, ending: str, orientation: int) -> None:
    """All eight turns: the dark quarter of the page ends top left."""
    upright = np.full((32, 64), 255, np.uint8)
    upright[:16, :32] = 0
    image = Image.fromarray(np.dstack([upright] * 3))
    # Image.Transpose that EXIF's turn undoes
    backwards = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = image.transpose(Image.Transpose(backwards[orientation])) if orientation > 1 else image
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / f"x.{ending}", exif=exif)
    found = only(tmp_path / f"x.{ending}").raster
    assert found.shape == (32, 64, 3)
    assert found[4:12, 4:28].max() < 60
    assert found[20:, 36:].min() > 200


def test_frames_of_a_tiff_are_pages(tmp_path: Path) -> None:
    """Each with its own size and depth, in their order; --pages chooses."""
    frames = [Image.fromarray(GREY), Image.fromarray(COLOUR[:6]), Image.fromarray(GREY > 100)]
    frames[0].save(tmp_path / "x.tif", save_all=True, append_images=frames[1:])
    found = list(open_pages(str(tmp_path / "x.tif")))
    assert [page.index for page in found] == [0, 1, 2]
    assert [page.raster.shape for page in found if isinstance(page, Page)] == [
        (12, 20),
        (6, 20, 3),
        (12, 20),
    ]
    assert [page.index for page in open_pages(str(tmp_path / "x.tif"), pages="3,1")] == [2, 0]
    assert count_pages(str(tmp_path / "x.tif")) == 3


def test_a_broken_frame_does_not_take_the_others_along(tmp_path: Path) -> None:
    """It leaves as a PageFault that names file and page."""
    path = tmp_path / "x.tif"
    noise = np.random.default_rng(1).integers(0, 255, (64, 64), dtype=np.uint8)
    frames = [Image.fromarray(noise) for _ in range(3)]
    frames[0].save(path, save_all=True, append_images=frames[1:], compression="tiff_adobe_deflate")
    with Image.open(path) as image:
        image.seek(1)
        start = image.tag_v2[273][0]  # StripOffsets
    data = bytearray(path.read_bytes())
    data[start : start + 60] = b"\0" * 60
    path.write_bytes(data)
    first, second, third = open_pages(str(path))
    assert isinstance(first, Page)
    assert isinstance(third, Page)
    assert isinstance(second, PageFault)
    assert str(second.error).startswith(f"{path} page 2: damaged image data")


@pytest.mark.parametrize("ending", ["gif", "webp", "png"])
def test_an_animation_is_one_page(tmp_path: Path, ending: str) -> None:
    """Its first picture, and it is said: frames are moments, not pages."""
    frames = [Image.fromarray(GREY), Image.fromarray(255 - GREY)]
    frames[0].save(tmp_path / f"x.{ending}", save_all=True, append_images=frames[1:])
    assert "the first of 2 pictures in the file" in only(tmp_path / f"x.{ending}").notes
    assert count_pages(str(tmp_path / f"x.{ending}")) == 1


def test_a_phone_photo_with_a_preview_is_one_page(tmp_path: Path) -> None:
    """A JPEG that carries a second picture (MPO)."""
    Image.fromarray(COLOUR).save(
        tmp_path / "x.jpg", "MPO", save_all=True, append_images=[Image.fromarray(COLOUR)]
    )
    assert only(tmp_path / "x.jpg").index == 0
    assert count_pages(str(tmp_path / "x.jpg")) == 1


def header_of(width: int, height: int) -> bytes:
    """A PNG's first bytes, without any pixels."""
    import struct
    import zlib

    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk
        + struct.pack(">I", 0)
        + b"IDAT"
        + struct.pack(">I", zlib.crc32(b"IDAT"))
    )


@pytest.mark.parametrize(
    ("side", "options", "said"),
    [
        (50_000, {}, r"the header claims 2,500,000,000 px"),
        (12_000, {"limits": Limits(pixels=10**8)}, r"12000 x 12000 px is more than 100,000,000"),
        (200, {"limits": Limits(pixels=10_000)}, r"200 x 200 px is more than 10,000"),
    ],
)
def test_too_many_pixels_are_refused_from_the_header(
    tmp_path: Path, side: int, options: dict, said: str
) -> None:
    """Nothing is decoded: the file has no pixels at all."""
    (tmp_path / "x.png").write_bytes(header_of(side, side))
    with pytest.raises(TooLarge, match=said) as fault:
        only(tmp_path / "x.png", **options)
    assert fault.value.exit_code == 2
    assert fault.value.remedy


def test_too_many_frames_are_refused(tmp_path: Path) -> None:
    """The cap counts pages, from the headers."""
    frames = [Image.fromarray(GREY)] * 4
    frames[0].save(tmp_path / "x.tif", save_all=True, append_images=frames[1:])
    with pytest.raises(TooLarge, match="4 pages are more than 3"):
        list(open_pages(str(tmp_path / "x.tif"), limits=Limits(frames=3)))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.png", b"", "the file is empty"),
        ("text.png", b"Dear Sir, this is no image.", "neither an image nor a PDF"),
        ("head.png", b"\x89PNG\r\n\x1a\n\0\0", "damaged image header"),
        ("head.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "damaged image data"),
        (
            "script.eps",
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
            "neither an image nor a PDF",
        ),
    ],
)
def test_files_that_are_no_images(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    """One line with file, fault and remedy; exit code 2."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=said) as fault:
        only(tmp_path / name)
    assert fault.value.where == str(tmp_path / name)
    assert fault.value.remedy
    assert "\n" not in str(fault.value)
    assert fault.value.exit_code == 2


def cut_off(path: Path, image: Image.Image, share: float, **options: object) -> None:
    """A file of which only the first `share` of its bytes was copied."""
    image.save(path, **options)
    data = path.read_bytes()
    path.write_bytes(data[: round(len(data) * share)])


NOISE = np.random.default_rng(1).integers(40, 220, (200, 200, 3), dtype=np.uint8)


@pytest.mark.parametrize("ending", ["jpg", "png", "ppm"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_what_a_truncated_file_holds_is_read_and_the_loss_is_said(
    tmp_path: Path, ending: str, share: float
) -> None:
    """The upper part comes through, the rest is white, and the page counts as partial."""
    cut_off(tmp_path / f"x.{ending}", Image.fromarray(NOISE), share)
    page = only(tmp_path / f"x.{ending}")
    assert page.partial
    (said,) = (note for note in page.notes if note.startswith("the file ends early: the lower "))
    lost = float(said.removeprefix("the file ends early: the lower ").split("%")[0]) / 100
    assert lost == pytest.approx(1 - share, abs=0.08)
    assert page.raster[-4:].min() == 255
    assert np.ptp(page.raster[: round(200 * (share - 0.1))]) > 100


@pytest.mark.parametrize("ending", ["bmp"])
def test_a_file_that_is_stored_from_its_foot_loses_its_head(tmp_path: Path, ending: str) -> None:
    """BMP: the upper part is missing."""
    cut_off(tmp_path / f"x.{ending}", Image.fromarray(NOISE), 0.6)
    assert any(
        "the upper 40% of the page is missing" in note
        for note in only(tmp_path / f"x.{ending}").notes
    )


@pytest.mark.parametrize(
    ("ending", "share"), [("jpg", 0.06), ("png", 0.05), ("jp2", 0.5), ("webp", 0.5)]
)
def test_hardly_anything_is_no_page(tmp_path: Path, ending: str, share: float) -> None:
    """Nothing that could be read came along, or the format needs all of its bytes: an error, with
    the file's name.
    """
    cut_off(tmp_path / f"x.{ending}", Image.fromarray(NOISE), share)
    try:
        (found,) = open_pages(str(tmp_path / f"x.{ending}"))
    except InputError as whole:
        found = PageFault("", 0, whole)
    assert isinstance(found, PageFault)
    assert f"x.{ending}" in str(found.error)
    assert "damaged image data" in str(found.error)


def test_the_switch_for_truncated_files_is_off_again(tmp_path: Path) -> None:
    """Other users of Pillow in this process are not concerned."""
    cut_off(tmp_path / "x.png", Image.fromarray(NOISE), 0.5)
    only(tmp_path / "x.png")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    files = {}
    for ending in ("png", "jpg", "tif", "webp", "bmp", "jp2", "gif"):
        path = folder / f"x.{ending}"
        Image.fromarray(COLOUR).save(
            path, **({"dpi": (300, 300)} if ending in ("png", "jpg", "tif") else {})
        )
        files[ending] = path.read_bytes()
    return files


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damage_never_escapes_the_error_tree(
    whole: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever bytes are flipped or cut, a page, a PageFault or one of our errors comes out."""
    content = bytearray(whole[data.draw(st.sampled_from(sorted(whole)))])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        found = list(open_pages(str(path), limits=Limits(pixels=10**6)))
    except RectoError:
        return
    assert all(isinstance(page, Page | PageFault) for page in found)
    for page in found:
        if isinstance(page, Page):
            assert page.raster.dtype == np.uint8
            assert page.raster.ndim in (2, 3)
            assert page.dpi > 0


def test_a_packed_picture_that_comes_out_black_is_not_whole(tmp_path: Path) -> None:
    """libtiff says no error where a directory claims 65,535 entries; the same picture undamaged is
    read as it is.
    """
    path = tmp_path / "x.tif"
    Image.fromarray(GREY).save(path, compression="tiff_lzw")
    assert not only(path).partial
    data = bytearray(path.read_bytes())
    at = int.from_bytes(data[4:8], "little")
    data[at : at + 2] = b"\xff\xff"
    path.write_bytes(data)
    (page,) = open_pages(str(path))
    assert isinstance(page, PageFault) or (
        page.partial and "black all over" in " ".join(page.notes)
    )
