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
    status_of,
)
from recto.ink.leftover import Leftover, notes_of
from recto.model.result import Block, PageResult
from recto.model.transcript import Transcript
from recto.pipeline.local_page import LocalPage, ReadPage


def page_result(
    local: LocalPage,
    final: HybridPage,
    blocks: tuple[Block, ...],
    left: Leftover,
    transcript: Transcript | None,
    seconds: Mapping[str, float],
) -> PageResult:
    """The page's result, put together once."""
    read = local.read
    status = _local_status(read, final, left)
    notes = (*read.notes, *notes_of(left, read.language))
    readings, guards = read.readings, final.guards
    if transcript is not None:
        readings = (*readings, *llm_readings(transcript, final.unprinted))
        guards = Counter(guards) + Counter(transcript.events)
        if transcript.second is not None:
            guards += Counter(transcript.second.events)
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
    )


def _local_status(read: ReadPage, final: HybridPage, left: Leftover) -> Status:
    """How the page ended, whatever became of an LLM's answer."""
    if read.is_cut_off:
        return "truncated"
    if final.lines:
        return "ok"
    return "unreadable" if left.places else "blank"
