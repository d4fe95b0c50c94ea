"""Each rule of the four tables speaks in a case of its own, says its reason, and no rule is without
such a case.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from tests.arbitration.made import facts, page
from tests.local.made import line, reading

from recto.arbitration import flags
from recto.arbitration.flags import Doubtful, PageDoubts
from recto.arbitration.local_reading import judge_page
from recto.arbitration.page import choice
from recto.arbitration.page.wrong_language import WrongLanguage
from recto.arbitration.word import local_rules, rules
from recto.ink.leftover import Leftover, Place
from recto.local.fusion import fuse
from recto.model.page import Box, Origin
from recto.model.result import Word
from recto.readers.tesseract.lexicon import EMPTY
from recto.reasons import Reason
from recto.witnesses.dissent import Dissent
from recto.witnesses.llm import UNNAMED, Circumstances, LlmEvidence, LlmFacts, llm_evidence
from recto.witnesses.local import WordEvidence, cases
from recto.witnesses.matching import Pairing
from recto.witnesses.registry import speakers
from recto.witnesses.reliability import Similarities, triangle

KNOWN = EMPTY.with_words(("house", "captain"))


def two_readings(tesseract: str, ppocr: str, sure: float = 0.95, **more: Any) -> WordEvidence:
    """One place as both local readers read it; `sure` is Tesseract's confidence."""
    lines = page([tesseract], [ppocr], sure)
    (case,) = cases(lines[0], facts(lines, KNOWN))
    return replace(case, **more)


def one_reader() -> WordEvidence:
    """A page that PP-OCR did not read."""
    case = two_readings("house", "house")
    return replace(case, facts=replace(case.facts, two_readers=False))


def not_asked() -> WordEvidence:
    """A line of which Tesseract is so sure that PP-OCR was not asked."""
    asked = reading("ppocr", replace(line("house"), words=()))
    lines = fuse(reading("tesseract", line("house")), asked)
    (case,) = cases(lines[0], facts(lines, KNOWN))
    return case


def with_third(tesseract: str, ppocr: str, froc: str) -> WordEvidence:
    """One place as a reader of old print has it, too."""
    lines = page([tesseract], [ppocr], 0.6)
    (unit,) = lines[0].units
    (word,) = unit.tesseract
    third = replace(word, text=froc, raw_confidence=0.99)
    heard = replace(unit, others=(("froc", (third,)),))
    known = replace(facts(lines, KNOWN), witnesses=speakers({"froc"}), blackletter=True)
    (case,) = cases(replace(lines[0], units=(heard,)), known)
    return case


LOCAL: list[tuple[str, WordEvidence, str, str]] = [
    ("among_three", with_third("houfe", "houfe", "house"), "house", "froc-weighs-more"),
    ("beside_the_page", two_readings("Berg", "Berg", facing_page=True), "", "facing-page"),
    ("alone", one_reader(), "house", "only-reader"),
    ("tesseract_is_sure", not_asked(), "house", "tesseract-is-sure"),
    ("numbers_differ", two_readings("$12", "12"), "12", "number-marks-differ"),
    ("agree", two_readings("house", "house,"), "house,", "readers-agree"),
    ("only_one", two_readings("", "house"), "house", "only-ppocr-read-it"),
    ("only_one", two_readings("house", ""), "house", "only-tesseract-read-it"),
    ("only_one", two_readings("house", "", 0.5), "", "noise"),
    ("letters_others_lack", two_readings("ậộễ", "a"), "ậộễ", "tesseract-weighs-more"),
    ("marks_against_text", two_readings(";", "house"), "house", "text-over-marks"),
    ("lookalike_digits", two_readings("1904", "19o4"), "1904", "digits-over-look-alikes"),
    ("weigh", two_readings("honsc", "house"), "house", "ppocr-weighs-more"),
    ("weigh", two_readings("house", "honsc"), "house", "tesseract-weighs-more"),
    ("surest", two_readings("house", "mouse", testimonies=(), agreeing=()), "", "noise"),
]


@pytest.mark.parametrize(("rule", "case", "text", "reason"), LOCAL)
def test_a_local_rule(rule: str, case: WordEvidence, text: str, reason: str) -> None:
    """It is the first that speaks, and what it prints is one reader's."""
    found = getattr(local_rules, rule)(case)
    decided = local_rules.rule(case)
    assert (found.reason, decided.reason) == (reason, reason)
    assert " ".join(word.text for word in decided.words) == text


