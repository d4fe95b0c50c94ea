"""From a Reply in good form to transcript lines: ids checked, every text judged, nothing lost
without a reason.

A Reply and its Ask enter, an Accepted leaves; BadReply is raised when the reply as a whole cannot
be believed. The rule that lives only here: a text that a guard rejects leaves its line as the local
readers have it, and is counted.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from recto.model.page import Box
from recto.model.transcript import ShownLine, Structure, TranscriptLine
from recto.readers.vision.ask.asks import Ask
from recto.readers.vision.ask.prompt import Style
from recto.readers.vision.ask.room import room
from recto.readers.vision.call.failures import BadReply
from recto.readers.vision.reply import guards
from recto.readers.vision.reply.reply import Mark, Reply
from recto.text.alignment import compact
from recto.text.placement import place

_NO_LINE = ShownLine(-1, Box(0, 0, 1, 1), None, 1.0)  # stands for "nothing was shown"
# Characters that a square of a line's height holds at least. The truths of 157 pages, handwriting
# included, have 1.10 and more; of 1013 recorded readings seven lie below .8, all with a third of
# their page's text or less.
THIN = 0.8
ENOUGH = 40.0  # squares: less than a few lines say little
FEW = 3  # sure lines from which a reply that replaces most of them is distrusted as a whole


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a reply says that may be believed so far; arbitration has the last word."""

    lines: tuple[TranscriptLine, ...]
    dropped: tuple[tuple[int, str], ...] = ()
    events: tuple[str, ...] = ()
    unanswered: tuple[int, ...] = ()  # ids of lines that it should have answered


def accept(reply: Reply, ask: Ask, style: Style) -> Accepted:
    """Judge a reply to this ask, in time linear in its length. Raises BadReply."""
    if ask.kind == "transcribe":
        return _transcription(reply, ask)
    if ask.kind == "contested":
        return _spans(reply, ask)
    return _lines(reply, ask, style)


def _lines(reply: Reply, ask: Ask, style: Style) -> Accepted:
    known = set(ask.ids)
    _fits([*reply.texts.values(), *(text for _, text in reply.added)], ask)
    strangers = [i for i in (*reply.texts, *(i for i, _ in reply.dropped)) if i not in known]
    if strangers and not known & reply.texts.keys():
        raise BadReply("wrong-ids", "its ids are not those of the data block")
    events = [*reply.events, *("unknown-line-id" for _ in strangers)]
    dropped, refused = _drops(reply, ask)
    # a reply that mixes up ids confirms nothing by silence
    silence_agrees = style == "edits" and not strangers
    verdicts = [
        _verdict(line, reply, dropped.keys() | refused, silence_agrees) for line in ask.lines
    ]
    faults = [fault for _, fault in verdicts if fault]
    _distrust(ask.lines, verdicts)
    lines = [_marked(line, reply, events) for line, _ in verdicts if line is not None]
    added, refusals = _additions(reply, ask)
    events += [
        *faults,
        *("drop-refused" for _ in refused),
        *refusals,
        *("added-line" for _ in added),
    ]
    unanswered = tuple(
        shown.id for shown, (_, why) in zip(ask.lines, verdicts, strict=True) if why == "unanswered"
    )
    return Accepted(
        _with_additions(lines, added, ask), tuple(dropped.items()), tuple(events), unanswered
    )


def _fits(texts: Sequence[str], ask: Ask) -> None:
    """Raise BadReply when a reply holds more text than there is room for where the ask is about."""
    if sum(map(len, texts)) > room(ask.lines, ask.region):
        raise BadReply("more-than-a-page", "it holds more text than the page has room for")


def _verdict(
    line: ShownLine, reply: Reply, absent: Set[int], silence_agrees: bool
) -> tuple[TranscriptLine | None, str | None]:
    """The transcript line for a local line, or the reason why there is none (None too when the
    model dropped it).
    """
    text = reply.texts.get(line.id)
    if not text:
        silent = not silence_agrees or line.text is None or line.id in reply.repeated
        if line.id in absent or text == "":
            return None, None
        return (
            (None, "unanswered")
            if silent
            else (TranscriptLine(line.text or "", line.id, confirmed=True), None)
        )
    if text == line.text:
        return TranscriptLine(text, line.id, confirmed=True), None
    fault = guards.line_fault(line, text)
    return (None, fault) if fault else (TranscriptLine(text, line.id), None)


def _distrust(
    shown: Sequence[ShownLine], verdicts: Sequence[tuple[TranscriptLine | None, str | None]]
) -> None:
    """A reply that replaces most of the lines that Tesseract was sure of is not a reading of this
    page.
    """
    sure = [fault for line, (_, fault) in zip(shown, verdicts, strict=True) if guards.sure(line)]
    rejected = sum(fault not in (None, "unanswered", "unreadable") for fault in sure)
    if len(sure) >= FEW and rejected > len(sure) / 2:
        raise BadReply("distrusted", "most of its texts are not what the pictures show")


