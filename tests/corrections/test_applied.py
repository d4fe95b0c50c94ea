"""What people said of a page: where it fits, what it does to words, lines and blocks, and when it
is a conflict.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.writers.samples import line, page, text_page

from recto.corrections.applied import corrected
from recto.corrections.correction import Correction, from_line, standing, to_line
from recto.corrections.words import SLIPS
from recto.layout.content import blocks_with_words
from recto.model.page import Box
from recto.model.result import Block, Cell, PageResult
from recto.reasons import Reason
from recto.writers.result_json_checks import faults

SHA = "a" * 64


def of_words(where: PageResult, texts: str, after: str, line_number: int = 0) -> Correction:
    """What is said of the words `texts` of a line."""
    wanted = texts.split()
    words = where.lines[line_number].words
    start = next(
        i for i in range(len(words)) if [word.text for word in words[i : i + len(wanted)]] == wanted
    )
    box = Box.around(word.box for word in words[start : start + len(wanted)])
    return Correction(SHA, 0, "text", box, texts, after, "Ada", 1.0)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("tbe", "the", "in the old house"),
        ("old", "old", "in tbe old house"),
        ("tbe old", "theold", "in theold house"),
        ("house", "hou se", "in tbe old hou se"),
        ("in", "", "tbe old house"),
        ("in tbe old house", "", ""),
    ],
)
def test_words_are_replaced_confirmed_merged_split_and_taken_away(
    before: str, after: str, text: str
) -> None:
    """In their line, the others untouched."""
    read = text_page("in tbe old house")
    found = corrected(read, [of_words(read, before, after)])
    assert found.page.text == text
    assert not found.conflicts
    assert not faults(found.page)
    changed = [word for word in found.page.words if word.origin == "human"]
    assert [word.text for word in changed] == after.split()
    reason = Reason.CONFIRMED_BY_A_PERSON if before == after else Reason.WRITTEN_BY_A_PERSON
    assert all(word.reason is reason for word in changed)
    assert all(word.confidence == 1 - SLIPS and not word.flagged for word in changed)


def test_what_was_read_stays_beside_what_was_written() -> None:
    """As an alternative, with the box that was measured."""
    read = text_page("in tbe old house")
    word = corrected(read, [of_words(read, "tbe", "the")]).page.words[1]
    assert word.alternatives == ("tbe",)
    assert word.box == read.words[1].box


def test_parts_of_a_split_word_share_its_box() -> None:
    """By their lengths, and said to be estimated."""
    read = text_page("abcdefg")
    first, second = corrected(read, [of_words(read, "abcdefg", "abc defg")]).page.words
    assert first.box.left == 50
    assert second.box.right == pytest.approx(120)
    assert first.box.right < second.box.left
    assert first.box_is_estimated
    assert second.box_is_estimated


def shifted(read: PageResult, by: float) -> PageResult:
    """The same page as other settings box it."""
    lines = []
    for each in read.lines:
        words = []
        for word in each.words:
            box = Box(word.box.left + by, word.box.top, word.box.right + by, word.box.bottom)
            words.append(replace(word, box=box))
        lines.append(replace(each, words=tuple(words)))
    return replace(read, lines=tuple(lines))


@pytest.mark.parametrize(
    ("again", "by", "fits", "text"),
    [
        ("in tbe old", 0, True, "in the old"),
        ("in tbe old", 4, True, "in the old"),  # boxes moved a little
        ("in the old", 0, True, "in the old"),  # read right now
        ("in toe old", 0, False, "in toe old"),  # something that nobody saw
        ("in tbe old", 300, False, "in tbe old"),  # elsewhere
    ],
)
def test_a_correction_outlives_another_reading_where_it_fits(
    again: str, by: float, *, fits: bool, text: str
) -> None:
    """Where box and text are those that the person saw, or the text is theirs already."""
    said = of_words(text_page("in tbe old"), "tbe", "the")
    read = shifted(text_page(again), by)
    found = corrected(read, [said])
    assert found.page.text == text
    assert bool(found.fitting) is fits
    assert len(found.conflicts) == (not fits)
    if not fits and not by:
        assert found.conflicts[0].found == "toe"


def test_the_second_of_two_people_corrects_what_the_first_wrote() -> None:
    """In the order in which they spoke; the other way round it is a conflict."""
    read = text_page("in tbe old")
    first = of_words(read, "tbe", "teh")
    second = replace(first, before="teh", after="the", who="Bob")
    assert corrected(read, [first, second]).page.text == "in the old"
    assert corrected(read, [second, first]).conflicts[0].correction is second


@pytest.mark.parametrize(
    ("box", "text", "block"),
    [
        (Box(160, 100, 200, 120), "in tbe old new\nnext line", 0),  # beside the line: into it
        (Box(50, 160, 90, 180), "in tbe old\nnext line\nnew", 0),  # under it: a line of its own
        (Box(50, 700, 90, 720), "in tbe old\nnext line\nnew", 1),  # far under it: a block, too
        (Box(600, 100, 640, 120), "in tbe old\nnew\nnext line", 0),  # in a column of its own
        (Box(50, 10, 90, 30), "new\nin tbe old\nnext line", 0),  # above all
    ],
)
def test_words_are_added_where_a_person_drew_a_box(box: Box, text: str, block: int) -> None:
    """In the line that runs through the box, or as a line of its own in reading order."""
    lines = [line("in tbe old"), line("next line", top=130)]
    read = page(lines, blocks=(Block("paragraph", Box(50, 100, 150, 150), (0, 1)),))
    said = Correction(SHA, 0, "text", box, "", "new", "Ada", 1.0)
    found = corrected(read, [said]).page
    assert found.text == text
    assert not faults(found)
    number = next(i for i, each in enumerate(found.lines) if "new" in each.text)
    assert number in found.blocks[block].lines
    assert sum(len(each.lines) for each in found.blocks) == len(found.lines)


def test_cells_follow_their_words() -> None:
    """A split before a cell moves it, one inside makes it longer, a deletion shorter."""
    cells = (Cell(0, 0, 1, 1, ((0, 0, 2),)), Cell(0, 1, 1, 1, ((0, 2, 4),)))
    read = page([line("aa bb cc dd")], blocks=(Block("table", Box(0, 0, 9, 9), (0,), cells=cells),))
    split = corrected(read, [of_words(read, "bb", "b b")]).page
    assert [cell.spans for cell in split.blocks[0].cells] == [((0, 0, 3),), ((0, 3, 5),)]
    gone = corrected(read, [of_words(read, "bb cc", "")]).page
    assert [cell.spans for cell in gone.blocks[0].cells] == [((0, 0, 1),), ((0, 1, 2),)]
    assert not faults(split)
    assert not faults(gone)


def test_a_hyphen_that_is_none_any_more_joins_no_lines() -> None:
    """A break at a line end was only a break while the hyphen stood there."""
    lines = [line("a har-"), line("bour now", top=130)]
    read = page(lines, blocks=(Block("paragraph", Box(50, 100, 150, 150), (0, 1), hyphens=(0,)),))
    assert corrected(read, [of_words(read, "har-", "hat")]).page.blocks[0].hyphens == ()
    assert corrected(read, [of_words(read, "har-", "Har-")]).page.blocks[0].hyphens == (0,)


def test_a_line_goes_before_another_one_and_to_the_end() -> None:
    """In the lines and in the blocks; a block that is left without lines is gone."""
    lines = [line("one"), line("two", top=130), line("three", top=160)]
    blocks = (
        Block("paragraph", Box(50, 100, 150, 150), (0, 1)),
        Block("paragraph", Box(50, 160, 150, 180), (2,)),
    )
    read = page(lines, blocks=blocks)
    said = Correction(SHA, 0, "move", lines[2].box, "three", "", "Ada", 1.0, target=lines[0].box)
    found = corrected(read, [said]).page
    assert found.text == "three\none\ntwo"
    assert [block.lines for block in found.blocks] == [(0, 1, 2)]
    last = replace(said, box=lines[0].box, before="one", target=None)
    assert corrected(read, [last]).page.text == "two\nthree\none"
    assert corrected(read, [replace(said, before="3")]).conflicts


def test_a_block_is_of_another_kind() -> None:
    """Where it is still of the kind that the person saw."""
    read = page([line("Chapter one")], blocks=(Block("paragraph", Box(50, 100, 150, 120), (0,)),))
    said = Correction(SHA, 0, "kind", Box(50, 100, 150, 120), "paragraph", "heading", "Ada", 1.0)
    found = corrected(read, [said]).page.blocks[0]
    assert (found.kind, found.level) == ("heading", 1)
    assert corrected(read, [replace(said, before="table")]).conflicts
    assert corrected(read, [replace(said, after="wonder")]).conflicts


def test_what_was_taken_back_does_not_stand() -> None:
    """Each undo names one correction; the order of the others stays."""
    read = text_page("in tbe old")
    first = replace(of_words(read, "tbe", "the"), id=1)
    second = replace(of_words(read, "old", "cold"), id=2)
    undo = replace(first, action="undo", of=1, id=3)
    assert standing([first, second, undo]) == (second,)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
numbers = st.floats(-1000, 1000)
some_boxes = st.builds(Box, numbers, numbers, numbers, numbers)
some = st.builds(
    Correction,
    st.just(SHA),
    st.integers(0, 999),
    st.sampled_from(["text", "move", "kind", "undo"]),
    some_boxes,
    texts,
    texts,
    texts,
    st.floats(0, 1e9),
    st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
    st.sampled_from(["review", "alike", "page", "blind", "import"]),
    st.none() | some_boxes,
    st.integers(0, 99),
    st.integers(0, 99),
)


@given(some)
def test_a_line_of_an_export_is_read_as_it_was_written(correction: Correction) -> None:
    """Every field, whatever the texts hold."""
    read = from_line(to_line(correction))
    assert read == correction
    assert read.id == correction.id
    assert "\n" not in to_line(correction)


words = st.lists(st.sampled_from(["a", "bb", "tbe", "12", "har-"]), min_size=1, max_size=5)


@given(
    st.lists(words, min_size=1, max_size=4),
    st.lists(st.tuples(some_boxes, st.lists(words, max_size=1)), max_size=4),
)
def test_no_correction_breaks_a_page(
    rows: list[list[str]], said: list[tuple[Box, list[list[str]]]]
) -> None:
    """Whatever box and text: blocks and cells point at words, and every word is in one block."""
    lines = [line(" ".join(row), top=100 + 30 * i) for i, row in enumerate(rows)]
    block = Block("paragraph", Box(50, 100, 400, 400), tuple(range(len(lines))))
    read = page(lines, blocks=(block,))
    corrections = []
    for number, (box, after) in enumerate(said):
        text = " ".join(" ".join(row) for row in after)
        target = read.lines[number % len(lines)]
        before = target.words[0].text if number % 2 else ""
        place = target.words[0].box if number % 2 else box
        corrections.append(Correction(SHA, 0, "text", place, before, text, "Ada", 1.0))
    found = corrected(read, corrections)
    assert not faults(found.page)
    assert len(found.fitting) + len(found.conflicts) == len(corrections)
    held = [words for _, held in blocks_with_words(found.page) for words in held]
    assert sum(len(words) for _, words in held) == len(found.page.words)


@pytest.mark.parametrize(
    "text",
    [
        "[]", "{}", "7", "x", '{"sha256": "zz"}', "[" * 100_000,
        to_line(of_words(text_page("a"), "a", "b")).replace('"page": 0', '"page": -1'),
        to_line(of_words(text_page("a"), "a", "b")).replace('"page": 0', '"page": true'),
        to_line(of_words(text_page("a"), "a", "b")).replace("50", "1e999"),
        to_line(of_words(text_page("a"), "a", "b")).replace("50", '"50"'),
        to_line(of_words(text_page("a"), "a", "b")).replace('"text"', '"run"'),
        to_line(of_words(text_page("a"), "a", "b")).replace('"saw": []', '"saw": [[1]]'),
    ],
)  # fmt: skip
def test_what_is_no_correction_is_refused(text: str) -> None:
    """Lines may come from anybody."""
    with pytest.raises(ValueError, match=r"."):
        from_line(text)
