"""Paths, folders, pipes and resolutions: what is found, in which order, and what is said of it."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from recto.errors import FileAccess, InputError
from recto.model.page import Page
from recto.sources import count_pages, expand, open_pages
from recto.sources.folders import natural

WHITE = Image.new("L", (60, 40), 255)


def only(path: Path | str, **options: object) -> Page:
    """The one page of a file."""
    # The tests name options that exist
    (page,) = open_pages(str(path), **options)  # type: ignore[arg-type]
    assert isinstance(page, Page)
    return page


def test_folders_in_natural_order_without_strangers(tmp_path: Path) -> None:
    """Page 10 after page 9, folders among files, no hidden files, no notes."""
    names = [
        "page10.png",
        "page9.png",
        "Page2.TIF",
        "b/1.pdf",
        "a/2.jpg",
        ".hidden.png",
        "._page9.png",
        "notes.txt",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [source.relative for source in expand([str(tmp_path)])]
    assert found == ["a/2.jpg", "b/1.pdf", "Page2.TIF", "page9.png", "page10.png"]


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    """A link to a file inside is a file; links out, and links that go in circles, are left
    alone.
    """
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    WHITE.save(outside / "secret.png")
    WHITE.save(inside / "a.png")
    (inside / "b.png").symlink_to(outside / "secret.png")
    (inside / "c.png").symlink_to(inside / "a.png")
    (inside / "round").symlink_to(inside)
    (inside / "away").symlink_to(outside)
    assert [source.relative for source in expand([str(inside)])] == ["a.png", "c.png"]


def test_several_paths_keep_their_order_and_come_once(tmp_path: Path) -> None:
    """A file named twice, or again through its folder, is read once; stdin has its place."""
    for name in ("a.png", "b.png"):
        (tmp_path / name).touch()
    paths = [str(tmp_path / "b.png"), "-", str(tmp_path), str(tmp_path / "b.png")]
    assert [source.name for source in expand(paths)] == [
        str(tmp_path / "b.png"),
        "stdin",
        str(tmp_path / "a.png"),
    ]


def test_a_folder_without_pages_is_an_input_error(tmp_path: Path) -> None:
    """Exit code 2, naming the folder."""
    (tmp_path / "notes.txt").touch()
    with pytest.raises(InputError, match="no images or PDFs in this folder"):
        expand([str(tmp_path)])


@given(
    st.text(alphabet="a². -é", max_size=5),
    st.integers(0, 999),
    st.integers(0, 999),
    st.text("b²", max_size=2),
)
def test_numbers_in_names_count_as_numbers(stem: str, one: int, other: int, ending: str) -> None:
    """Whatever stands around them; a superscript is a letter."""
    before = natural(f"{stem}{one}{ending}") < natural(f"{stem}{other}{ending}")
    assert before is (one < other)


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("absent.png", InputError, "no such file"),
        ("", InputError, "is a folder"),
        ("x" * 300 + ".png", FileAccess, "cannot be opened"),
        ("nul\0.png", FileAccess, "cannot be opened"),
    ],
)
def test_paths_that_cannot_be_opened(
    tmp_path: Path, name: str, kind: type[Exception], said: str
) -> None:
    """What the system says, in one line, for counting as for reading."""
    for ask in (lambda path: list(open_pages(path)), count_pages):
        with pytest.raises(kind, match=said):
            ask(str(tmp_path / name))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_a_file_access_error(tmp_path: Path) -> None:
    """Exit code 5."""
    WHITE.save(tmp_path / "x.png")
    (tmp_path / "x.png").chmod(0)
    with pytest.raises(FileAccess, match="check its permissions"):
        only(tmp_path / "x.png")


class Terminal(io.TextIOWrapper):
    """A keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("kind", ["PNG", "PDF", "TIFF"])
def test_stdin_is_sniffed(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """No name, no ending: what the bytes are decides."""
    buffer = io.BytesIO()
    WHITE.save(buffer, kind)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(buffer.getvalue())))
    assert count_pages("-") == 1
    for _ in range(2):  # a pipe can be read once, the page had twice
        page = only("-", dpi=72)
        assert (page.source, page.width, page.height) == ("-", 60, 40)


