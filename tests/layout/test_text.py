"""Text outside tables: what a paragraph is, which hyphens go, what is a heading, a list, a note, a
running head.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.writers.samples import boxes, results

from recto.ink.strokes import NO_STROKES, find_strokes
from recto.layout import arrange, blocks_with_lines, flowing_text
from recto.layout.frame import frame
from recto.layout.furniture import Surroundings
from recto.layout.headings import is_row_of_items
from recto.layout.hyphens import known_words, line_hyphens
from recto.layout.learned_headings import taken_for_headings
from recto.layout.markers import roman
from recto.layout.textlines import text_lines
from recto.model.page import Box
from recto.model.result import PageResult, ResultLine, Word
from recto.model.transcript import TranscriptLine

WIDTH, HEIGHT = 1000, 1400
# (text, left, height): lines stand 30 px apart; an empty text is an empty line.
Row = tuple[str, float, float]
# 78 characters
FULL = "these are words that fill the whole of a line up to its margin, all of it now"


def lines(rows: Sequence[Row | str], top: float = 100) -> list[ResultLine]:
    found = []
    for row in rows:
        text, left, height = (row, 100.0, 20.0) if isinstance(row, str) else row
        if text:
            found.append(line(text, left, top, height))
        top += 30 if height < 25 else 1.6 * height
    return found


def line(text: str, left: float, top: float, height: float) -> ResultLine:
    """10 px a character of 20 px height, spaces too."""
    words, x = [], left
    for token in text.split():
        right = x + 0.5 * height * len(token)
        words.append(Word(token, Box(x, top, right, top + height), 0.9, "agreed", "rule"))
        x = right + 0.5 * height
    box = Box.around(word.box for word in words)
    return ResultLine(tuple(words), box, (box.left, box.bottom, box.right, box.bottom))


def judged(rows: Sequence[Row | str], **told: TranscriptLine) -> list[tuple[str, str]]:
    """(kind and level, text) of each block; `told` is by line, "l0" for the first."""
    found = lines(rows)
    structures = {int(name[1:]): value for name, value in told.items()}
    blocks = arrange(found, WIDTH, HEIGHT, structures=structures)
    value = PageResult("x", 0, WIDTH, HEIGHT, 300, "eng", tuple(found), blocks=blocks)
    level = {"heading", "list"}
    return [
        (block.kind + (str(block.level) if block.kind in level else ""), flowing_text(block, held))
        for block, held in blocks_with_lines(value)
    ]


def texts(rows: Sequence[Row | str]) -> list[str]:
    return [text for _, text in judged(rows)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # lines up to the margin go on
        ([FULL, FULL, "and the end."], [f"{FULL} {FULL} and the end."]),
        # a line that ends early
        ([FULL, "a short end.", FULL, "end."], [f"{FULL} a short end.", f"{FULL} end."]),
        # an indent
        ([FULL, FULL, (FULL[4:], 140, 20), FULL], [f"{FULL} {FULL}", f"{FULL[4:]} {FULL}"]),
        ([FULL, FULL, "", "", FULL, FULL], [f"{FULL} {FULL}", f"{FULL} {FULL}"]),  # a gap
        # an address
        (
            ["Mr Bean", "12 Some Street", "London", FULL],
            ["Mr Bean", "12 Some Street", "London", FULL],
        ),
        (  # hanging indents: entries at the margin
            [FULL, ("goes on", 140, 20), FULL, ("too", 140, 20), FULL, ("and so", 140, 20)],
            [f"{FULL} goes on", f"{FULL} too", f"{FULL} and so"],
        ),
    ],
)
def test_paragraphs(rows: Sequence[Row | str], expected: list[str]) -> None:
    """Where one ends is seen, not guessed from full stops."""
    assert texts(rows) == expected


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("exam-", "ple", True),
        ("Haus=", "halt", True),
        ("soft¬", "ware", True),
        ("Post-", "und Telegraph", False),  # the hyphen stands for a part left out
        ("Jean-", "Paul", False),  # a capital: two words
        ("1914-", "1918", False),
        ("non-", "smoker", False),  # printed whole with its hyphen elsewhere
        ("for-", "ward", True),
        ("a -", "dash", False),
    ],
)
def test_hyphens(first: str, second: str, *, joined: bool) -> None:
    """The page's own words decide, then the next line's first letter."""
    known = known_words(["a non-smoker, looking forward."])
    assert line_hyphens([first, second], known) == ((0,) if joined else ())


def test_a_hyphen_is_resolved_in_the_text_and_kept_in_the_line() -> None:
    """Joining is reversible."""
    cut = FULL[:-3] + "tim-"
    found = lines([cut, "ing of it all"])
    block = arrange(found, WIDTH, HEIGHT)[0]
    assert block.hyphens == (0,)
    assert flowing_text(block, found).endswith("timing of it all")
    assert found[0].text == cut


def test_headings_are_larger_and_rank_by_size() -> None:
    """The largest is level 1; a heading on two lines is one."""
    rows: list[Row | str] = [
        ("Of Trees", 300, 40),
        ("and Birds", 300, 40),
        "",
        ("Oaks", 100, 28),
        "",
        *[FULL] * 6,
    ]
    assert judged(rows)[:2] == [("heading1", "Of Trees and Birds"), ("heading2", "Oaks")]


def test_capitals_on_their_own_are_a_heading() -> None:
    """At the body's size, with space around."""
    rows = [*[FULL] * 3, "", "", "CHAPTER FOUR", "", "", *[FULL] * 3]
    assert judged(rows)[1] == ("heading1", "CHAPTER FOUR")