def three_readings(
    tesseract: str,
    ppocr: str,
    llm: str,
    *,
    reliable: float = 0.9,
    known: tuple[str, ...] = (),
    how: Circumstances = UNNAMED,
) -> LlmEvidence:
    """One place as three read it; `reliable`: the share of agreed words that the LLM has, too."""
    lines = page([tesseract], [ppocr])
    local = facts(lines, EMPTY.with_words(known))
    judged = judge_page(lines, local).at((0, 0))
    everything = page_facts(local=local, dissent=Dissent(reliable, 0.9, 0.9, 0.01))
    return llm_evidence(Pairing(((0, 0),), (llm,), 0), judged, everything, how)


def page_facts(**more: Any) -> LlmFacts:
    """A page that three readers read nearly alike."""
    lines = page(["the harbour lies"], ["the harbour lies"])
    alike = Similarities(0.93, 0.93, 0.93)
    values: dict[str, Any] = {
        "local": facts(lines),
        "pairs": alike,
        "known_words": Counter({"harbour": 1}),
        "local_sure": 0.8,
        "dissent": Dissent(0.95, 0.95, 0.95, 0.01),
    } | more
    reliability = triangle(values["pairs"])
    return LlmFacts(reliability=reliability, **values)


def looked(text: str) -> Circumstances:
    """What the LLM read without any text shown."""
    return Circumstances(look=text)


def by_another(text: str) -> Circumstances:
    """What a model of another family read without any text shown."""
    return Circumstances(named=True, second=text)


WORDS: list[tuple[str, LlmEvidence, str]] = [
    (
        "another_model",
        three_readings("Heydon", "Heyden", "Haydn", reliable=0.95, how=by_another("Heyden")),
        "local-and-second-llm",
    ),
    (
        "number_seen_again",
        three_readings("1904", "1904", "1909", how=looked("1909")),
        "digits-read-twice",
    ),
    (
        "read_twice",
        three_readings("Heydon", "Heyden", "Haydn", reliable=0.95, how=looked("Haydn")),
        "llm-reads-it-twice",
    ),
    (
        "local_and_blind_look",
        three_readings("Heydon", "Heyden", "Haydn", reliable=0.95, how=looked("Heyden")),
        "local-and-blind-look",
    ),
    (
        "differs_blind",
        three_readings("Heydon", "Heyden", "Haydn", reliable=0.95, how=looked("Hayden's")),
        "llm-differs-blind",
    ),
    (
        "left_as_shown",
        three_readings("boy", "bay", "boy", how=Circumstances(left_as_shown=True)),
        "llm-and-tesseract",
    ),
    (
        "another_word",
        three_readings("meadow", "meadow", "xvqr", how=Circumstances(named=True)),
        "another-word-by-llm",
    ),
    ("everyone_agrees", three_readings("boy,", "boy,", "boy,"), "all-agree"),
    ("letters_agree", three_readings("boy,", "boy,", "boy?"), "letters-agree"),
    ("llm_with_unseen", three_readings("bay", "boy", "boy"), "llm-and-ppocr"),
    ("llm_with_shown", three_readings("boy", "bay", "boy"), "llm-and-tesseract"),
    ("digits_read_twice", three_readings("1904", "1904", "1909"), "digits-read-twice"),
    ("spelling_mended", three_readings("colour", "colour", "color"), "respelled-by-llm"),
    (
        "vetoed",
        three_readings("caplain", "caplain", "captain", reliable=0.95, known=("captain",)),
        "llm-word-is-known",
    ),
    ("overruled", three_readings("harbour", "harbour", "harbous"), "two-readers-overrule-llm"),
    ("digits_read_once", three_readings("1245", "1246", "1345"), "digits-read-once"),
    ("outweighed", three_readings("Heydon", "Heyden", "Haydn"), "local-outweighs-llm"),
    (
        "reads_otherwise",
        three_readings("meadow", "meadow", "xvqr", reliable=0.95),
        "llm-reads-otherwise",
    ),
    ("digits_in_doubt", three_readings("sailor", "sai1or", "taller"), "digits-in-doubt"),
    ("llm_decides", three_readings("Heydon", "Heyden", "Haydn", reliable=0.95), "llm-alone"),
]


@pytest.mark.parametrize(("rule", "case", "reason"), WORDS)
def test_a_rule_for_a_word_that_an_llm_has_read(rule: str, case: LlmEvidence, reason: str) -> None:
    """It is the first that speaks."""
    found = getattr(rules, rule)(case)
    assert (found.reason, rules.decide(case).reason) == (reason, reason)


def sure(**more: Any) -> Any:
    """What the local readers say of a page that PP-OCR surely read."""
    return replace(page_facts().local, ppocr_mean=0.97, **more)


