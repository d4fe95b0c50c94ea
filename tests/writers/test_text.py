"""Plain text and Markdown: what a person would type off the page."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.writers.samples import document, line, page, text_page

from recto.model.page import Box
from recto.model.result import Block, Cell, Document
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
    assert (
        written("txt", document(text_page("one two", "three"), text_page("four")))
        == "one two\nthree\n\ffour\n"
    )


def test_text_of_an_empty_document_is_empty() -> None:
    """No pages, no bytes."""
    assert written("txt", document()) == ""


def test_text_drops_what_would_break_a_line() -> None:
    """A reader's control characters do not make lines, and a lone surrogate is shown as unknown."""
    assert printable("a\x00b\x1b[0m\u2028c\nd\ud800") == "ab[0m c d\ufffd"


def test_markdown_joins_the_lines_of_a_paragraph() -> None:
    """Paragraphs become single lines, parted by an empty one."""
    first = [line("one two", top=100), line("three", top=130)]
    assert (
        written("md", document(page([*first, line("four", top=250)]))) == "one two three\n\nfour\n"
    )


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
    cells = (
        Cell(0, 0, 1, 1, ((0, 0, 1),)),
        Cell(0, 1, 1, 1, ((0, 1, 2),)),
        Cell(1, 1, 1, 1, ((1, 0, 1),)),
    )
    value = document(
        page(
            [line("a b|c"), line("d", top=130)], blocks=(Block("table", ANY, (0, 1), cells=cells),)
        )
    )
    assert written("md", value) == "| a | b\\|c |\n| --- | --- |\n|  | d |\n"


def test_markdown_table_with_merged_cells_is_html() -> None:
    """Pipes cannot merge cells, so such tables are HTML, escaped."""
    cells = (Cell(0, 0, 1, 2, ((0, 0, 1),)), Cell(1, 0, 1, 1, ((1, 0, 1),)))
    value = document(
        page([line("a<b"), line("d", top=130)], blocks=(Block("table", ANY, (0, 1), cells=cells),))
    )
    rows = '<tr><td colspan="2">a&lt;b</td></tr>\n<tr><td>d</td></tr>'
    assert written("md", value) == f"<table>\n{rows}\n</table>\n"


def test_furniture_can_be_left_out() -> None:
    """Running heads and page numbers go from every format; the rest keeps its place."""
    lines = [line("RUNNING HEAD"), line("text", top=200), line("17", top=900)]
    blocks = (
        Block("header", ANY, (0,)),
        Block("paragraph", ANY, (1,)),
        Block("page-number", ANY, (2,)),
    )
    value = body_only(page(lines, blocks=blocks))
    assert written("md", document(value)) == written("txt", document(value)) == "text\n"
    assert 'CONTENT="17"' not in written("alto", document(value))


@given(st.text())
def test_escaping_only_adds_backslashes(text: str) -> None:
    """Escaped text without its backslashes is the printable text without its own."""
    assert escaped(text).replace("\\", "") == printable(text).replace("\\", "")


def _cell(row: int, column: int, *spans: tuple[int, int, int]) -> Cell:
    return Cell(row, column, 1, 1, spans)


# Lines as readers find them (column by column), the table's cells, and the text that a person would
# expect.
TABLES = [
    (
        ["Item Oats Flour", "Count Price", "12 3.40", "48 1.20"],
        [
            *(_cell(row, 0, (0, row, row + 1)) for row in range(3)),
            *(
                _cell(row, column, (1 + row, column - 1, column))
                for row in range(3)
                for column in (1, 2)
            ),
        ],
        "Item\tCount\tPrice\nOats\t12\t3.40\nFlour\t48\t1.20\n",
    ),
    (
        ["Rope, thick", "11.00", "and long"],
        [_cell(0, 0, (0, 0, 2), (2, 0, 2)), _cell(0, 2, (1, 0, 1))],
        "Rope, thick and long\t\t11.00\n",
    ),
    (["a b", "c d"], [_cell(0, 0, (0, 0, 1)), _cell(1, 1, (1, 0, 1))], "a\t\n\tc\nb\nd\n"),
    (["a b"], [_cell(1, 0, (0, 0, 2)), _cell(0, 0)], "a b\n"),
]


@pytest.mark.parametrize(("texts", "cells", "expected"), TABLES)
def test_text_of_a_table_is_row_by_row(texts: list[str], cells: list[Cell], expected: str) -> None:
    """Cells are parted by tabs, a cell of several lines is one; what is in no cell comes after the
    table.
    """
    lines = [line(text, top=100 + 30 * at) for at, text in enumerate(texts)]
    block = Block("table", ANY, tuple(range(len(lines))), cells=tuple(cells))
    assert written("txt", document(page(lines, blocks=(block,)))) == expected


def test_text_around_a_table_keeps_its_place() -> None:
    """Before, behind, and on a line that the table shares."""
    lines = [line("before"), line("a note", top=130), line("b", top=160), line("behind", top=190)]
    table = Block("table", ANY, (1, 2), cells=(_cell(0, 0, (1, 0, 1)), _cell(0, 1, (2, 0, 1))))
    rest = [Block("paragraph", ANY, (at,)) for at in (0, 1, 3)]
    blocks = (rest[0], table, rest[1], rest[2])
    assert written("txt", document(page(lines, blocks=blocks))) == "before\nnote\na\tb\nbehind\n"


def test_two_tables_side_by_side_are_both_written() -> None:
    """They begin on the same line."""
    tables = [Block("table", ANY, (0,), cells=(_cell(0, 0, (0, at, at + 1)),)) for at in range(2)]
    assert written("txt", document(page([line("a b")], blocks=tuple(tables)))) == "a\nb\n"


@st.composite
def tabled(draw: st.DrawFn) -> Document:
    """Pages of numbered words with any tables on them: overlapping, shared, with cells that name
    words twice.
    """
    lengths = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    lines = [
        line(" ".join(f"w{at}.{word}" for word in range(n)), top=100 + 30 * at)
        for at, n in enumerate(lengths)
    ]
    spans = st.integers(0, len(lines) - 1).flatmap(
        lambda at: st.tuples(st.just(at), st.integers(0, lengths[at]), st.integers(0, lengths[at]))
    )
    cells = st.builds(
        Cell,
        st.integers(0, 3),
        st.integers(0, 3),
        st.just(1),
        st.just(1),
        st.lists(spans, max_size=3).map(tuple),
    )
    numbers = st.lists(st.integers(0, len(lines) - 1), min_size=1, unique=True).map(tuple)
    blocks = st.builds(
        Block,
        st.sampled_from(["table", "paragraph"]),
        st.just(ANY),
        numbers,
        cells=st.lists(cells, max_size=5).map(tuple),
    )
    return document(page(lines, blocks=tuple(draw(st.lists(blocks, max_size=3)))))


@given(tabled())
def test_text_has_every_word_of_the_page_once(value: Document) -> None:
    """Whatever the tables claim."""
    words = [word.text for word in value.pages[0].words]
    assert sorted(written("txt", value).split()) == sorted(words)