def test_lists_keep_markers_and_depth() -> None:
    """Bullets, numbers in a count, and items inside items."""
    rows: list[Row | str] = [
        f"1. {FULL[3:]}",
        ("goes on", 130, 20),
        "2. second",
        ("a) deeper", 150, 20),
        ("b) deeper still", 150, 20),
        "3. third",
    ]
    assert judged(rows) == [
        ("list0", f"{FULL[3:]} goes on"),
        ("list0", "second"),
        ("list1", "deeper"),
        ("list1", "deeper still"),
        ("list0", "third"),
    ]


def test_a_date_at_a_lines_start_is_no_item() -> None:
    """A number counts only with its neighbour."""
    assert [kind for kind, _ in judged([FULL, f"12. {FULL[4:]}", FULL])] == ["paragraph"]


def test_running_heads_and_page_numbers() -> None:
    """At the edge, away from the text."""
    rows: list[Row | str] = ["ON TREES", "", "", *[FULL] * 20, "", "", ("- 17 -", 470, 20)]
    kinds = judged(rows)
    assert kinds[0] == ("header", "ON TREES")
    assert kinds[-1] == ("page-number", "- 17 -")


def test_footnotes_are_smaller_at_the_foot_and_marked() -> None:
    """The mark and the size make it one."""
    rows: list[Row | str] = [*[FULL] * 20, "", ("1 See the other book, page 12.", 100, 16)]
    assert judged(rows)[-1] == ("footnote", "1 See the other book, page 12.")


@pytest.mark.parametrize(
    "text", ["Fig. 3. An oak.", "Table II: Prices", "Abb. 12 Eiche", "Tabelle 1 Preise"]
)
def test_captions_begin_with_their_name(text: str) -> None:
    """In several languages."""
    assert judged([FULL, FULL, text]) == [("paragraph", f"{FULL} {FULL}"), ("caption", text)]


@pytest.mark.parametrize(
    ("rows", "told", "expected"),
    [
        (["Oaks", FULL, FULL], TranscriptLine("Oaks", structure="heading", level=2), "heading2"),
        # six lines are no heading
        ([FULL] * 6, TranscriptLine(FULL, structure="heading", level=1), "paragraph"),
        (
            [*[FULL] * 3, "", "", "Oaks", "", "", *[FULL] * 9],
            TranscriptLine("Oaks", structure="footer"),
            "paragraph",
        ),
    ],
)
def test_the_llms_structure_is_believed_where_it_is_possible(
    rows: list[Row | str], told: TranscriptLine, expected: str
) -> None:
    """A heading of many lines or a footer in mid-page is not."""
    place = [row for row in rows if row].index(told.text)
    kinds = [
        kind for kind, text in judged(rows, **{f"l{place}": told}) if text.startswith(told.text)
    ]
    assert kinds == [expected]


