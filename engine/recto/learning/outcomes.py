"""What came out at places with a part and without it, and whether the part pays.

Outcomes, place by place, enter; a Part, kept or left out with the reason, leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from recto.settings.collection_file import Part

# Standard deviations of chance by which what is one of several that are tried must mend more than
# it harms. With one, three pages of directories made a draw in twelve worse by .0007 of the
# letters, and a tenth of the LLMs on an address book were kept for nothing.
SEVERAL = 2.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out at one place."""

    wrong: int  # letters
    printed: int


def compared(
    part: str, before: Sequence[Outcome], after: Sequence[Outcome], surely: float = 1.0
) -> Part:
    """A part against what stood without it, place by place; `surely`: standard deviations of chance
    by which it must mend more than it harms.
    """
    mended = harmed = 0
    for old, new in zip(before, after, strict=True):
        mended += new.wrong < old.wrong
        harmed += new.wrong > old.wrong
    by_chance = surely * sqrt(mended + harmed)
    was, now = _errors(before), _errors(after)
    pays = mended - harmed > by_chance and now < was
    why = ""
    if not pays:
        why = f"mends {mended} places and harms {harmed}, which may be chance"
        if not mended and not harmed:
            why = "changes nothing"
    return Part(
        part=part,
        kept=pays,
        why=why,
        places=len(before),
        mended=mended,
        harmed=harmed,
        before=was,
        after=now,
    )


def _errors(outcomes: Sequence[Outcome]) -> float:
    """Wrong letters by those printed, at most 1."""
    wrong = sum(each.wrong for each in outcomes)
    printed = sum(each.printed for each in outcomes)
    share = wrong / max(1, printed)
    return min(1.0, round(share, 6))
