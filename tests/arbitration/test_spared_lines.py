"""Lines that PP-OCR was spared, because Tesseract and a third reader read them alike: the third
reader stands for it beside an LLM.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.arbitration.made import facts, page

from recto.arbitration.local_reading import judge_page
from recto.arbitration.one_sided.passages import passages
from recto.arbitration.page.choice import local_page
from recto.arbitration.word import rules
from recto.confidence.overrule import overrule_features
from recto.local.fusion import LocalLine
from recto.reasons import Reason
from recto.witnesses.llm import LlmEvidence, LlmFacts, llm_evidence
from recto.witnesses.llm_facts import llm_facts
from recto.witnesses.local import LocalReading, PageFacts
from recto.witnesses.matching import Pairing, match
from recto.witnesses.registry import speakers

BODY = [
    "Richter Schneidermeister Besitzer des Hauses",
    "Schwabe Kaufmann und Rathsherr am Markte",
    "Winkler Zimmermann in der breiten Gasse",
    "Heinrich Wittwe wohnt neben dem Thore",
    "Vogel Buchbinder und Stadtschreiber daselbst",
]
Lines = tuple[LocalLine, ...]


def spared(lines: Lines, misread: str = "") -> Lines:
    """As PP-OCR's readings were FROC's, and PP-OCR was asked about one line, which it misread."""
    found = []
    for number, line in enumerate(lines):
        units = []
        for unit in line.units:
            others = (("froc", unit.ppocr),)
            words = unit.ppocr if misread and number == len(lines) - 1 else ()
            misreads = tuple(replace(word, text=misread) for word in words)
            units.append(replace(unit, ppocr=misreads, others=others, unasked=not words))
        found.append(replace(line, units=tuple(units)))
    return tuple(found)


def told(lines: Lines, written: list[str]) -> LlmFacts:
    """What holds for a page of old print of which an LLM has these lines."""
    words = " ".join(written).split()
    matches = match(lines, words)
    reading = judged(lines)
    return llm_facts(reading, matches, matches, words)


def judged(lines: Lines) -> LocalReading:
    """By the local rules, FROC among the readers."""
    return judge_page(lines, old(lines))


def old(lines: Lines) -> PageFacts:
    """The facts of such a page."""
    return replace(facts(lines), witnesses=speakers({"froc"}), blackletter=True)


@pytest.mark.parametrize("misread", ["", "Xqxqx"])
def test_an_llm_that_has_read_the_page_is_not_outvoted(misread: str) -> None:
    """By the silence of a reader who was not asked."""
    found = told(spared(page(BODY, BODY), misread), BODY)
    assert found.pairs.heeded == 1.0
    assert found.pairs.llm_ppocr > 0.75
    assert found.reliability.llm > 0.9
    assert local_page(found) is None


def test_an_llm_that_invents_the_page_is_outvoted_by_two_readers() -> None:
    """Tesseract and FROC."""
    invented = [f"Der Anfang Nummer {number} eines anderen Buches" for number in range(5)]
    assert told(spared(page(BODY, BODY)), invented).pairs.heeded < 0.1
    assert local_page(told(spared(page(BODY, BODY)), invented)) == Reason.LLM_PAGE_OUTVOTED


def test_how_often_the_llm_stands_alone_is_counted_there_too() -> None:
    """It has one word otherwise of every line: as on pages that PP-OCR has read whole."""
    written = [line.replace(line.split()[1], "Wassermann") for line in BODY]
    with_ppocr = told(page(BODY, BODY), written).dissent
    with_froc = told(spared(page(BODY, BODY)), written).dissent
    assert with_froc == with_ppocr
    assert with_froc.llm < 0.95


def evidence(lines: Lines, llm: str) -> LlmEvidence:
    """Of the first word of a page of which the LLM has the rest, and often errs."""
    often = [line.replace(line.split()[1], "Wassermann") for line in BODY]
    whole = told(lines, often)
    return llm_evidence(Pairing(((0, 0),), (llm,), 0), judged(lines).at((0, 0)), whole)


def test_two_readers_weigh_the_same_whichever_is_the_second() -> None:
    """Tesseract and FROC against the LLM, as Tesseract and PP-OCR on the same page."""
    with_ppocr = overrule_features(evidence(page(BODY, BODY), "Rickten"))
    with_froc = overrule_features(evidence(spared(page(BODY, BODY)), "Rickten"))
    assert with_froc.with_ppocr == with_ppocr.with_ppocr > 0.5
    assert with_froc.ppocr == with_ppocr.ppocr
    assert with_froc.ppocr_weakest == with_ppocr.ppocr_weakest


def test_tesseract_and_froc_overrule_an_llm_that_often_stands_alone() -> None:
    """With its near word."""
    found = rules.decide(evidence(spared(page(BODY, BODY)), "Rickten"))
    assert (found.take_llm, found.reason) == (False, Reason.TWO_READERS_OVERRULE_LLM)


@pytest.mark.parametrize(("froc", "comes_back"), [(BODY[2], True), ("Wxnklxr Zxmmxr", False)])
def test_a_line_that_the_llm_dropped_comes_back(froc: str, comes_back: bool) -> None:
    """Where Tesseract and FROC have it alike."""
    lines = spared(page(BODY, [*BODY[:2], froc, *BODY[3:]]))
    read = [(i, k) for i in (0, 1, 3, 4) for k in range(len(lines[i].units))]
    matches = []
    for at, (i, k) in enumerate(read):
        words = tuple(word.text for word in lines[i].units[k].tesseract)
        matches.append(Pairing(((i, k),), words, at))
    none = {(i, k): () for i, line in enumerate(lines) for k in range(len(line.units))}
    found = passages(lines, matches, none)
    assert any(i == 2 for i, _ in found.restored) is comes_back
