"""Both sides of the limits of the rules for a word that an LLM has read, too."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from tests.arbitration.test_every_rule import looked, three_readings

from recto.arbitration.word import rules
from recto.arbitration.word.second_look import worth_a_look
from recto.arbitration.word.spelling import respelled
from recto.readers.tesseract.lexicon import EMPTY, Lexicon
from recto.reasons import Reason
from recto.witnesses.choices import LlmChoice
from recto.witnesses.dissent import Dissent
from recto.witnesses.llm import Circumstances, LlmEvidence

NAMED = Circumstances(named=True)


@pytest.mark.parametrize(
    ("printed", "llm", "expected"),
    [
        ("colour", "color", True),
        ("colour", "colours", True),
        ("colour", "colowr", False),  # one glyph for another
        ("abcd", "abcde", True),
        ("abc", "abcd", False),  # three letters
        ("abcde", "abcxyz", False),  # 50 % alike
        ("abcde", "abcxy", False),
        ("abcdef", "abcdxy", False),
        ("colour,", "color.", True),
        ("our", "colour", False),  # the beginning may be cut off
        ("co-lour", "color", False),  # a mark inside is a broken letter
        ("colour", "col-or", False),
        ("colour2", "color2", False),
        ("(colour)", "(color)", True),
    ],
)
def test_a_spelling_that_the_llm_mends(printed: str, llm: str, expected: bool) -> None:
    """A near word of four letters at least, with letters added or left out."""
    assert respelled(three_readings(printed, printed, llm)) is expected


def unsure(weakest: float, confidence: float, at: int) -> LlmEvidence:
    """Two readers have a word, and one of them is so sure of it."""
    case = three_readings("colour", "colour", "color")
    heard = list(case.testimonies)
    heard[at] = replace(heard[at], weakest=weakest, confidence=confidence)
    return replace(case, local=replace(case.local, testimonies=tuple(heard)))


@pytest.mark.parametrize("at", [0, 1])
def test_an_unsure_reader_proves_no_spelling(at: int) -> None:
    """By its weakest character, or as a whole; from its own limit on it does."""
    limit = three_readings("colour", "colour", "color").testimonies[at].witness.sure
    assert respelled(unsure(0.8, limit, at))
    assert not respelled(unsure(0.79, 0.99, at))
    assert not respelled(unsure(0.99, limit - 0.01, at))


def dissenting(case: LlmEvidence, llm: float, **known: int) -> LlmEvidence:
    """The same by an LLM that has so many of the agreed words, on a page with these words."""
    facts_ = replace(case.facts, dissent=Dissent(llm, 0.9, 0.9, 0.01), known_words=Counter(known))
    return replace(case, facts=facts_)


TYPO = three_readings("caplain", "caplain", "captain", known=("captain",))
UNLISTED = three_readings("caplain", "caplain", "captain")
LISTED = three_readings("caplain", "caplain", "captain", known=("captain", "caplain"))


@pytest.mark.parametrize(
    ("case", "speaks"),
    [
        (dissenting(TYPO, 0.94), True),
        (dissenting(TYPO, 0.93), False),
        (dissenting(LISTED, 0.95), False),
        (dissenting(UNLISTED, 0.95), False),
        (dissenting(UNLISTED, 0.95, captain=2), True),  # it stands elsewhere in its text
        (dissenting(UNLISTED, 0.95, captain=3), True),
        (dissenting(UNLISTED, 0.95, captain=1), False),  # that is this word itself
        (dissenting(TYPO, 0.95, caplain=1), False),  # the LLM has it elsewhere
        (dissenting(TYPO, 0.95, caplain=2), False),
        (
            dissenting(three_readings("caplain", "captoin", "captain", known=("captain",)), 0.95),
            False,  # the local readers differ
        ),
        (
            dissenting(three_readings("xvqr", "xvqr", "captain", known=("captain",)), 0.95),
            False,  # another word
        ),
        (
            dissenting(three_readings("abcde", "abcde", "abxyz", known=("abxyz",)), 0.95),
            True,  # 40 % alike
        ),
    ],
)
def test_a_word_that_is_known_against_one_that_is_not(case: LlmEvidence, speaks: bool) -> None:
    """By the lexicon or by the LLM's own text; always flagged."""
    found = rules.vetoed(case)
    assert (found is not None) is speaks
    assert found is None or (found.take_llm, found.doubtful) == (True, True)


def test_a_subjects_words_overrule_no_two_readers() -> None:
    """What the LLM wrote is known by --domain alone: the two who agree stand. What they wrote is
    known by it: it speaks for them.
    """
    case = dissenting(three_readings("caplain", "caplain", "captain", known=("captain",)), 0.95)
    assert rules.vetoed(case) is not None
    listed = EMPTY.with_words(("captain",))
    assert rules.vetoed(knowing(case, replace(listed, without_domain=EMPTY))) is None
    theirs = EMPTY.with_words(("caplain", "captain"))
    assert rules.vetoed(knowing(case, replace(theirs, without_domain=listed))) is None


def knowing(case: LlmEvidence, lexicon: Lexicon) -> LlmEvidence:
    """The same place with another lexicon."""
    local = replace(case.facts.local, lexicon=lexicon)
    return replace(case, facts=replace(case.facts, local=local))


@pytest.mark.parametrize(
    ("llm", "named", "otherwise"),
    [
        ("abxyz", False, False),  # 40 % of "abcde": still the same word
        ("axyzw", True, True),
        ("xyzwv", True, True),
    ],
)
def test_another_word_altogether(llm: str, named: bool, otherwise: bool) -> None:
    """In a named line the local word stands; elsewhere it is a misplaced stretch."""
    case = three_readings("abcde", "abcde", llm, how=NAMED)
    assert (rules.another_word(case) is not None) is named
    assert (rules.reads_otherwise(case) is not None) is otherwise
    unnamed = replace(case, circumstances=Circumstances())
    assert rules.another_word(unnamed) is None


