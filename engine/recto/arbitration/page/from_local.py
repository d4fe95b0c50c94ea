"""A page that is taken from the local readers: they have every word, the LLM only breaks ties
between them.

Judged entries of a page that the LLM did not read well enter, entries in the page's own order
leave. Where Tesseract and PP-OCR differ, a third reader that has the one's word is evidence for it
even on such a page; nothing else of the LLM's is printed. On no kind of page does that make the
local reading worse (79 such pages: CER .0413 -> .0410). Short stretches that it alone has are
offered, as everything is that some reader has and nobody prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from recto.arbitration.entries import PrintedWords
from recto.arbitration.one_sided.left_out import offering
from recto.model.result import Word
from recto.text.spacing import joined
from recto.witnesses.local import UnitAt
from recto.witnesses.registry import LOCAL

# characters of a stretch that may be a word or a line of the page; longer ones are what it made up
SHORT = 40
# the LLM has what one of differing readers has
TIE_BREAKS = frozenset(witness.bears_out for witness in LOCAL)


def local_entries(
    entries: Sequence[PrintedWords], local: Mapping[UnitAt, tuple[Word, ...]]
) -> list[PrintedWords]:
    """In the page's order; `local` is what the local reading prints at each unit, nothing for
    noise.
    """
    shared = _shared(entries)
    chosen: dict[UnitAt, PrintedWords] = {}
    covered: set[UnitAt] = set()
    for entry in entries:
        if _breaks_a_tie(entry, shared):
            chosen[entry.places[0]] = entry
            covered.update(entry.places)
    page: dict[UnitAt, PrintedWords] = {}
    for place, words in local.items():
        if words and place not in covered:
            page[place] = PrintedWords(place[0], (place,), words)
    page |= chosen
    for place, text in _alone(entries):
        if place in page:
            page[place] = offering(page[place], text, ahead=False)
    return [page[place] for place in sorted(page)]


def _alone(entries: Sequence[PrintedWords]) -> Iterator[tuple[UnitAt, str]]:
    """Short stretches that the LLM alone has, each with the place that it comes after in its
    text.
    """
    place: UnitAt | None = None
    texts: list[str] = []
    for entry in entries:
        if not entry.places:
            texts += [word.text for word in entry.verdicts]
            continue
        yield from _short_stretch(place, texts)
        place = max(entry.places)
        texts = []
    yield from _short_stretch(place, texts)


def _short_stretch(place: UnitAt | None, texts: Sequence[str]) -> Iterator[tuple[UnitAt, str]]:
    text = joined(texts)
    if place is not None and 0 < len(text) <= SHORT:
        yield place, text


def _shared(entries: Sequence[PrintedWords]) -> frozenset[UnitAt]:
    """Places of which several entries hold a part."""
    seen: set[UnitAt] = set()
    shared: set[UnitAt] = set()
    for entry in entries:
        for place in entry.places:
            if place in seen:
                shared.add(place)
            seen.add(place)
    return frozenset(shared)


def _breaks_a_tie(entry: PrintedWords, shared: frozenset[UnitAt]) -> bool:
    """Its words are one local reader's, the other has something else, and they stand side by side
    on one line.
    """
    if not entry.places or not entry.verdicts:
        return False
    if entry.verdicts[0].reason not in TIE_BREAKS:
        return False
    if not shared.isdisjoint(entry.places):
        return False
    line, first = entry.places[0]
    side_by_side = [(line, first + n) for n in range(len(entry.places))]
    return list(entry.places) == side_by_side
