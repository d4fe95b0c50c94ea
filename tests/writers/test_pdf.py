"""Searchable PDF: the page untouched, our words on their boxes, extracted by other programs in our
order.
"""

import html
import io
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.writers.samples import document, line, page, results, text_page

from recto.errors import InvalidOutput
from recto.model.page import Box
from recto.model.result import Document, PageResult, ResultLine, Word
from recto.sources import open_pages
from recto.writers import WRITERS
from recto.writers.characters import printable
from recto.writers.glyphless import graphemes
from recto.writers.pdf_lines import parted
from recto_preprocessing import raster

needs_poppler = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="poppler-utils is not installed"
)
# One folder serves all examples, and drawing them may take long on a busy machine.
SUPPRESSED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
needs_qpdf = pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
# Poppler marks right-to-left runs with these (UAX 9); they are not in the file.
BIDI_MARKS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e"))
MULTI = """first line of the page
שלום עולם
e\u0301t\u00e9 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f600 \U0001d54f
中文 不分 词
हिन्दी क्षत्रिय""".splitlines()

VISIBLE = st.characters(categories=("L", "N", "P", "S"))


def white(page: PageResult) -> raster.Pixels:
    return np.full((page.height, page.width), 255, np.uint8)


def written(value: Document, path: Path, name: str = "pdf") -> Path:
    with path.open("wb") as out:
        WRITERS[name].write(value, out, images=white)
    return path


def extracted(path: Path, *flags: str) -> str:
    run = subprocess.run(
        ["pdftotext", *flags, str(path), "-"], capture_output=True, text=True, check=True
    )
    return run.stdout.translate(BIDI_MARKS)


def found_boxes(path: Path, value: PageResult) -> list[tuple[str, Box]]:
    """Poppler's words with their boxes in px of the first page."""
    text = extracted(path, "-raw", "-bbox", "-cropbox")
    unit = value.dpi / 72
    pattern = (
        r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
    )
    words = []
    for *bounds, word in re.findall(pattern, text):
        left, top, right, bottom = map(float, bounds)
        words.append(
            (html.unescape(word), Box(left * unit, top * unit, right * unit, bottom * unit))
        )
    return words


def check_boxes(path: Path, value: PageResult) -> None:
    found = found_boxes(path, value)
    assert [text for text, _ in found] == [word.text for word in value.words]
    assert min(box.iou(word.box) for (_, box), word in zip(found, value.words, strict=True)) >= 0.5


@needs_poppler
def test_words_of_any_script_come_back_in_order(tmp_path: Path) -> None:
    """Latin, Hebrew, combining marks, joined emoji, beyond the BMP, Chinese, Devanagari."""
    value = text_page(*MULTI)
    path = written(document(value), tmp_path / "x.pdf")
    assert extracted(path, "-raw").split() == value.text.split()
    assert (
        pypdfium2.PdfDocument(path)[0]
        .get_textpage()
        .get_text_range()
        .startswith("first line of the page")
    )


@needs_poppler
def test_words_lie_on_their_boxes(tmp_path: Path) -> None:
    """What poppler selects is where the ink is."""
    value = text_page("one two three", "and some more words here")
    check_boxes(written(document(value), tmp_path / "x.pdf"), value)


@needs_poppler
@pytest.mark.parametrize("quadrant", [1, 2, 3])
def test_words_of_turned_lines_lie_on_their_boxes(quadrant: int, tmp_path: Path) -> None:
    """Lines that run down, upside down or up keep box and order."""
    value = page([turned(line("one two three", 60, 60), quadrant)])
    check_boxes(written(document(value), tmp_path / "x.pdf"), value)


def turned(line: ResultLine, quadrant: int) -> ResultLine:
    """The line turned clockwise about the centre of a 400 px square."""

    def box(box: Box) -> Box:
        for _ in range(quadrant):
            box = Box(400 - box.bottom, box.left, 400 - box.top, box.right)
        return box

    words = tuple(Word(w.text, box(w.box), w.confidence, w.origin, w.reason) for w in line.words)
    around = Box.around(word.box for word in words)
    ends = {
        1: (around.left, around.top, around.left, around.bottom),
        2: (around.right, around.top, around.left, around.top),
        3: (around.right, around.bottom, around.right, around.top),
    }
    return ResultLine(words, around, ends[quadrant])


@needs_poppler
def test_right_to_left_lines_read_as_they_should(tmp_path: Path) -> None:
    """The first word of a Hebrew line stands on its right, and extraction gives it first."""
    words = [
        Word(text, Box(left, 100, left + 90, 130), 1, "llm", "")
        for text, left in [("שלום", 600), ("עולם", 500), ("טוב", 400)]
    ]
    box = Box.around(word.box for word in words)
    value = page([ResultLine(tuple(words), box, (400, 130, 690, 130))])
    path = written(document(value), tmp_path / "x.pdf")
    assert extracted(path).split() == extracted(path, "-raw").split() == ["שלום", "עולם", "טוב"]


