"""Three readings become one: every final word of a page that an LLM has read, too.

Local lines and a transcript enter, ResultLines leave. The LLM's order and line breaks stand; its
words give way only where the rules say so; lost passages come back, repeated ones go; pages that it
did not read are taken from the local reading whole. Every word of both sides is either printed,
offered as an alternative, or counted in the notes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from recto.arbitration.comparison import (
    Comparison,
    NamedComparison,
    Told,
    beside,
    evidence_of,
    named,
    names_lines,
    nothing_told,
    obeyed,
)
from recto.arbitration.entries import PrintedWords, result_lines, with_restored
from recto.arbitration.flags import Doubtful, is_flagged
from recto.arbitration.local_reading import local_lines
from recto.arbitration.one_sided.additions import additions
from recto.arbitration.one_sided.left_out import with_left_out
from recto.arbitration.one_sided.passages import Passages, passages
from recto.arbitration.outcome import FELL_BACK, HybridPage
from recto.arbitration.page.choice import local_page
from recto.arbitration.page.from_local import local_entries
from recto.arbitration.page.order import in_printing_order
from recto.arbitration.word.rules import decide, obey
from recto.arbitration.word.second_look import NO_LOOK, SecondLook, worth_a_look
from recto.confidence.llm_words import llm_confidences, llm_word_features
from recto.model.page import Box
from recto.model.result import Word
from recto.model.transcript import Decision, Transcript
from recto.reasons import Reason
from recto.witnesses.choices import LlmChoice
from recto.witnesses.llm import LlmEvidence, LlmFacts
from recto.witnesses.local import LocalReading
from recto.witnesses.matching import Pairing, transcript_words

Judge = Callable[[LlmEvidence], LlmChoice]
NOTHING = Passages(frozenset(), frozenset(), frozenset())


def llm_page(reading: LocalReading, transcript: Transcript) -> HybridPage:
    """What the LLM wrote and nothing else (`--llm only`); the local readers give boxes and
    confidence alone.
    """
    pairings, facts = obeyed(reading, transcript)
    entries = _entries(reading, facts, pairings, NOTHING, obey)
    return HybridPage(tuple(result_lines(reading.lines, entries)), {})


def hybrid_page(
    reading: LocalReading, transcript: Transcript, look: SecondLook = NO_LOOK
) -> HybridPage:
    """Arbitrate a page of which the LLM read all, or the lines that it was asked for.

    Where answers name their lines, a line without an answer keeps its local reading. A whole-page
    text of which a part fell back names nothing that could be kept apart, so the local page stands.
    """
    if names_lines(transcript):
        return _named_lines(reading, transcript, look)
    if any(event.startswith(FELL_BACK) for event in transcript.events):
        return HybridPage(local_lines(reading), Counter({Reason.LLM_INCOMPLETE: 1}))
    return _whole_page(beside(reading, transcript_words(transcript), look))


def _whole_page(compared: Comparison) -> HybridPage:
    """A text that names no lines: in the LLM's order, lost passages back, repeated ones out."""
    reading, facts = compared.reading, compared.facts
    lines, local = reading.lines, reading.words
    found = passages(lines, compared.pairings, local)
    entries = _entries(reading, facts, compared.words, found)
    reason = local_page(facts)
    if reason is not None:
        printed = local_entries(entries, local)
        return HybridPage(tuple(result_lines(lines, printed)), Counter({reason: 1}))
    ordered, moved = in_printing_order(entries, facts.local_sure)
    restored = with_restored(ordered, found.restored, local)
    complete, left_out = with_left_out(restored, local)
    guards = Counter(_guards(found, complete)) + _fired(complete)
    guards += Counter({
        Reason.LLM_ORDER_DEPARTS: int(moved),
        Reason.LEFT_OUT_WITH_LLM: left_out,
        Reason.REMARK_BY_LLM: len(compared.remarks),
        Reason.WORD_WITHOUT_INK: sum(map(len, compared.absent.values())),
        Reason.FACING_PAGE_BY_LLM: compared.beside,
    })  # fmt: skip
    unprinted = (*compared.remarks, *map(" ".join, compared.absent.values()))
    return HybridPage(tuple(result_lines(lines, complete)), guards, unprinted=unprinted)


def _named_lines(reading: LocalReading, transcript: Transcript, look: SecondLook) -> HybridPage:
    """Answers stand in the place of their lines; everything else is the local reading, in the
    page's order.
    """
    compared = named(reading, transcript, look)
    local = reading.words
    added = additions(reading.lines, transcript, look)
    rows = added.entries(_answered_rows(compared))
    printed = [entry for entry in rows if entry.verdicts]
    entries, left_out = with_left_out(printed, local)
    guards = Counter({
        Reason.LEFT_OUT_WITH_LLM: left_out,
        Reason.WORD_WITHOUT_INK: sum(map(len, compared.absent.values())),
        Reason.ADDED_WITHOUT_INK: len(added.unprinted),
        Reason.UNREAD_INK: len(added.unread),
    })  # fmt: skip
    unread = [Decision(box, "contested", Reason.UNREAD_INK, 1.0) for box in added.unread]
    contested = [entry.contested for entry in entries if entry.contested]
    absent = map(" ".join, compared.absent.values())
    return HybridPage(
        tuple(result_lines(added.lines, entries)),
        guards + _fired(entries),
        contested=(*unread, *contested),
        unprinted=(*absent, *added.unprinted),
    )


