"""Three readings become one: the LLM is believed unless two independent readers stand against
it.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arbitration.made import facts, page, transcript

from recto.arbitration.hybrid import hybrid_page, llm_page
from recto.arbitration.local_reading import judge_page
from recto.arbitration.outcome import HybridPage
from recto.model.result import Word
from recto.model.transcript import Transcript, TranscriptLine
from recto.text.markup import collapse_leaders, plain_lines
from recto.witnesses.reliability import Similarities, triangle

BODY = [
    "the harbour lies open to the north and east",
    "and is closed by ice from december on",
    "ships of more than twelve feet draught",
    "must wait for the spring tide to enter",
    "and pay the pilot 45 shillings for it",
    "or lie in the roads until it comes",
]


LONG = [
    *BODY,
    "the old mole was begun in 1712 and never ended",
    "its stones were taken for the new church",
    "fishing gives bread to forty families",
    "while salt and timber are brought from abroad",
    "a ferry crosses twice a day in summer",
    "travellers sleep at the sign of the anchor",
    "where beds are clean and supper is plain",
    "the schoolmaster keeps the weather book",
    "storms from the west are the most feared",
]


def arbitrated(
    tesseract: list[str], ppocr: list[str], written: Transcript, confidence: float = 0.95
) -> HybridPage:
    """The page's final reading."""
    lines = page(tesseract, ppocr, confidence)
    return hybrid_page(judge_page(lines, facts(lines)), written)


def text(result: HybridPage) -> list[str]:
    """Its lines."""
    return [line.text for line in result.lines]


def word(result: HybridPage, wanted: str) -> Word:
    """The verdict of one word."""
    return next(w for line in result.lines for w in line.words if w.text == wanted)


def test_three_readers_agree() -> None:
    """Nothing changes, every word is agreed."""
    result = arbitrated(BODY, BODY, transcript(*BODY))
    assert text(result) == BODY
    assert {w.origin for line in result.lines for w in line.words} == {"agreed"}


def test_the_llm_mends_what_a_local_reader_misread() -> None:
    """PP-OCR, which the LLM never saw, supports it."""
    misread = [BODY[0].replace("harbour", "harhcur"), *BODY[1:]]
    result = arbitrated(misread, BODY, transcript(*BODY))
    assert word(result, "harbour").reason == "llm-and-ppocr"


def test_digits_that_two_local_readers_read_alike_stand() -> None:
    """The LLM's other number is offered and the word is flagged."""
    changed = [*BODY[:4], BODY[4].replace("45", "54"), BODY[5]]
    kept = word(arbitrated(BODY, BODY, transcript(*changed)), "45")
    assert (kept.reason, kept.flagged) == ("digits-read-twice", True)
    assert "54" in kept.alternatives


def test_a_dropped_line_comes_back() -> None:
    """Both local readers have it, between lines that the LLM read."""
    result = arbitrated(LONG, LONG, transcript(*LONG[:2], *LONG[3:]))
    assert text(result) == LONG
    assert result.guards["restored-dropped-by-llm"] == 8 - 1


def test_a_sure_page_outweighs_an_llm_that_dropped_a_part() -> None:
    """Two local readers with one text, surely right: the local page stands, and says why."""
    result = arbitrated(BODY, BODY, transcript(*BODY[:2], *BODY[3:]))
    assert text(result) == BODY
    assert result.guards == {"local-page-is-sure": 1}


def test_what_local_readers_cannot_see_stays_on_a_sure_page() -> None:
    """Handwriting beside print: the LLM's page is not thrown away for it."""
    noted = "to be kept in the drawer of the harbour master"
    result = arbitrated(LONG, LONG, transcript(*LONG, noted))
    assert noted in " ".join(text(result))


def test_the_foot_of_a_page_comes_back() -> None:
    """A long, sure passage at the end, where the LLM stopped, comes back without a place after
    it.
    """
    result = arbitrated(
        LONG, LONG, transcript("in a hand unknown to every reader of the town", *LONG[:11])
    )
    assert " ".join(text(result)).endswith(" ".join(LONG[11:]))


def test_the_head_of_a_page_comes_back() -> None:
    """Where it is longer than a running title, ahead of what the LLM has."""
    result = arbitrated(
        LONG, LONG, transcript(*LONG[3:], "in a hand unknown to every reader of the town")
    )
    assert text(result)[:4] == LONG[:4]
    assert result.guards["restored-dropped-by-llm"] == sum(len(line.split()) for line in LONG[:3])


def test_a_repeated_passage_goes() -> None:
    """The page has it once; where the LLM has all that the local readers have, it stays the
    LLM's page.
    """
    twice = transcript(*LONG, LONG[1], LONG[2])
    unsure, sure = arbitrated(LONG, LONG, twice, confidence=0.7), arbitrated(LONG, LONG, twice)
    assert " ".join(text(unsure)).split() == " ".join(text(sure)).split() == " ".join(LONG).split()
    assert unsure.guards["repeated-by-llm"] > 0
    assert sure.guards["repeated-by-llm"] > 0


PORT = [
    "港口朝北和东敞开从十二月起被冰封住",
    "吃水超过十二尺的船必须等春天的大潮",
    "并付给领航员四十五先令或者停在外面",
    "老堤建于一七一二年但从来没有完工",
    "石头被拿去建造新的教堂和市场",
]
UNSEEN = [
    "港的春天从北面来冰和潮水都被堤挡住了先令给了十二",
    "船等在外面付四十五先令领新教堂的石头从东市场拿来",
]


