"""Local words that the LLM does not have and that do not come back: offered beside the words that
they stood next to.

Entries in the order of printing and the local words of every place enter, entries leave. Nothing
that a local reader read is lost without a flag: the printed word before the place is flagged, and
one of its alternatives goes on with what was left out. (Whole passages come back by another rule,
passages.py; what is left here is furniture, stamps, marginal scrawl, and now and then a word of the
page.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from recto.arbitration.entries import PrintedWords
from recto.arbitration.flags import Doubtful, is_flagged
from recto.model.result import Word
from recto.text.spacing import joined
from recto.witnesses.local import UnitAt


def with_left_out(
    entries: Sequence[PrintedWords], local: Mapping[UnitAt, tuple[Word, ...]]
) -> tuple[list[PrintedWords], int]:
    """The entries with every unprinted local word among the alternatives, and how many such words
    there are.
    """
    printed: dict[UnitAt, int] = {}
    for n, entry in enumerate(entries):
        if entry.verdicts:
            printed.update(dict.fromkeys(entry.places, n))
    result = list(entries)
    if not printed:
        return result, 0
    count = 0
    before: UnitAt | None = None
    for is_printed, run in groupby(sorted(local), key=lambda place: place in printed):
        places = list(run)
        if is_printed:
            before = places[-1]
            continue
        texts = _texts(places, local)
        if texts:
            beside = min(printed) if before is None else before
            at = printed[beside]
            result[at] = offering(result[at], joined(texts), ahead=before is None)
            count += len(texts)
    return result, count


def _texts(places: Sequence[UnitAt], local: Mapping[UnitAt, tuple[Word, ...]]) -> list[str]:
    """What the local reading has at these places."""
    texts: list[str] = []
    for place in places:
        texts += [word.text for word in local[place]]
    return texts


def offering(entry: PrintedWords, text: str, *, ahead: bool) -> PrintedWords:
    """The entry's last word (its first, for what stands ahead), flagged, with the longer text as an
    alternative.
    """
    words = list(entry.verdicts)
    at = 0 if ahead else len(words) - 1
    word = words[at]
    longer = f"{text} {word.text}" if ahead else f"{word.text} {text}"
    others = dict.fromkeys((*word.alternatives, longer))
    doubtful = Doubtful(word.origin, left_out_beside=True)
    flagged = word.flagged or is_flagged(doubtful)
    words[at] = replace(word, alternatives=tuple(others), flagged=flagged)
    return replace(entry, verdicts=tuple(words))