def image_file(path: Path, kind: str, mode: str = "RGB", **settings: object) -> Path:
    noise = np.random.default_rng(1).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    Image.fromarray(noise).convert(mode).save(path, kind, **settings)
    return path


@pytest.mark.parametrize(
    ("kind", "mode", "settings"),
    [
        ("JPEG", "RGB", {}),
        ("JPEG", "L", {}),
        ("TIFF", "1", {"compression": "group4"}),
        ("JPEG", "CMYK", {}),
    ],
)
def test_the_images_own_bytes_are_in_the_pdf(
    kind: str, mode: str, settings: dict[str, str], tmp_path: Path
) -> None:
    """JPEG and CCITT data are embedded as they are, not decoded and encoded again."""
    source = image_file(tmp_path / "source.img", kind, mode, **settings)
    value = PageResult(str(source), 0, 80, 60, 100.0, "eng", (line("ab", 5, 5),))
    with pikepdf.open(written(document(value), tmp_path / "x.pdf")) as pdf:
        picture = next(iter(pdf.pages[0].get_images().values()))
        data = picture.read_raw_bytes()
    assert data in source.read_bytes()


@needs_poppler
def test_exif_orientation_becomes_a_turned_page(tmp_path: Path) -> None:
    """The JPEG's bytes stay; the page is turned, and the words with it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned clockwise
    source = image_file(tmp_path / "x.jpg", "JPEG", exif=exif)
    value = PageResult(str(source), 0, 60, 80, 72.0, "eng", (line("ab c", 5, 10),))
    path = written(document(value), tmp_path / "x.pdf")
    with pikepdf.open(path) as pdf:
        assert pdf.pages[0].rotation == 90
    check_boxes(path, value)


def test_a_mirrored_jpeg_is_drawn(tmp_path: Path) -> None:
    """PDF pages cannot be mirrored, so the pixels that were read are written."""
    exif = Image.Exif()
    exif[0x0112] = 2
    source = image_file(tmp_path / "x.jpg", "JPEG", exif=exif)
    value = PageResult(str(source), 0, 80, 60, 100.0, "eng", (line("ab", 5, 5),))
    with pikepdf.open(written(document(value), tmp_path / "x.pdf")) as pdf:
        picture = next(iter(pdf.pages[0].get_images().values()))
        assert pikepdf.PdfImage(picture).as_pil_image().convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize("mode", ["RGBA", "I;16", "P"])
def test_other_images_are_embedded_without_loss(mode: str, tmp_path: Path) -> None:
    """One image of the page's size, whatever the file holds; nothing on stderr."""
    source = tmp_path / "x.png"
    Image.new(mode, (80, 60)).save(source)
    value = PageResult(str(source), 0, 80, 60, 100.0, "eng", (line("ab", 5, 5),))
    with pikepdf.open(written(document(value), tmp_path / "x.pdf")) as pdf:
        picture = next(iter(pdf.pages[0].get_images().values()))
        assert (picture.Width, picture.Height) == (80, 60)


def sample_pdf(path: Path, rotation: int = 0, cropped: bool = False) -> Path:
    """Two vector pages with an outline, a link and a title."""
    with pikepdf.Pdf.new() as pdf:
        for _ in range(2):
            pdf.add_blank_page(page_size=(300, 400))
        first = pdf.pages[0]
        first.Contents = pdf.make_stream(b"0 0 1 rg 50 300 120 20 re f")
        first.rotate(rotation, relative=False)
        if cropped:
            first.cropbox = [30, 40, 250, 380]
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9]
        )
        first.Annots = pikepdf.Array([pdf.make_indirect(link)])
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Chapter", 1))
        pdf.docinfo["/Title"] = "Kept"
        pdf.save(path)
    return path


