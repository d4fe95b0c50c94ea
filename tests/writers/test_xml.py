"""hOCR, ALTO and PAGE: well formed whatever was read, valid against their schemas, and nothing
lost.
"""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from lxml import etree
from tests.writers.samples import document, documents, line, page, results, text_page
from tests.writers.schemas import schema

from recto.errors import BadArguments
from recto.model.page import Box
from recto.model.result import Block, Cell, Document, Word
from recto.writers import WRITERS
from recto.writers.characters import direction, printable
from recto.writers.languages import language_tag
from recto.writers.places import edges

ANY = Box(0, 0, 1, 1)
ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
PAGE = "{http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(name: str, value: Document) -> etree._Element:
    out = io.BytesIO()
    WRITERS[name].write(value, out)
    return etree.fromstring(out.getvalue())


def hocr_words(value: Document) -> list[etree._Element]:
    return parsed("hocr", value).findall(f".//{XHTML}span[@class='ocrx_word']")


def readable(words: Sequence[Word]) -> list[str]:
    return [printable(word.text) for word in words if printable(word.text)]


@settings(max_examples=60)
@given(value=documents)
def test_hocr_holds_every_word_of_any_document(value: Document) -> None:
    """Written and parsed again, the words are the same, in the order of the blocks."""
    found = [word.text for word in hocr_words(value)]
    assert sorted(found) == sorted(text for page in value.pages for text in readable(page.words))


@settings(max_examples=60)
@given(value=documents)
def test_alto_of_any_document_is_valid(value: Document) -> None:
    """ALTO 4.4 holds whatever was read."""
    unique = Document(value.source, value.pages[:1], value.settings_digest, value.engine_version)
    if unique.pages:  # a layout without a page is not ALTO
        schema("alto-4-4.xsd").assertValid(parsed("alto", unique))


@settings(max_examples=60)
@given(value=results)
def test_page_xml_of_any_page_is_valid(value: object) -> None:
    """PAGE 2019-07-15 holds whatever was read."""
    schema("page-2019-07-15.xsd").assertValid(parsed("page", document(value)))


def test_hocr_word_carries_everything() -> None:
    """Box, confidence, origin, reason and the other readings stand on the word."""
    word = Word('a"b', Box(1.4, 2, 30, 9.6), 0.934, "llm", "rule", 0.5, ("ab", '"'), flagged=True)
    sample = line("x")
    value = document(page([type(sample)((word,), word.box, (1, 9, 30, 9))]))
    found = hocr_words(value)[0]
    assert found.text == 'a"b'
    assert found.get("title") == "bbox 1 2 30 10; x_wconf 93"
    assert (found.get("data-origin"), found.get("data-reason"), found.get("data-agreement")) == (
        "llm",
        "rule",
        "0.500",
    )
    assert found.get("data-alternatives") == '["ab", "\\""]'
    assert found.get("data-flagged") == "true"


def test_hocr_line_has_its_baseline_from_the_bottom_left_corner() -> None:
    """A line that falls 10 px over 200 has slope .05 and ends on its box's bottom."""
    sample = line("sloping")
    sloped = type(sample)(sample.words, Box(100, 50, 300, 90), (100, 80, 300, 90))
    title = (
        parsed("hocr", document(page([sloped])))
        .find(f".//{XHTML}span[@class='ocr_line']")
        .get("title")
    )
    assert title == "bbox 100 50 300 90; baseline 0.0500 -10.0; x_size 40"


def test_hocr_marks_lines_that_run_right_to_left() -> None:
    """Words stay in logical order; the line says how it runs."""
    root = parsed("hocr", document(text_page("שלום עולם", "hello")))
    assert [x.get("dir") for x in root.findall(f".//{XHTML}span[@class='ocr_line']")] == [
        "rtl",
        None,
    ]


