"""The LLM's words that stand on the page beside this one.

Matches enter, those on the page itself leave. An LLM transcribes what the picture shows, the torn
line ends of an open book's other page included; the local reading has found those lines, so the
words that answer them go, and what stands between two such words goes with them.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.local.fusion import LocalLine
from recto.witnesses.matching import Pairing


def without_facing_page(lines: Sequence[LocalLine], matches: Sequence[Pairing]) -> list[Pairing]:
    """All matches but those on torn lines of the facing page and the LLM's words among them."""
    if not any(line.facing_page for line in lines):
        return list(matches)
    ordered = sorted((each for each in matches if each.words), key=lambda each: each.first)
    beside = _filled([_beside(lines, each) for each in ordered])
    gone = {each.first for each, is_beside in zip(ordered, beside, strict=True) if is_beside}
    return [each for each in matches if not each.words or each.first not in gone]


def _beside(lines: Sequence[LocalLine], each: Pairing) -> bool | None:
    """Whether the words stand on the facing page; None: no local reader has them."""
    return all(lines[i].facing_page for i, _ in each.units) if each.units else None


def _filled(beside: Sequence[bool | None]) -> list[bool]:
    """Words that nobody else has belong where the words before and after them do; the page itself
    comes first.
    """
    before, last = [], False
    for each in beside:
        last = last if each is None else each
        before.append(last)
    after, last = [], True
    for each in reversed(beside):
        last = last if each is None else each
        after.append(last)
    return [a and b for a, b in zip(before, reversed(after), strict=True)]
