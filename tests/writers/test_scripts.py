"""Right-to-left scripts and scripts without spaces: every format holds the words in their reading
order.
"""

import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from lxml import etree, html

from recto.layout import arrange, flowing_text
from recto.model.page import Box, Page
from recto.model.result import Block, Document, PageResult, ResultLine, Word
from recto.text.spacing import word_spans
from recto.textlayer import text_layer
from recto.writers import WRITERS

WIDTH, HEIGHT = 900, 600
HEBREW = "שלום לכל הקוראים של הספר"
MIXED = "עמוד 12 מתוך 345 בספר"
ARABIC = "مرحبا بكم في المكتبة"
CHINESE = "中文书籍没有空格"
JAPANESE = "設定「です」。 Linux を使う。"
SIGNS = "𝕏 \U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301te\u0301 क्षत्रिय"
BIDI_MARKS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e"))


def line(text: str, top: float, *, rtl: bool) -> ResultLine:
    """Words in reading order; of a right-to-left line the first stands at the right."""
    words, at, before = [], 850.0 if rtl else 50.0, 0
    for start, end in word_spans(text):
        if start > before:
            at += -12 if rtl else 12
        token = text[start:end]
        width = 18.0 * len(token)
        left = at - width if rtl else at
        words.append(
            Word(token, Box(left, top, left + width, top + 30), 0.9, "agreed", "readers-agree")
        )
        at, before = left if rtl else left + width, end
    box = Box.around(word.box for word in words)
    return ResultLine(tuple(words), box, (box.left, box.bottom, box.right, box.bottom))


def page(text: str, *, rtl: bool, language: str) -> PageResult:
    """Three lines of one text."""
    lines = [line(text, 60 + 60 * i, rtl=rtl) for i in range(3)]
    blocks = arrange(lines, WIDTH, HEIGHT)
    return PageResult("", 0, WIDTH, HEIGHT, 150.0, language, tuple(lines), blocks=blocks)


CASES = {
    "hebrew": page(HEBREW, rtl=True, language="heb"),
    "mixed": page(MIXED, rtl=True, language="heb"),
    "arabic": page(ARABIC, rtl=True, language="ara"),
    "chinese": page(CHINESE, rtl=False, language="chi_sim"),
    "japanese": page(JAPANESE, rtl=False, language="jpn"),
    "signs": page(SIGNS, rtl=False, language="eng"),
}


@pytest.fixture(params=CASES)
def value(request: pytest.FixtureRequest) -> Document:
    """One page of the script."""
    return Document("", (CASES[request.param],), "", "")


TEXT_OF = {"chinese": CHINESE, "japanese": JAPANESE, "hebrew": HEBREW, "mixed": MIXED}
TEXT_OF |= {"arabic": ARABIC, "signs": SIGNS}
UNSPACED = ("chinese", "japanese")


def expected(value: Document) -> list[str]:
    return [word.text for word in value.pages[0].words]


def spaced(value: Document) -> list[str]:
    """What spaces part in the text of the page."""
    case = next(name for name, page in CASES.items() if page is value.pages[0])
    return 3 * TEXT_OF[case].split()


def written(value: Document, name: str) -> bytes:
    out = io.BytesIO()
    WRITERS[name].write(
        value, out, images=lambda page: np.full((page.height, page.width), 255, np.uint8)
    )
    return out.getvalue()


@pytest.mark.parametrize("name", ["txt", "md"])
def test_plain_formats(value: Document, name: str) -> None:
    """The words in the order of reading, with the page's spaces; viewers turn lines."""
    assert written(value, name).decode().split() == spaced(value)


@pytest.mark.parametrize(
    ("texts", "flowing"),
    [
        (["中文书籍", "没有空格"], "中文书籍没有空格"),
        (["使用 Linux", "系统。"], "使用 Linux 系统。"),
        (["one line", "of two"], "one line of two"),
        (["한국어", "교과서"], "한국어 교과서"),
    ],
)
def test_lines_of_a_paragraph_flow_as_their_script_does(texts: list[str], flowing: str) -> None:
    """Without a space where two characters meet that never have one."""
    lines = [line(text, 60 + 40 * i, rtl=False) for i, text in enumerate(texts)]
    block = Block("paragraph", Box.around(each.box for each in lines), tuple(range(len(lines))))
    assert flowing_text(block, lines) == flowing