def test_alto_writes_a_broken_word_in_its_two_parts() -> None:
    """HypPart1, HYP and HypPart2 with the whole word, as the standard asks."""
    block = Block("paragraph", ANY, (0, 1), hyphens=(0,))
    root = parsed(
        "alto", document(page([line("an exam-"), line("ple here", top=130)], blocks=(block,)))
    )
    strings = root.findall(f".//{ALTO}String")
    assert [s.get("CONTENT") for s in strings] == ["an", "exam", "ple", "here"]
    assert [s.get("SUBS_CONTENT") for s in strings] == [None, "example", "example", None]
    assert [s.get("SUBS_TYPE") for s in strings[1:3]] == ["HypPart1", "HypPart2"]
    assert root.find(f".//{ALTO}HYP").get("CONTENT") == "-"


def test_alto_of_several_pages_is_one_valid_file() -> None:
    """Ids are unique over pages, and words keep confidence, origin and alternatives."""
    root = parsed("alto", document(text_page("one two"), text_page("three", index=1)))
    schema("alto-4-4.xsd").assertValid(root)
    string = root.find(f".//{ALTO}String")
    assert (string.get("WC"), string.get("TAGREFS")) == ("0.900", "origin-agreed")
    assert [p.get("PHYSICAL_IMG_NR") for p in root.findall(f".//{ALTO}Page")] == ["1", "2"]


def test_page_xml_writes_tables_as_cells_with_spans() -> None:
    """A merged cell says what it spans, and a cell's words are its part of the line."""
    cells = (
        Cell(0, 0, 1, 2, ((0, 0, 2),)),
        Cell(1, 0, 1, 1, ((1, 0, 1),)),
        Cell(1, 1, 1, 1, ((1, 1, 2),)),
    )
    table = Block("table", ANY, (0, 1), cells=cells)
    root = parsed(
        "page", document(page([line("both columns"), line("a b", top=130)], blocks=(table,)))
    )
    schema("page-2019-07-15.xsd").assertValid(root)
    roles = [role.get("colSpan") for role in root.findall(f".//{PAGE}TableCellRole")]
    words = [w.findtext(f"{PAGE}TextEquiv/{PAGE}Unicode") for w in root.findall(f".//{PAGE}Word")]
    assert (roles, words) == (["2", "1", "1"], ["both", "columns", "a", "b"])


def test_page_xml_refuses_a_second_page() -> None:
    """The schema holds one page a file: nothing is dropped in silence."""
    with pytest.raises(BadArguments, match="one page a file"):
        parsed("page", document(text_page("a"), text_page("b", index=1)))


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (Box(1.4, 2.6, 30.5, 40), (1, 3, 30, 40)),
        (Box(-5, -5, 10, 10), (0, 0, 10, 10)),
        (Box(795, 990, 900, 1100), (795, 990, 800, 1000)),
        (Box(5, 5, 5, 5), (5, 5, 6, 6)),
        (Box(20, 9, 10, 3), (10, 3, 20, 9)),
        (Box(2000, 2000, 2100, 2100), (799, 999, 800, 1000)),
    ],
)
def test_edges_are_inside_the_page_and_never_empty(
    box: Box, expected: tuple[int, int, int, int]
) -> None:
    """Whatever box a reader gives, formats get whole px on the page (800 x 1000)."""
    assert edges(box, page([])) == expected


@pytest.mark.parametrize(
    ("codes", "tag"),
    [
        ("deu+eng", "de"),
        ("eng", "en"),
        ("Fraktur", ""),
        ("deu_latf", "de-Latf"),
        ("fil", "fil"),
        ("osd", ""),
        ("", ""),
    ],
)
def test_language_tags(codes: str, tag: str) -> None:
    """The first language counts; a script names none."""
    assert language_tag(codes) == tag


@pytest.mark.parametrize(
    ("text", "expected"), [("12 שלום abc", "rtl"), ("abc שלום", None), ("12", None), ("", None)]
)
def test_direction_is_that_of_the_first_letter(text: str, expected: str | None) -> None:
    """Digits and signs have no direction of their own."""
    assert direction(text) == expected
