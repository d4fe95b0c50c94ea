"""Plain text and Markdown: what a person would type off the page."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.writers.samples import document, line, page, text_page

from recto.model import Box
from recto.result import Block, Cell, Document
from recto.writers import WRITERS, body_only
from recto.writers.characters import printable
from recto.writers.markdown import escaped

ANY = Box(0, 0, 1, 1)


def written(name: str, value: Document) -> str:
    out = io.BytesIO()
    WRITERS[name].write(value, out)
    return out.getvalue().decode()


def test_text_keeps_lines_and_parts_pages_by_form_feeds() -> None:
    """One line of the page is one line of text."""
    assert written("txt", document(text_page("one two", "three"), text_page("four"))) == "one two\nthree\n\ffour\n"


def test_text_of_an_empty_document_is_empty() -> None:
    """No pages, no bytes."""
    assert written("txt", document()) == ""


def test_text_drops_what_would_break_a_line() -> None:
    """A reader's control characters do not make lines, and a lone surrogate is shown as unknown."""
    assert printable("a\x00b\x1b[0m\u2028c\nd\ud800") == "ab[0m c d\ufffd"


def test_markdown_joins_the_lines_of_a_paragraph() -> None:
    """Paragraphs become single lines, parted by an empty one."""
    first = [line("one two", top=100), line("three", top=130)]
    assert written("md", document(page([*first, line("four", top=250)]))) == "one two three\n\nfour\n"


def test_markdown_resolves_only_the_hyphens_that_layout_named() -> None:
    """A hyphen of the word itself stays."""
    lines = [line("well- known exam-"), line("ple", top=130)]
    block = Block("paragraph", ANY, (0, 1), hyphens=(0,))
    assert written("md", document(page(lines, blocks=(block,)))) == "well- known example\n"


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Block("heading", ANY, (0,), level=2), "## 1. one"),
        (Block("list", ANY, (0,), marker="1."), "1. one"),
        (Block("list", ANY, (0,), level=1, marker="1."), "    1. one"),
        (Block("paragraph", ANY, (0,)), "1\\. one"),
    ],
)
def test_markdown_of_kinds(block: Block, expected: str) -> None:
    """Each kind has its mark; text that looks like a mark is escaped."""
    assert written("md", document(page([line("1. one")], blocks=(block,)))) == expected + "\n"


def test_markdown_table_in_pipes() -> None:
    """A plain table is a GitHub table; a pipe inside a cell is escaped."""
    cells = (Cell(0, 0, 1, 1, ((0, 0, 1),)), Cell(0, 1, 1, 1, ((0, 1, 2),)), Cell(1, 1, 1, 1, ((1, 0, 1),)))
    value = document(page([line("a b|c"), line("d", top=130)], blocks=(Block("table", ANY, (0, 1), cells=cells),)))
    assert written("md", value) == "| a | b\\|c |\n| --- | --- |\n|  | d |\n"


def test_markdown_table_with_merged_cells_is_html() -> None:
    """Pipes cannot merge cells, so such tables are HTML, escaped."""
    cells = (Cell(0, 0, 1, 2, ((0, 0, 1),)), Cell(1, 0, 1, 1, ((1, 0, 1),)))
    value = document(page([line("a<b"), line("d", top=130)], blocks=(Block("table", ANY, (0, 1), cells=cells),)))
    rows = '<tr><td colspan="2">a&lt;b</td></tr>\n<tr><td>d</td></tr>'
    assert written("md", value) == f"<table>\n{rows}\n</table>\n"


def test_furniture_can_be_left_out() -> None:
    """Running heads and page numbers go from every format; the rest keeps its place."""
    lines = [line("RUNNING HEAD"), line("text", top=200), line("17", top=900)]
    blocks = (Block("header", ANY, (0,)), Block("paragraph", ANY, (1,)), Block("page-number", ANY, (2,)))
    value = body_only(page(lines, blocks=blocks))
    assert written("md", document(value)) == written("txt", document(value)) == "text\n"
    assert 'CONTENT="17"' not in written("alto", document(value))


@given(st.text())
def test_escaping_only_adds_backslashes(text: str) -> None:
    """Escaped text without its backslashes is the printable text without its own."""
    assert escaped(text).replace("\\", "") == printable(text).replace("\\", "")
