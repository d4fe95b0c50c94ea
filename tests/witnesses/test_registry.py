"""Any number of readers is heard at a place, and two that read from each other are one voice."""

from dataclasses import replace

import pytest
from tests.arbitration.made import facts, page

from recto.arbitration.comparison import beside, evidence_of
from recto.arbitration.local_reading import judge_page, local_lines
from recto.arbitration.word.rules import decide
from recto.local.fusion import AlignedWords
from recto.model.page import Box, ReaderWord
from recto.reasons import Reason
from recto.witnesses.llm import LlmEvidence
from recto.witnesses.registry import (
    FROC,
    MULTISCRIPT,
    WITNESSES,
    Witness,
    agreed_letters,
    heard,
    speakers,
    voices,
)

THIRD = Witness("third", "grey", Reason.LLM_AND_PPOCR)
COPYIST = Witness(
    "copyist", "grey", Reason.LLM_AND_TESSERACT, shown=frozenset({"tesseract", "llm"})
)
ALL = {**WITNESSES, "third": THIRD, "copyist": COPYIST}
BODY = ["the harbour lies open to the north", "and every ship finds shelter there", "in winter"]


def words(text: str) -> tuple[ReaderWord, ...]:
    """A reader's words, somewhere."""
    return tuple(ReaderWord(part, Box(0, 0, 10, 10), 0.9) for part in text.split())


def unit(tesseract: str, ppocr: str, **others: str) -> AlignedWords:
    """One place as so many readers read it."""
    more = tuple((name, words(text)) for name, text in others.items())
    return AlignedWords(words(tesseract), words(ppocr), others=more)


def judged(tesseract: str, ppocr: str, llm: str, **others: str) -> LlmEvidence:
    """The evidence of one word of a page on which all else is read alike."""
    lines = page([*BODY, tesseract], [*BODY, ppocr])
    reading = judge_page(lines, facts(lines))
    written = [word for line in [*BODY, llm] for word in line.split()]
    compared = beside(reading, written)
    placed = [each for each in compared.words if each.units and each.words]
    case = evidence_of(reading, compared.facts, placed)[-1]
    testimonies = heard(unit(tesseract, ppocr, **others), ALL)
    return replace(case, local=replace(case.local, testimonies=testimonies))


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "others", "expected"),
    [
        ("ship", "ship", {}, "ship"),
        ("ship", "shop", {}, ""),
        ("ship", "", {}, ""),
        ("ship", "-", {}, ""),
        ("ship", "shop", {"third": "shop"}, "shop"),
        ("ship", "shop", {"third": "shot"}, ""),
        ("ship", "ship", {"third": "shop"}, "ship"),
        ("ship", "", {"third": "ship"}, "ship"),
        ("ship", "", {"copyist": "ship"}, ""),  # it was shown Tesseract's text
        ("ship", "shop", {"copyist": "ship"}, ""),  # two hands, one voice
        ("", "shop", {"copyist": "shop"}, "shop"),  # whose text it never saw
    ],
)
def test_two_voices_make_an_agreement(
    tesseract: str, ppocr: str, others: dict[str, str], expected: str
) -> None:
    """Of however many readers."""
    assert agreed_letters(heard(unit(tesseract, ppocr, **others), ALL)) == expected


def test_a_copyist_adds_no_voice_to_whom_it_copied() -> None:
    """But it has one where it stands alone."""
    assert voices([WITNESSES["tesseract"], WITNESSES["ppocr"]]) == 2
    assert voices([WITNESSES["tesseract"], COPYIST]) == 1
    assert voices([COPYIST]) == 1
    assert voices([WITNESSES["ppocr"], COPYIST, THIRD]) == 3


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        ({}, None),
        ({"third": "bramble"}, Reason.LLM_AND_PPOCR),
        ({"copyist": "bramble"}, Reason.LLM_AND_TESSERACT),
    ],
)
def test_a_third_reader_bears_the_llm_out(others: dict[str, str], reason: Reason | None) -> None:
    """By no rule of its own: where it alone has the LLM's word, its row says why."""
    choice = decide(judged("brarnble", "brombles", "bramble", **others))
    if reason is None:
        assert choice.origin != "agreed"
    else:
        assert (choice.take_llm, choice.origin, choice.reason) == (True, "agreed", reason)


def test_everyone_means_everyone_who_has_words_here() -> None:
    """A third reader that reads otherwise leaves no agreement of all."""
    alike = judged("bramble", "bramble", "bramble", third="bramble")
    assert decide(alike).reason is Reason.ALL_AGREE
    apart = judged("bramble", "bramble", "bramble", third="brambles")
    assert decide(apart).reason is Reason.LLM_AND_PPOCR


def _read(text: str, confidence: float) -> tuple[ReaderWord, ...]:
    return (ReaderWord(text, Box(0, 0, 50, 20), confidence),)


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "names"),
    [
        (("пакет", 0.9), ("naket", 0.8), ["tesseract"]),
        (("пакетов,", 0.2), (",", 1.0), ["tesseract"]),
        (("패키지", 0.9), ("叫早", 0.95), ["tesseract"]),
        (("аре", 0.3), ("apt", 0.99), ["tesseract", "ppocr"]),
        (("4862", 0.1), ("1862", 0.99), ["tesseract", "ppocr"]),
        (("tập", 0.9), ("tp", 0.99), ["tesseract", "ppocr"]),
    ],
)
def test_a_reader_is_no_judge_of_letters_that_it_lacks(
    tesseract: tuple[str, float], ppocr: tuple[str, float], names: list[str]
) -> None:
    """Unless the other doubts its own word, and this one is sure of a Latin word or a number."""
    unit = AlignedWords(_read(*tesseract), _read(*ppocr))
    assert [each.witness.name for each in heard(unit)] == names


@pytest.mark.parametrize(
    ("reader", "tesseract", "ppocr", "right", "reason"),
    [
        (FROC, "brarnble", "brombles", "bramble", Reason.LLM_AND_FROC),
        (MULTISCRIPT, "гаванъ", "raBaHb", "гавань", Reason.LLM_AND_MULTISCRIPT),
    ],
)
def test_a_third_reader_bears_out_an_llm(
    reader: Witness, tesseract: str, ppocr: str, right: str, reason: Reason
) -> None:
    """Neither of the others has it."""
    case = judged(tesseract, ppocr, right)
    testimonies = heard(unit(tesseract, ppocr, **{reader.name: right}), speakers({reader.name}))
    known = replace(case, local=replace(case.local, testimonies=testimonies))
    choice = decide(known)
    assert (choice.take_llm, choice.reason) == (True, reason)


@pytest.mark.parametrize(
    ("reader", "reason"),
    [(FROC, Reason.ONLY_FROC_READ_IT), (MULTISCRIPT, Reason.ONLY_MULTISCRIPT_READ_IT)],
)
def test_what_only_a_third_reader_has_is_named(reader: Witness, reason: Reason) -> None:
    """A mark without letters, which no weights judge."""
    lines = page([*BODY, "dock"], [*BODY, "dock"])
    (last,) = lines[-1].units
    mark = (ReaderWord("—", Box(0, 0, 20, 20), 0.99),)
    alone = replace(last, tesseract=(), ppocr=(), others=((reader.name, mark),))
    lines = (*lines[:-1], replace(lines[-1], units=(*lines[-1].units, alone)))
    known = replace(facts(lines), witnesses=speakers({reader.name}))
    (word,) = [
        word
        for line in local_lines(judge_page(lines, known))
        for word in line.words
        if word.text == "—"
    ]
    assert word.reason is reason
