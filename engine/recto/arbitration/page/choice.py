"""Whether the LLM read this page at all: pages on which the local reading is taken whole.

The page's facts enter, a named reason leaves, or None to go on word by word. Loops, truncations,
refusals and invented pages show as an LLM that neither local reader supports while the two support
each other. Numbers are in docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Callable

from recto.reasons import Reason
from recto.witnesses.llm import LlmFacts

LOCALS_AGREE = 0.4  # similarity of the local readings from which their agreement means something
MARGIN = 0.08  # estimated accuracy by which the better local reader must win
CONFIRMED = 0.9  # similarity with PP-OCR from which the LLM has read the page
MOST = 0.6  # of PP-OCR's characters
STRANGER = 0.2  # similarity under which the LLM read something else
SURE_PPOCR = 0.7  # mean score of a page that PP-OCR can read
SAME_PAGE = 0.95  # similarity of the local readings that tell one and the same text
SURE_PAGE = 0.95  # mean P(right) of the words of a page that needs no LLM
SMALL_MARGIN = 0.04  # by which a sure page must win
UNLIKE = 0.7  # similarity with PP-OCR under which the LLM did not read what PP-OCR surely read
# mean P(right), PP-OCR's mean score: print that PP-OCR can read without Tesseract
SURELY_READ, SURE_SCORES = 0.8, 0.95
# similarity of the local readers, mean P(right), of a page that is surely read
LOCALS_ALIKE, SURE_ENOUGH = 0.9, 0.9
# share of the LLM's text that answers nothing, in words that the page has: written twice, or moved
# about
AGAIN = 0.035
# share of the words that both local readers have alike from which the LLM has read the page: what
# it has beside them the local readers missed (an unlit part, small print, a picture's text)
HEEDED = 0.95
# the same, and the share of the page whose own order is likely right below which it counts: the
# local page would have better words in a worse order
HEEDED_UNSURE, ORDER_SURE = 0.85, 0.5
# share of the LLM's text in words with signs that PP-OCR cannot write, from which PP-OCR is no
# judge of it (Vietnamese .3-.5, Cyrillic, Thai, Hangul 1; Western print .00-.05)
BEYOND = 0.15
ALL_HEEDED = 0.98  # the same of a page that it may have words of twice
# by which the mean P(right) of the local words may lie behind the LLM's estimated accuracy, for the
# local page still to be taken
BEHIND = 0.3
HAIR = 0.02  # by which the local readers must lead where the LLM repeats the page
# share of the LLM's text where local readers have nothing, from which it may be more than print
HANDWRITING = 0.02


def silent(facts: LlmFacts) -> str | None:
    """The LLM returned no words."""
    if facts.known_words:
        return None
    return Reason.LLM_SILENT


def outvoted(facts: LlmFacts) -> str | None:
    """Two local readers support each other, and the LLM is behind the better of them.

    Where Tesseract fails, its low agreement with both others would speak against the LLM: not while
    PP-OCR confirms it.
    """
    pairs, reliable = facts.pairs, facts.reliability
    if pairs.contained >= CONFIRMED and pairs.length >= MOST:
        # what it wrote is on the page; the rest may be the page beside, or comes back as a passage
        return None
    if _has_read(facts) or _is_foreign(facts) or _is_no_better(facts):
        return None
    fair = pairs.tesseract_ppocr >= LOCALS_AGREE and pairs.llm_ppocr < CONFIRMED
    if fair and max(reliable.tesseract, reliable.ppocr) - reliable.llm > MARGIN:
        return Reason.LLM_PAGE_OUTVOTED
    return None


def stranger(facts: LlmFacts) -> str | None:
    """PP-OCR reads the page well and the LLM's text is hardly on it."""
    if _is_foreign(facts):
        return None
    if facts.pairs.llm_ppocr < STRANGER and facts.local.ppocr_mean >= SURE_PPOCR:
        return Reason.LLM_TEXT_NOT_ON_PAGE
    return None


def unlike(facts: LlmFacts) -> str | None:
    """Tesseract fails where PP-OCR is sure, and the LLM does not have what PP-OCR has: two readers
    need no third.

    Not on blackletter, whose letters PP-OCR misreads in all confidence.
    """
    local, pairs = facts.local, facts.pairs
    if _has_read(facts) or _is_foreign(facts):
        return None
    sure = (
        facts.local_sure >= SURELY_READ
        and local.ppocr_mean >= SURE_SCORES
        and not local.blackletter
    )
    if sure and pairs.llm_ppocr < UNLIKE:
        return Reason.LLM_UNLIKE_SURE_PAGE
    return None


def repeating(facts: LlmFacts) -> str | None:
    """Both local readers read one text, surely, and the LLM has words of it once more: mixed up,
    not handwriting.
    """
    pairs, reliable = facts.pairs, facts.reliability
    if pairs.heeded >= ALL_HEEDED:
        # nothing is lost: it may have read lines that the local readers did not find
        return None
    sure = (
        pairs.tesseract_ppocr >= LOCALS_ALIKE
        and facts.local_sure >= SURE_ENOUGH
        and pairs.again > AGAIN
    )
    if sure and max(reliable.tesseract, reliable.ppocr) - reliable.llm > HAIR:
        return Reason.LLM_REPEATS_SURE_PAGE
    return None


def needless(facts: LlmFacts) -> str | None:
    """Both local readers read one text, nearly all of it surely right, and the LLM reads the same
    places otherwise.

    Here even words that it left out speak against it: 15 pages better, three worse (by .069 at
    most).
    """
    pairs, reliable = facts.pairs, facts.reliability
    alike = (
        pairs.tesseract_ppocr >= SAME_PAGE
        and facts.local_sure >= SURE_PAGE
        and pairs.stray <= HANDWRITING
    )
    if alike and max(reliable.tesseract, reliable.ppocr) - reliable.llm > SMALL_MARGIN:
        return Reason.LOCAL_PAGE_IS_SURE
    return None


def _has_read(facts: LlmFacts) -> bool:
    """It has what two readers have alike, and not twice; most of it is enough where nobody else
    knows the order.
    """
    pairs = facts.pairs
    least = HEEDED
    if facts.order_sure < ORDER_SURE:
        least = HEEDED_UNSURE
    if pairs.again > AGAIN:
        return False
    return pairs.heeded >= least


def _is_no_better(facts: LlmFacts) -> bool:
    """By its words' own confidence the local page would be far less right than the LLM's likely
    is.
    """
    least = facts.reliability.llm - BEHIND
    return facts.local_sure < least


def _is_foreign(facts: LlmFacts) -> bool:
    """It writes what PP-OCR cannot."""
    return facts.pairs.beyond >= BEYOND


RULES: tuple[Callable[[LlmFacts], str | None], ...] = (
    silent,
    outvoted,
    stranger,
    unlike,
    repeating,
    needless,
)


def local_page(facts: LlmFacts) -> str | None:
    """The first reason to take the local page, None for none."""
    for rule in RULES:
        reason = rule(facts)
        if reason is not None:
            return reason
    return None
