"""From a Reply in good form to transcript lines: ids checked, every text judged, nothing lost
without a reason.

A Reply and its Ask enter, an Accepted leaves; BadReply is raised when the reply as a whole cannot
be believed. The rule that lives only here: a text that a guard rejects leaves its line as the local
readers have it, and is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from recto.model.transcript import ShownLine, Structure, TranscriptLine
from recto.readers.vision.ask.asks import Ask
from recto.readers.vision.ask.prompt import Style
from recto.readers.vision.ask.room import room
from recto.readers.vision.call.failures import BadReply
from recto.readers.vision.reply import guards
from recto.readers.vision.reply.accepted import NO_LINE, Accepted
from recto.readers.vision.reply.completeness import coverage, short_of_ink
from recto.readers.vision.reply.json_object import Noted
from recto.readers.vision.reply.loops import cut_loops
from recto.readers.vision.reply.places import ordered, spans
from recto.readers.vision.reply.reply import Mark, Reply
from recto.reasons import Reason
from recto.text.alignment import compact

COVERED = 0.5  # share of the sure characters that a transcription must have
REFUSAL_LINES = 2  # lines of a transcription that may be nothing but a refusal
LEFT_ALONE = ("", Reason.UNANSWERED, Reason.UNREADABLE)  # faults that replace nothing


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a reply says of one shown line: a transcript line, the reason why there is none, or
    neither where the model dropped it.
    """

    shown: ShownLine
    line: TranscriptLine | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Drops:
    """Lines that may go, with the model's reason, and lines that Tesseract read too well to be
    nothing.
    """

    allowed: Mapping[int, str]
    refused: frozenset[int]


def accept(reply: Reply, ask: Ask, style: Style) -> Accepted:
    """Judge a reply to this ask, in time linear in its length. Raises BadReply."""
    if ask.kind == "transcribe":
        return _transcription(reply, ask)
    if ask.kind == "contested":
        return spans(reply, ask)
    if ask.kind == "order":
        return ordered(reply, ask)
    return _lines(reply, ask, style)


def _lines(reply: Reply, ask: Ask, style: Style) -> Accepted:
    """An answer by line ids, to a page or to single lines."""
    texts = [*reply.texts.values()]
    texts += [text for _, text in reply.added]
    _fits(texts, ask)
    strangers = _strangers(reply, ask)
    drops = _drops(reply, ask)
    absent = drops.allowed.keys() | drops.refused
    # a reply that mixes up ids confirms nothing by silence
    silence_agrees = style == "edits" and not strangers
    judged = [_judged(line, reply, absent, silence_agrees) for line in ask.lines]
    _distrust(judged)

    lines: list[TranscriptLine] = []
    marks: list[str] = []  # events
    for judgement in judged:
        if judgement.line is not None:
            mark = reply.structure.get(judgement.shown.id)
            marked = structured(judgement.line, mark)
            lines.append(marked.value)
            marks += marked.events
    added = _additions(reply, ask)
    in_order = _with_additions(lines, added.value, ask)

    faults = [judgement.fault for judgement in judged if judgement.fault]
    events = (
        *reply.events,
        *[Reason.UNKNOWN_LINE_ID] * len(strangers),
        *marks,
        *faults,
        *[Reason.DROP_REFUSED] * len(drops.refused),
        *added.events,
        *[Reason.ADDED_LINE] * len(added.value),
    )
    unanswered = [line.shown.id for line in judged if line.fault == Reason.UNANSWERED]
    dropped = tuple(drops.allowed.items())
    return Accepted(in_order, dropped, events, tuple(unanswered))


def _strangers(reply: Reply, ask: Ask) -> list[int]:
    """Ids that nobody asked about. Raises BadReply when no text is for a line of the ask."""
    asked = set(ask.ids)
    named = [*reply.texts]
    named += [line_id for line_id, _ in reply.dropped]
    strangers = [line_id for line_id in named if line_id not in asked]
    if strangers and asked.isdisjoint(reply.texts):
        raise BadReply(Reason.WRONG_IDS, "its ids are not those of the data block")
    return strangers


def _fits(texts: Sequence[str], ask: Ask) -> None:
    """Raise BadReply when a reply holds more text than there is room for where the ask is about."""
    characters = sum(map(len, texts))
    if characters > room(ask.lines, ask.region):
        raise BadReply(Reason.MORE_THAN_A_PAGE, "it holds more text than the page has room for")


def _drops(reply: Reply, ask: Ask) -> _Drops:
    """An empty text counts as a wish to drop its line, and a text as a wish to keep it."""
    shown = {line.id: line for line in ask.lines}
    wishes: list[tuple[int, str]] = []
    for line_id, text in reply.texts.items():
        if not text:
            wishes.append((line_id, "empty text"))
    wishes += reply.dropped

    allowed: dict[int, str] = {}
    refused: set[int] = set()
    for line_id, reason in wishes:
        line = shown.get(line_id)
        has_text = reply.texts.get(line_id)
        if line is None or has_text:
            continue
        says_something = compact(line.text or "")
        if guards.sure(line) and says_something:
            refused.add(line_id)
        else:
            allowed[line_id] = reason
    return _Drops(allowed, frozenset(refused))


