"""Of two finished pages the one that likely has fewer errors is printed; and an LLM whose words
jump about the page does not say in which order they stand.
"""

from dataclasses import replace
from typing import Any

import pytest
from tests.arbitration.test_every_rule import page_facts

from recto.arbitration.entries import PrintedWords
from recto.arbitration.page.from_local import local_entries
from recto.arbitration.page.likelier import expected_errors, is_outdone, likelier
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


# Both local readers have .99 of each other, the LLM less of both.
OUTDONE = Similarities(0.96, 0.96, 0.99)


def one_text(pairs: Similarities = OUTDONE, *, sure: float = 0.96) -> Any:
    """Of a page whose local readers have one text, surely."""
    return page_facts(pairs=pairs, local_sure=sure)


@pytest.mark.parametrize(
    ("pairs", "sure", "is_local"),
    [
        (OUTDONE, 0.96, True),
        (Similarities(0.96, 0.97, 0.99), 0.96, True),
        (OUTDONE, 0.94, False),  # the local page is not sure
        (Similarities(0.9, 0.9, 0.97), 0.96, False),  # its readers have two texts
        (Similarities(1.0, 0.99, 0.99), 0.96, False),  # one local reader differs from both others
        (Similarities(0.99, 0.99, 0.99), 0.96, False),  # nobody does
        (Similarities(0.98, 0.98, 0.99), 0.96, False),  # the LLM hardly more than they
    ],
)
def test_an_llm_that_differs_from_one_sure_text_is_not_printed(
    pairs: Similarities, sure: float, *, is_local: bool
) -> None:
    """However sure its words seem: what it has otherwise is likely its own error."""
    assert is_outdone(SURE, SURE, one_text(pairs, sure=sure)) is is_local


def test_an_llm_that_has_more_than_one_sure_text_is_printed() -> None:
    """A note that both local readers missed: more than three letters in a hundred."""
    page = [entry("h" * 100, 0.98)]
    few, many = [*page, entry("abc", 0.9)], [*page, entry("abcd", 0.9)]
    assert is_outdone(page, few, one_text())
    assert not is_outdone(page, many, one_text())


def test_one_sure_text_says_nothing_where_confidence_was_not_learned() -> None:
    """On blackletter, in a script that PP-OCR cannot write, of Tesseract alone, in any order."""
    foreign = one_text(replace(OUTDONE, beyond=0.2))
    plain = one_text()
    blackletter = replace(plain, local=replace(plain.local, blackletter=True))
    alone = replace(plain, local=replace(plain.local, two_readers=False))
    unordered = replace(plain, order_sure=0.6)  # likenesses say nothing of the order
    for facts in (foreign, blackletter, alone, unordered):
        assert not is_outdone(SURE, SURE, facts)


@pytest.mark.parametrize(
    ("by", "by_local", "is_read", "text"),
    [
        (Reason.LLM_WORD_IS_KNOWN, Reason.READERS_AGREE, True, "gazette"),
        (Reason.LLM_WORD_IS_KNOWN, Reason.READERS_AGREE, False, "gazetie"),
        (Reason.LLM_ALONE, Reason.PPOCR_WEIGHS_MORE, True, "gazette"),
        (Reason.LLM_ALONE, Reason.PPOCR_WEIGHS_MORE, False, "gazetie"),
        (Reason.LLM_ALONE, Reason.READERS_AGREE, True, "gazetie"),
        (Reason.LLM_AND_PPOCR, Reason.READERS_AGREE, False, "gazette"),
        (Reason.LLM_READS_OTHERWISE, Reason.PPOCR_WEIGHS_MORE, True, "gazetie"),
    ],
)
def test_an_outdone_llm_still_has_words_that_the_local_readers_lack(
    by: Reason, by_local: Reason, *, is_read: bool, text: str
) -> None:
    """A known one for none, a third reading where two differ; what it adds is only offered."""
    written = Word("gazette", BOX, 0.9, "llm", by)
    entries = [PrintedWords(0, ((0, 0),), (written,)), entry("stray", 0.9)]
    local = {(0, 0): (Word("gazetie", BOX, 0.9, "ppocr", by_local),)}
    (found,) = local_entries(entries, local, is_read=is_read)
    assert found.verdicts[0].text == text


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