def test_a_terminal_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """`recto read -` without a pipe says what to do."""
    monkeypatch.setattr(sys, "stdin", Terminal(io.BytesIO()))
    with pytest.raises(InputError, match="nothing is piped in"):
        list(open_pages("-"))


def test_a_named_pipe_is_read_whole(tmp_path: Path) -> None:
    """As a shell's <(...) gives it."""
    WHITE.save(tmp_path / "x.png")
    reader, writer = os.pipe()
    os.write(writer, (tmp_path / "x.png").read_bytes())
    os.close(writer)
    assert only(f"/dev/fd/{reader}").width == 60
    os.close(reader)


def lettered(points: float, dpi: float) -> Image.Image:
    """Ten lines of text on white."""
    page = Image.new("L", (round(5 * dpi), round(4 * dpi)), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(points * dpi / 72)
    for row in range(10):
        place = (0.4 * dpi, 0.4 * dpi + row * 1.5 * points * dpi / 72)
        pen.text(place, "Recto reads the pages of old books and bills", fill=0, font=font)
    return page


@pytest.mark.parametrize("dpi", [100, 150, 300, 450])
def test_resolution_is_estimated_from_the_type(tmp_path: Path, dpi: float) -> None:
    """Ten point type, nothing stated: within a quarter of the truth, marked and said."""
    lettered(10, dpi).save(tmp_path / "x.png")
    page = only(tmp_path / "x.png")
    assert page.dpi == pytest.approx(dpi, rel=0.25)
    assert page.dpi_is_estimated
    assert page.notes == (
        f"resolution not stated; {page.dpi:.0f} dpi estimated from the height of the text",
    )


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "bmp"])
@pytest.mark.parametrize(
    ("stated", "found", "note"),
    [
        (300, 300, None),
        (150, 150, None),
        (72, None, "72 dpi in the file is a program's default"),
        (96, None, "96 dpi in the file is a program's default"),
        (1, None, "resolution not stated; 300 dpi assumed"),
        (20, None, "20 dpi in the file is not believable"),
        (9999, None, "9999 dpi in the file is not believable"),
    ],
)
def test_stated_resolution_is_believed_where_it_can_be(
    tmp_path: Path, ending: str, stated: int, found: float | None, note: str | None
) -> None:
    """From pHYs, JFIF, TIFF tags and BMP headers; defaults and nonsense count as absent, and that
    is said.
    """
    path = tmp_path / f"x.{ending}"
    WHITE.save(path, dpi=(stated, stated))
    page = only(path)
    assert page.dpi == pytest.approx(found or 300, rel=0.01)
    assert page.dpi_is_estimated is (found is None)
    if note:
        assert page.notes[0].startswith(note)


def test_exif_resolution_in_centimetres(tmp_path: Path) -> None:
    """WebP has no field of its own, only EXIF's; unit 3 is the centimetre."""
    exif = Image.Exif()
    exif[282], exif[296] = 118.11, 3
    WHITE.save(tmp_path / "x.webp", exif=exif)
    assert only(tmp_path / "x.webp").dpi == pytest.approx(300, rel=0.001)


def test_fax_pixels_that_are_not_square_are_said(tmp_path: Path) -> None:
    """204 x 98 dpi: the page is twice as high as it looks."""
    WHITE.save(tmp_path / "x.tif", dpi=(204, 98))
    page = only(tmp_path / "x.tif")
    assert page.dpi == 204
    assert page.notes == ("pixels are not square (204 x 98 dpi)",)


def test_the_users_resolution_wins(tmp_path: Path) -> None:
    """--dpi is believed against the file, without a note."""
    WHITE.save(tmp_path / "x.png", dpi=(300, 300))
    page = only(tmp_path / "x.png", dpi=200)
    assert (page.dpi, page.dpi_is_estimated, page.notes) == (200, False, ())


def test_broken_exif_does_not_lose_the_page(tmp_path: Path) -> None:
    """Damaged metadata only costs the resolution."""
    WHITE.save(tmp_path / "x.jpg", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x1a\0\x05")
    assert only(tmp_path / "x.jpg").dpi_is_estimated