def _judged(line: ShownLine, reply: Reply, absent: Set[int], silence_agrees: bool) -> _Judged:
    """What becomes of one local line; `absent` are the lines that were to be dropped.

    Where the model says nothing of a line, it agrees if it was to name only what it changes, and
    was shown a text.
    """
    text = reply.texts.get(line.id)
    if text is None and line.id not in absent:
        agrees = silence_agrees and line.id not in reply.repeated
        if not agrees or line.text is None:
            return _Judged(line, fault=Reason.UNANSWERED)
        return _Judged(line, TranscriptLine(line.text, line.id, confirmed=True))
    if not text:
        return _Judged(line)
    if text == line.text:
        return _Judged(line, TranscriptLine(text, line.id, confirmed=True))
    fault = guards.line_fault(line, text)
    if fault:
        return _Judged(line, fault=fault)
    return _Judged(line, TranscriptLine(text, line.id))


def _distrust(judged: Sequence[_Judged]) -> None:
    """Raise BadReply when it replaces most of the lines that Tesseract was sure of: it is not a
    reading of this page.
    """
    sure = rejected = 0
    for judgement in judged:
        if not guards.sure(judgement.shown):
            continue
        sure += 1
        if judgement.fault not in LEFT_ALONE:
            rejected += 1
    if sure >= guards.FEW and rejected > sure / 2:
        raise BadReply(Reason.DISTRUSTED, "most of its texts are not what the pictures show")


def _additions(reply: Reply, ask: Ask) -> Noted[tuple[tuple[int | None, str], ...]]:
    """Lines that nobody asked for, without those that a guard rejects."""
    kept: list[tuple[int | None, str]] = []
    events: list[str] = []
    beside = guards.beside(ask.lines)
    for after, text in reply.added:
        fault = guards.addition_fault(text, beside, ask.kind)
        if fault:
            events.append(fault)
        else:
            kept.append((after, text))
    return Noted(tuple(kept), tuple(events))


def _with_additions(
    lines: Sequence[TranscriptLine], added: Sequence[tuple[int | None, str]], ask: Ask
) -> tuple[TranscriptLine, ...]:
    """Added lines after the local line that they follow, or after the nearest one before it that
    was answered.
    """
    position = {line_id: at for at, line_id in enumerate(ask.ids)}
    before_all = -1
    behind_all = len(position)
    by_place: dict[int, list[TranscriptLine]] = defaultdict(list)
    for line in lines:
        if line.line is not None:
            at = position[line.line]
            by_place[at].append(line)
    for after, text in added:
        at = before_all
        if after is not None:
            at = position.get(after, behind_all)
        by_place[at].append(TranscriptLine(text))
    in_order: list[TranscriptLine] = []
    for at in sorted(by_place):
        in_order += by_place[at]
    return tuple(in_order)


def structured(line: TranscriptLine, mark: Mark | None) -> Noted[TranscriptLine]:
    """The line with what the model says it is; cells that do not hold the line's own text are left
    out.
    """
    if mark is None:
        return Noted(line)
    # Checked against schemas.KINDS by reply.py
    kind: Structure = mark.kind  # type: ignore[assignment]
    cells = mark.cells
    events: tuple[str, ...] = ()
    if compact("".join(cells)) != compact(line.text):
        cells = ()
        if mark.cells:
            events = (Reason.CELLS_DIFFER,)
    marked = replace(line, structure=kind, level=mark.level, cells=cells, block=mark.box)
    return Noted(marked, events)


def _transcription(reply: Reply, ask: Ask) -> Accepted:
    """An answer that names no line: the text of a page to which none was shown."""
    texts, cut = cut_loops(reply.lines)
    _fits(texts, ask)
    _complete(texts, ask)
    events = [*reply.events]
    if cut:
        events.append(Reason.LOOP_CUT)
    beside = guards.beside(ask.lines)
    instructions = sum(guards.instruction_like(text, beside) for text in texts)
    events += [Reason.INSTRUCTION_LIKE] * instructions
    lines: list[TranscriptLine] = []
    for number, text in enumerate(texts):
        # lines behind a cut have lost the numbers by which they were named
        mark = None if cut else reply.structure.get(number)
        marked = structured(TranscriptLine(text), mark)
        lines.append(marked.value)
        events += marked.events
    return Accepted(tuple(lines), events=tuple(events))


def _complete(texts: Sequence[str], ask: Ask) -> None:
    """Raise BadReply for a transcription that is a refusal, or no reading of the whole page."""
    if len(texts) <= REFUSAL_LINES:
        first = ask.lines[0] if ask.lines else NO_LINE
        if any(guards.refusing(first, text) for text in texts):
            raise BadReply(Reason.REFUSED, "it is a refusal")
    if coverage(ask.lines, texts) < COVERED:
        raise BadReply(Reason.SUMMARY, "it leaves out most of the page")
    if short_of_ink(ask.lines, texts):
        raise BadReply(Reason.SHORT_OF_INK, "the page holds far more text than it has")