FLAGGED = [
    (rules.digits_read_twice, three_readings("1904", "1904", "1909")),
    (rules.vetoed, dissenting(TYPO, 0.95)),
    (rules.another_word, three_readings("meadow", "meadow", "xvqr", how=NAMED)),
    (rules.outweighed, three_readings("Heydon", "Heyden", "Haydn")),
    (rules.reads_otherwise, three_readings("meadow", "meadow", "xvqr")),
    (rules.digits_read_once, three_readings("1245", "1246", "1345")),
    (rules.digits_in_doubt, three_readings("sailor", "sai1or", "taller")),
    (rules.number_seen_again, three_readings("1904", "1904", "1909", how=looked("1904 x"))),
    (
        rules.differs_blind,
        three_readings("Heydon", "Heyden", "Haydn", reliable=0.95, how=looked("Hayden's")),
    ),
]


@pytest.mark.parametrize(("rule", "case"), FLAGGED, ids=[rule.__name__ for rule, _ in FLAGGED])
def test_a_person_looks_at_what_a_rule_leaves_open(rule: rules.Rule, case: LlmEvidence) -> None:
    """Whoever's word is printed."""
    found = rule(case)
    assert found is not None
    assert found.doubtful


def test_the_local_word_stands_where_it_outweighs() -> None:
    """It is printed, and is its reader's."""
    found = rules.outweighed(three_readings("Heydon", "Heyden", "Haydn"))
    assert found is not None
    assert (found.take_llm, found.origin in ("tesseract", "ppocr")) == (False, True)


@pytest.mark.parametrize(
    ("case", "doubtful"),
    [
        (three_readings("Heydon", "Heyden", "Haydn", reliable=0.95), False),
        (three_readings("meadow", "meadow", "meadows"), True),  # two are against it
    ],
)
def test_the_llm_decides_in_the_end(case: LlmEvidence, doubtful: bool) -> None:
    """A person looks where two local readers agree on something else."""
    found = rules.llm_decides(case)
    assert found is not None
    assert (found.take_llm, found.doubtful) == (True, doubtful)


def test_a_number_that_is_seen_again_stands_as_it_stood() -> None:
    """Its flag is what it was."""
    case = three_readings("a19", "b18", "c19", how=looked("c19"))
    found = rules.number_seen_again(case)
    assert found == rules.decide(replace(case, circumstances=Circumstances()))
    assert rules.number_seen_again(replace(case, circumstances=looked("..."))) is None
    word = three_readings("Heydon", "Heyden", "Haydn", how=looked("Haydn"))
    assert rules.number_seen_again(word) is None


def test_a_blind_look_at_what_two_readers_agree_on_bears_out_neither() -> None:
    """It is for words on which they differ."""
    agreed = three_readings("meadow", "meadow", "xvqr", reliable=0.95, how=looked("meadow"))
    assert rules.local_and_blind_look(agreed) is None
    silent = three_readings("Heydon", "Heyden", "Haydn", reliable=0.95)
    assert rules.local_and_blind_look(silent) is None


def test_contested_is_what_only_the_score_decides() -> None:
    """No rule before it speaks."""
    assert rules.contested(three_readings("harbour", "harbour", "harbous"))
    assert rules.contested(three_readings("Heydon", "Heyden", "Haydn"))
    assert not rules.contested(three_readings("1904", "1904", "1909"))
    assert not rules.contested(three_readings("boy,", "boy,", "boy,"))
    assert not rules.contested(three_readings("a1", "b2", "c3"))  # other digits


OPEN = LlmChoice(take_llm=True, origin="llm", reason=Reason.LLM_ALONE)
COPY = LlmChoice(take_llm=True, origin="agreed", reason=Reason.LLM_AND_TESSERACT)


@pytest.mark.parametrize(
    ("case", "ruling", "confidence", "reason", "errors"),
    [
        (three_readings("a1", "b2", "c3"), OPEN, 0.75, "contested-digits", 0.25),
        (three_readings("abc", "abd", "abx"), OPEN, 0.01, "contested-unsure", 0.99),
        (
            three_readings("abc", "abd", "abx"),
            replace(OPEN, doubtful=True),
            0.99,
            "contested-unsure",
            0.01,
        ),
        (three_readings("abc", "abd", "abx"), OPEN, 0.99, None, 0),
        (three_readings("Abc", "Abd", "Abx"), OPEN, 0.99, "contested-name", 0.01),
        (three_readings("Abc", "Abd", "Abx", known=("Abx",)), OPEN, 0.99, None, 0),
        (three_readings("abc", "abd", "abc"), COPY, 0.99, "contested-copied", 0.5),
        (three_readings("abc", "", "abc"), COPY, 0.99, None, 0),  # nobody else has letters
        (three_readings("abc", "...", "abc"), COPY, 0.99, None, 0),
    ],
)
def test_a_place_that_is_worth_a_look(
    case: LlmEvidence, ruling: LlmChoice, confidence: float, reason: str | None, errors: float
) -> None:
    """Digits first, then what is unsure, copied, or a name; with the errors that are expected."""
    found = worth_a_look(case, ruling, confidence)
    assert (found.reason if found else None) == reason
    assert found is None or found.expected_errors == pytest.approx(errors)


def test_what_is_settled_is_not_looked_at_again() -> None:
    """However unsure it is."""
    settled = replace(OPEN, reason=Reason.ALL_AGREE)
    assert worth_a_look(three_readings("a1", "b2", "c3"), settled, 0.01) is None
