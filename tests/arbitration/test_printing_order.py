"""Whose order a page is printed in: block by block the one that geometry and text speak for."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.arbitration.made import facts, transcript
from tests.local.made import line, reading

from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.arbitration.outcome import HybridPage, order_notes
from recto.arbitration.page.blocks import Block, Orders, Piece, blocks
from recto.arbitration.page.explained import preferences
from recto.arbitration.page.joins import Seam, Step, likeness, page_text, seam, step
from recto.arbitration.page.order import Differing, decided
from recto.confidence.printing_order import COLUMNS, OrderRow, own_from, own_order_probability
from recto.ink.strokes import NO_STROKES
from recto.local.fusion import AlignedWords, fuse
from recto.model.page import Box, ReaderWord
from recto.readers.tesseract.lexicon import EMPTY
from recto.reasons import Reason

HEADING = "A voyage to the northern coast"
LEFT = [
    "The old harbour lies open to the",
    "north and is closed by ice from",
    "december on. Ships of more than",
    "twelve feet must wait for the",
    "spring tide to enter it and pay",
    "the pilot for his pains. Some of",
    "them lie in the roads until the",
    "wind has gone about to the west",
]
RIGHT = [
    "and carries them over the bar at",
    "the mouth of the river. Salt and",
    "timber are brought from abroad,",
    "fishing gives bread to many of",
    "the families. A ferry crosses on",
    "every day in summer. Travellers",
    "sleep at the sign of the anchor,",
    "where the beds are clean enough.",
]
FOOT = [
    "Letters go out on every second morning, and the post is paid by weight alone.",
    "Of the school there is little to be said but that it keeps a weather book.",
    "Storms from the west are feared the most, and boats stay in when it turns.",
    "The stones of the old mole were taken away for the new church on the hill.",
]
CATCHWORD = "Chapter the second"
COLUMNS_OF_TEXT = [*LEFT, *RIGHT]
ACROSS = [f"{one}\n{other}" for one, other in zip(LEFT, RIGHT, strict=True)]
PITCH, GUTTER = 30.0, 420.0  # px


def columns(top: float = 60.0) -> list[tuple[str, float, float]]:
    """Both columns, each line with its left end and its height."""
    found = []
    for left, texts in ((0.0, LEFT), (GUTTER, RIGHT)):
        found += [(text, left, top + PITCH * k) for k, text in enumerate(texts)]
    return found


def arbitrated(lines: list[tuple[str, float, float]], *written: str) -> HybridPage:
    """The page with these lines beside what an LLM wrote of it; both local readers have it
    right.
    """
    seen = [line(text, left, top) for text, left, top in lines]
    local = fuse(reading("tesseract", *seen), reading("ppocr", *seen))
    texts = "\n".join(written).splitlines()
    return hybrid_page(judge_page(local, facts(local)), transcript(*texts))


def words(*texts: str) -> list[str]:
    """One after the other."""
    return " ".join(texts).split()


def printed(page: HybridPage) -> list[str]:
    """Its words in their order."""
    return [word.text for row in page.lines for word in row.words]


def test_columns_that_the_llm_read_across_are_read_down() -> None:
    """No sentence goes on from one column to the other."""
    found = arbitrated(columns(), *ACROSS)
    assert printed(found) == words(*COLUMNS_OF_TEXT)
    assert found.guards["llm-order-departs"] == 1


def test_only_the_block_that_is_mixed_up_is_put_in_order() -> None:
    """At the foot of the page a catchword is placed elsewhere, which stays as the LLM has it."""
    top = 60.0 + PITCH * (len(LEFT) + 2)
    foot = [(text, 0.0, top + PITCH * k) for k, text in enumerate([*FOOT, CATCHWORD])]
    written = [CATCHWORD, *FOOT]
    found = arbitrated([*columns(), *foot], *ACROSS, *written)
    assert printed(found) == words(*COLUMNS_OF_TEXT, *written)
    assert (found.guards["llm-order-departs"], found.guards["llm-order-stands"]) == (1, 1)


@pytest.mark.parametrize(
    "written",
    [
        [HEADING, *COLUMNS_OF_TEXT],
        [*LEFT, HEADING, *RIGHT],
        [*COLUMNS_OF_TEXT, HEADING],
    ],
)
def test_a_heading_in_another_place_stays_where_the_llm_has_it(written: list[str]) -> None:
    """A row that is placed elsewhere says nothing of the order of the rest."""
    found = arbitrated([(HEADING, 0.0, 0.0), *columns()], *written)
    assert printed(found) == words(*written)
    assert "llm-order-departs" not in found.guards


def test_words_of_the_llm_alone_stay_behind_the_words_that_they_followed() -> None:
    """They have no place of their own on the page."""
    mixed = [*ACROSS[:3], "(sic)", *ACROSS[3:]]
    right = words(*COLUMNS_OF_TEXT)
    right.insert(len(words(*LEFT, *RIGHT[:3])), "(sic)")
    assert printed(arbitrated(columns(), *mixed)) == right


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ((), []),
        ((0, 1, 2), [(0, 1), (1, 2), (2, 3)]),
        ((1, 0, 2), [(0, 2), (2, 3)]),
        ((0, 3, 1, 2, 4), [(0, 1), (1, 4), (4, 5)]),
        ((2, 3, 0, 1), [(0, 4)]),
        ((1, 0, 3, 2), [(0, 2), (2, 4)]),
    ],
)
def test_blocks_end_where_both_orders_have_met_the_same_pieces(
    ranks: tuple[int, ...], expected: list[tuple[int, int]]
) -> None:
    """Each can be turned without touching another."""
    assert blocks(ranks) == [Block(*each) for each in expected]


def piece(text: str, left: float = 0.0, top: float = 0.0, right: float = 100.0) -> Piece:
    """One line of a page, 20 px high."""
    box = Box(left, top, right, top + 20.0)
    units = []
    for part in text.split():
        word = ReaderWord(part, box, 0.95, (), (0.95,) * len(part))
        units.append(AlignedWords((word,), (word,)))
    places = tuple((0, k) for k in range(len(units)))
    return Piece(places, tuple(units), box, (left, top + 20.0, right, top + 20.0), 1.0)


@pytest.mark.parametrize(
    ("before", "behind", "expected"),
    [
        ("closed by the ha-", "rbour master", Seam.WHOLE),
        ("closed by the ha-", "Rbour master", Seam.WHOLE),  # the page has the word
        ("closed by the win-", "Master of it", Seam.TORN),
        ("closed by the win-", "1712 and so", Seam.TORN),
        ("closed by the", "harbour master", Seam.ON),
        ("closed by it.", "harbour master", Seam.OFF),
        ("closed by it.", "Harbour master", Seam.NEW),
        ("closed by the", "Harbour master", Seam.OPEN),
        ("closed in", "1712 and so", Seam.OPEN),
        ("Summe 12,50", "harbour master", Seam.OPEN),
        ("closed by –", "harbour master", Seam.OPEN),
        ("文字", "文章", Seam.OPEN),
    ],
)
def test_what_a_text_does_between_two_lines(before: str, behind: str, expected: Seam) -> None:
    """Hyphens with and without their other half, sentences that go on or break off."""
    told = page_text([piece("the old harbour lies")], EMPTY)
    assert seam(told, piece(before), piece(behind)) is expected


def test_letters_about_a_space_that_the_page_has_elsewhere_are_alike() -> None:
    """And such as it has, but never together, are not."""
    told = page_text([piece("in the bay"), piece("in the town"), piece("of bay")], EMPTY)
    assert likeness(told, piece("far in"), piece("the sea")) > 0
    assert likeness(told, piece("far in"), piece("bay")) < likeness(
        told, piece("far in"), piece("the sea")
    )


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((0, 25, 100, 45), Step.BELOW),
        ((0, 49, 100, 69), Step.BELOW),
        ((0, 51, 100, 71), Step.FAR_BELOW),
        ((110, 0, 200, 20), Step.BESIDE),
        ((139, 0, 200, 20), Step.BESIDE),
        ((141, 0, 200, 20), Step.FAR_BESIDE),
        ((-120, 0, -20, 20), Step.BACK),
        ((150, -200, 250, -180), Step.UP),
        ((0, -30, 100, -10), Step.BACK),
        ((150, 100, 250, 120), Step.AWAY),
    ],
)
def test_the_step_from_one_line_to_the_next(
    box: tuple[float, float, float, float], expected: Step
) -> None:
    """As seen from a line of 100 by 20 px at the origin."""
    left, top, right, _ = box
    assert step(piece("one"), piece("two", left, top, right), 20.0) is expected


def test_geometry_prefers_reading_down_two_columns() -> None:
    """By log odds, over the pairs that the LLM has the other way round."""
    pieces = tuple(piece(text, left, top, left + 330.0) for text, left, top in columns())
    half = len(LEFT)
    ranks = tuple(2 * (k % half) + k // half for k in range(2 * half))
    both = Orders(pieces, ranks, {})
    (found,) = preferences(both, [Block(0, 2 * half)], NO_STROKES)
    assert found.margin > 0
    assert found.folded == 0.0


def row(**told: float) -> OrderRow:
    """A block of which nothing speaks for either order, but what is told."""
    plain = dict.fromkeys(COLUMNS, 0.0) | {"bias": 1.0, "kept": 0.5}
    return OrderRow(**{**plain, **told})


DIFFER = "the LLM and the page's layout differ in the order of"
STANDS, DEPARTS = Reason.LLM_ORDER_STANDS, Reason.LLM_ORDER_DEPARTS
SURE = {"llm": 1.0, "llm_ppocr": 1.0, "local_sure": 1.0, "mean_sureness": 1.0, "share": 1.0}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({**SURE, "below": 1.0, "away": -1.0}, DEPARTS),
        ({**SURE, "below": 1.0, "away": -1.0, "kept": 0.9}, STANDS),
        ({**SURE, "below": 1.0, "away": -1.0, "kept": 0.89}, DEPARTS),
        ({**SURE, "below": -1.0, "away": 1.0, "back": 1.0, "mean_sureness": 0.0}, STANDS),
        ({**SURE, "llm_ppocr": 0.1, "llm": 0.2}, STANDS),
    ],
)
def test_whose_order_a_block_has(told: dict[str, float], expected: Reason) -> None:
    """A block in nearly the same order is the LLM's, whatever speaks for the page's."""
    assert decided(Differing(Block(0, 9), row(**told))) is expected


def test_what_is_in_doubt_is_the_llms_and_says_so() -> None:
    """Between both bounds: as likely as not, and the bound itself is the page's."""
    told = [row(**{**SURE, "llm_ppocr": k / 100}) for k in range(101)]
    reasons = Counter(decided(Differing(Block(0, 9), each)) for each in told)
    assert reasons[Reason.ORDER_IN_DOUBT] > 0
    for each in told:
        is_own = decided(Differing(Block(0, 9), each)) is Reason.LLM_ORDER_DEPARTS
        assert is_own is (own_order_probability(each) >= own_from())


@pytest.mark.parametrize(
    ("guards", "expected"),
    [
        ({}, ()),
        ({"llm-order-stands": 3}, ()),
        (
            {"order-in-doubt": 1},
            (f"{DIFFER} one block: the LLM's is printed",),
        ),
        (
            {"order-in-doubt": 2},
            (f"{DIFFER} 2 blocks: the LLM's is printed",),
        ),
    ],
)
def test_a_page_says_that_its_order_is_in_doubt(
    guards: dict[str, int], expected: tuple[str, ...]
) -> None:
    """In its notes, once."""
    assert order_notes(guards) == expected
