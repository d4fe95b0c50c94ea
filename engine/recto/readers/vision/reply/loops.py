"""Runaway repetition: pieces repeated inside a line, passages repeated line after line.

Texts enter; whether one loops, or the lines with each runaway passage cut to one, leaves. Both take
time linear in the text. The rule that lives only here: what is printed again and again (leaders,
rules, a ledger's columns) is no loop.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recto.text.alignment import compact
from recto.text.markup import collapse_leaders

_REPEATED = re.compile(r"(.{1,40}?)\1{7,}")
LEAST_LOOP = 24  # characters that the repeated pieces of a line come to
PERIODS, OFTEN = 12, 6  # lines of a passage, and how often in a row it is a loop
WORTH = 8  # letters and digits of a passage; a ledger repeats less


def has_loop(text: str) -> bool:
    """Whether one piece of 1-40 characters stands at least eight times in a row over 24 characters
    or more.

    Leaders, rules and blanks ("....", "____", "- - -", "0 0 0") are how pages are printed, not
    loops.
    """
    without_leaders = collapse_leaders(text)
    folded = " ".join(without_leaders.split())
    for match in _REPEATED.finditer(folded):
        piece = match[1]
        has_letters = any(map(str.isalpha, piece))
        if len(match[0]) >= LEAST_LOOP and has_letters:
            return True
    return False


def cut_loops(lines: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Runs of a repeated passage (1-12 lines, at least six times over) cut to one, and whether
    there was any.

    Six: a ledger repeats "do." or "0.00" line by line, so passages without eight letters are left
    alone.
    """
    kept: list[str] = []
    cut = False
    at = 0
    while at < len(lines):
        run = _run_from(lines, at)
        if run.is_loop:
            cut = True
            kept += lines[at : at + run.period]
            at += run.length
        else:
            # The end of a run that stays may be the beginning of one with a longer period.
            end = at + max(1, run.length - PERIODS)
            kept += lines[at:end]
            at = end
    return tuple(kept), cut


@dataclass(frozen=True, slots=True)
class _Run:
    """A passage that stands several times in a row."""

    period: int  # lines of the passage
    times: int
    is_loop: bool

    @property
    def length(self) -> int:
        """Lines of all repetitions."""
        return self.period * self.times


def _run_from(lines: Sequence[str], start: int) -> _Run:
    """The run that begins here; one line, once, without repetition."""
    for period in range(1, PERIODS + 1):
        after = start + period
        passage = lines[start:after]
        times = 1
        while passage and lines[after : after + period] == passage:
            times += 1
            after += period
        # the shortest period decides: eight times "do." is not four times "do. do."
        if times >= OFTEN:
            letters = compact("".join(passage))
            is_loop = len(letters) >= WORTH
            return _Run(period, times, is_loop)
    return _Run(1, 1, is_loop=False)