def _drops(reply: Reply, ask: Ask) -> tuple[dict[int, str], set[int]]:
    """Lines that may go, and lines that Tesseract read too well to be nothing."""
    shown = {line.id: line for line in ask.lines}
    empty = [(i, "empty text") for i, text in reply.texts.items() if not text]
    wanted = {
        i: reason for i, reason in (*empty, *reply.dropped) if i in shown and not reply.texts.get(i)
    }
    refused = {i for i in wanted if guards.sure(shown[i]) and compact(shown[i].text or "")}
    return {i: reason for i, reason in wanted.items() if i not in refused}, refused


def _additions(reply: Reply, ask: Ask) -> tuple[list[tuple[int | None, str]], list[str]]:
    kept, events = [], []
    beside = guards.beside(ask.lines)
    for after, text in reply.added:
        fault = guards.addition_fault(text, beside, ask.kind)
        if fault:
            events.append(fault)
        else:
            kept.append((after, text))
    return kept, events


def _with_additions(
    lines: Sequence[TranscriptLine], added: Sequence[tuple[int | None, str]], ask: Ask
) -> tuple[TranscriptLine, ...]:
    """Added lines after the local line that they follow, or after the nearest one before it that
    was answered.
    """
    position = {line_id: at for at, line_id in enumerate(ask.ids)}
    keyed = [(float(position[line.line]), 0, line) for line in lines if line.line is not None]
    for order, (after, text) in enumerate(added, 1):
        at = -1.0 if after is None else float(position.get(after, len(position)))
        keyed.append((at, order, TranscriptLine(text)))
    return tuple(line for _, _, line in sorted(keyed, key=lambda item: item[:2]))


def _marked(line: TranscriptLine, reply: Reply, events: list[str]) -> TranscriptLine:
    mark = reply.structure.get(line.line) if line.line is not None else None
    return structured(line, mark, events) if mark else line


def structured(line: TranscriptLine, mark: Mark, events: list[str]) -> TranscriptLine:
    """The line with what the model says it is; cells that do not hold the line's own text are left
    out.
    """
    # Checked against schemas.KINDS by reply.py
    kind: Structure = mark.kind  # type: ignore[assignment]
    fits = compact("".join(mark.cells)) == compact(line.text)
    if mark.cells and not fits:
        events.append("cells-differ")
    return replace(line, structure=kind, level=mark.level, cells=mark.cells if fits else ())


def _transcription(reply: Reply, ask: Ask) -> Accepted:
    lines, cut = guards.cut_loops(reply.lines)
    _fits(lines, ask)
    events = [*reply.events, *(["loop-cut"] if cut else [])]
    beside = guards.beside(ask.lines)
    if len(lines) <= 2 and any(
        guards.refusing(ask.lines[0] if ask.lines else _NO_LINE, text) for text in lines
    ):
        raise BadReply("refused", "it is a refusal")
    if coverage(ask.lines, lines) < 0.5:
        raise BadReply("summary", "it leaves out most of the page")
    if short_of_ink(ask.lines, lines):
        raise BadReply("short-of-ink", "the page holds far more text than it has")
    events += ["instruction-like" for text in lines if guards.instruction_like(text, beside)]
    marks = reply.structure if not cut else {}
    found = (
        structured(TranscriptLine(t), marks[i], events) if i in marks else TranscriptLine(t)
        for i, t in enumerate(lines)
    )
    return Accepted(tuple(found), events=tuple(events))


def short_of_ink(found: Sequence[ShownLine], lines: Sequence[str]) -> bool:
    """Whether the transcription is far shorter than the lines found on the page are long, whatever
    they say.
    """
    squares = sum(_squares(line.box) for line in found)
    characters = sum(len("".join(text.split())) for text in lines)
    return squares >= ENOUGH and characters < THIN * squares


def _squares(box: Box) -> float:
    """How often the line's height goes into its length; a sideways line stands on end."""
    return max(box.width, box.height) / max(1.0, min(box.width, box.height))


def coverage(shown: Sequence[ShownLine], lines: Sequence[str]) -> float:
    """Share of the characters that Tesseract is sure of which the transcription has; 1 where it is
    sure of too few.
    """
    sure = [
        key for line in shown if guards.sure(line) and len(key := compact(line.text or "")) >= 4
    ]
    if len(sure) < 2 * FEW:
        return 1.0
    found = place(sure, "".join(map(compact, lines)))
    return sum(len(key) for key, where in zip(sure, found, strict=True) if where) / sum(
        map(len, sure)
    )


def _spans(reply: Reply, ask: Ask) -> Accepted:
    events = [
        *reply.events,
        *("unknown-line-id" for i in reply.texts if not 0 <= i < len(ask.spans)),
    ]
    lines = []
    for i, span in enumerate(ask.spans):
        text, blank = reply.texts.get(i, ""), replace(_NO_LINE, box=span)
        fault = guards.line_fault(blank, text) if text else "unanswered"
        if fault:
            events.append(fault)
        else:
            lines.append(TranscriptLine(text, region=span))
    return Accepted(tuple(lines), events=tuple(events))
