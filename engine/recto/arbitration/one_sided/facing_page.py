"""The LLM's words that stand on the page beside this one.

Matches enter, those on the page itself leave. An LLM transcribes what the picture shows, the torn
line ends of an open book's other page included; the local reading has found those lines, so the
words that answer them go, and what stands between two such words goes with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import and_

from recto.local.fusion import LocalLine
from recto.witnesses.matching import Pairing


def without_facing_page(lines: Sequence[LocalLine], matches: Sequence[Pairing]) -> list[Pairing]:
    """All matches but those on torn lines of the facing page and the LLM's words among them."""
    if not any(line.facing_page for line in lines):
        return list(matches)
    worded = [each for each in matches if each.words]
    ordered = sorted(worded, key=lambda each: each.first)
    known = [_beside(lines, each) for each in ordered]
    firsts = [each.first for each in ordered]
    gone = set(compress(firsts, _filled(known)))
    return [each for each in matches if not each.words or each.first not in gone]


def _beside(lines: Sequence[LocalLine], each: Pairing) -> bool | None:
    """Whether the words stand on the facing page; None: no local reader has them."""
    if not each.units:
        return None
    return all(lines[i].facing_page for i, _ in each.units)


def _filled(known: Sequence[bool | None]) -> list[bool]:
    """Words that nobody else has belong where the words before and after them do; the page itself
    comes first.
    """
    by_before = _carried(known, start=False)
    by_behind = _carried(known[::-1], start=True)
    by_behind.reverse()
    return list(map(and_, by_before, by_behind))


def _carried(known: Sequence[bool | None], *, start: bool) -> list[bool]:
    """What is not known as it was before."""
    carried = []
    last = start
    for is_beside in known:
        if is_beside is not None:
            last = is_beside
        carried.append(last)
    return carried
