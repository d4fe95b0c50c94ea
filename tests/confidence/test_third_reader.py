"""Three local readers at one place: what is known of each candidate, and which is printed."""

from __future__ import annotations

import pytest
from tests.local.made import word

from recto.arbitration.word.local_rules import rule
from recto.confidence.third_reader import CANDIDATE, candidates, rows, third_of
from recto.local.fusion import AlignedWords
from recto.model.page import ReaderWord
from recto.readers.tesseract.lexicon import EMPTY
from recto.reasons import Reason
from recto.witnesses.local import PageFacts, WordEvidence, case_of
from recto.witnesses.registry import is_unconfirmable, speakers

LEXICON = EMPTY.with_words(["harbour", "house", "haus", "gasse", "дом"])


def read(text: str, sure: float) -> tuple[ReaderWord, ...]:
    """One word, as sure as that in each character; none for no text."""
    if not text:
        return ()
    made = word(text, 0.0, 0.0)
    return (ReaderWord(text, made.box, sure, scores=(sure,) * len(text)),)


def case(
    tesseract: str,
    ppocr: str,
    third: str,
    sure: tuple[float, float, float] = (0.9, 0.9, 0.95),
    reader: str = "froc",
) -> WordEvidence:
    """One place of a page that all three have read."""
    others = ((reader, read(third, sure[2])),) if third else ()
    unit = AlignedWords(read(tesseract, sure[0]), read(ppocr, sure[1]), others=others)
    asked = speakers({"tesseract", "ppocr", reader})
    facts = PageFacts(LEXICON, reader == "froc", 0.8, 0.85, 0.8, two_readers=True, witnesses=asked)
    return case_of(unit, facts, 0.85)


@pytest.mark.parametrize(
    ("given", "text", "column", "value"),
    [
        (case("harbour", "harbonr", "harbour"), "harbour", "tesseract_third", 1.0),
        (case("harbour", "harbonr", "harbour"), "harbonr", "ppocr", 1.0),
        (case("harbour", "harbonr", "harbour"), "harbour", "known", 1.0),
        (case("harbour", "harbonr", "harbour"), "harbonr", "others_known", 1.0),
        (case("harbour", "harbour", "harbour"), "harbour", "all", 1.0),
        (case("houfe", "houfe", "house"), "houfe", "f_for_s", 1.0),
        (case("houfe", "houfe", "house"), "house", "f_for_s", -1.0),
        (case("house", "houfe", "house"), "house", "f_for_s", -1.0),
        (case("haus", "hans", "haus"), "hans", "f_for_s", 0.0),
        (case("12", "", "13"), "13", "digits_third", 1.0),
        (case("12", "", "13"), "12", "silent", 1.0),
        (case("1o", "", "10"), "1o", "pure", 0.0),
        (case("tiếng", "ting", "tiếng", reader="multiscript"), "ting", "bare", 1.0),
        (case("tiếng", "ting", "tiếng", reader="multiscript"), "tiếng", "bare", 0.0),
    ],
)
def test_what_is_known_of_a_candidate(
    given: WordEvidence, text: str, column: str, value: float
) -> None:
    """One column a piece of evidence."""
    found = dict(rows(given))
    assert getattr(found[text], column) == value
    assert len(found[text]) == len(CANDIDATE)


@pytest.mark.parametrize(
    ("given", "text", "reason"),
    [
        (case("harbour", "harbour", "harbour"), "harbour", Reason.READERS_AGREE),
        (case("houfe", "houfe", "house"), "house", Reason.FROC_WEIGHS_MORE),
        (case("haus", "bans", "haus"), "haus", Reason.READERS_AGREE),
        (case("gafse", "Gafe", "Gasse"), "Gasse", Reason.FROC_WEIGHS_MORE),
        # a number that two have stands, however sure a third is of another
        (case("117", "117", "111", (0.5, 0.5, 1.0)), "117", Reason.READERS_AGREE),
        (case("дом", "aom", "дом", reader="multiscript"), "дом", Reason.READERS_AGREE),
        (
            case("дон", "", "дом", (0.4, 0.0, 0.99), "multiscript"),
            "дом",
            Reason.MULTISCRIPT_WEIGHS_MORE,
        ),
        (case("", "", "Gasse"), "Gasse", Reason.FROC_WEIGHS_MORE),
    ],
)
def test_which_is_printed(given: WordEvidence, text: str, reason: Reason) -> None:
    """With the learned chance that it is right."""
    choice = rule(given)
    assert [each.text for each in choice.words] == [text]
    assert choice.reason == reason
    assert choice.confidence is not None
    assert 0.0 < choice.confidence <= 1.0


def test_agreement_of_three_is_surer_than_of_two() -> None:
    """And that than one reader's word against two others'."""
    chances = []
    for given in (
        case("harbour", "harbour", "harbour"),
        case("harbour", "harbonr", "harbour"),
        case("narbour", "harbonr", "harbour"),
    ):
        best = max(candidates(given), key=lambda each: each.probability)
        assert best.text == "harbour"
        chances.append(best.probability)
    assert chances == sorted(chances, reverse=True)


def test_without_a_third_reader_nothing_changes() -> None:
    """The rules for two decide."""
    two = case("harbour", "harbour", "")
    assert third_of(two) is None
    assert candidates(two) == []
    assert rule(two).confidence is None


@pytest.mark.parametrize(
    ("readers", "text", "expected"),
    [
        ((), "дом", True),
        (("multiscript",), "дом", False),
        (("multiscript",), "東京", False),  # PP-OCR has it
        (("multiscript",), "سلام", True),
        (("froc",), "дом", True),
        ((), "haus", False),
        ((), "tiếng", False),
    ],
)
def test_a_word_that_nobody_else_can_write(
    readers: tuple[str, ...], text: str, expected: bool
) -> None:
    """Of those who have read the page."""
    assert is_unconfirmable(text, speakers(readers)) == expected
