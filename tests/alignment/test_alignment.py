"""Words of two readings of the same stretch: groups end where both end a word, and no word is
lost.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.text.alignment import Segment, compact, segments

WORDS = st.lists(
    st.text(alphabet="abcde1 ", min_size=1, max_size=6).map(lambda t: t.replace(" ", "") or "x"),
    max_size=12,
)


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        ("the cat sat", "the cat sat", [(1, 1), (1, 1), (1, 1)]),
        ("the ca t sat", "the cat sat", [(1, 1), (2, 1), (1, 1)]),
        ("thecat sat", "the cat sat", [(1, 2), (1, 1)]),
        ("12 ,50 kg", "12,50 kg", [(2, 1), (1, 1)]),
        ("one two", "one", [(1, 1), (1, 0)]),
        ("", "one two", [(0, 2)]),
    ],
)
def test_groups_end_where_both_end_a_word(
    mine: str, other: str, expected: list[tuple[int, int]]
) -> None:
    """Lost, added and split spaces make n:m groups; everything else is 1:1."""
    cut = segments(mine.split(), other.split())
    assert [(s.a_end - s.a_start, s.b_end - s.b_start) for s in cut] == expected


@given(WORDS, WORDS)
def test_every_word_is_in_exactly_one_group(mine: list[str], other: list[str]) -> None:
    """Groups follow each other without gap or overlap, on both sides."""
    cut = segments(mine, other)
    assert [i for s in cut for i in range(s.a_start, s.a_end)] == list(range(len(mine)))
    assert [j for s in cut for j in range(s.b_start, s.b_end)] == list(range(len(other)))


@given(WORDS)
def test_a_text_aligns_with_itself_word_by_word(words: list[str]) -> None:
    """The identity is the finest cut of all."""
    assert segments(words, words) == [Segment(i, i + 1, i, i + 1) for i in range(len(words))]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Straße,", "straße"), ("ſo", "so"), ("1,250.00", "125000"), ("—", ""), ("ﬁne", "fine")],
)
def test_compact_keeps_letters_and_digits(word: str, expected: str) -> None:
    """NFKC, lower case, long s as s, no marks."""
    assert compact(word) == expected
