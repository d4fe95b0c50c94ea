"""Of two finished pages the one that likely has fewer errors is printed; and an LLM whose words
jump about the page does not say in which order they stand.
"""

from dataclasses import replace
from typing import Any

from tests.arbitration.test_every_rule import page_facts

from recto.arbitration.entries import PrintedWords
from recto.arbitration.page.likelier import expected_errors, likelier
from recto.arbitration.page.order import as_on_page, is_scattered
from recto.model.page import Box
from recto.model.result import Word
from recto.reasons import Reason
from recto.witnesses.reliability import Similarities

BOX = Box(0, 0, 60, 20)
UNLIKE = Similarities(0.8, 0.9, 0.9)


def entry(text: str, confidence: float, *places: tuple[int, int]) -> PrintedWords:
    """One word."""
    word = Word(text, BOX, confidence, "tesseract", Reason.READERS_AGREE)
    return PrintedWords(0, places, (word,))


SURE, UNSURE = [entry("harbour", 0.98)], [entry("harbour", 0.6)]


def test_the_page_with_fewer_expected_errors_is_taken() -> None:
    """Of the local readers only where it is likelier right."""
    facts = page_facts(pairs=UNLIKE)
    assert likelier(SURE, UNSURE, facts) == "local-page-is-likelier"
    assert likelier(UNSURE, SURE, facts) is None
    assert likelier(SURE, SURE, facts) is None
    assert likelier(SURE, [entry("harbour", 0.97)], facts) is None


def test_it_is_not_asked_of_an_llm_that_has_read_the_page() -> None:
    """Nor on blackletter, nor in a script that PP-OCR cannot write, nor of Tesseract alone."""
    alike = page_facts(pairs=replace(UNLIKE, llm_ppocr=0.95))
    foreign = page_facts(pairs=replace(UNLIKE, beyond=0.2))
    plain = page_facts(pairs=UNLIKE)
    blackletter = replace(plain, local=replace(plain.local, blackletter=True))
    alone = replace(plain, local=replace(plain.local, two_readers=False))
    for facts in (alike, foreign, blackletter, alone):
        assert likelier(SURE, UNSURE, facts) is None


def test_it_is_not_asked_of_a_script_that_parts_no_words() -> None:
    """One character's confidence is not a word's; a Chinese name on a page of English is no such
    page.
    """
    facts = page_facts(pairs=UNLIKE)
    sure = [entry("漢", 0.98), entry("字", 0.98)]
    assert likelier(sure, [entry("漢", 0.6), entry("字", 0.6)], facts) is None
    named = [entry("漢", 0.6), *UNSURE, *UNSURE]
    assert likelier(SURE, named, facts) == "local-page-is-likelier"


def test_errors_are_expected_by_letter() -> None:
    """Of 7 and 3 letters; a page without words has nothing right."""
    page = [entry("harbour", 0.9), entry("the", 0.5), entry("--", 0.0)]
    assert round(expected_errors(page), 6) == round((0.7 + 1.5) / 10, 6)
    assert expected_errors([]) == 1.0


def jumping(*rows: int) -> list[PrintedWords]:
    """Words of these lines of the page, in this order."""
    return [entry(f"word{row}", 0.9, (row, 0)) for row in rows]


def told(**more: Any) -> Any:
    """What holds of a page whose own order is sure."""
    pairs = replace(UNLIKE, heeded=0.95)
    return replace(page_facts(pairs=pairs), order_sure=0.9, **more)


def test_words_that_jump_about_the_page_stand_in_its_own_order() -> None:
    """Words that no local reader has stay behind those that they followed."""
    words = jumping(0, 2, 4, 1, 3, 5)
    assert is_scattered(words, told())
    stray = entry("stray", 0.5)
    ordered = as_on_page([*words[:3], stray, *words[3:]])
    texts = [each.verdicts[0].text for each in ordered]
    assert texts == ["word0", "word1", "word2", "word3", "word4", "stray", "word5"]


def test_an_order_that_is_nearly_the_pages_is_left_to_the_llm() -> None:
    """So is any order of a page whose own is unsure, and of a page that the LLM has little of."""
    assert not is_scattered(jumping(*range(1, 12), 0), told())
    assert not is_scattered([], told())
    jumps = jumping(0, 2, 4, 1, 3, 5)
    assert not is_scattered(jumps, replace(told(), order_sure=0.5))
    assert not is_scattered(jumps, replace(told(), pairs=replace(UNLIKE, heeded=0.7)))
    assert not is_scattered(jumps, replace(told(), pairs=replace(UNLIKE, heeded=0.95, beyond=0.2)))
