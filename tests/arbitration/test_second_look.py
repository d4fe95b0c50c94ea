"""A blind second look settles words, never digits; lines that the LLM adds are printed over ink
alone.
"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arbitration.made import facts, page, transcript

from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.arbitration.outcome import HybridPage
from recto.arbitration.word.second_look import SecondLook
from recto.model.page import Box
from recto.model.transcript import Transcript, TranscriptLine

HEAD, FOOT = "the harbour lies open to the north", "must wait for the spring tide to enter"
READ = (HEAD, "and pay {} to the pilot", FOOT)


def arbitrated(tesseract: str, ppocr: str, llm: str, look: str | None = None) -> HybridPage:
    """A page whose middle line has one word that the readers may read differently; `look` is read
    blind there.
    """
    texts = [[line.format(word) for line in READ] for word in (tesseract, ppocr, llm)]
    lines = page(texts[0], texts[1])
    answer = transcript(*texts[2], asked=(0, 1, 2))
    places = hybrid_page(judge_page(lines, facts(lines)), answer).contested
    seen = SecondLook({each.region: look for each in places} if look is not None else {})
    return hybrid_page(judge_page(lines, facts(lines)), answer, seen)


def word(found: HybridPage) -> tuple[str, str, bool, tuple[str, ...]]:
    """The word in question: text, reason, flagged, alternatives."""
    verdict = found.lines[1].words[2]
    return verdict.text, verdict.reason, verdict.flagged, verdict.alternatives


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "llm", "look", "text", "reason", "kept"),
    [
        ("Heyden", "Heydon", "Haydn", None, "Haydn", "llm-alone", ""),
        ("Heyden", "Heydon", "Haydn", "Haydn", "Haydn", "llm-reads-it-twice", ""),
        ("Heyden", "Heydon", "Haydn", "Heydon,", "Heydon", "local-and-blind-look", ""),
        ("Heyden", "Heydon", "Haydn", "Heyder", "Haydn", "llm-differs-blind", "Heyder"),
        ("Heydon", "Heydon", "Haydon", "Heydon", "Heydon", "two-readers-overrule-llm", ""),
        ("Heyden", "Heydon", "Heyden", "Heydon", "Heydon", "local-and-blind-look", ""),
        ("1245", "1246", "1345", "1345", "1246", "digits-read-once", "1345"),
        ("Heyden", "Heydon", "Haydn", "1345", "Haydn", "llm-alone", "1345"),
    ],
)
def test_what_a_blind_look_settles(
    tesseract: str, ppocr: str, llm: str, look: str | None, text: str, reason: str, kept: str
) -> None:
    """A local reader and the look together, or the LLM twice; a number stays; what is not printed
    is kept, flagged.
    """
    found = word(arbitrated(tesseract, ppocr, llm, look))
    assert found[:2] == (text, reason)
    assert not kept or (found[2] and kept in found[3])


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "llm", "reason"),
    [
        ("sailor", "sai1or", "taller", "contested-digits"),
        ("Heyden", "Heyden", "xyzzyx", "contested-unsure"),
        ("Heyden", "Heydon", "Heyden", "contested-copied"),
        ("Heyden", "Heydon", "Haydn", "contested-name"),
    ],
)
def test_why_a_place_is_asked_about_again(
    tesseract: str, ppocr: str, llm: str, reason: str
) -> None:
    """A digit comes before a doubt, a doubt before what may be copied, that before a name."""
    (place,) = arbitrated(tesseract, ppocr, llm).contested
    assert (place.action, place.reason) == ("contested", reason)


NUMBERS = st.text("0123456789l", min_size=1, max_size=4)


@settings(deadline=None, max_examples=60)
@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_no_look_changes_a_digit(tesseract: str, ppocr: str, llm: str, look: str) -> None:
    """Whatever the readers have and whatever is seen: the digits are those of the page without a
    second look.
    """
    before, after = (arbitrated(tesseract, ppocr, llm, seen) for seen in (None, look))
    digits = ["".join(filter(str.isdigit, line.text)) for line in before.lines]
    assert ["".join(filter(str.isdigit, line.text)) for line in after.lines] == digits


def test_nothing_is_contested_where_all_agree() -> None:
    """No second ask, no token."""
    assert arbitrated("forty", "forty", "forty").contested == ()


BODY = [HEAD, "and is closed by ice from december", FOOT]


def with_added(text: str, look: SecondLook, after: int = 1) -> HybridPage:
    """Everyone agrees on three lines; the LLM adds one behind line `after`."""
    lines = page(BODY, BODY)
    told = list(transcript(*BODY, asked=(0, 1, 2)).lines)
    told.insert(after + 1, TranscriptLine(text))
    return hybrid_page(
        judge_page(lines, facts(lines)), Transcript(tuple(told), "made", "image", None), look
    )


INK = Box(10, 44, 300, 58)  # between the second line and the third, which stand 30 px apart


def test_an_added_line_is_printed_over_ink_in_its_place_flagged() -> None:
    """Behind the line that it follows; its words share the ink; the guard counts them."""
    found = with_added("ships of twelve feet", SecondLook(unread=(INK,)))
    assert [line.text for line in found.lines] == [*BODY[:2], "ships of twelve feet", BODY[2]]
    words = found.lines[2].words
    assert all(
        each.flagged and each.box_is_estimated and each.reason == "added-over-ink" for each in words
    )
    assert words[0].box.left == INK.left
    assert words[-1].box.right <= INK.right
    assert (found.guards["added-over-ink"], found.unprinted) == (4, ())


@pytest.mark.parametrize("ink", [(), (Box(10, 400, 300, 420),)])
def test_an_added_line_without_ink_is_told_and_not_printed(ink: tuple[Box, ...]) -> None:
    """Nowhere, or only far away."""
    found = with_added("settled in cash", SecondLook(unread=ink))
    assert [line.text for line in found.lines] == BODY
    assert (found.guards["added-without-ink"], found.unprinted) == (1, ("settled in cash",))


def test_ink_that_a_second_look_reads_is_printed_and_ink_that_none_reads_is_counted() -> None:
    """The crop was shown without any text."""
    other = Box(10, 110, 300, 124)
    found = with_added(
        "ships of twelve feet", SecondLook({other: "finis"}, (INK, other, replace(other, top=140)))
    )
    assert [line.text for line in found.lines][-1] == "finis"
    assert found.guards["unread-ink"] == 1
    assert found.contested[0].reason == "unread-ink"


# of the first line
BEHIND, SPECK, AHEAD = Box(360, 0, 400, 20), Box(360, 0, 365, 20), Box(-50, 0, -5, 20)


@pytest.mark.parametrize(
    ("written", "free", "printed"),
    [
        ("the harbour lies wide open to the north", None, "the harbour lies open to the north"),
        (
            "the harbour lies wide open to the north",
            (BEHIND,),
            "the harbour lies open to the north",
        ),
        ("the harbour lies open to the north CANCELLED", (), "the harbour lies open to the north"),
        (
            "the harbour lies open to the north CANCELLED",
            (SPECK,),
            "the harbour lies open to the north",
        ),
        (
            "the harbour lies open to the north east",
            (BEHIND,),
            "the harbour lies open to the north east",
        ),
        (
            "VOID the harbour lies open to the north",
            (BEHIND,),
            "the harbour lies open to the north",
        ),
        (
            "VOID the harbour lies open to the north",
            (AHEAD,),
            "VOID the harbour lies open to the north",
        ),
    ],
)
def test_a_word_needs_room_and_ink(
    written: str, free: tuple[Box, ...] | None, printed: str
) -> None:
    """Between two words that stand close together is no third; elsewhere only free ink makes one,
    and it is flagged.
    """
    lines = page(BODY, BODY)
    look = SecondLook(free=() if free is None else (free,) * 3)
    answer = transcript(written, *BODY[1:], asked=(0, 1, 2))
    found = hybrid_page(judge_page(lines, facts(lines)), answer, look)
    assert found.lines[0].text == printed
    assert all(word.flagged for word in found.lines[0].words if word.origin == "llm")
    assert found.guards.get("word-without-ink", 0) == (printed != written)


def test_a_copy_of_tesseracts_text_does_not_stand_against_ppocr() -> None:
    """The LLM left the line as it was shown; what the local readers make of it alone decides."""
    lines = page([HEAD, "the hlouse", FOOT], [HEAD, "the house", FOOT], confidence=0.5)
    answer = transcript(HEAD, "the hlouse", FOOT, asked=(0, 1, 2))
    copied = replace(answer, lines=tuple(replace(line, confirmed=True) for line in answer.lines))
    assert hybrid_page(judge_page(lines, facts(lines)), copied).lines[1].text == "the house"


def test_two_sure_readers_of_one_word_stand_against_another_word() -> None:
    """The line is named, so both read the same ink."""
    found = arbitrated("lead", "lead", "zinc")
    assert word(found)[:2] == ("lead", "another-word-by-llm")
