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

from recto.arbitration.entries import PrintedWords, result_lines, with_restored
from recto.arbitration.one_sided.additions import additions
from recto.arbitration.one_sided.facing_page import without_facing_page
from recto.arbitration.one_sided.left_out import with_left_out
from recto.arbitration.one_sided.passages import Passages, passages
from recto.arbitration.one_sided.remarks import remarks, without
from recto.arbitration.one_sided.word_ink import without_ink, without_ink_unnamed
from recto.arbitration.outcome import FELL_BACK, HybridPage
from recto.arbitration.page.choice import local_page
from recto.arbitration.page.from_local import local_entries
from recto.arbitration.page.order import in_printing_order
from recto.arbitration.verdicts import local_verdicts, place_verdicts
from recto.arbitration.word.named_lines import in_named_line, uncopied
from recto.arbitration.word.rules import LlmChoice, decide, obey
from recto.arbitration.word.second_look import NO_LOOK, SecondLook, with_look, worth_a_look
from recto.confidence.llm_words import llm_confidences, llm_word_features
from recto.local.fusion import LocalLine
from recto.model.page import Box
from recto.model.result import Word
from recto.model.transcript import Decision, Transcript
from recto.reasons import Reason
from recto.witnesses.llm import LlmEvidence, LlmFacts, llm_cases
from recto.witnesses.llm_facts import llm_facts
from recto.witnesses.local import PageFacts
from recto.witnesses.marks import marks_moved
from recto.witnesses.matching import Pairing, match, match_asked, transcript_words
from recto.witnesses.parting import apart, finer, rejoined

Judge = Callable[[LlmEvidence], LlmChoice]
NOTHING = Passages(frozenset(), frozenset(), frozenset())


def llm_page(lines: Sequence[LocalLine], transcript: Transcript, facts: PageFacts) -> HybridPage:
    """What the LLM wrote and nothing else (`--llm only`); the local readers give boxes and
    confidence alone.
    """
    words = transcript_words(transcript)
    by_line = match_asked(lines, transcript) if _names_lines(transcript) else {}
    matches = [each for row in by_line.values() for each in row] if by_line else match(lines, words)
    known = llm_facts(lines, matches, words, facts, {}, matches)
    entries = _entries(lines, matches, known, NOTHING, obey)
    return HybridPage(tuple(result_lines(lines, entries)), {})


def hybrid_page(
    lines: Sequence[LocalLine], transcript: Transcript, facts: PageFacts, look: SecondLook = NO_LOOK
) -> HybridPage:
    """Arbitrate a page of which the LLM read all, or the lines that it was asked for.

    Where answers name their lines, a line without an answer keeps its local reading. A whole-page
    text of which a part fell back names nothing that could be kept apart, so the local page stands.
    """
    if _names_lines(transcript):
        return _asked_lines(lines, transcript, facts, look)
    if any(event.startswith(FELL_BACK) for event in transcript.events):
        return HybridPage(local_verdicts(lines, facts), Counter({Reason.LLM_INCOMPLETE: 1}))
    written = transcript_words(transcript)
    said = remarks(written, lines)
    words = without(written, said)
    matches = match(lines, words)
    local = place_verdicts(lines, facts)
    own = without_facing_page(lines, matches)
    parted = [part for each in marks_moved(lines, own) for part in finer(lines, each)]
    absent = without_ink_unnamed(lines, parted, look)
    fine = [each for each in parted if each.first not in absent]
    known = llm_facts(lines, matches, words, facts, local, fine)
    found = passages(lines, matches, local)
    entries = _entries(lines, fine, known, found)
    reason = local_page(known)
    if reason is not None:
        return HybridPage(
            tuple(result_lines(lines, local_entries(entries, local))), Counter({reason: 1})
        )
    ordered, moved = in_printing_order(entries, known.local_sure)
    complete, left_out = with_left_out(with_restored(ordered, found.restored, local), local)
    guards = Counter(_guards(found, complete)) + _fired(complete)
    beside = sum(len(each.words) for each in matches) - sum(len(each.words) for each in own)
    guards += Counter({
        Reason.LLM_ORDER_DEPARTS: int(moved),
        Reason.LEFT_OUT_WITH_LLM: left_out,
        Reason.REMARK_BY_LLM: len(said),
        Reason.WORD_WITHOUT_INK: sum(map(len, absent.values())),
        Reason.FACING_PAGE_BY_LLM: beside,
    })  # fmt: skip
    unprinted = (
        *(" ".join(written[i] for i in span) for span in said),
        *(" ".join(gone) for gone in absent.values()),
    )
    return HybridPage(tuple(result_lines(lines, complete)), guards, unprinted=unprinted)