def test_rows_that_the_llm_gave_cells_are_a_table() -> None:
    """When the cells are the line's words; here geometry alone sees two lines of text."""
    told = {
        "l0": TranscriptLine("fine oak 12", structure="table-row", cells=("fine oak", "12")),
        "l1": TranscriptLine("old ash 7", structure="table-row", cells=("old ash", "7")),
    }
    assert [kind for kind, _ in judged(["fine oak 12", "old ash 7"], **told)] == ["table"]
    other = {
        name: TranscriptLine("x", structure="table-row", cells=("unlike", "anything"))
        for name in told
    }
    assert "table" not in [kind for kind, _ in judged(["fine oak 12", "old ash 7"], **other)]


@settings(max_examples=80)
@given(value=results, cut=st.lists(boxes, max_size=4))
def test_every_word_is_in_exactly_one_block(value: PageResult, cut: list[Box]) -> None:
    """Whatever the geometry, strokes included, nothing is lost and nothing is there twice."""
    strokes = [(box.left, box.top, box.right, box.top) for box in cut]
    ruling = type(NO_STROKES)(NO_STROKES.horizontal, NO_STROKES.vertical)
    if strokes:
        import numpy as np

        ruling = type(NO_STROKES)(np.array(strokes, dtype=np.float64), NO_STROKES.vertical)
    blocks = arrange(value.lines, value.width, value.height, ruling=ruling)
    arranged = PageResult("x", 0, value.width, value.height, 300, "eng", value.lines, blocks=blocks)
    held = [
        id(word)
        for _, lines in blocks_with_lines(arranged)
        for line in lines
        for word in line.words
    ]
    assert sorted(held) == sorted(id(word) for word in value.words)


@pytest.mark.parametrize(("text", "value"), [("iv", 4), ("XII", 12), ("xc", 90), ("ab", 0)])
def test_roman_numerals(text: str, value: int) -> None:
    """Counts of chapters and notes."""
    assert roman(text) == value


def test_ruling_of_a_blank_page_is_empty() -> None:
    """Nothing drawn, nothing found."""
    import numpy as np

    assert len(find_strokes(np.full((300, 200), 255, np.uint8)).horizontal) == 0


def test_a_title_over_a_table_is_large_beside_the_table() -> None:
    """Though nothing else on the page is text: its cells' words tell what is usual."""
    rows = [
        row(100 + 30 * at, (100, f"Rope {at}"), (500, f"{at}.50"), (800, f"{9 - at}.25"))
        for at in range(8)
    ]
    found = [line("What is for sale", 100, 30, 32), *rows]
    blocks = arrange(found, WIDTH, HEIGHT)
    assert [block.kind for block in blocks] == ["heading", "table"]
    plain = [line("What is for sale", 100, 60, 20), *rows]
    assert [block.kind for block in arrange(plain, WIDTH, HEIGHT)] == ["paragraph", "table"]


def row(top: float, *texts: tuple[float, str]) -> ResultLine:
    """One line whose texts stand apart."""
    words = [word for left, text in texts for word in line(text, left, top, 20).words]
    box = Box.around(word.box for word in words)
    return ResultLine(tuple(words), box, (box.left, box.bottom, box.right, box.bottom))


@pytest.mark.parametrize(
    ("text", "is_row"),
    [
        ("A. Oak B. Elm C. Ash D. Yew", True),
        ("1) Oak 2) Elm 3) Ash", True),
        ("A. B. Clarke and D. Elm on trees", False),  # initials
        ("1. Oaks and elms", False),
        ("A. Oak C. Elm D. Ash", False),  # no count
    ],
)
def test_a_row_of_items_is_told_by_its_count(text: str, *, is_row: bool) -> None:
    """Answers to choose from, one beside the other."""
    (only,) = text_lines(frame([line(text, 100, 100, 20)], NO_STROKES), set())
    assert is_row_of_items([only]) is is_row


@pytest.mark.parametrize(("text", "taken"), [("and so on", False), ("And so on", True)])
def test_the_end_of_a_sentence_is_no_heading_however_it_stands(text: str, *, taken: bool) -> None:
    """Where other paragraphs begin with capitals."""
    body = [line(FULL.capitalize(), 100, 100 + 30 * at, 20) for at in range(8)]
    tail = line(text, 100, 240, 21.5)
    every = text_lines(frame([*body[:4], tail, *body[4:]], NO_STROKES), set())
    paragraphs = [every[:1], every[1:2], every[2:4], every[4:5], every[5:]]
    usual = Surroundings(100, 1200, 900, 20, 40, 40, ())
    around = [usual, usual, usual, replace(usual, above=60, below=15), usual]
    assert taken_for_headings(paragraphs, around)[3] is taken