def test_characters_that_come_again_repeat_nothing() -> None:
    """Where no word ends single characters are on every page: a passage that local readers missed
    is made of those that they have, and stays, flagged.
    """
    result = arbitrated(PORT, PORT, transcript(*PORT[:3], *UNSEEN, *PORT[3:]), confidence=0.7)
    assert "".join(UNSEEN) in "".join(text(result))
    assert not result.guards["repeated-by-llm"]
    assert word(result, "挡").flagged


def test_a_passage_of_characters_that_is_repeated_goes() -> None:
    """As one of words does."""
    result = arbitrated(PORT, PORT, transcript(*PORT, *PORT[1:4]), confidence=0.7)
    assert "".join(text(result)) == "".join(PORT)
    assert result.guards["repeated-by-llm"] == sum(map(len, PORT[1:4]))


def test_an_invented_passage_is_marked() -> None:
    """Nothing on the page supports it; handwriting could be there, so it stays, flagged."""
    invented = "nobody remembers who built the lighthouse on the rock"
    result = arbitrated(LONG, LONG, transcript(*LONG[:3], invented, *LONG[3:]))
    assert word(result, "lighthouse").flagged
    assert word(result, "lighthouse").reason == "llm-unsupported"


@pytest.mark.parametrize(
    "written", [(), ("I am sorry, but I cannot transcribe this image.",), ("the the " * 300,)]
)
def test_a_page_that_the_llm_did_not_read_stays_local(written: tuple[str, ...]) -> None:
    """Silence, refusals and loops lose to two readers that support each other, and the reason is
    counted.
    """
    result = arbitrated(BODY, BODY, transcript(*written))
    assert text(result) == BODY
    assert any(reason.startswith("llm-") for reason in result.guards)


def test_answers_to_asked_lines_stand_in_their_place() -> None:
    """Unasked lines keep the local reading."""
    misread = [*BODY[:2], BODY[2].replace("draught", "drauqbt"), *BODY[3:]]
    result = arbitrated(misread, BODY, transcript(BODY[2], asked=(2,)))
    assert text(result) == BODY


def test_a_row_in_another_place_stays_where_the_llm_has_it() -> None:
    """A heading that we placed wrongly: its words are still checked against the right line."""
    moved = [*LONG[1:], LONG[0]]
    assert text(arbitrated(LONG, LONG, transcript(*moved))) == moved


def test_parts_of_the_page_in_another_order_give_way_to_the_pages_own() -> None:
    """Columns or panels that the LLM mixed up."""
    result = arbitrated(LONG, LONG, transcript(*LONG[8:], *LONG[:8]))
    assert text(result) == LONG
    assert result.guards["llm-order-departs"] == 1


@settings(deadline=None, max_examples=25)
@given(st.permutations(BODY), st.integers(0, 6))
def test_no_word_is_printed_that_no_reader_proposed(order: list[str], cut: int) -> None:
    """Whatever the LLM leaves out or moves."""
    result = arbitrated(BODY, BODY[:cut] + ["x" * 5] * (6 - cut), transcript(*order[:cut]))
    proposed = set(" ".join([*BODY, "xxxxx"]).split())
    assert {w.text for line in result.lines for w in line.words} <= proposed


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("# Chapter **one**", [["Chapter", "one"]]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", [["a", "b"], ["1", "2"]]),
        ("<table><tr><td>a</td><td>b</td></tr></table>", [["a", "b"]]),
        ("```text\nplain\n```", [["plain"]]),
        ("- item &amp; more", [["item", "&", "more"]]),
        ("* 5 \\* 3", [["5", "\\*", "3"]]),
        ("Rope ........ 12", [["Rope", "...", "12"]]),
    ],
)
def test_markup_is_taken_off(written: str, expected: list[list[str]]) -> None:
    """Only marks that no page prints go."""
    assert plain_lines(written) == expected


def test_leaders_are_no_loop() -> None:
    """Five dots or more become three."""
    assert collapse_leaders("Contents . . . . . . . 7").split() == ["Contents", "...", "7"]


def test_the_triangle_finds_the_odd_one_out() -> None:
    """Two readers that agree with each other more than with the third are the better ones."""
    found = triangle(Similarities(llm_tesseract=0.4, llm_ppocr=0.4, tesseract_ppocr=0.9))
    assert found.llm < 0.5 < found.tesseract
    assert found.ppocr == found.tesseract


def test_llm_only_prints_what_the_llm_wrote() -> None:
    """No digit rule, no restoring: the local readers give boxes and confidence alone."""
    changed = [BODY[0], *BODY[2:4], BODY[4].replace("45", "54"), BODY[5]]
    lines = page(BODY, BODY)
    result = llm_page(judge_page(lines, facts(lines)), transcript(*changed))
    assert " ".join(text(result)).split() == " ".join(changed).split()


def test_lines_that_fell_back_keep_their_local_reading() -> None:
    """A page ask that was answered in part loses nothing of the rest."""
    half = Transcript(tuple(TranscriptLine(BODY[i], i) for i in range(3)), "made", "image", None)
    assert text(arbitrated(BODY, BODY, half)) == BODY


def test_a_whole_page_text_with_a_part_missing_is_not_used() -> None:
    """Nothing says which part, so the local page stands and the reason is counted."""
    cut = Transcript(
        (TranscriptLine(BODY[0]),), "made", "image", None, events=("fell-back:truncated",)
    )
    result = arbitrated(BODY, BODY, cut)
    assert (text(result), dict(result.guards)) == (BODY, {"llm-incomplete": 1})


def test_a_word_that_an_answer_adds_stays_on_its_line() -> None:
    """At the start of the line that was asked for, not at the end of the one before."""
    result = arbitrated(BODY, BODY, transcript("then " + BODY[2], asked=(2,)))
    assert text(result) == [*BODY[:2], "then " + BODY[2], *BODY[3:]]