@needs_poppler
@pytest.mark.parametrize("cropped", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_pdf_pages_get_words_on_the_ink(rotation: int, cropped: bool, tmp_path: Path) -> None:
    """Turned and cropped pages: the word box drawn from the rendered page comes back."""
    source = sample_pdf(tmp_path / "in.pdf", rotation, cropped)
    found = next(iter(open_pages(str(source), pages="1", dpi=144)))
    rows, columns = np.nonzero(found.raster[:, :, 0] < 128)
    box = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    ends = (
        (box.left, box.bottom, box.right, box.bottom)
        if box.width > box.height
        else (box.left, box.top, box.left, box.bottom)
    )
    word = Word("found", box, 1.0, "llm", "")
    value = PageResult(
        str(source), 0, found.width, found.height, 144.0, "eng", (ResultLine((word,), box, ends),)
    )
    check_boxes(written(Document(str(source), (value,), "", ""), tmp_path / "out.pdf"), value)


def test_a_pdf_keeps_everything_it_had(tmp_path: Path) -> None:
    """Pages that were not read, title, outline, links and the pages' own streams."""
    source = sample_pdf(tmp_path / "in.pdf")
    value = PageResult(str(source), 0, 600, 800, 144.0, "deu", (line("ab"),))
    path = written(Document(str(source), (value,), "", ""), tmp_path / "out.pdf")
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 2
        assert pdf.docinfo["/Title"] == "Kept"
        with pdf.open_outline() as outline:
            assert outline.root[0].title == "Chapter"
        assert len(pdf.pages[0].Annots) == 1
        assert pdf.pages[0].Contents[-1].read_bytes() == b"0 0 1 rg 50 300 120 20 re f"
        assert pdf.Root.Lang == "de"


def test_pages_with_their_own_text_are_left_alone(tmp_path: Path) -> None:
    """Words that come from the text layer are not written a second time."""
    source = sample_pdf(tmp_path / "in.pdf")
    own = ResultLine(
        (Word("own", Box(0, 0, 9, 9), 1.0, "text-layer", "kept"),), Box(0, 0, 9, 9), (0, 9, 9, 9)
    )
    value = PageResult(str(source), 0, 600, 800, 144.0, "eng", (own,))
    path = written(Document(str(source), (value,), "", ""), tmp_path / "out.pdf")
    with pikepdf.open(path) as pdf:
        assert pdf.pages[0].Contents.read_bytes() == b"0 0 1 rg 50 300 120 20 re f"


@needs_qpdf
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(value=results)
def test_any_page_makes_a_pdf_that_qpdf_accepts(value: PageResult, tmp_path: Path) -> None:
    """Whatever was read."""
    small = PageResult("", 0, 50, 40, value.dpi, value.language, value.lines)
    path = written(document(small), tmp_path / "x.pdf")
    run = subprocess.run(
        ["qpdf", "--check", str(path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


@needs_poppler
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=st.lists(st.text(VISIBLE, min_size=1, max_size=8), min_size=1, max_size=8))
def test_any_word_is_extracted_as_it_was_read(texts: list[str], tmp_path: Path) -> None:
    """Letters, digits, punctuation and symbols of every script, one word a line: poppler's order
    plays no part.
    """
    value = text_page(*texts)
    found = extracted(written(document(value), tmp_path / "x.pdf"), "-raw").split()
    expected = [word.text for word in value.words if printable(word.text)]
    assert sorted("".join(found)) == sorted("".join(expected))


def test_pdf_a_declares_what_was_validated(tmp_path: Path) -> None:
    """Level U where all text is ours."""
    path = written(document(text_page("one two")), tmp_path / "x.pdf", "pdfa")
    with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2U"


def test_a_pdf_that_cannot_be_pdf_a_is_refused(tmp_path: Path) -> None:
    """A font that is not embedded fails validation, and nothing is written."""
    source = sample_pdf(tmp_path / "in.pdf")
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        pdf.pages[0].Contents = pdf.make_stream(b"BT /F 12 Tf 9 9 Td (x) Tj ET")
        pdf.save(source)
    value = PageResult(str(source), 0, 600, 800, 144.0, "eng", (line("ab"),))
    out = io.BytesIO()
    with pytest.raises(InvalidOutput, match="PDF/A"):
        WRITERS["pdfa"].write(Document(str(source), (value,), "", ""), out)
    assert out.getvalue() == b""


def test_many_pages_are_joined_in_order(tmp_path: Path) -> None:
    """More pages than are opened at once."""
    value = Document("-", tuple(tiny(i) for i in range(70)), "", "")
    document = pypdfium2.PdfDocument(written(value, tmp_path / "x.pdf"))
    texts = [page.get_textpage().get_text_range().strip() for page in document]
    assert texts == [f"page{i}" for i in range(70)]


def tiny(index: int) -> PageResult:
    return PageResult("-", index, 60, 40, 72.0, "eng", (line(f"page{index}", 1, 5, 10),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", ["a", "b", "c"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("\U0001f468\u200d\U0001f469x", ["\U0001f468\u200d\U0001f469", "x"]),
        ("\U0001f44d\U0001f3fd", ["\U0001f44d\U0001f3fd"]),
        ("\u0301a", ["\u0301", "a"]),
        ("", []),
    ],
)
def test_graphemes(text: str, expected: list[str]) -> None:
    """Marks and joiners stay with their base."""
    assert graphemes(text) == expected


@given(st.text())
def test_graphemes_lose_nothing(text: str) -> None:
    """Joined again, they are the text."""
    assert "".join(graphemes(text)) == text


def test_close_words_are_parted_within_bounds() -> None:
    """A gap that extraction takes for a space, and never more than a quarter of a word from a
    side.
    """
    spans = parted([(0, 100), (101, 105), (200, 300)], 20)
    assert spans[0] == pytest.approx((0, 98.4))
    assert spans[1] == pytest.approx((102, 105))
    assert spans[2] == (200, 300)


def test_a_long_word_makes_room_for_the_mark_behind_it() -> None:
    """Boxes of two readers overlap: the mark gives a quarter, the word what is missing."""
    word, mark = parted([(1411, 1568), (1548, 1573)], 56)
    assert mark[0] - word[1] == pytest.approx(0.18 * 56)
    assert (word[0], mark[1]) == (1411, 1573)
