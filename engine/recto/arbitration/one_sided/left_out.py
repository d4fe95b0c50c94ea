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
from recto.witnesses.local import UnitAt


def with_left_out(
    entries: Sequence[PrintedWords], local: Mapping[UnitAt, tuple[Word, ...]]
) -> tuple[list[PrintedWords], int]:
    """The entries with every unprinted local word among the alternatives, and how many such words
    there are.
    """
    printed = {
        place: n for n, entry in enumerate(entries) if entry.verdicts for place in entry.places
    }
    result = list(entries)
    count = 0
    before: UnitAt | None = None
    first = min(printed, default=None)
    for is_printed, run in groupby(sorted(local), key=lambda place: place in printed):
        places = list(run)
        words = [] if is_printed else [verdict.text for place in places for verdict in local[place]]
        if words and first is not None:
            at = printed[first if before is None else before]
            result[at] = offering(result[at], " ".join(words), ahead=before is None)
            count += len(words)
        before = places[-1] if is_printed else before
    return result, count


def offering(entry: PrintedWords, text: str, *, ahead: bool) -> PrintedWords:
    """The entry's last word (its first, for what stands ahead), flagged, with the longer text as an
    alternative.
    """
    at = 0 if ahead else len(entry.verdicts) - 1
    word = entry.verdicts[at]
    longer = f"{text} {word.text}" if ahead else f"{word.text} {text}"
    others = tuple(dict.fromkeys((*word.alternatives, longer)))
    flagged = word.flagged or is_flagged(Doubtful(word.origin, left_out_beside=True))
    offered = replace(word, alternatives=others, flagged=flagged)
    return replace(entry, verdicts=(*entry.verdicts[:at], offered, *entry.verdicts[at + 1 :]))