def _asked_lines(
    lines: Sequence[LocalLine], transcript: Transcript, facts: PageFacts, look: SecondLook
) -> HybridPage:
    """Answers stand in the place of their lines; everything else is the local reading, in the
    page's order.
    """
    answers = _answers(lines, transcript)
    matches = [each for row in answers.values() for each in row]
    words = [word for each in matches for word in each.words]
    local = place_verdicts(lines, facts)
    read = [*matches, *_as_if_read(lines, matches)]
    known = llm_facts(lines, read, words, facts, local, read)
    line_of = {each.first: i for i, row in answers.items() for each in row if each.words}
    judged = _entries(lines, matches, known, NOTHING, with_look(in_named_line, look))
    absent = without_ink(lines, answers, look, local)
    by_line: dict[int, list[PrintedWords]] = {}
    for entry, each in zip(judged, _in_order(matches), strict=True):
        if each.first not in absent:
            line = line_of[each.first]
            own = uncopied(entry, each, line, transcript, local)
            by_line.setdefault(line, []).append(replace(own, line=line))
    added = additions(lines, transcript, look)
    rows = added.entries(
        [
            by_line.get(i)
            or [PrintedWords(i, ((i, k),), local[i, k]) for k in range(len(line.units))]
            for i, line in enumerate(lines)
        ]
    )
    entries, left_out = with_left_out([entry for entry in rows if entry.verdicts], local)
    guards = Counter({
        Reason.LEFT_OUT_WITH_LLM: left_out,
        Reason.WORD_WITHOUT_INK: sum(map(len, absent.values())),
        Reason.ADDED_WITHOUT_INK: len(added.unprinted),
        Reason.UNREAD_INK: len(added.unread),
    })  # fmt: skip
    return HybridPage(
        tuple(result_lines(added.lines, entries)),
        guards + _fired(entries),
        (
            *(Decision(box, "contested", Reason.UNREAD_INK, 1.0) for box in added.unread),
            *(entry.contested for entry in entries if entry.contested),
        ),
        (*(" ".join(words) for words in absent.values()), *added.unprinted),
    )


def _answers(lines: Sequence[LocalLine], transcript: Transcript) -> dict[int, list[Pairing]]:
    """The matches of each answered line, parted; one that was left as it was shown keeps
    Tesseract's words whole.
    """
    copied = {line.line for line in transcript.lines if line.confirmed}
    asked = [(i, marks_moved(lines, row)) for i, row in match_asked(lines, transcript).items()]
    return {
        i: rejoined(
            [
                part
                for each in row
                for part in (apart(lines, each) if i in copied else finer(lines, each))
            ]
        )
        for i, row in asked
    }


def _names_lines(transcript: Transcript) -> bool:
    return transcript.asked is not None or any(line.line is not None for line in transcript.lines)


def _in_order(matches: Sequence[Pairing]) -> list[Pairing]:
    """Those with words, in the order of the LLM's text."""
    return sorted((each for each in matches if each.words), key=lambda each: each.first)


def _as_if_read(lines: Sequence[LocalLine], matches: Sequence[Pairing]) -> list[Pairing]:
    """Lines that were not sent, as if the LLM had read them as PP-OCR did.

    They were kept because both local readers agree on them; without them the page's hardest lines
    alone would speak for the LLM's reliability.
    """
    asked = {i for each in matches for i, _ in each.units}
    return [
        Pairing(((i, k),), tuple(word.text for word in unit.ppocr), 0)
        for i, line in enumerate(lines)
        if i not in asked and not line.facing_page
        for k, unit in enumerate(line.units)
    ]


def _entries(
    lines: Sequence[LocalLine],
    matches: Sequence[Pairing],
    known: LlmFacts,
    found: Passages,
    judge: Judge = decide,
) -> list[PrintedWords]:
    """In the LLM's order; matches that the LLM lacks are left out here."""
    ordered = _in_order(matches)
    placed = [each for each in ordered if each.units]
    cases = {
        each.first: case for each, case in zip(placed, llm_cases(lines, placed, known), strict=True)
    }
    rulings = {first: judge(case) for first, case in cases.items()}
    rows = [llm_word_features(case, rulings[first]) for first, case in cases.items()]
    own = known.local.calibration.llm
    sure = dict(zip(cases, map(own, llm_confidences(rows)), strict=True))
    entries: list[PrintedWords] = []
    box = lines[0].box if lines else Box(0, 0, 1, 1)
    for each in ordered:
        if each.units:
            case = cases[each.first]
            entries.append(_matched(each, case, rulings[each.first], sure[each.first]))
            box = case.local.unit.box
        else:
            entries.append(_unmatched(each, found, box))
    return entries


def _matched(
    each: Pairing, case: LlmEvidence, ruling: LlmChoice, confidence: float
) -> PrintedWords:
    texts = ruling.printed(case)
    boxes, estimated = _boxes(texts, case)
    # no local reader has it: whatever a score says of it, a person looks
    alone = ruling.origin == "llm"
    unsure = alone or ruling.doubtful or confidence < case.facts.local.calibration.flag_below
    # What the LLM alone has is offered beside a flag only: unflagged, an alternative would be taken
    # for a reader's.
    llm = (" ".join(each.words), ruling.seen) if unsure else ()
    others = (*llm[:1], case.local.tesseract, case.local.ppocr, *llm[1:])
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
    for words in (unit.tesseract, unit.ppocr):
        if len(words) == len(texts):
            return [word.box for word in words], False
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
            flagged=True,
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
