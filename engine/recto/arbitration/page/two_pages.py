"""Of two pages, each led to by a model of its own, the one to print: the nearer to the local
reading.

The local reading's lines, the first model's transcript with the other one's beside it, and what
makes a page of a transcript enter; the page to print leaves, with the transcript that led to it in
front. No threshold is asked: which page has fewer letters and digits otherwise than the local one.
What the model of the other page has otherwise is told by other_page.py. Numbers are in
docs/decisions/vision-reader.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from recto.arbitration.outcome import FELL_BACK, NO_PAGE, HybridPage
from recto.arbitration.page.other_page import doubted_by
from recto.model.result import ResultLine
from recto.model.transcript import Transcript
from recto.reasons import Reason
from recto.text.alignment import compact

Arbitrate = Callable[[Transcript], HybridPage]


def page_of_two(
    local: Sequence[ResultLine], first: Transcript, arbitrate: Arbitrate
) -> tuple[HybridPage, Transcript]:
    """The page to print, and whose it is; the transcript of the other model stays beside it.

    A model that fell back, even in part, or wrote nothing has no page: then it is the other one's,
    and the result says so. Without letters on the local page both are as near, and it is the
    first's.
    """
    other = first.other
    alone = replace(first, other=None)
    if other is None:
        return arbitrate(first), first
    if not (_is_whole(alone) and _is_whole(other)):
        told = _of_one(alone, other)
        return arbitrate(told), told
    text = _letters(local)
    ranked = []
    for heard in (alone, other):
        page = arbitrate(heard)
        distance = Levenshtein.normalized_distance(text, _letters(page.lines))
        ranked.append((distance, page, heard))
    ranked.sort(key=lambda each: each[0])  # stable: the first one's where both are as near
    (near, page, printed), (far, beside, silent) = ranked
    reason = Reason.NEARER_PAGE if near < far else Reason.PAGES_AS_NEAR
    lines, noticed = doubted_by(page.lines, beside.lines)
    guards = Counter(page.guards) + noticed + Counter({reason: 1})
    told = replace(
        printed,
        said=(f"printed: {near:.4f} of the letters otherwise than the local reading",),
        other=replace(silent, said=(f"not printed: {far:.4f} of them",)),
    )
    return replace(page, lines=lines, guards=guards), told


def _is_whole(heard: Transcript) -> bool:
    """It read the page, and nothing that was asked of it fell back."""
    fell_back = any(event.startswith(FELL_BACK) for event in heard.events)
    return bool(heard.lines) and not fell_back


def _of_one(first: Transcript, other: Transcript) -> Transcript:
    """The one that has a page, the other's faults told as such; the first where neither has."""
    printed, silent = (first, other) if _is_whole(first) else (other, first)
    if not _is_whole(printed):
        return replace(first, other=other)
    events = [event.replace(FELL_BACK, NO_PAGE) for event in silent.events]
    if not silent.lines and events == list(silent.events):
        events.append(f"{NO_PAGE}{Reason.LLM_SILENT}")
    return replace(printed, other=replace(silent, events=tuple(events)))


def _letters(lines: Sequence[ResultLine]) -> str:
    """Of a page, in the order of printing."""
    letters = ""
    for line in lines:
        letters += "".join([compact(word.text) for word in line.words])
    return letters
