"""What an LLM read on the page beside this one is not printed."""

from dataclasses import replace

import pytest
from tests.arbitration.made import facts, page, transcript
from tests.arbitration.test_hybrid import LONG

from recto.arbitration.hybrid import HybridPage, hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.arbitration.one_sided.facing_page import without_facing_page
from recto.local.fusion import LocalLine
from recto.witnesses.matching import Pairing

TORN = ["Bergmaier", "Bernoulli", "Bernhard"]


def beside(*written: str) -> HybridPage:
    """A page with the beginnings of three lines of the facing page, which the local readers
    found.
    """
    read = page([*LONG, *TORN], [*LONG, *TORN])
    lines: tuple[LocalLine, ...] = tuple(
        replace(line, facing_page=k >= len(LONG)) for k, line in enumerate(read)
    )
    return hybrid_page(judge_page(lines, facts(lines)), transcript(*written))


def test_torn_lines_of_the_facing_page_go() -> None:
    """With what stands between them, and they are counted."""
    result = beside(*LONG, "Bergmaier", "Hän", "Bernoulli", "Bernhard")
    assert [line.text for line in result.lines] == LONG
    assert result.guards["facing-page-by-llm"] == 4


def test_what_stands_among_the_pages_own_lines_stays() -> None:
    """A word that no local reader has, before a line of the page."""
    result = beside(*LONG[:3], "nota bene", *LONG[3:], "Bergmaier")
    assert "nota bene" in " ".join(line.text for line in result.lines)
    assert result.guards["facing-page-by-llm"] == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("own lone Torn", ["own", "lone"]),  # before the first torn line
        ("lone Torn own", ["lone", "own"]),
        ("Torn lone own", ["lone", "own"]),
        ("Torn lone Torn own", ["own"]),
        ("own Torn lone", ["own"]),  # nothing of the page follows
        ("own Torn lone own", ["own", "lone", "own"]),
        ("own lone", ["own", "lone"]),
    ],
)
def test_words_that_nobody_else_has_belong_where_their_neighbours_do(
    written: str, kept: list[str]
) -> None:
    """The page itself comes first, in doubt; in any order of the matches."""
    own, torn = page(["own", "Torn"], ["own", "Torn"])
    units = {"own": ((0, 0),), "Torn": ((1, 0),), "lone": ()}
    matches = [Pairing(units[word], (word,), k) for k, word in enumerate(written.split())]
    unread = Pairing(((1, 0),), (), -1)
    lines = (own, replace(torn, facing_page=True))
    found = without_facing_page(lines, [*matches[::-1], unread])
    assert [each.words[0] for each in found[::-1] if each.words] == kept
    assert unread in found
    assert without_facing_page((own, torn), matches) == matches
