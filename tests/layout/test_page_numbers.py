"""A page number in the line of a running head stands in a line of its own."""

from __future__ import annotations

import pytest

from recto.layout import arrange
from recto.layout.page_numbers import numbers_apart
from recto.model.page import Box
from recto.model.result import Block, Cell, ResultLine, Word
from recto.reasons import Reason

HEIGHT = 20


def line(top: float, *spots: tuple[float, str]) -> ResultLine:
    """Words that begin at `left`; a character is 10 px wide."""
    words = []
    for left, text in spots:
        x = left
        for token in text.split():
            box = Box(x, top, x + 10 * len(token), top + HEIGHT)
            words.append(Word(token, box, 0.9, "agreed", Reason.READERS_AGREE))
            x = box.right + 8
    box = Box.around(word.box for word in words)
    return ResultLine(tuple(words), box, (box.left, box.bottom, box.right, box.bottom))


TEXT = [
    line(140 + 24 * k, (100, "one two three four five six seven eight nine ten eleven twelve"))
    for k in range(12)
]


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        (((100, "12"), (350, "ENGLISH COOKERY BOOKS")), {"12": "page-number"}),
        (((350, "ENGLISH COOKERY BOOKS"), (740, "xii")), {"xii": "page-number"}),
        (((350, "ENGLISH COOKERY BOOKS 12"),), {}),  # no wide gap
        (((100, "Chapter"), (350, "ENGLISH COOKERY BOOKS"), (740, "12")), {"12": "page-number"}),
        (((350, "ENGLISH"), (740, "BOOKS")), {}),
    ],
)
def test_a_running_head_and_its_number(
    head: tuple[tuple[float, str], ...], kinds: dict[str, str]
) -> None:
    """The number is a block of its own; no word is lost, none changes its place in the text."""
    lines = [line(80, *head), *TEXT]
    text = Block("paragraph", TEXT[0].box, tuple(range(1, len(lines))))
    blocks = (Block("header", lines[0].box, (0,)), text)
    apart, parted = numbers_apart(lines, blocks)
    found = {apart[block.lines[0]].text: block.kind for block in parted if len(block.lines) == 1}
    assert {text: kind for text, kind in found.items() if kind == "page-number"} == kinds
    before = [word for each in lines for word in each.words]
    assert [word for each in apart for word in each.words] == before
    assert sorted(place for block in parted for place in block.lines) == list(range(len(apart)))


def test_the_engine_takes_such_a_line_for_a_head_and_parts_it() -> None:
    """The head stays one, though it has lost its number."""
    lines = [line(80, (100, "12"), (350, "ENGLISH COOKERY BOOKS")), *TEXT]
    apart, parted = numbers_apart(lines, arrange(lines, 900, 1000))
    assert [each.text for each in apart[:2]] == ["12", "ENGLISH COOKERY BOOKS"]
    assert [block.kind for block in parted[:3]] == ["page-number", "header", "paragraph"]


def close(*spots: tuple[float, str]) -> list[ResultLine]:
    """A page whose first line stands as near to the text as the text's lines to each other."""
    return [line(116, *spots), *TEXT]


LISTED = [
    line(140 + 24 * k, (100, "Smith John of the High Street"), (740, str(40 + k))) for k in range(9)
]


def test_a_head_close_to_its_text_is_told_by_its_number_behind_a_wide_gap() -> None:
    """Not where there is no gap, and not where other lines have such numbers: a list has no head
    there.
    """
    with_number = close((350, "ENGLISH COOKERY BOOKS"), (740, "31"))
    without_gap = close((350, "ENGLISH COOKERY BOOKS 31"))
    in_a_list = [line(116, (100, "Abel Peter of the High Street"), (740, "39")), *LISTED]
    assert arrange(with_number, 900, 1000)[0].kind == "header"
    assert arrange(without_gap, 900, 1000)[0].kind != "header"
    assert arrange(in_a_list, 900, 1000)[0].kind != "header"


def test_places_behind_it_move_by_one() -> None:
    """Those of lines and of the words of cells; other blocks with its line keep it whole."""
    lines = [line(80, (100, "12"), (350, "HEAD")), line(140, (100, "a"), (300, "b"))]
    cell = Cell(0, 0, 1, 1, ((1, 0, 1),))
    head = Block("header", lines[0].box, (0,))
    table = Block("table", lines[1].box, (1,), cells=(cell,))
    apart, parted = numbers_apart(lines, [head, table])
    assert [each.text for each in apart] == ["12", "HEAD", "a b"]
    assert parted[2].lines == (2,)
    assert parted[2].cells[0].spans == ((2, 0, 1),)
    shared = Block("table", lines[0].box, (0, 1))
    assert numbers_apart(lines, [head, shared]) == (tuple(lines), (head, shared))


def test_a_slanting_baseline_is_parted_where_it_stands() -> None:
    """Each half keeps its part of it."""
    whole = line(80, (100, "12"), (480, "HEAD"))
    slant = ResultLine(whole.words, whole.box, (100.0, 100.0, 520.0, 121.0))
    apart, _ = numbers_apart([slant], [Block("header", slant.box, (0,))])
    assert [each.baseline for each in apart] == [(100, 100, 120, 101), (480, 119, 520, 121)]


def test_a_page_number_alone_and_a_page_without_heads() -> None:
    """Nothing is parted."""
    lines = [line(80, (350, "12")), *TEXT]
    blocks = arrange(lines, 900, 1000)
    assert numbers_apart(lines, blocks) == (tuple(lines), blocks)
    assert numbers_apart([], []) == ((), ())
