"""What is known of a place once an LLM has read it, and how it came to write its words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.arbitration.made import facts, page, transcript
from tests.local.made import line, reading

from recto.arbitration.comparison import beside, evidence_of, named, obeyed
from recto.arbitration.local_reading import judge_page
from recto.local.fusion import fuse
from recto.model.transcript import Transcript, TranscriptLine
from recto.witnesses.matching import Pairing

TEXT = ["the harbour lies", "open all year"]
LINES = page(TEXT, TEXT)
READING = judge_page(LINES, facts(LINES))


@pytest.mark.parametrize("asked", [(0, 1), None])
def test_an_llm_that_is_obeyed(asked: tuple[int, ...] | None) -> None:
    """Every word has its place, whether its answers name lines or not; what names a line is placed
    in it.
    """
    told = transcript("the harbour lay", "open all year", asked=asked)
    pairings, known = obeyed(READING, told)
    words = [
        word for pairing in sorted(pairings, key=lambda each: each.first) for word in pairing.words
    ]
    assert words == ["the", "harbour", "lay", "open", "all", "year"]
    assert known.known_words["year"] == 1
    swapped = transcript("open all year", "the harbour lies", asked=asked)
    places = {pairing.words: pairing.units for pairing in obeyed(READING, swapped)[0]}
    assert (places.get(("harbour",)) == ((0, 1),)) is (asked is None)


def test_a_line_that_was_not_sent_speaks_for_the_llm() -> None:
    """As if it had been read as PP-OCR did: both local readers agree on it."""
    (only,) = transcript("the harbour lay", asked=(0,)).lines
    told = Transcript((only,), "made", "image", (0,))
    known = named(READING, told).facts
    assert known.pairs.llm_ppocr > 0.8
    torn = (LINES[0], replace(LINES[1], facing_page=True))
    beside_ = named(judge_page(torn, facts(torn)), told).facts
    assert beside_.pairs.llm_ppocr < known.pairs.llm_ppocr


def test_a_line_left_as_it_was_shown_is_told_so() -> None:
    """And what was read there without any text."""
    told = Transcript(
        (TranscriptLine(TEXT[0], 0, confirmed=True), TranscriptLine(TEXT[1], 1)),
        "made",
        "image",
        (0, 1),
    )
    found = named(READING, told)
    assert found.left_as_shown == {0}
    for i in (0, 1):
        (pairing, *_) = found.answers[i]
        how = found.told(pairing, READING.at((i, 0)))
        assert (how.named, how.left_as_shown, how.look) == (True, i == 0, "")


def test_a_line_that_ppocr_was_not_asked_about_is_judged_anew() -> None:
    """By the rules for two readers."""
    unread = replace(line("house"), words=())
    lines = fuse(reading("tesseract", line("house")), reading("ppocr", unread))
    seen = judge_page(lines, facts(lines))
    known = beside(seen, ["house"]).facts
    (case,) = evidence_of(seen, known, [Pairing(((0, 0),), ("house",), 0)])
    assert seen.at((0, 0)).evidence.unit.unasked
    assert not case.local.unit.unasked
