"""Truth in the formats that people have, each in a few lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from recto.compare.truth import find, pages
from recto.errors import InputError

HOCR = """<!DOCTYPE html><html><body>
<div class='ocr_page'><span class='ocr_line'><span class='ocrx_word'>Anna</span> <span class='ocrx_word'>Meier</span>
</span><span class='ocr_header'>plain line</span></div>
<div class='ocr_page'><span class='ocr_line'>second page</span></div></body></html>"""
ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page><PrintSpace><TextBlock>
<TextLine><String CONTENT="Anna"/><SP/><String CONTENT="Mei"/><HYP CONTENT="-"/></TextLine>
<TextLine><String CONTENT="er"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>"""
PAGE = """<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page>
<ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="0" regionRef="b"/></OrderedGroup></ReadingOrder>
<TextRegion id="a"><TextEquiv><Unicode>last</Unicode></TextEquiv></TextRegion>
<TextRegion id="b"><TextLine id="l"><TextEquiv index="1"><Unicode>frist</Unicode></TextEquiv>
<TextEquiv index="0"><Unicode>first</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>"""


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", "\ufeffone\ntwo\fthree", ["one\ntwo", "three"]),
        ("a.hocr", HOCR, ["Anna Meier\nplain line", "second page"]),
        ("a.xml", HOCR, ["Anna Meier\nplain line", "second page"]),
        ("a.xml", ALTO, ["Anna Mei-\ner"]),
        ("a.xml", PAGE, ["first\nlast"]),
    ],
)
def test_each_format_gives_its_lines(tmp_path: Path, name: str, content: str, expected: list[str]) -> None:
    """Pages in order, lines in reading order."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert pages(tmp_path / name) == expected


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.xml", "<note/>", "is no hOCR, ALTO or PAGE XML"),
        ("a.xml", "<alto><Page>", "not well-formed"),
        ("a.xml", '<!DOCTYPE alto [<!ENTITY x SYSTEM "file:///etc/passwd">]><alto><Page>&x;</Page></alto>', "DOCTYPE"),
        ("a.txt", b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_what_is_no_truth_is_refused_by_name(tmp_path: Path, name: str, content: str | bytes, complaint: str) -> None:
    """One line that names the file; entities are never followed."""
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=complaint):
        pages(tmp_path / name)


@pytest.mark.parametrize(
    ("files", "page", "index", "expected"),
    [
        ({"scan.txt": "one"}, "in/scan.png", 0, "one"),
        ({"scan.gt.txt": "one"}, "scan.png", 0, "one"),
        ({"book.txt": "one\ftwo"}, "book.pdf", 1, "two"),
        ({"book-2.txt": "two", "book.txt": "one"}, "book.pdf", 1, "two"),
        ({"other.txt": "one"}, "scan.png", 0, None),
        ({"book.txt": "one"}, "book.pdf", 4, None),
    ],
)
def test_truth_is_found_by_the_name_of_the_page(
    tmp_path: Path, files: dict[str, str], page: str, index: int, expected: str | None
) -> None:
    """By the file's stem, and by the page's number where there are several."""
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert find(tmp_path, page, index) == expected
