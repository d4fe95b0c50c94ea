"""The words of each place where an LLM has read: what the rules choose, with its confidence, its
flag, and what else was read there.

Pairings with the page's facts enter, PrintedWords leave, in the LLM's order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from recto.arbitration.comparison import Told, evidence_of, nothing_told
from recto.arbitration.entries import PrintedWords
from recto.arbitration.flags import Doubtful, is_flagged
from recto.arbitration.one_sided.passages import Passages
from recto.arbitration.word.boxes import shared_out
from recto.arbitration.word.rules import decide
from recto.arbitration.word.second_look import worth_a_look
from recto.confidence.llm_words import llm_confidences, llm_word_features
from recto.model.page import Box
from recto.model.result import Word
from recto.reasons import Reason
from recto.text.spacing import joined
from recto.witnesses.choices import LlmChoice
from recto.witnesses.llm import LlmEvidence, LlmFacts
from recto.witnesses.local import LocalReading
from recto.witnesses.matching import Pairing

Judge = Callable[[LlmEvidence], LlmChoice]
NOTHING = Passages(frozenset(), frozenset(), frozenset())
# P(right) of a word that no local reader saw, where they see nothing at all of a long stretch
UNSUPPORTED = 0.35
LLM_ONLY = 0.6  # of a short one


def chosen_words(
    reading: LocalReading,
    facts: LlmFacts,
    pairings: Sequence[Pairing],
    found: Passages = NOTHING,
    judge: Judge = decide,
    told: Told = nothing_told,
) -> list[PrintedWords]:
    """Of every pairing with words; pairings that the LLM lacks are left out here."""
    ordered = in_order(pairings)
    placed = [pairing for pairing in ordered if pairing.units]
    cases = evidence_of(reading, facts, placed, told)
    choices = [judge(case) for case in cases]
    rows = list(map(llm_word_features, cases, choices))
    probabilities = map(facts.local.calibration.llm, llm_confidences(rows))
    judged = zip(cases, choices, probabilities, strict=True)
    entries: list[PrintedWords] = []
    last_known = reading.lines[0].box if reading.lines else Box(0, 0, 1, 1)
    for pairing in ordered:
        if not pairing.units:
            entries.append(_unmatched(pairing, found, last_known))
            continue
        case, choice, confidence = next(judged)
        entry = _matched(pairing, case, choice, confidence)
        if choice.local_stands:
            words = _as_judged(reading, pairing)
            entry = replace(entry, verdicts=words)
        entries.append(entry)
        last_known = case.local.unit.box
    return entries


def in_order(pairings: Sequence[Pairing]) -> list[Pairing]:
    """Those with words, in the order of the LLM's text."""
    worded = [pairing for pairing in pairings if pairing.words]
    return sorted(worded, key=lambda pairing: pairing.first)


def _as_judged(reading: LocalReading, pairing: Pairing) -> tuple[Word, ...]:
    """The words of its units as the local reading prints them."""
    words: list[Word] = []
    for place in pairing.units:
        words += reading.at(place).words
    return tuple(words)


def _matched(
    pairing: Pairing, case: LlmEvidence, choice: LlmChoice, confidence: float
) -> PrintedWords:
    """The words that the choice prints at a place that some local reader has, too."""
    texts = case.printed(choice)
    boxes, estimated = _boxes(texts, case)
    line = case.facts.local.calibration.flag_below
    doubtful = Doubtful(choice.origin, confidence, line, in_doubt=choice.doubtful)
    flagged = is_flagged(doubtful)
    others = [testimony.text for testimony in case.testimonies]
    if flagged:
        # What the LLM alone has is offered beside a flag only: unflagged, an alternative would be
        # taken for a reader's.
        others = [joined(pairing.words), *others, choice.seen]
    printed = joined(texts)
    offered = [text for text in others if text and text != printed]
    alternatives = tuple(dict.fromkeys(offered))
    words = []
    for text, box in zip(texts, boxes, strict=True):
        word = Word(
            text=text,
            box=box,
            confidence=confidence,
            origin=choice.origin,
            reason=choice.reason,
            agreement=case.similarity,
            alternatives=alternatives,
            flagged=flagged,
            box_is_estimated=estimated,
        )
        words.append(word)
    first_line, _ = pairing.units[0]
    again = worth_a_look(case, choice, confidence)
    return PrintedWords(first_line, pairing.units, tuple(words), again)


def _boxes(texts: Sequence[str], case: LlmEvidence) -> tuple[list[Box], bool]:
    """A reader's own boxes where it has as many words, else the place shared out by length
    (estimated).
    """
    for testimony in case.testimonies:
        if len(testimony.words) == len(texts):
            return [word.box for word in testimony.words], False
    return shared_out(case.local.unit.box, texts), True


def _unmatched(pairing: Pairing, found: Passages, near: Box) -> PrintedWords:
    """Words that no local reader has, flagged; their box is where the last known word stood."""
    flagged = is_flagged(Doubtful("llm"))
    words = []
    for i, text in enumerate(pairing.words, pairing.first):
        if i in found.repeated:
            continue
        reason, confidence = Reason.LLM_ONLY, LLM_ONLY
        if i in found.unsupported:
            reason, confidence = Reason.LLM_UNSUPPORTED, UNSUPPORTED
        word = Word(
            text=text,
            box=near,
            confidence=confidence,
            origin="llm",
            reason=reason,
            flagged=flagged,
            box_is_estimated=True,
        )
        words.append(word)
    return PrintedWords(None, (), tuple(words))