def _answered_rows(compared: NamedComparison) -> list[list[PrintedWords]]:
    """The words of each line of the page: the answer's where there is one, else the local ones."""
    reading, pairings = compared.reading, compared.words
    local, line_of = reading.words, compared.line_of
    entries = _entries(reading, compared.facts, pairings, NOTHING, told=compared.told)
    by_line: dict[int, list[PrintedWords]] = {}
    for entry, pairing in zip(entries, _in_order(pairings), strict=True):
        if pairing.first in compared.absent:
            continue
        line = line_of[pairing.first]
        by_line.setdefault(line, []).append(replace(entry, line=line))
    rows = []
    for i, page_line in enumerate(reading.lines):
        units = range(len(page_line.units))
        unanswered = [PrintedWords(i, ((i, k),), local[i, k]) for k in units]
        rows.append(by_line.get(i) or unanswered)
    return rows


def _in_order(pairings: Sequence[Pairing]) -> list[Pairing]:
    """Those with words, in the order of the LLM's text."""
    worded = [pairing for pairing in pairings if pairing.words]
    return sorted(worded, key=lambda pairing: pairing.first)


def _entries(
    reading: LocalReading,
    facts: LlmFacts,
    pairings: Sequence[Pairing],
    found: Passages,
    judge: Judge = decide,
    told: Told = nothing_told,
) -> list[PrintedWords]:
    """In the LLM's order; pairings that the LLM lacks are left out here."""
    ordered = _in_order(pairings)
    placed = [pairing for pairing in ordered if pairing.units]
    cases = evidence_of(reading, facts, placed, told)
    choices = [judge(case) for case in cases]
    rows = [llm_word_features(case, choice) for case, choice in zip(cases, choices, strict=True)]
    sure = map(facts.local.calibration.llm, llm_confidences(rows))
    judged = iter(zip(cases, choices, sure, strict=True))
    entries: list[PrintedWords] = []
    box = reading.lines[0].box if reading.lines else Box(0, 0, 1, 1)
    for pairing in ordered:
        if pairing.units:
            case, choice, confidence = next(judged)
            entry = _matched(pairing, case, choice, confidence)
            if choice.local_stands:
                own = [word for place in pairing.units for word in reading.at(place).words]
                entry = replace(entry, verdicts=tuple(own))
            entries.append(entry)
            box = case.local.unit.box
        else:
            entries.append(_unmatched(pairing, found, box))
    return entries


def _matched(
    each: Pairing, case: LlmEvidence, ruling: LlmChoice, confidence: float
) -> PrintedWords:
    texts = case.printed(ruling)
    boxes, estimated = _boxes(texts, case)
    line = case.facts.local.calibration.flag_below
    unsure = is_flagged(Doubtful(ruling.origin, confidence, line, in_doubt=ruling.doubtful))
    # What the LLM alone has is offered beside a flag only: unflagged, an alternative would be taken
    # for a reader's.
    llm = (" ".join(each.words), ruling.seen) if unsure else ()
    read = [" ".join(testimony.texts) for testimony in case.testimonies]
    others = (*llm[:1], *read, *llm[1:])
    alternatives = tuple(dict.fromkeys(text for text in others if text and text != " ".join(texts)))
    verdicts = tuple(
        Word(
            text,
            box,
            confidence,
            ruling.origin,
            ruling.reason,
            case.similarity,
            alternatives,
            unsure,
            estimated,
        )
        for text, box in zip(texts, boxes, strict=True)
    )
    return PrintedWords(
        each.units[0][0], each.units, verdicts, worth_a_look(case, ruling, confidence)
    )


def _boxes(texts: Sequence[str], case: LlmEvidence) -> tuple[list[Box], bool]:
    """A reader's own boxes where it has as many words, else the place shared out by length
    (estimated).
    """
    unit = case.local.unit
    for testimony in case.testimonies:
        if len(testimony.words) == len(texts):
            return [word.box for word in testimony.words], False
    whole, total, at = unit.box, max(1, sum(map(len, texts))), 0
    boxes = []
    for text in texts:
        left = whole.left + whole.width * at / total
        at += len(text)
        boxes.append(replace(whole, left=left, right=whole.left + whole.width * at / total))
    return boxes, True


# P(right) of a word that no local reader saw, where they see nothing at all of a long stretch
UNSUPPORTED = 0.35
LLM_ONLY = 0.6  # of a short one


def _unmatched(each: Pairing, found: Passages, near: Box) -> PrintedWords:
    """Words that no local reader has, flagged; their box is where the last known word stood."""
    flagged = is_flagged(Doubtful("llm"))
    kept = [
        (each.first + k, word)
        for k, word in enumerate(each.words)
        if each.first + k not in found.repeated
    ]
    verdicts = tuple(
        Word(
            word,
            near,
            UNSUPPORTED if i in found.unsupported else LLM_ONLY,
            "llm",
            Reason.LLM_UNSUPPORTED if i in found.unsupported else Reason.LLM_ONLY,
            flagged=flagged,
            box_is_estimated=True,
        )
        for i, word in kept
    )
    return PrintedWords(None, (), verdicts)


def _fired(entries: Sequence[PrintedWords]) -> Counter[str]:
    """How many words each rule decided that is counted whenever it does."""
    reasons = [word.reason for entry in entries for word in entry.verdicts]
    return Counter(str(reason) for reason in reasons if reason.about.is_guard)


def _guards(found: Passages, entries: Sequence[PrintedWords]) -> dict[str, int]:
    """Counts of words by reason."""
    restored = sum(
        verdict.reason == Reason.RESTORED_DROPPED_BY_LLM
        for entry in entries
        for verdict in entry.verdicts
    )
    return {
        Reason.RESTORED_DROPPED_BY_LLM: restored,
        Reason.REPEATED_BY_LLM: len(found.repeated),
        Reason.LLM_UNSUPPORTED: len(found.unsupported),
    }
