"""Which of two finished pages likely has fewer errors: the local readers', or the one with an LLM.

Both as they would be printed and the page's facts enter; a reason to take the local page leaves, or
None. The rules of choice.py look at how alike the readings are; here the words' own confidence is
added up. Numbers are in docs/decisions/three-readings.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.arbitration.entries import PrintedWords
from recto.arbitration.page import choice
from recto.reasons import Reason
from recto.text.alignment import compact
from recto.text.spacing import has_unspaced
from recto.witnesses.llm import LlmFacts

# similarity of the LLM's text with PP-OCR's from which it has read the page: what it has otherwise
# is decided word by word
HAS_READ = 0.95
# by which the expected share of wrong characters must differ: with less a page that a good model
# read is taken from it as often as one that a weak one failed
CLEARLY = 0.02
# share of a page's words in scripts that part none, above which it is written in these
UNSPACED = 0.5


def likelier(
    local: Sequence[PrintedWords], hybrid: Sequence[PrintedWords], facts: LlmFacts
) -> Reason | None:
    """The share of wrong characters to be expected of the local page is clearly the smaller one.

    Not on blackletter, nor in a script that parts no words, nor where the LLM writes what PP-OCR
    cannot: there the confidence of local words was not learned beside an LLM's. Nor on one local
    reader's word alone.
    """
    pairs = facts.pairs
    if facts.local.tesseract_alone:
        return None
    if facts.local.blackletter or pairs.beyond >= choice.BEYOND:
        return None
    if pairs.llm_ppocr >= HAS_READ or _unspaced(hybrid):
        return None
    if expected_errors(local) + CLEARLY < expected_errors(hybrid):
        return Reason.LOCAL_PAGE_IS_LIKELIER
    return None


def expected_errors(entries: Sequence[PrintedWords]) -> float:
    """Share of the letters and digits that is expected to be wrong; 1 for a page without any."""
    characters, wrong = 0, 0.0
    for entry in entries:
        for word in entry.verdicts:
            length = len(compact(word.text))
            characters += length
            wrong += length * (1 - word.confidence)
    return wrong / characters if characters else 1.0


def _unspaced(entries: Sequence[PrintedWords]) -> bool:
    words = [word.text for entry in entries for word in entry.verdicts]
    of_them = sum(map(has_unspaced, words))
    return of_them > UNSPACED * len(words)
