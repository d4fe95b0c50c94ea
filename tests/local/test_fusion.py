"""Both local readings as lines of units: PP-OCR's lines, Tesseract's words, nothing lost."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.local.made import HEIGHT, line, reading, word

from recto.ink.strokes import Strokes
from recto.local.facing_page import facing_page, scan_edges
from recto.local.fusion import fuse
from recto.model.page import Box, Line

TEXT = st.text(alphabet="abc1.,", min_size=1, max_size=5)


def units(tesseract, ppocr) -> list[list[tuple[str, str]]]:
    """(Tesseract's words, PP-OCR's words) of each unit of each line."""
    return [
        [
            (" ".join(w.text for w in u.tesseract), " ".join(w.text for w in u.ppocr))
            for u in each.units
        ]
        for each in fuse(reading("tesseract", *tesseract), reading("ppocr", *ppocr))
    ]


def test_words_meet_inside_the_line() -> None:
    """A split number and a lost space are one unit each."""
    found = units([line("12 ,50 for the rope")], [line("12,50 for therope")])
    assert found == [[("12 ,50", "12,50"), ("for", "for"), ("the rope", "therope")]]


def test_a_line_that_tesseract_ran_together_is_parted() -> None:
    """Tesseract's one line over two columns goes to both of PP-OCR's lines."""
    wide = Line(
        (word("left", 0, 0), word("right", 500, 0)),
        Box(0, 0, 550, HEIGHT),
        (0, HEIGHT, 550, HEIGHT),
    )
    found = units([wide], [line("left", 0), line("right", 500)])
    assert found == [[("left", "left"), ("right", "right")]]


def test_a_line_that_only_tesseract_found_stays() -> None:
    """It becomes a line of its own, in its place."""
    found = units([line("above", top=0), line("below", top=60)], [line("below", top=60)])
    assert found == [[("above", "")], [("below", "below")]]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.lists(TEXT, min_size=1, max_size=5), max_size=6),
    st.lists(st.lists(TEXT, min_size=1, max_size=5), max_size=6),
)
def test_every_word_of_both_readings_is_in_exactly_one_unit(
    mine: list[list[str]], other: list[list[str]]
) -> None:
    """Fusion decides nothing and drops nothing."""
    tesseract = reading("tesseract", *(line(" ".join(t), top=30 * k) for k, t in enumerate(mine)))
    ppocr = reading("ppocr", *(line(" ".join(t), top=33 * k) for k, t in enumerate(other)))
    fused = [u for each in fuse(tesseract, ppocr) for u in each.units]
    assert sorted(w.text for u in fused for w in u.tesseract) == sorted(
        w.text for w in tesseract.words
    )
    assert sorted(w.text for u in fused for w in u.ppocr) == sorted(w.text for w in ppocr.words)


NOWHERE = (-inf, inf)


def page_beside_another() -> list[Line]:
    """Ten lines of a page and, at the right edge, five torn ones."""
    own = [line("a full line of the page itself that is long", 60, 30 * k) for k in range(10)]
    return own + [line("torn", 960, 40 * k) for k in range(5)]


def test_slivers_of_the_facing_page_are_told() -> None:
    """They touch the edge of the scan and all other text keeps clear of them."""
    assert facing_page(page_beside_another(), (0.0, 1000.0)) == frozenset(range(10, 15))


def test_short_lines_of_a_sliver_belong_to_it() -> None:
    """A run-over line between torn ones touches no edge, and is still the facing page's."""
    lines = [*page_beside_another(), line("12", 965, 220), line("7.", 965, 140)]
    assert facing_page(lines, (0.0, 1000.0)) == frozenset(range(10, 17))


def test_a_column_of_whole_lines_at_the_edge_is_no_sliver() -> None:
    """Where most lines end before the edge, those that reach it are merely long."""
    lines = [*page_beside_another(), *(line("12", 965, 30 * k + 220) for k in range(5))]
    assert facing_page(lines, (0.0, 1000.0)) == frozenset()


@pytest.mark.parametrize(
    ("fold", "whole", "is_sliver"), [(950.0, 5, True), (500.0, 5, False), (950.0, 9, False)]
)
def test_beside_a_fold_fewer_lines_need_be_torn(fold: float, whole: int, is_sliver: bool) -> None:
    """Its shadow runs down beside the sliver; two lines of five must be torn all the same."""
    ends = [line("12", 965, 30 * k + 220) for k in range(whole)]
    lines = [*page_beside_another(), *ends]
    ruling = Strokes(np.zeros((0, 4)), np.array([[fold, -20.0, fold, 500.0]]))
    found = facing_page(lines, (0.0, 1000.0), ruling)
    assert found == (frozenset(range(10, len(lines))) if is_sliver else frozenset())


def test_a_column_of_prices_is_no_sliver() -> None:
    """It stands well inside the scan."""
    assert facing_page(page_beside_another(), (0.0, 1200.0)) == frozenset()


def test_the_edge_of_a_scan_on_a_blank_canvas_is_found() -> None:
    """White canvas, then paper with torn letters; text printed on the canvas itself is no edge."""
    canvas = np.full((400, 1000), 255, np.uint8)
    canvas[:, 100:900] = 200
    assert scan_edges(canvas) == NOWHERE
    canvas[100:300:20, 100:120] = 40
    assert scan_edges(canvas) == (100, inf)
    canvas[100:300:20, 880:900] = 40
    assert scan_edges(canvas) == (100, 900)
    printed = np.full((400, 1000), 255, np.uint8)
    printed[100:120, 50:950] = 0
    assert scan_edges(printed) == NOWHERE
    printed[100:300:20, 980:] = 0
    assert scan_edges(printed) == (-inf, 1000)


