"""Words that no second reader can confirm: how sure, when flagged, and where nothing is known."""

import pytest

from recto.arbitration.local_reading import judge
from recto.confidence.unconfirmed import (
    FLAG_BELOW,
    MANY,
    UNKNOWN,
    flag_line,
    unconfirmed,
    unmeasured_note,
)
from recto.local.fusion import AlignedWords
from recto.model.page import Box, Choice, Line, ReaderWord, Reading
from recto.model.result import Word
from recto.pipeline.stages import language_notes
from recto.readers.tesseract.lexicon import EMPTY, Lexicon
from recto.witnesses.local import PageFacts, WordEvidence, case_of
from recto.witnesses.script_model import READER, script_model_of

BOX = Box(0, 0, 60, 20)
RUSSIAN = EMPTY.with_words(["книгу", "писарь"])


def case(
    text: str,
    sure: float,
    *,
    lexicon: Lexicon = EMPTY,
    page: float = 0.9,
    second: str = "",
) -> WordEvidence:
    """One word of Tesseract's on a page of that mean, with what PP-OCR has there."""
    ppocr = (ReaderWord(second, BOX, 0.99),) if second else ()
    unit = AlignedWords((ReaderWord(text, BOX, sure),), ppocr)
    facts = PageFacts(lexicon, False, 0.9, page, 0.9, two_readers=True)
    return case_of(unit, facts, page)


def printed(given: WordEvidence) -> Word:
    """As the local rules have it."""
    (judged,) = judge([given])
    (word,) = judged.words
    return word


@pytest.mark.parametrize(
    ("given", "is_about"),
    [
        (case("книгу", 0.95), True),
        (case("ข้อความ", 0.95), True),
        (case("ledger", 0.95), False),  # PP-OCR has its letters
        (case("ledger", 0.95, second="ledger"), False),
        (case("1850", 0.95), False),
    ],
)
def test_which_words_it_is_about(given: WordEvidence, is_about: bool) -> None:
    """Those whose letters only one reader has."""
    assert (unconfirmed(given) is not None) == is_about


def test_what_makes_a_word_surer() -> None:
    """Tesseract's own sureness, its list, and a page and line that read well."""
    usual = unconfirmed(case("книгу", 0.8))
    surer = unconfirmed(case("книгу", 0.97))
    listed = unconfirmed(case("книгу", 0.8, lexicon=RUSSIAN))
    poor = unconfirmed(case("книгу", 0.8, page=0.3))
    assert usual is not None
    assert surer is not None
    assert listed is not None
    assert poor is not None
    assert poor < usual < surer < 1
    assert usual < listed < 1


@pytest.mark.parametrize(
    ("given", "flagged"),
    [
        (case("книгу", 0.97, lexicon=RUSSIAN), False),
        (case("книгу", 0.5), True),
        (case("писарь", 0.3, lexicon=RUSSIAN, page=0.4), True),
    ],
)
def test_a_word_that_is_not_sure_is_flagged(given: WordEvidence, flagged: bool) -> None:
    """Sooner than where a second reader looked, too."""
    word = printed(given)
    assert word.flagged == flagged
    assert word.confidence == unconfirmed(given)
    assert (word.confidence < FLAG_BELOW) == flagged


def test_characters_that_could_be_others_make_a_word_less_sure() -> None:
    """And one that is hardly read; what Tesseract was not asked for is taken as usual."""

    def right(second: float, least: float) -> float:
        rivals = (Choice("к", 0.9), Choice("н", second))
        word = ReaderWord("книгу", BOX, 0.8, (rivals,) * 5, (least, 0.99, 0.99, 0.99, 0.99))
        unit = AlignedWords((word,), ())
        facts = PageFacts(EMPTY, False, 0.9, 0.9, 0.9, two_readers=True)
        found = unconfirmed(case_of(unit, facts, 0.9))
        assert found is not None
        return found

    usual = unconfirmed(case("книгу", 0.8))
    assert usual is not None
    assert right(0.4, 0.99) < right(0.1, 0.99)
    assert right(0.1, 0.5) < right(0.1, 0.99)
    assert right(0.4, 0.5) < usual < right(0.1, 0.99)


def test_what_the_model_of_the_script_has_counts() -> None:
    """The same: surer; something else: less sure, the more so the less alike; nothing: least."""

    def right(beside: str, code: str = "ข้อความ") -> float:
        word = ReaderWord(code, BOX, 0.8)
        own = ReaderWord(beside, BOX, 0.8)
        line = Line((own,) if beside else (), BOX, (0, 20, 60, 20))
        model = script_model_of([Reading(READER, (line,), 0.0)])
        facts = PageFacts(EMPTY, False, 0.9, 0.9, 0.9, two_readers=True, script_model=model)
        found = unconfirmed(case_of(AlignedWords((word,), ()), facts, 0.9))
        assert found is not None
        return found

    assert right("") < right("กดม") + 0.01
    assert right("กดม") < right("ข้อคาม") < right("ข้อความ") < 1
    assert right("ข้อความ,") == right("ข้อความ")
    assert right("ספרים", "ספרים") <= UNKNOWN  # in a script that nothing was measured in


@pytest.mark.parametrize(
    ("sure", "line"),
    [
        ([0.8] * (MANY - 1), FLAG_BELOW),  # few words: all of them
        ([0.8] * MANY + [0.7] * MANY, 0.7),
        ([0.3] * MANY + [0.8] * MANY, 0.5),  # those that are likelier wrong are flagged anyway
        ([0.97] * MANY, FLAG_BELOW),
        ([0.7] * 10 + [0.95] * MANY, FLAG_BELOW),
        ([], FLAG_BELOW),
    ],
)
def test_a_quarter_of_a_page_is_flagged(sure: list[float], line: float) -> None:
    """Unless more of it is likelier wrong than right."""
    assert flag_line(sure) == line


@pytest.mark.parametrize("text", ["ספרים", "գրքեր", "წიგნები", "புத்தகம்"])
def test_in_a_script_without_a_corpus_nothing_is_known(text: str) -> None:
    """However sure Tesseract is; every word is flagged."""
    given = case(text, 0.99, lexicon=EMPTY.with_words([text]))
    right = unconfirmed(given)
    assert right is not None
    assert right <= UNKNOWN
    assert printed(given).flagged


@pytest.mark.parametrize(
    ("language", "scripts"),
    [("heb", "Hebrew"), ("heb+tam", "Hebrew and Tamil"), ("rus", ""), ("eng", ""), ("tha+deu", "")],
)
def test_the_page_says_so(language: str, scripts: str) -> None:
    """Which scripts; nothing where they were measured."""
    note = unmeasured_note(language)
    assert bool(note) == bool(scripts)
    assert scripts in note
    assert (note in language_notes(language, language, has_second=True)) == bool(scripts)
