"""Both sides of the limits of what is decided for a whole page: which rule speaks, in which order
words are printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from tests.arbitration.made import facts, page

from recto.arbitration.entries import PrintedWords
from recto.arbitration.page import choice
from recto.arbitration.page.from_local import local_entries
from recto.arbitration.page.order import in_order
from recto.arbitration.page.unreadable_page import is_unreadable
from recto.model.page import Box
from recto.model.result import Word
from recto.reasons import Reason
from recto.witnesses.dissent import Dissent
from recto.witnesses.llm import LlmFacts
from recto.witnesses.local import UnitAt
from recto.witnesses.reliability import Reliability, Similarities

BOX = Box(0, 0, 10, 10)
LINES = page(["the harbour lies"], ["the harbour lies"])


def told(
    lead: float = 0.5,
    *,
    ppocr_mean: float = 0.5,
    blackletter: bool = False,
    local_sure: float = 0.5,
    order_sure: float = 1.0,
    **pairs: float,
) -> LlmFacts:
    """A page on which PP-OCR leads the LLM by so much; similarities are .5 where none is named."""
    between = {"llm_tesseract": 0.5, "llm_ppocr": 0.5, "tesseract_ppocr": 0.5, **pairs}
    local = replace(facts(LINES), ppocr_mean=ppocr_mean, blackletter=blackletter)
    reliable = Reliability(0.5, 0.25, 0.5 + lead)
    dissent = Dissent(reliable, 0.9, 0.9, 0.01)
    similar = Similarities(**between)
    known = Counter(["lies"])
    return LlmFacts(local, similar, reliable, known, local_sure, dissent, order_sure)


READ = {"contained": 0.9, "length": 0.6}  # of the page the LLM has enough
SURE: dict[str, Any] = {"ppocr_mean": 0.95, "local_sure": 0.8}
TWICE: dict[str, Any] = {"tesseract_ppocr": 0.9, "local_sure": 0.9, "again": 0.04}
ALIKE: dict[str, Any] = {"tesseract_ppocr": 0.95, "local_sure": 0.95, "stray": 0.02}


@pytest.mark.parametrize(
    ("rule", "page", "speaks"),
    [
        ("outvoted", told(0.0625 + 0.02), True),
        ("outvoted", told(0.0625), False),  # the better reader leads by too little
        ("outvoted", told(-0.3), False),
        ("outvoted", told(tesseract_ppocr=0.39), False),  # the two do not agree themselves
        ("outvoted", told(tesseract_ppocr=0.4), True),
        ("outvoted", told(llm_ppocr=0.9), False),  # PP-OCR bears the LLM out
        ("outvoted", told(llm_ppocr=0.89), True),
        ("outvoted", told(**READ), False),  # what it wrote is on the page
        ("outvoted", told(**READ | {"contained": 0.89}), True),
        ("outvoted", told(**READ | {"contained": 1.0}), False),
        ("outvoted", told(**READ | {"length": 0.59}), True),
        ("outvoted", told(**READ | {"length": 1.0}), False),
        ("outvoted", told(heeded=0.94), True),
        ("outvoted", told(heeded=0.95), False),  # it has what two readers have, and more
        ("outvoted", told(heeded=1.0, again=0.036), True),  # it has the page twice
        ("outvoted", told(beyond=0.14), True),
        ("outvoted", told(beyond=0.15), False),  # PP-OCR cannot write what it wrote
        ("outvoted", told(order_sure=0.49, heeded=0.84), True),
        ("outvoted", told(order_sure=0.49, heeded=0.85), False),  # nobody else knows the order
        ("outvoted", told(order_sure=0.5, heeded=0.85), True),
        ("outvoted", told(local_sure=0.2), True),
        ("outvoted", told(local_sure=0.19), False),  # the local page is likely far worse
        ("stranger", told(llm_ppocr=0.19, ppocr_mean=0.7, beyond=0.15), False),
        ("unlike", told(llm_ppocr=0.69, beyond=0.15, **SURE), False),
        ("unlike", told(llm_ppocr=0.69, heeded=0.95, **SURE), False),
        ("unlike", told(llm_ppocr=0.69, heeded=0.94, **SURE), True),
        ("stranger", told(llm_ppocr=0.19, ppocr_mean=0.7), True),
        ("stranger", told(llm_ppocr=0.2, ppocr_mean=0.7), False),
        ("stranger", told(llm_ppocr=0.19, ppocr_mean=0.69), False),
        ("unlike", told(llm_ppocr=0.69, **SURE), True),
        ("unlike", told(llm_ppocr=0.7, **SURE), False),
        ("unlike", told(llm_ppocr=0.69, **SURE | {"ppocr_mean": 0.94}), False),
        ("unlike", told(llm_ppocr=0.69, **SURE | {"local_sure": 0.79}), False),
        ("unlike", told(llm_ppocr=0.69, blackletter=True, **SURE), False),
        ("repeating", told(**TWICE), True),
        ("repeating", told(**TWICE | {"again": 0.035}), False),
        ("repeating", told(**TWICE | {"again": 0.036}), True),
        ("repeating", told(**TWICE | {"tesseract_ppocr": 0.89}), False),
        ("repeating", told(**TWICE | {"local_sure": 0.89}), False),
        ("repeating", told(heeded=0.97, **TWICE), True),
        ("repeating", told(heeded=0.98, **TWICE), False),  # it may have read what was not found
        ("repeating", told(0.03, **TWICE), True),
        ("repeating", told(0.015625, **TWICE), False),
        ("needless", told(**ALIKE), True),
        ("needless", told(**ALIKE | {"tesseract_ppocr": 0.94}), False),
        ("needless", told(**ALIKE | {"local_sure": 0.94}), False),
        ("needless", told(**ALIKE | {"stray": 0.021}), False),  # it may be handwriting
        ("needless", told(**ALIKE | {"stray": 0.0}), True),
        ("needless", told(0.05, **ALIKE), True),
        ("needless", told(0.03125, **ALIKE), False),
    ],
)
def test_a_rule_for_pages(rule: str, page: LlmFacts, speaks: bool) -> None:
    """It speaks up to its limit, and not beyond."""
    assert (getattr(choice, rule)(page) is not None) is speaks


def test_tesseracts_lead_counts_as_well() -> None:
    """Whoever is the better local reader."""
    page = told(tesseract_ppocr=0.95, local_sure=0.95)
    ahead = replace(page, reliability=Reliability(0.5, 0.9, 0.25))
    for rule in (choice.outvoted, choice.needless):
        assert rule(ahead) is not None
    twice = told(**TWICE)
    assert choice.repeating(replace(twice, reliability=ahead.reliability)) is not None


def test_a_page_of_which_the_llm_has_a_word_is_not_silent() -> None:
    """One is enough."""
    assert choice.silent(told()) is None
    assert choice.silent(replace(told(), known_words=Counter())) == "llm-silent"


def entry(*places: UnitAt, text: str = "word", reason: Reason = Reason.ALL_AGREE) -> PrintedWords:
    """Words for these places."""
    words = tuple(Word(part, BOX, 0.9, "agreed", reason) for part in text.split())
    return PrintedWords(places[0][0] if places else None, places, words)


@pytest.mark.parametrize(
    ("places", "share"),
    [([], 0.0), ([(0, 1)], 1.0), ([(0, 1), (0, 0)], 0.5), ([(0, 0), (1, 0), (0, 1), (1, 1)], 0.75)],
)
def test_the_share_of_words_in_order(places: list[UnitAt], share: float) -> None:
    """The longest run that only goes forward."""
    assert in_order(places) == share


def local(*texts: str) -> Mapping[UnitAt, tuple[Word, ...]]:
    """What the local reading prints, a unit each; nothing for noise."""
    found: dict[UnitAt, tuple[Word, ...]] = {}
    for k, text in enumerate(texts):
        word = Word(text, BOX, 0.8, "tesseract", Reason.READERS_AGREE)
        found[0, k] = (word,) if text else ()
    return found


def texts(entries: list[PrintedWords]) -> list[str]:
    """Of each entry."""
    return [" ".join(word.text for word in each.verdicts) for each in entries]


TIE = Reason.LLM_AND_TESSERACT
PAGE = local("the", "harbour", "", "lies", "open")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], ["the", "harbour", "lies", "open"]),  # noise is not printed
        ([entry((0, 1), text="harbor", reason=TIE)], ["the", "harbor", "lies", "open"]),
        ([entry((0, 1), text="harbor")], ["the", "harbour", "lies", "open"]),  # no tie
        ([entry((0, 1), text="", reason=TIE)], ["the", "harbour", "lies", "open"]),
        ([entry((0, 3), (0, 4), text="liesopen", reason=TIE)], ["the", "harbour", "liesopen"]),
        (  # not side by side
            [entry((0, 1), (0, 3), text="x", reason=TIE)],
            ["the", "harbour", "lies", "open"],
        ),
        (  # not in their order
            [entry((0, 4), (0, 3), text="x", reason=TIE)],
            ["the", "harbour", "lies", "open"],
        ),
        (  # each has a part of one place
            [entry((0, 1), text="har", reason=TIE), entry((0, 1), text="bor", reason=TIE)],
            ["the", "harbour", "lies", "open"],
        ),
        ([entry((0, 2), text="old", reason=TIE)], ["the", "harbour", "old", "lies", "open"]),
    ],
)
def test_the_llm_breaks_ties_of_a_local_page(
    entries: list[PrintedWords], expected: list[str]
) -> None:
    """Where it has one reader's word; all else is the local reading's."""
    assert texts(local_entries(entries, PAGE)) == expected


def offered(*entries: PrintedWords) -> dict[str, tuple[str, ...]]:
    """Words with what is offered beside them."""
    found = local_entries(entries, PAGE)
    words = [word for each in found for word in each.verdicts]
    return {word.text: word.alternatives for word in words if word.alternatives}


@pytest.mark.parametrize(
    ("text", "is_offered"), [("a", True), ("x" * 40, True), ("x" * 41, False), ("old mole", True)]
)
def test_a_short_stretch_that_the_llm_alone_has_is_offered(text: str, is_offered: bool) -> None:
    """Up to 40 characters, beside the word that it comes after; what is longer it made up."""
    before, after = entry((0, 0), (0, 1)), entry((0, 3))
    beside = {"harbour": (f"harbour {text}",)} if is_offered else {}
    assert offered(before, entry(text=text), after) == beside
    assert offered(before, entry(text=text)) == beside  # at the end, too


def test_a_stretch_before_the_first_word_is_not_offered() -> None:
    """It comes after none."""
    assert offered(entry(text="old"), entry((0, 0)), entry((0, 1))) == {}


@pytest.mark.parametrize(
    ("agreement", "ppocr_mean", "words", "expected"),
    [
        (0.49, 0.89, 10, True),
        (0.5, 0.89, 10, False),
        (0.49, 0.9, 10, False),
        (0.49, 0.99, 10, False),
        (0.49, 0.89, 9, False),  # a label
    ],
)
def test_a_page_that_cannot_be_read(
    agreement: float, ppocr_mean: float, words: int, expected: bool
) -> None:
    """Less than half of it shared, PP-OCR unsure, and ten words of one reader at least."""
    lines = page([" ".join(["word"] * words)], [" ".join(["ward"] * words)])
    known = replace(facts(lines), agreement=agreement, ppocr_mean=ppocr_mean)
    assert is_unreadable(lines, known) is expected


@pytest.mark.parametrize(("mean", "expected"), [(0.39, True), (0.4, False)])
def test_a_page_that_tesseract_alone_cannot_read(mean: float, expected: bool) -> None:
    """By its own mean."""
    lines = page(["word " * 10], [""])
    known = replace(facts(lines), two_readers=False, tesseract_mean=mean)
    assert is_unreadable(lines, known) is expected
