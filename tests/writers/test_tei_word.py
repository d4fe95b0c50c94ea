"""TEI and DOCX: well-formed whatever a page says, and every word in them."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import product
from time import process_time
from typing import get_args

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from hypothesis import given, settings
from lxml import etree
from tests.writers.samples import document, line, page, results, text_page
from tests.writers.schemas import relax_ng

from recto.model.result import Block, BlockKind, Cell, PageResult
from recto.writers import WRITERS

SCHEMA = "tei-2.7.0-part.rng"
NS = {"t": "http://www.tei-c.org/ns/1.0"}


def written(kind: str, *pages: PageResult) -> bytes:
    out = io.BytesIO()
    WRITERS[kind].write(document(*pages), out)
    return out.getvalue()


@settings(max_examples=20, deadline=None)
@given(value=results)
def test_any_page_is_well_formed(value: PageResult) -> None:
    """Read again by other programs, and valid TEI; divisions hold all that is said, and a heading
    stands first.
    """
    tree = etree.fromstring(written("tei", value, value))
    assert valid(tree)
    body = tree.find(".//t:body", NS)
    assert {etree.QName(child).localname for child in body} == {"div"}
    for head in tree.iterfind(".//t:head", NS):
        before = {etree.QName(each).localname for each in head.itersiblings(preceding=True)}
        assert before <= {"pb", "fw"}
    assert len(tree.findall(".//t:pb", NS)) == 2
    docx.Document(io.BytesIO(written("docx", value)))


def valid(tree: etree._Element) -> bool:
    """By the schema of the TEI Consortium; why not stands in the failure."""
    schema = relax_ng(SCHEMA)
    assert schema.validate(tree), str(schema.error_log)
    return True


def test_every_order_of_blocks_is_valid() -> None:
    """Each kind after each other, at the head of a document and at its end; nothing read at all."""
    kinds = get_args(BlockKind)
    for first, second in product(kinds, kinds):
        assert valid(etree.fromstring(written("tei", blocks(first, second), blocks(second))))
    assert valid(etree.fromstring(written("tei")))
    assert valid(etree.fromstring(written("tei", page([]))))


@pytest.mark.parametrize(
    ("path", "change"),
    [
        (".//t:head", "moved"),
        (".//t:titleStmt", "gone"),
        (".//t:body", "gone"),
        (".//t:p", "unknown"),
        (".//t:pb", "attribute"),
    ],
)
def test_the_schema_tells_what_is_no_tei(path: str, change: str) -> None:
    """It would see a heading behind text, and what is missing, unknown, or of another kind."""
    tree = etree.fromstring(written("tei", blocks("heading", "paragraph", "caption")))
    assert valid(tree)
    found = tree.find(path, NS)
    assert found is not None
    above = found.getparent()
    assert above is not None
    if change == "moved":
        above.append(found)
    elif change == "gone":
        above.remove(found)
    elif change == "unknown":
        found.tag = f"{{{NS['t']}}}paragraph"
    else:
        found.set("page", "1")
    assert not relax_ng(SCHEMA).validate(tree)


def blocks(*kinds: BlockKind) -> PageResult:
    lines = [line(f"{kind} text", top=100 + 40 * number) for number, kind in enumerate(kinds)]
    parts = []
    for number, (kind, each) in enumerate(zip(kinds, lines, strict=True)):
        marker = "1." if kind == "list" else ""
        parts.append(Block(kind, each.box, (number,), 1, marker))
    return page(lines, blocks=tuple(parts))


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("paragraph", ".//t:p"),
        ("heading", ".//t:div/t:head"),
        ("list", ".//t:list/t:item[@n='1.']"),
        ("header", ".//t:fw[@type='header']"),
        ("page-number", ".//t:fw[@type='pageNum']"),
        ("footnote", ".//t:note[@place='bottom']"),
        ("caption", ".//t:p[@rend='caption']"),
    ],
)
def test_a_block_has_its_element(kind: BlockKind, path: str) -> None:
    """As the Guidelines have it."""
    tree = etree.fromstring(written("tei", blocks(kind)))
    found = tree.find(f".//t:body{path[1:]}", NS)
    assert found is not None
    assert found.text == f"{kind} text"


def test_headings_begin_divisions() -> None:
    """What stands before the first has one of its own."""
    tree = etree.fromstring(written("tei", blocks("paragraph", "heading", "paragraph", "heading")))
    divisions = tree.findall(".//t:div", NS)
    assert [[etree.QName(each).localname for each in division] for division in divisions] == [
        ["pb", "p"],
        ["head", "p"],
        ["head"],
    ]


def test_a_word_file_has_the_blocks() -> None:
    """By Word's own styles."""
    made = docx.Document(io.BytesIO(written("docx", blocks("heading", "paragraph", "list"))))
    assert [(each.style.name, each.text) for each in made.paragraphs] == [
        ("Heading 1", "heading text"),
        ("Normal", "paragraph text"),
        ("List Number", "list text"),
    ]


def test_words_to_look_at_are_marked_in_yellow() -> None:
    """And no others."""

    value = text_page("one two three")
    first = value.lines[0]
    words = (first.words[0], replace(first.words[1], flagged=True), first.words[2])
    value = replace(value, lines=(replace(first, words=words),))
    made = docx.Document(io.BytesIO(written("docx", value)))
    runs = [run for each in made.paragraphs for run in each.runs]
    marked = [run.text for run in runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW]
    assert marked == ["two"]
    assert "".join(run.text for run in runs) == "one two three"


def test_a_large_table_takes_time_by_its_size() -> None:
    """A page of a stock list, 80 rows of 20: 30 s where each cell is looked for among all."""
    cells = [Cell(row, column, 1, 1, ((0, 0, 1),)) for row in range(80) for column in range(20)]
    words = line("42")
    block = Block("table", words.box, (0,), cells=tuple(cells))
    start = process_time()
    data = written("docx", page([words], blocks=(block,)))
    assert process_time() - start < 5
    (table,) = docx.Document(io.BytesIO(data)).tables
    assert [cell.text for row in table.rows for cell in row.cells] == ["42"] * 1600