PAGES: list[tuple[str, LlmFacts, str]] = [
    ("silent", page_facts(known_words=Counter()), "llm-silent"),
    ("outvoted", page_facts(pairs=Similarities(0.6, 0.6, 0.95)), "llm-page-outvoted"),
    (
        "stranger",
        page_facts(pairs=Similarities(0.1, 0.1, 0.35), local=sure()),
        "llm-text-not-on-page",
    ),
    (
        "unlike",
        page_facts(pairs=Similarities(0.3, 0.5, 0.3), local=sure(), local_sure=0.85),
        "llm-unlike-sure-page",
    ),
    (
        "repeating",
        page_facts(pairs=Similarities(0.91, 0.91, 0.94, again=0.05), local_sure=0.93),
        "llm-repeats-sure-page",
    ),
    (
        "needless",
        page_facts(pairs=Similarities(0.92, 0.92, 0.97), local_sure=0.97),
        "local-page-is-sure",
    ),
]


@pytest.mark.parametrize(("rule", "case", "reason"), PAGES)
def test_a_rule_for_a_whole_page(rule: str, case: LlmFacts, reason: str) -> None:
    """It is the first that speaks."""
    assert (getattr(choice, rule)(case), choice.local_page(case)) == (reason, reason)


def test_a_page_that_the_llm_read_is_not_taken_from_it() -> None:
    """No rule for whole pages speaks where three readings are nearly alike."""
    assert choice.local_page(page_facts()) is None


def word(text: str, origin: Origin = "tesseract") -> Word:
    """As it is about to be printed."""
    return Word(text, Box(0, 0, 60, 20), 0.95, origin, Reason.TESSERACT_WEIGHS_MORE)


def printed(text: str, page: PageDoubts) -> Doubtful:
    """A word of Tesseract's with what its page tells."""
    return Doubtful("tesseract", word=word(text), page=page)


OTHER = WrongLanguage("the text is not English", frozenset({"tesseract"}))
UNREAD = Leftover((Place(Box(0, 0, 60, 20), 6),))
DOUBTS: list[tuple[str, Doubtful, str]] = [
    ("llm_alone", Doubtful("llm"), "llm-has-it-alone"),
    ("rule_in_doubt", Doubtful("agreed", in_doubt=True), "readings-in-doubt"),
    ("number_open", Doubtful("agreed", number_is_open=True), "number-not-settled"),
    *[
        (row, Doubtful("agreed", number_faults=frozenset({reason})), reason)
        for row, reason in (
            ("numbers_run_together", Reason.NUMBERS_RUN_TOGETHER),
            ("number_in_parts", Reason.NUMBER_IN_PARTS),
            ("number_without_marks", Reason.NUMBER_WITHOUT_MARKS),
            ("letter_in_number", Reason.LETTER_IN_NUMBER),
            ("impossible_date", Reason.IMPOSSIBLE_DATE),
            ("sum_broken", Reason.SUM_BROKEN),
            ("out_of_sequence", Reason.OUT_OF_SEQUENCE),
            ("number_unlikely", Reason.NUMBER_UNLIKELY),
        )
    ],
    ("looks_differ", Doubtful("agreed", looks_differ=True), "looks-differ"),
    ("unsure", Doubtful("agreed", confidence=0.4, flag_below=0.5), "unsure"),
    ("beside_left_out", Doubtful("agreed", left_out_beside=True), "words-left-out-beside"),
    (
        "page_unreadable",
        Doubtful("ppocr", page=PageDoubts(is_unreadable=True)),
        "page-unreadable",
    ),
    ("other_language", printed("hus", PageDoubts(wrong_language=OTHER)), "other-language"),
    ("foreign_sign", printed("høus", PageDoubts(language="eng")), "foreign-sign"),
    ("on_unread_ink", printed("house", PageDoubts(left=UNREAD)), "on-unread-ink"),
]


@pytest.mark.parametrize(("row", "given", "reason"), DOUBTS)
def test_a_reason_to_look(row: str, given: Doubtful, reason: str) -> None:
    """It is the only one that speaks, and the word is flagged."""
    assert getattr(flags, row)(given) == reason
    assert flags.reasons_to_look(given) == [reason]
    assert flags.is_flagged(given)


def test_a_word_without_doubt_is_not_flagged() -> None:
    """No row speaks."""
    assert flags.reasons_to_look(printed("house", PageDoubts(language="eng"))) == []


@pytest.mark.parametrize(
    ("table", "tested"),
    [
        (local_rules.RULES, LOCAL),
        (rules.RULES, WORDS),
        (choice.RULES, PAGES),
        (flags.FLAGS, DOUBTS),
    ],
)
def test_no_rule_is_without_a_case(table: tuple[Any, ...], tested: list[tuple[Any, ...]]) -> None:
    """A new rule comes with one."""
    assert {rule.__name__ for rule in table} == {row[0] for row in tested}
