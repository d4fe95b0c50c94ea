"""Three readings become one: every final word of a page that an LLM has read, too.

Local lines and a transcript enter, ResultLines leave. The LLM's order and line breaks stand; its
words give way only where the rules say so; lost passages come back, repeated ones go; pages that it
did not read are taken from the local reading whole. Every word of both sides is either printed,
offered as an alternative, or counted in the notes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from recto.arbitration.chosen import NOTHING, chosen_words, in_order
from recto.arbitration.comparison import (
    Comparison,
    NamedComparison,
    beside,
    named,
    names_lines,
    obeyed,
)
from recto.arbitration.entries import PrintedWords, result_lines, with_restored
from recto.arbitration.local_reading import local_lines
from recto.arbitration.one_sided.additions import additions
from recto.arbitration.one_sided.ink_room import without_room
from recto.arbitration.one_sided.left_out import with_left_out
from recto.arbitration.one_sided.passages import Passages, passages
from recto.arbitration.outcome import FELL_BACK, HybridPage
from recto.arbitration.page.choice import local_page
from recto.arbitration.page.from_local import local_entries
from recto.arbitration.page.likelier import likelier
from recto.arbitration.page.order import in_printing_order
from recto.arbitration.word.rules import obey
from recto.arbitration.word.second_look import NO_LOOK, SecondLook
from recto.ink.strokes import NO_STROKES, Strokes
from recto.model.result import Word
from recto.model.transcript import Decision, Transcript
from recto.reasons import Reason
from recto.text.spacing import joined
from recto.witnesses.local import LocalReading, with_model
from recto.witnesses.matching import transcript_words


def llm_page(reading: LocalReading, transcript: Transcript) -> HybridPage:
    """What the LLM wrote and nothing else (`--llm only`); the local readers give boxes and
    confidence alone.
    """
    pairings, facts = obeyed(reading, transcript)
    entries = chosen_words(reading, facts, pairings, NOTHING, obey)
    lines = tuple(result_lines(reading.lines, entries))
    return HybridPage(lines, {})


def hybrid_page(
    reading: LocalReading,
    transcript: Transcript,
    look: SecondLook = NO_LOOK,
    ruling: Strokes = NO_STROKES,
    room: float | None = None,
) -> HybridPage:
    """Arbitrate a page of which the LLM read all, or the lines that it was asked for; `ruling` in
    px of the page; `room`: characters that unread ink of a nearly blank page may hold.

    Where answers name their lines, a line without an answer keeps its local reading. A whole-page
    text of which a part fell back names nothing that could be kept apart, so the local page stands.
    """
    reading = with_model(reading, transcript.model)
    if names_lines(transcript):
        return _named_lines(reading, transcript, look)
    for event in transcript.events:
        if event.startswith(FELL_BACK):
            return HybridPage(local_lines(reading), {Reason.LLM_INCOMPLETE: 1})
    written = transcript_words(transcript)
    compared = beside(reading, written, look)
    invented = without_room(compared.words, room)
    if invented:
        inked = [pairing for pairing in compared.words if pairing.first not in invented]
        absent = {**compared.absent, **invented}
        compared = replace(compared, words=tuple(inked), absent=absent)
    return _whole_page(compared, ruling)


def _whole_page(compared: Comparison, ruling: Strokes) -> HybridPage:
    """A text that names no lines: in the LLM's order, lost passages back, repeated ones out."""
    reading, facts = compared.reading, compared.facts
    lines, local = reading.lines, reading.words
    found = passages(lines, compared.pairings, local)
    entries = chosen_words(reading, facts, compared.words, found)
    of_local = local_entries(entries, local)
    ordered = in_printing_order(entries, lines, facts, ruling)
    restored = with_restored(ordered.entries, found.restored, local)
    complete, left_out = with_left_out(restored, local)
    reason = local_page(facts) or likelier(of_local, complete, facts)
    if reason is not None:
        printed = tuple(result_lines(lines, of_local))
        return HybridPage(printed, Counter({reason: 1}))
    absent = _texts(compared.absent)
    guards = _counted(found, complete)
    guards += _fired(complete)
    guards += Counter(ordered.reasons)
    guards += Counter({
        Reason.LEFT_OUT_WITH_LLM: left_out,
        Reason.REMARK_BY_LLM: len(compared.remarks),
        Reason.WORD_WITHOUT_INK: _count(compared.absent),
        Reason.FACING_PAGE_BY_LLM: compared.beside,
    })  # fmt: skip
    final = tuple(result_lines(lines, complete))
    return HybridPage(final, guards, unprinted=(*compared.remarks, *absent))


