"""Lines of a page found in another reader's text, whatever its order and line breaks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from recto.text.placement import align_lines

PAGE = [
    ["The", "harbour", "lies", "open", "to", "the", "north", "and", "east"],
    ["and", "is", "closed", "by", "ice", "from", "December", "on"],
    ["Ships", "of", "more", "than", "twelve", "feet", "draught"],
    ["must", "wait", "for", "the", "spring", "tide", "to", "enter"],
]


def matched(lines: list[list[str]], text: str) -> dict[str, str]:
    """Page words -> the words of the text that answer them."""
    words = text.split()
    groups = align_lines(lines, words)
    return {
        " ".join(lines[i][w] for i, w in g.page): " ".join(words[j] for j in g.text)
        for g in groups
        if g.page and g.text
    }


def test_swapped_columns_are_found_all_the_same() -> None:
    """A reader that takes the right column first still answers every word."""
    text = " ".join(" ".join(line) for line in (*PAGE[2:], *PAGE[:2]))
    assert matched(PAGE, text) == {word: word for line in PAGE for word in line}


def test_other_line_breaks_and_furniture_do_not_matter() -> None:
    """Headers, footnotes and joined hyphens stand between, and the words still meet."""
    text = (
        "PAGE 12 "
        + " ".join(" ".join(line) for line in PAGE).replace("draught", "draugh-\nt")
        + " * see note"
    )
    found = matched(PAGE, text)
    assert found["draught"] == "draugh- t"
    assert found["harbour"] == "harbour"


def test_a_badly_read_line_is_found_in_the_gap_its_neighbours_leave() -> None:
    """Too noisy to be placed by itself, it stands where the lines before and after part."""
    noisy = [PAGE[0], ["aad", "iz", "clozod", "dy", "icc", "irom", "Decomber", "cn"], PAGE[2]]
    text = " ".join(" ".join(line) for line in PAGE[:3])
    found = matched(noisy, text)
    assert any("December" in there for there in found.values())


def test_a_line_that_is_not_there_has_no_answer() -> None:
    """Nothing is forced upon unlike text."""
    groups = align_lines(
        [*PAGE[:2], ["1845", "1846", "1847", "1848"]],
        " ".join(" ".join(x) for x in PAGE[:2]).split(),
    )
    assert [g.text for g in groups if (2, 0) in g.page] == [()]


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=7), max_size=8), max_size=8
    ),
    st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=7), max_size=40),
)
def test_no_word_is_lost_or_doubled(lines: list[list[str]], words: list[str]) -> None:
    """Every word of both sides is in exactly one group, found or not."""
    groups = align_lines(lines, words)
    page = sorted(place for g in groups for place in g.page)
    assert page == [(i, w) for i, line in enumerate(lines) for w in range(len(line))]
    assert sorted(j for g in groups for j in g.text) == list(range(len(words)))
