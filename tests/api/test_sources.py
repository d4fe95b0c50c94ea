"""What `read` takes is read alike, whatever it comes in; what it does not take is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.api.pages import FAST, WORDS, drawn, grey, rgb, saved, texts

import recto
from recto.api.given import Given
from recto.api.sources import found
from recto.errors import InputError
from recto.sources import open_pages


class Upload:
    """A file as web frameworks hand it on: reading it is asynchronous."""

    async def read(self, size: int = -1) -> bytes:
        """What nobody awaits."""
        await asyncio.sleep(0)
        return b""


FORMS: list[tuple[str, Callable[[Path], object], str]] = [
    ("path", lambda path: path, "page.png"),
    ("text", str, "page.png"),
    ("bytes", Path.read_bytes, "<bytes>"),
    ("bytearray", lambda path: bytearray(path.read_bytes()), "<bytes>"),
    ("memoryview", lambda path: memoryview(path.read_bytes()), "<bytes>"),
    ("JPEG", lambda path: saved(path, "JPEG"), "<bytes>"),
    ("PDF", lambda path: saved(path, "PDF"), "<bytes>"),
    ("BytesIO", lambda path: BytesIO(path.read_bytes()), "<file>"),
    ("image", Image.open, "<image>"),
    ("palette", lambda path: Image.open(path).convert("P"), "<image>"),
    ("CMYK", lambda path: Image.open(path).convert("CMYK"), "<image>"),
    ("HSV", lambda path: Image.open(path).convert("RGB").convert("HSV"), "<image>"),
    ("RGBa", lambda path: Image.open(path).convert("RGBA").convert("RGBa"), "<image>"),
    ("float image", lambda path: Image.open(path).convert("F"), "<image>"),
    ("grey", grey, "<array>"),
    ("grey, three dimensions", lambda path: grey(path)[:, :, None], "<array>"),
    ("RGB", rgb, "<array>"),
    ("RGBA", lambda path: np.dstack([rgb(path), np.full_like(grey(path), 255)]), "<array>"),
    (
        "every second row from below",
        lambda path: np.repeat(grey(path), 2, 0)[::-2][::-1],
        "<array>",
    ),
    ("bool", lambda path: grey(path) > 128, "<array>"),
    ("16 bits", lambda path: grey(path).astype(np.uint16) * 257, "<array>"),
    ("16 bits, RGB, big-endian", lambda path: rgb(path).astype(">u2") * 257, "<array>"),
    ("float", lambda path: grey(path).astype(np.float32) / 255, "<array>"),
]


@pytest.mark.parametrize(("form", "named"), [each[1:] for each in FORMS], ids=[e[0] for e in FORMS])
def test_every_form_of_a_page_is_read(
    form: Callable[[Path], object], named: str, tmp_path: Path
) -> None:
    """The same words out of all of them, under a name that says what was given."""
    document = recto.read(form(drawn(tmp_path)), **FAST)  # type: ignore[call-overload]
    assert texts(document) == WORDS
    assert Path(document.source).name == named
    assert {page.source for page in document.pages} == {document.source}


def test_an_open_file_is_read_from_where_it_stands(tmp_path: Path) -> None:
    """Under its own name, and left open."""
    path = drawn(tmp_path)
    (tmp_path / "more").write_bytes(b"head" + path.read_bytes())
    with (tmp_path / "more").open("rb") as file:
        file.seek(4)
        document = recto.read(file, **FAST)
        assert not file.closed
    assert texts(document) == WORDS
    assert document.source == str(tmp_path / "more")


def file_of(source: object, tmp_path: Path, *, bgr: bool = False) -> np.ndarray:
    """The pixels that readers get."""
    given = found(source, bgr=bgr)
    assert isinstance(given, Given)
    path = given.put(tmp_path, 1)
    (page,) = open_pages(str(path))
    return page.raster  # type: ignore[union-attr]


def test_pixels_come_through_as_they_are(tmp_path: Path) -> None:
    """Boxes fit the array that the caller holds, in the right colours."""
    path = drawn(tmp_path)
    assert np.array_equal(file_of(grey(path), tmp_path), grey(path))
    assert np.array_equal(file_of(rgb(path), tmp_path), rgb(path))


def test_bgr_arrays_are_turned_round(tmp_path: Path) -> None:
    """OpenCV's order, with and without an alpha channel."""
    path = drawn(tmp_path)
    colour = rgb(path)
    alpha = np.full_like(colour[:, :, :1], 255)
    assert np.array_equal(file_of(colour[:, :, ::-1], tmp_path, bgr=True), colour)
    bgra = np.dstack([colour[:, :, ::-1], alpha])
    assert np.array_equal(file_of(bgra, tmp_path, bgr=True), colour)