def _named_lines(reading: LocalReading, transcript: Transcript, look: SecondLook) -> HybridPage:
    """Answers stand in the place of their lines; everything else is the local reading, in the
    page's order.
    """
    compared = named(reading, transcript, look)
    added = additions(reading.lines, transcript, look)
    rows = added.entries(_answered_rows(compared))
    printed = [entry for entry in rows if entry.verdicts]
    entries, left_out = with_left_out(printed, reading.words)
    guards = Counter({
        Reason.LEFT_OUT_WITH_LLM: left_out,
        Reason.WORD_WITHOUT_INK: _count(compared.absent),
        Reason.ADDED_WITHOUT_INK: len(added.unprinted),
        Reason.UNREAD_INK: len(added.unread),
    })  # fmt: skip
    unread = [Decision(box, "contested", Reason.UNREAD_INK, 1.0) for box in added.unread]
    contested = [entry.contested for entry in entries if entry.contested]
    final = tuple(result_lines(added.lines, entries))
    return HybridPage(
        lines=final,
        guards=guards + _fired(entries),
        contested=(*unread, *contested),
        unprinted=(*_texts(compared.absent), *added.unprinted),
    )


def _answered_rows(compared: NamedComparison) -> list[list[PrintedWords]]:
    """The words of each line of the page: the answer's where there is one, else the local ones."""
    reading, pairings = compared.reading, compared.words
    line_of = compared.line_of
    entries = chosen_words(reading, compared.facts, pairings, told=compared.told)
    by_line: dict[int, list[PrintedWords]] = {}
    for entry, pairing in zip(entries, in_order(pairings), strict=True):
        if pairing.first in compared.absent:
            continue
        line = line_of[pairing.first]
        row = by_line.setdefault(line, [])
        placed = replace(entry, line=line)
        row.append(placed)
    rows = []
    for i, local in enumerate(reading.rows):
        unanswered = []
        for k, words in enumerate(local):
            entry = PrintedWords(i, ((i, k),), words)
            unanswered.append(entry)
        rows.append(by_line.get(i) or unanswered)
    return rows


def _count(absent: Mapping[int, Sequence[str]]) -> int:
    """How many words stand for no ink."""
    return sum(map(len, absent.values()))


def _texts(absent: Mapping[int, Sequence[str]]) -> list[str]:
    return [joined(words) for words in absent.values()]


def _words(entries: Sequence[PrintedWords]) -> Iterator[Word]:
    for entry in entries:
        yield from entry.verdicts


def _fired(entries: Sequence[PrintedWords]) -> Counter[str]:
    """How many words each rule decided that is counted whenever it does."""
    counts: Counter[str] = Counter()
    for word in _words(entries):
        if word.reason.about.is_guard:
            counts[str(word.reason)] += 1
    return counts


def _counted(found: Passages, entries: Sequence[PrintedWords]) -> Counter[str]:
    """Words of whole stretches, by reason."""
    reasons = Counter(word.reason for word in _words(entries))
    restored = Reason.RESTORED_DROPPED_BY_LLM
    return Counter({
        restored: reasons[restored],
        Reason.REPEATED_BY_LLM: len(found.repeated),
        Reason.LLM_UNSUPPORTED: len(found.unsupported),
    })  # fmt: skip
