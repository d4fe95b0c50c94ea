"""Which of two finished pages likely has fewer errors: the local readers', or the one with an LLM.

Both as they would be printed and the page's facts enter; a reason to take the local page leaves, or
None. The rules of choice.py look at how alike the readings are; here the words' own confidence is
added up, and where the local readers surely have one text, what an LLM has otherwise is taken for
its own errors. Numbers are in docs/decisions/three-readings.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.arbitration.entries import PrintedWords
from recto.arbitration.page import choice
from recto.reasons import Reason
from recto.text.alignment import compact
from recto.witnesses.llm import LlmFacts

# similarity of the LLM's text with PP-OCR's from which it has read the page: what it has otherwise
# is decided word by word
HAS_READ = 0.95
# by which the expected share of wrong characters must differ: with less a page that a good model
# read is taken from it as often as one that a weak one failed
CLEARLY = 0.02
# likeness of the two local readers, and mean confidence of the local page, from which they have one
# text, surely
ONE_TEXT, SURELY = 0.98, 0.95
# by which the better of them must be the more reliable one; how sure the page's own order must be,
# of which likenesses say nothing
BEHIND, ORDER_KNOWN = 0.01, 0.7
# times the letters of the local page: with more the LLM may have read what both readers missed
NOTHING_MORE = 1.03


def likelier(
    local: Sequence[PrintedWords], hybrid: Sequence[PrintedWords], facts: LlmFacts
) -> Reason | None:
    """The share of wrong characters to be expected of the local page is clearly the smaller one.

    Not on blackletter, nor where the LLM writes what PP-OCR cannot: there the confidence of local
    words was not learned. Nor on one local reader's word alone.
    """
    if not _is_learned(facts) or facts.pairs.llm_ppocr >= HAS_READ:
        return None
    if expected_errors(local) + CLEARLY < expected_errors(hybrid):
        return Reason.LOCAL_PAGE_IS_LIKELIER
    return None


def _is_learned(facts: LlmFacts) -> bool:
    """Whether anything was learned of how sure its local words are, by two readers."""
    if facts.local.tesseract_alone or facts.local.blackletter:
        return False
    return facts.pairs.beyond < choice.BEYOND


def is_outdone(
    local: Sequence[PrintedWords], hybrid: Sequence[PrintedWords], facts: LlmFacts
) -> bool:
    """The local readers have one text, surely, in an order that is known, by the three likenesses
    the better of them has fewer errors than the LLM, and the LLM adds nothing.
    """
    if not _is_learned(facts) or facts.order_sure < ORDER_KNOWN:
        return False
    if facts.pairs.tesseract_ppocr < ONE_TEXT or facts.local_sure < SURELY:
        return False
    reliable = facts.reliability
    if max(reliable.tesseract, reliable.ppocr) <= reliable.llm + BEHIND:
        return False
    return _characters(hybrid) <= NOTHING_MORE * _characters(local)


def _characters(entries: Sequence[PrintedWords]) -> int:
    """Letters and digits."""
    count = 0
    for entry in entries:
        for word in entry.verdicts:
            count += len(compact(word.text))
    return count


def expected_errors(entries: Sequence[PrintedWords]) -> float:
    """Share of the letters and digits that is expected to be wrong; 1 for a page without any."""
    wrong = 0.0
    for entry in entries:
        for word in entry.verdicts:
            wrong += len(compact(word.text)) * (1 - word.confidence)
    characters = _characters(entries)
    return wrong / characters if characters else 1.0
