"""Sizes of lines whatever their letters are, and what they say of headings."""

from __future__ import annotations

import pytest
from tests.layout.test_text import FULL, Row, judged

from recto.layout.headings import level_of, levels, ranked_size, size_steps
from recto.layout.type_sizes import HEIGHTS, RISING, set_sizes

TEXT = ("sea", "the", "young", "hand", "sun", "play", "a", "bright", "morning", "once")


def inked(text: str, size: float) -> float:
    """Height of its ink as `type_sizes` has it of most print."""
    return size * HEIGHTS[not RISING.isdisjoint(text), not set("gpqyj").isdisjoint(text)]


@pytest.mark.parametrize("is_inked", [True, False])
def test_one_size_is_found_for_words_of_any_letters(is_inked: bool) -> None:
    """Whether readers box the ink or the line: "sea" is as large as "the", and a larger line is."""
    lines = []
    for size in (30.0, 30.0, 30.0, 60.0):
        lines += [
            [(word, inked(word, size) if is_inked else size) for word in words]
            for words in (TEXT, ("sea", "sun"), ("the", "hand"), ("young", "play"))
        ]
    sizes = set_sizes(lines)
    assert sizes[0] == pytest.approx(sizes[1], rel=0.06)
    assert sizes[1] == pytest.approx(sizes[3], rel=0.06)
    assert sizes[13] / sizes[1] == pytest.approx(2, rel=0.06)


def test_lines_without_words_have_a_size() -> None:
    """Nothing is divided by it in vain."""
    assert set_sizes([[], []]) == [1.0, 1.0]


def test_scattered_sizes_are_one_level() -> None:
    """The levels are apart, not each size from the largest."""
    steps = size_steps([40, 38, 36, 35, 34, 33, 22, 21, 20, 19])
    assert len(steps) == 2
    assert [level_of(size, steps) for size in (41, 33, 23, 18)] == [1, 1, 2, 2]
    assert level_of(30, ()) == 1


def test_a_numbered_line_is_a_head_over_text_and_an_item_among_items() -> None:
    """The same numbers, with and without running text under them."""
    text: list[Row | str] = [*[FULL] * 4, ""]
    first, second = ("1. Extraction of oils", 100, 23), ("2. Removal of sulfur", 100, 23)
    heads = judged(["", *text, first, *text, second, *text])
    assert [kind for kind, _ in heads if kind != "paragraph"] == ["heading1", "heading1"]
    items = judged(["", *text, first, second, *text])
    assert [kind for kind, _ in items if kind != "paragraph"] == ["list0", "list0"]


@pytest.mark.parametrize(
    ("heads", "found"),
    [
        (("3 Methods", "3.1 Samples", "3.1.2 Of air", "4 Results"), [1, 2, 3, 1]),
        (("§ 3 Methods", "§ 3.1 Samples", "Thanks"), [1, 2, 1]),
        (("3.5", "1.1 2", "12.5 % of all", "1984.12 Spring"), [1, 1, 1, 1]),  # no sections
    ],
)
def test_a_section_of_a_section_stands_under_it_though_it_is_as_large(
    heads: tuple[str, ...], found: list[int]
) -> None:
    """By the parts of its number."""
    assert levels([ranked_size(24.0, head) for head in heads]) == found


def test_a_smaller_section_of_a_section_is_no_deeper_than_its_number_says() -> None:
    """Size and number say the same once."""
    heads = [(30.0, "1 Air"), (25.0, "1.1 Old air"), (25.0, "1.2 New air"), (30.0, "2 Water")]
    assert levels([ranked_size(size, head) for size, head in heads]) == [1, 2, 2, 1]
