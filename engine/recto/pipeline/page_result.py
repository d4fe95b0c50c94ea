"""A page's result, put together once from what is known at the end.

A LocalPage, the final lines with their blocks, what ink is left over and what an LLM said enter; a
PageResult leaves. How the page ended, and what its notes say, is told here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from recto.arbitration.outcome import (
    HybridPage,
    Status,
    llm_notes,
    llm_readings,
    order_notes,
    order_unsure,
    status_of,
)
from recto.ink.leftover import Leftover, notes_of
from recto.model.result import Block, PageResult, Unsettled
from recto.model.transcript import Transcript
from recto.pipeline.local_page import LocalPage, ReadPage
from recto.reasons import Reason


def page_result(
    local: LocalPage,
    final: HybridPage,
    blocks: tuple[Block, ...],
    left: Leftover,
    transcript: Transcript | None,
    seconds: Mapping[str, float],
) -> PageResult:
    """The page's result, put together once."""
    read, taught = local.read, local.reading.facts.taught
    status = _local_status(read, final, left)
    notes = (*read.notes, *notes_of(left, read.language))
    readings, guards = read.readings, final.guards
    if transcript is not None:
        readings = (*readings, *llm_readings(transcript, final.unprinted))
        guards = Counter(guards) + Counter(transcript.events)
        for beside in (transcript.second, transcript.other):
            if beside is not None:
                guards += Counter(beside.events)
        notes = tuple(dict.fromkeys((*notes, *llm_notes(transcript), *order_notes(final.guards))))
        status = status_of(transcript, status)
    return PageResult(
        source=read.source,
        index=read.index,
        width=read.width,
        height=read.height,
        dpi=read.dpi,
        language=read.language,
        lines=final.lines,
        steps=read.steps,
        readings=readings,
        decisions=local.decisions,
        blocks=blocks,
        seconds=seconds,
        notes=notes,
        guards=guards,
        status=status,
        text_layer=read.text_layer,
        upright=read.upright,
        dpi_down=read.dpi_down,
        unsettled=_unsettled(local, final, left, transcript),
        collection=taught.digest if taught else "",
    )


def _unsettled(
    local: LocalPage, final: HybridPage, left: Leftover, transcript: Transcript | None
) -> Unsettled:
    """What is in doubt beside the words. The order is an LLM's where it has given one, and in doubt
    where the page's layout has another.
    """
    unread = sum(place.characters for place in left.places)
    order = 0.0
    is_open = transcript is None or not _orders(transcript)
    if is_open or final.guards.get(Reason.ORDER_IN_DOUBT, 0):
        order = order_unsure(local.lines)
    script = local.is_unreadable or local.wrong_language is not None
    return Unsettled(unread, order, script)


def _orders(transcript: Transcript) -> bool:
    """Whether the page is printed in its order: by its blocks, or by a text that names no lines."""
    if transcript.order:
        return True
    named = [line for line in transcript.lines if line.line is not None]
    return bool(transcript.lines) and not named


def _local_status(read: ReadPage, final: HybridPage, left: Leftover) -> Status:
    """How the page ended, whatever became of an LLM's answer."""
    if read.is_cut_off:
        return "truncated"
    if final.lines:
        return "ok"
    return "unreadable" if left.places else "blank"
