"""Of two pages, each led to by a model of its own, the one to print: the nearer to the local
reading.

The local reading's lines, the first model's transcript with the other one's beside it, and what
makes a page of a transcript enter; the page to print leaves, with the transcript that led to it in
front. No threshold is asked: which page has fewer letters and digits otherwise than the local one.
What the model of the other page has otherwise is told by other_page.py. Numbers are in
docs/decisions/vision-reader.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from recto.arbitration.outcome import FELL_BACK, NO_PAGE, HybridPage
from recto.arbitration.page.other_page import doubted_by
from recto.model.result import ResultLine
from recto.model.transcript import Transcript
from recto.reasons import Reason
from recto.text.agreement import letters

Arbitrate = Callable[[Transcript], HybridPage]
OTHERWISE = "of the letters otherwise than the local reading"


@dataclass(frozen=True, slots=True)
class ModelPage:
    """What a model's transcript led to."""

    heard: Transcript
    page: HybridPage
    distance: float  # from the local reading: share of the letters and digits, 0..1


def page_of_two(
    local: Sequence[ResultLine], first: Transcript, arbitrate: Arbitrate
) -> tuple[HybridPage, Transcript]:
    """The page to print, and whose it is; the transcript of the other model stays beside it.

    A model that fell back, even in part, or wrote nothing has no page: then it is the other one's,
    and the result says so. Without letters on the local page both are as near, and it is the
    first's.
    """
    other = first.other
    if other is None:
        page = arbitrate(first)
        return page, first
    alone = replace(first, other=None)
    have_read = _is_whole(alone) and _is_whole(other)
    if not have_read:
        told = _of_one(alone, other)
        page = arbitrate(told)
        return page, told
    text = _letters(local)
    near = _page_of(alone, arbitrate, text)
    far = _page_of(other, arbitrate, text)
    if far.distance < near.distance:
        near, far = far, near
    return _nearer(near, far)


def _page_of(heard: Transcript, arbitrate: Arbitrate, text: str) -> ModelPage:
    page = arbitrate(heard)
    own = _letters(page.lines)
    distance = Levenshtein.normalized_distance(text, own)
    return ModelPage(heard, page, distance)


def _nearer(near: ModelPage, far: ModelPage) -> tuple[HybridPage, Transcript]:
    """The nearer page, with what is told of both."""
    lines, noticed = doubted_by(near.page.lines, far.page.lines)
    reason = Reason.NEARER_PAGE
    if near.distance == far.distance:
        reason = Reason.PAGES_AS_NEAR
    noticed[reason] += 1
    noticed.update(near.page.guards)
    page = replace(
        near.page,
        lines=lines,
        guards=noticed,
    )
    printed = f"printed: {near.distance:.4f} {OTHERWISE}"
    unprinted = f"not printed: {far.distance:.4f} {OTHERWISE}"
    other = replace(far.heard, said=(unprinted,))
    told = replace(
        near.heard,
        said=(printed,),
        other=other,
    )
    return page, told


def _is_whole(heard: Transcript) -> bool:
    """It read the page, and nothing that was asked of it fell back."""
    for event in heard.events:
        if event.startswith(FELL_BACK):
            return False
    return bool(heard.lines)


def _of_one(first: Transcript, other: Transcript) -> Transcript:
    """The one that has a page, the other's faults told as such; the first where neither has."""
    printed, silent = first, other
    if not _is_whole(first):
        printed, silent = other, first
    if not _is_whole(printed):
        return replace(first, other=other)
    events = []
    for event in silent.events:
        told = event.replace(FELL_BACK, NO_PAGE)
        events.append(told)
    if tuple(events) == silent.events:
        events.append(f"{NO_PAGE}{Reason.LLM_SILENT}")
    other = replace(silent, events=tuple(events))
    return replace(printed, other=other)


def _letters(lines: Sequence[ResultLine]) -> str:
    """Of a page, in the order of printing."""
    rows = []
    for line in lines:
        texts = [word.text for word in line.words]
        rows.append(letters(texts))
    return "".join(rows)