def test_json(value: Document) -> None:
    """As the result has them."""
    lines = json.loads(written(value, "json"))["pages"][0]["lines"]
    assert [word["text"] for row in lines for word in row["words"]] == expected(value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "hocr",
            lambda root: [word.text for word in root.iterfind(".//{*}span[@class='ocrx_word']")],
        ),
        ("alto", lambda root: [word.get("CONTENT") for word in root.iter("{*}String")]),
        (
            "page",
            lambda root: [
                word.findtext("{*}TextEquiv/{*}Unicode") for word in root.iter("{*}Word")
            ],
        ),
    ],
)
def test_archive_formats(value: Document, name: str, words: object) -> None:
    """Logical order, with the direction said where it is from right to left."""
    data = written(value, name)
    # A function of the table above
    assert words(etree.fromstring(data)) == expected(value)  # type: ignore[operator]
    assert bool(re.search(rb'"rtl"|"right-to-left"', data)) == (
        value.pages[0].language in ("heb", "ara")
    )


@pytest.mark.parametrize("case", UNSPACED)
def test_archive_formats_have_no_space_that_the_page_lacks(case: str) -> None:
    """Neither white space between hOCR's words, nor SP between ALTO's, nor in a report's text."""
    value = Document("", (CASES[case],), "", "")
    text = TEXT_OF[case]
    hocr = etree.fromstring(written(value, "hocr"))
    for line in hocr.iterfind(".//{*}span[@class='ocr_line']"):
        assert " ".join("".join(line.itertext()).split()) == text
    alto = etree.fromstring(written(value, "alto"))
    for line in alto.iter("{*}TextLine"):
        parts = [child.get("CONTENT", " ") for child in line]
        assert "".join(parts) == text
    report = html.fromstring(written(value, "html"))
    paragraphs = {word.getparent() for word in report.iterfind(".//span[@data-line]")}
    shown = ["".join(each.itertext()) for each in paragraphs]
    assert "".join("".join(shown).split()) == 3 * "".join(text.split())
    assert not any(re.search("[中設] [文定]", each) for each in shown)


def test_html(value: Document) -> None:
    """The report's words, in a block that runs the right way."""
    root = html.fromstring(written(value, "html"))
    assert [word.text for word in root.iterfind(".//span[@data-line]")] == expected(value)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_pdf_as_poppler_finds_it(value: Document, tmp_path: Path) -> None:
    """In its own layout mode and in the file's order.

    Poppler puts both spaces beside a number in a right-to-left line before it, whoever wrote the
    file.
    """
    (tmp_path / "x.pdf").write_bytes(written(value, "pdf"))
    for flags in ([], ["-raw"]):
        command = ["pdftotext", *flags, str(tmp_path / "x.pdf"), "-"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found = text.translate(BIDI_MARKS)
        assert "".join(found.split()) == "".join(expected(value))
        assert any(word.isdecimal() for word in expected(value)) or found.split() == spaced(value)


def test_pdf_as_we_read_it_back(value: Document, tmp_path: Path) -> None:
    """Our own text layer comes back in order, on its boxes."""
    (tmp_path / "x.pdf").write_bytes(written(value, "pdf"))
    paper = Page(str(tmp_path / "x.pdf"), 0, np.full((HEIGHT, WIDTH), 255, np.uint8), 150.0)
    layer = text_layer(paper)
    assert layer
    if value.pages[0].language in ("chi_sim", "jpn"):
        # In a file they are text, which nothing parts but spaces.
        assert [word.text for word in layer.reading.words] == spaced(value)
        return
    assert [word.text for word in layer.reading.words] == expected(value)
    own = value.pages[0].words
    assert min(a.box.iou(b.box) for a, b in zip(layer.reading.words, own, strict=True)) > 0.5