@pytest.mark.parametrize(("left", "right"), [(100, 103), (100, 160), (60, 64), (2, 5)])
def test_a_tables_rule_or_shaded_column_is_no_edge_of_a_scan(left: int, right: int) -> None:
    """Behind it the ground is the canvas again; the column beside it is no sliver, however
    narrow.
    """
    page = np.full((400, 1000), 255, np.uint8)
    page[20:380, left:right] = 90
    assert scan_edges(page) == NOWHERE
    assert scan_edges(page[:, ::-1]) == NOWHERE


def test_a_column_that_rules_join_to_the_text_is_no_sliver() -> None:
    """A table cut off along its frame; two rules may be the borders of a scan."""
    rules = np.array([[900.0, y, 1000.0, y] for y in (20, 60, 100)])
    for count, slivers in ((3, frozenset()), (2, frozenset(range(10, 15)))):
        ruling = Strokes(rules[:count], np.empty((0, 4)))
        assert facing_page(page_beside_another(), (0.0, 1000.0), ruling) == slivers


def test_a_word_left_over_does_not_reach_as_far_as_its_line() -> None:
    """Tesseract ran two columns together and saw one word more: the columns of PP-OCR's lines stay
    columns.
    """
    prose = "lorem ipsum dolor sit amet"
    tops = range(0, 240, 30)
    columns = [line(prose, left, top) for left in (100, 500) for top in tops]
    runs = []
    for top in tops:
        words = (word("stray", 0, top), word("lorem", 100, top), word("lorem", 500, top))
        runs.append(
            Line(words, Box.around(w.box for w in words), (0, top + HEIGHT, 550, top + HEIGHT))
        )
    lefts = [
        each.box.left for each in fuse(reading("tesseract", *runs), reading("ppocr", *columns))
    ]
    assert lefts == [0] * len(tops) + [500] * len(tops)


def heard(
    tesseract: list[Line], ppocr: list[Line], third: list[Line]
) -> list[list[tuple[str, str, str]]]:
    """(Tesseract's, PP-OCR's, a third reader's words) of each unit of each line."""
    fused = fuse(
        reading("tesseract", *tesseract),
        reading("ppocr", *ppocr),
        further=[reading("third", *third)],
    )
    found = []
    for each in fused:
        row = []
        for unit in each.units:
            words = (unit.tesseract, unit.ppocr, dict(unit.others).get("third", ()))
            row.append(tuple(" ".join(word.text for word in part) for part in words))
        found.append(row)
    return found


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "third", "expected"),
    [
        ("rope yarn", "rope yam", "rope yarn", [("rope",) * 3, ("yarn", "yam", "yarn")]),
        ("12 ,50 for", "12,50 for", "12 ,50 for", [("12 ,50", "12,50", "12 ,50"), ("for",) * 3]),
        ("the rope", "the rope", "therope", [("the rope", "the rope", "therope")]),
        ("rope", "rope", "rope yarn", [("rope",) * 3, ("", "", "yarn")]),
        ("rope yarn", "rope yarn", "yarn", [("rope", "rope", ""), ("yarn",) * 3]),
    ],
)
def test_a_third_readers_words_stand_with_the_words_that_they_answer(
    tesseract: str, ppocr: str, third: str, expected: list[tuple[str, str, str]]
) -> None:
    """A place ends where a word ends in all three."""
    assert heard([line(tesseract)], [line(ppocr)], [line(third)]) == [expected]


def test_a_line_that_only_a_third_reader_found_stands_in_its_place() -> None:
    """Between its neighbours, as a line of its own."""
    both = [line("above"), line("below", top=60)]
    found = heard(both, both, [line("above"), line("between", top=30), line("below", top=60)])
    assert found == [[("above",) * 3], [("", "", "between")], [("below",) * 3]]


def test_words_over_two_columns_part_for_a_third_reader_too() -> None:
    """Its one line over two columns goes to the lines of both."""
    columns = [line("left", 0), line("right", 500)]
    wide = Line((word("left", 0, 0), word("right", 500, 0)), Box(0, 0, 550, 20), (0, 20, 550, 20))
    assert heard(columns, columns, [wide]) == [[("left",) * 3, ("right",) * 3]]
    fused = fuse(reading("tesseract", *columns), None, further=[reading("third", wide)])
    assert [unit.others[0][1][0].box.left for each in fused for unit in each.units] == [0, 500]


@settings(max_examples=50)
@given(
    st.lists(st.lists(TEXT, min_size=1, max_size=5), max_size=4),
    st.lists(st.lists(TEXT, min_size=1, max_size=5), max_size=4),
    st.lists(st.lists(TEXT, min_size=1, max_size=5), max_size=4),
)
def test_every_word_of_three_readings_is_in_exactly_one_unit(
    mine: list[list[str]], other: list[list[str]], third: list[list[str]]
) -> None:
    """Whatever the third one joined or parted."""
    first, second, last = (
        reading(name, *(line(" ".join(t), top=30 * k + shift) for k, t in enumerate(texts)))
        for name, texts, shift in (("tesseract", mine, 0), ("ppocr", other, 3), ("third", third, 5))
    )
    fused = fuse(first, second, further=[last])
    units = [unit for each in fused for unit in each.units]
    for given_reading, words in (
        (first, [each for unit in units for each in unit.tesseract]),
        (second, [each for unit in units for each in unit.ppocr]),
        (last, [each for unit in units for _, part in unit.others for each in part]),
    ):
        assert sorted(map(id, words)) == sorted(map(id, given_reading.words))