def test_an_exif_turn_of_an_image_is_not_carried_out(tmp_path: Path) -> None:
    """A PIL image is the pixels that it holds, whatever its file wanted done with them."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.open(drawn(tmp_path)).save(tmp_path / "turned.jpg", exif=exif)
    image = Image.open(tmp_path / "turned.jpg")
    assert file_of(image, tmp_path).shape == (image.height, image.width)


@pytest.mark.parametrize(("said", "dpi"), [((200, 200), 200.0), ((0, 0), None), ("high", None)])
def test_the_resolution_of_an_image_is_kept(said: object, dpi: float | None) -> None:
    """Where it is two numbers above 0."""
    image = Image.new("L", (600, 400), 255)
    image.info["dpi"] = said
    given = found(image)
    assert isinstance(given, Given)
    assert Image.open(BytesIO(given.data)).info.get("dpi") == (
        pytest.approx((dpi, dpi), abs=0.1) if dpi else None
    )


NO_PAGES: list[tuple[str, object, str]] = [
    ("nothing", None, r"None is no page; was the picture found\? \(cv2"),
    ("number", 7, "int is no page; give a path, bytes, a binary file object, a PIL image"),
    ("set", {"a.png"}, "set is no page"),
    ("class", BytesIO, "type is no page"),
    ("list in a list", ["a.png"], "list is no page"),
    ("text file", StringIO("a"), "open it with mode 'rb'"),
    ("upload", Upload(), "an asynchronous file .* bytes"),
    ("channels first", np.zeros((3, 40, 40), np.uint8), r"shape \(3, 40, 40\)"),
    ("two channels", np.zeros((40, 40, 2), np.uint8), r"shape \(40, 40, 2\)"),
    ("empty", np.zeros((0, 40), np.uint8), r"shape \(0, 40\)"),
    ("row", np.zeros(40, np.uint8), r"shape \(40,\)"),
    ("int64", np.zeros((40, 40), np.int64), "int64 is no page; .* uint8"),
    ("floats to 255", np.full((40, 40), 255.0), r"values outside 0\.\.1"),
    ("nan", np.full((40, 40), np.nan), r"values outside 0\.\.1"),
]


@pytest.mark.parametrize(
    ("source", "said"), [e[1:] for e in NO_PAGES], ids=[e[0] for e in NO_PAGES]
)
def test_what_is_no_page_is_a_type_error(source: object, said: str) -> None:
    """It says what is taken, or what is wrong with this one."""
    with pytest.raises(TypeError, match=said):
        recto.read([source])  # type: ignore[list-item]


def test_bgr_is_said_of_arrays_alone(tmp_path: Path) -> None:
    """Of a file it would be passed over in silence."""
    with pytest.raises(TypeError, match="said of numpy arrays, and this is str"):
        recto.read("a.png", bgr=True)


URLS = ["https://host/a.png", "HTTP://host/a.pdf", "s3://bucket/a.tif", "file:///a.png", "data:,x"]


@pytest.mark.parametrize("url", URLS)
def test_a_url_is_refused_with_the_reason(url: str) -> None:
    """Nothing is fetched; what to do is said."""
    with pytest.raises(recto.RectoError, match=r"opens no connection .* give the bytes"):
        recto.read(url)


def test_faults_name_what_was_given(tmp_path: Path) -> None:
    """Not the file that stood for it meanwhile."""
    with pytest.raises(InputError, match=r"^<bytes>: neither an image nor a PDF"):
        recto.read(b"no page")
    with pytest.raises(InputError, match=r"^<bytes>: the file is empty"):
        recto.read(b"")
    with pytest.raises(recto.RectoError, match=r"^<array>: pages: 3 is not within 1-1"):
        recto.read(grey(drawn(tmp_path)), pages="3")
    image = Image.open(drawn(tmp_path))
    image.close()
    with pytest.raises(InputError, match=r"^<image>: cannot be had"):
        recto.read(image)


def test_a_list_gives_a_document_a_source_in_order(tmp_path: Path) -> None:
    """Of all forms, the same one twice included."""
    one, two = drawn(tmp_path, "one.png", "one"), drawn(tmp_path, "two.png", "two")
    sources = [one, one, grey(two), one.read_bytes(), two, two]
    documents = recto.read(sources, **FAST)
    assert [texts(each)[-1] for each in documents] == ["one", "one", "two", "one", "two", "two"]
    assert recto.read([], **FAST) == []
    assert [texts(each) for each in recto.read((one,), **FAST)] == [texts(documents[0])]


def test_a_file_of_pages_named_twice_is_two_documents(tmp_path: Path) -> None:
    """Told by the page that comes again."""
    frames = [Image.open(drawn(tmp_path, f"{n}.png", n)) for n in ("one", "two")]
    frames[0].save(tmp_path / "book.tif", save_all=True, append_images=frames[1:])
    book = tmp_path / "book.tif"
    first, again = recto.read_many([book, book], jobs=1, **FAST)
    assert [page.words[-1].text for page in first.pages] == ["one", "two"]
    assert texts(first) == texts(again)


@pytest.mark.parametrize("name", ["<../../out>", "</tmp/recto-out>", "../../out", "/tmp/recto-out"])
def test_the_name_of_a_file_object_is_no_path(name: str, tmp_path: Path) -> None:
    """Whoever uploads a file chooses its name: what is kept of it stays in our folder."""
    file = BytesIO(b"a page")
    file.name = name  # type: ignore[attr-defined]
    given = found(file)
    assert isinstance(given, Given)
    inner = tmp_path / "one" / "two"
    inner.mkdir(parents=True)
    assert given.name == name
    assert given.put(inner, 1).parent == inner
    assert [path.name for path in inner.iterdir()] == ["file-1"]


SECRETS = [
    "https://name:geheim@host/a.png",
    "https://host/a.png?token=geheim",
    "s3://geheim@bucket/a.tif?x=1",
    "data:image/png;base64,geheim",
]


@pytest.mark.parametrize("url", SECRETS)
def test_a_url_is_told_without_what_may_be_a_key(url: str) -> None:
    """Neither who asks nor what follows a question mark."""
    with pytest.raises(recto.RectoError, match="is a URL") as fault:
        recto.read(url)
    assert "geheim" not in str(fault.value)


@pytest.mark.parametrize("mode", ["closed", "for writing"])
def test_an_open_file_that_cannot_be_read_is_told(mode: str, tmp_path: Path) -> None:
    """By its name."""
    path = tmp_path / "page.png"
    with path.open("wb") as file:
        if mode == "closed":
            file.close()
        with pytest.raises(InputError, match=r"page\.png: cannot be read .* mode 'rb'"):
            recto.read(file)  # type: ignore[arg-type]


@pytest.mark.parametrize("dpi", [(float("inf"), 300.0), (1e12, 1e12), (float("nan"), 1.0)])
def test_a_resolution_that_cannot_be_is_left_out(dpi: tuple[float, float]) -> None:
    """A file has no place for it."""
    image = Image.new("L", (60, 40), 255)
    image.info["dpi"] = dpi
    given = found(image)
    assert isinstance(given, Given)
    assert Image.open(BytesIO(given.data)).info.get("dpi") is None


SINGLE: list[tuple[str, object]] = [
    ("name", "page.png"),
    ("path", Path("page.png")),
    ("bytes", b"page"),
    ("array", np.zeros((4, 4, 3), np.uint8)),
    ("file", BytesIO(b"page")),
    ("image", Image.new("L", (4, 4))),
]


@pytest.mark.parametrize("source", [each[1] for each in SINGLE], ids=[each[0] for each in SINGLE])
def test_one_source_is_no_series(source: object) -> None:
    """It is refused at once, not taken letter by letter or row by row."""
    with pytest.raises(TypeError, match=r"no series of sources; give a list .* recto\.read"):
        recto.read_many(source)  # type: ignore[arg-type]
