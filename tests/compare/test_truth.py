"""Truth in the formats that people have, each in a few lines."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from recto.compare.truth import MOST_BYTES, find, find_all, pages
from recto.errors import InputError

HOCR = """<!DOCTYPE html><html><body>
<div class='ocr_page'><span class='ocr_line'><span class='ocrx_word'>Anna</span>
<span class='ocrx_word'>Meier</span></span><span class='ocr_header'>plain line</span></div>
<div class='ocr_page'><span class='ocr_line'>second page</span></div></body></html>"""
ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">
<Layout><Page><PrintSpace><TextBlock>
<TextLine><String CONTENT="Anna"/><SP/><String CONTENT="Mei"/><HYP CONTENT="-"/></TextLine>
<TextLine><String CONTENT="er"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>"""
PAGE = """<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page>
<ReadingOrder><OrderedGroup id="g">
<RegionRefIndexed index="0" regionRef="b"/></OrderedGroup></ReadingOrder>
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
def test_each_format_gives_its_lines(
    tmp_path: Path, name: str, content: str, expected: list[str]
) -> None:
    """Pages in order, lines in reading order."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert pages(tmp_path / name) == expected


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.xml", "<note/>", "is no hOCR, ALTO or PAGE XML"),
        (
            "a.html",
            "<html><body>a page about ledgers</body></html>",
            "is no hOCR, ALTO or PAGE XML",
        ),
        ("a.xml", "<alto><Page>", "not well-formed"),
        (
            "a.xml",
            (
                "<!DOCTYPE alto [<!ENTITY x SYSTEM"
                ' "file:///etc/passwd">]><alto><Page>&x;</Page></alto>'
            ),
            "DOCTYPE",
        ),
        ("a.txt", b"\xff\xfe\x00", "not UTF-8"),
        ("a.txt", b"", "is empty"),
        ("a.xml", b"", "is empty"),
        ("a.hocr", b"", "is empty"),
        ("a.hocr", b"<!-- -->", "cannot be parsed"),
        ("a.xml", '<?xml version="1.0" encoding="x-none"?><alto/>', "not well-formed"),
        ("a.xml", "<alto/>", "is no hOCR, ALTO or PAGE XML"),
        ("a.xml", '{"pages": []}', "not well-formed"),
        ("a.xml", "<alto>" + "<x>" * 3000, "not well-formed"),
    ],
)
def test_what_is_no_truth_is_refused_by_name(
    tmp_path: Path, name: str, content: str | bytes, complaint: str
) -> None:
    """One line that names the file; entities are never followed."""
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=complaint):
        pages(tmp_path / name)


def page_xml(order: str, regions: str) -> str:
    """A PAGE XML with this reading order and these regions."""
    return f"<PcGts><Page><ReadingOrder>{order}</ReadingOrder>{regions}</Page></PcGts>"


def region(text: str, name: str = "") -> str:
    """A region of one line."""
    named = f' id="{name}"' if name else ""
    return f"<TextRegion{named}><TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextRegion>"


@pytest.mark.parametrize(
    ("order", "regions", "expected"),
    [
        ('<RegionRef regionRef="b"/>' * 3, region("a", "a") + region("b", "b"), "b\na"),
        ("", region("one") + region("two"), "one\ntwo"),
        (
            '<RegionRef regionRef="b"/>',
            region("one", "b") + region("two", "b") + region("three"),
            "two\none\nthree",
        ),
        ('<RegionRef regionRef="none"/>', region("one", "a"), "one"),
    ],
)
def test_every_region_of_a_page_is_there_once(
    tmp_path: Path, order: str, regions: str, expected: str
) -> None:
    """However often it is referred to, and whether or not it has a name of its own."""
    (tmp_path / "a.xml").write_text(page_xml(order, regions))
    assert pages(tmp_path / "a.xml") == [expected]


def test_regions_are_put_in_order_in_linear_time(tmp_path: Path) -> None:
    """20,000 of them, and as many references to what is not there: that took 8 s, now .2."""
    count = 20_000
    order = "".join(f'<RegionRef regionRef="z{number}"/>' for number in range(count))
    text = page_xml(order, "".join(region("x", f"r{number}") for number in range(count)))
    (tmp_path / "a.xml").write_text(text)
    start = process_time()
    assert pages(tmp_path / "a.xml") == ["\n".join("x" * count)]
    assert process_time() - start < 3


def test_a_folder_and_a_huge_file_are_refused_by_name(tmp_path: Path) -> None:
    """Before a byte is read."""
    (tmp_path / "a.txt").mkdir()
    with (tmp_path / "b.txt").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    for name, complaint in (("a.txt", "is no file"), ("b.txt", "split it into one file a page")):
        with pytest.raises(InputError, match=rf"{name}.*{complaint}"):
            pages(tmp_path / name)


@pytest.mark.parametrize("index", ["one", "", "-1", "9" * 5000])
def test_an_index_that_is_no_number_comes_last(tmp_path: Path, index: str) -> None:
    """The reading with a sound index is the preferred one."""
    form = '<TextEquiv index="{}"><Unicode>{}</Unicode></TextEquiv>'
    readings = form.format(index, "x") + form.format(3, "y")
    region = f'<TextRegion id="r"><TextLine>{readings}</TextLine></TextRegion>'
    (tmp_path / "a.xml").write_text(f"<PcGts><Page>{region}</Page></PcGts>")
    assert pages(tmp_path / "a.xml") == ["y"]


def test_a_bad_truth_costs_its_own_page(tmp_path: Path) -> None:
    """The others have theirs; a page whose name is as long as names can be has none."""
    (tmp_path / "good.txt").write_text("one")
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    (tmp_path / "folder.txt").mkdir()
    pages_of = [("good.png", 0), ("bad.png", 0), ("folder.png", 0), ("n" * 251 + ".png", 0)]
    texts, faults = find_all(tmp_path, pages_of)
    assert texts == {("good.png", 0): "one"}
    assert [Path(fault.where).name for fault in faults] == ["bad.txt", "folder.txt"]


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


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a line of the book\n" * 300_000, "300,001"),
        ("\n" * 20_000, "20,001"),
        ("word " * 400_001, "1 lines"),
    ],
)
def test_a_truth_that_is_no_page_is_named_with_its_length(
    tmp_path: Path, text: str, lines: str
) -> None:
    """A whole library would be compared with one page for minutes; it costs its own page, at
    once.
    """
    (tmp_path / "scan.txt").write_text(text)
    (tmp_path / "other.txt").write_text("short")
    texts, (fault,) = find_all(tmp_path, [("scan.png", 0), ("other.png", 0)])
    assert texts == {("other.png", 0): "short"}
    assert lines in str(fault)
    assert "split it into one file a page" in fault.remedy


def test_a_long_book_of_short_pages_is_no_page(tmp_path: Path) -> None:
    """Each of its pages counts alone."""
    (tmp_path / "book.txt").write_text("\f".join(["line\n" * 400] * 100))
    assert find(tmp_path, "book.pdf", 99) == "line\n" * 400
