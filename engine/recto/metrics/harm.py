"""What a reading did to the words of another: harmed, helped, dropped, invented, changed digits,
normalised spelling; and how often a page came out better.

Two Judged against one truth enter, a Harm of counts leaves; add them up over pages before taking
rates. Only here: what counts as a mended spelling, and HIPE-OCRepair's preference score (mean over
pages of the sign of the change of CER: 1 better, -1 worse), which says how often a page came out
better, where ours say by how much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from statistics import fmean

from rapidfuzz.distance import Levenshtein

from recto.metrics.word_fate import Fate, Judged

# Spellings that modern readers mend: of old print in Latin letters. The longer ones first.
FOLDS = (
    ("tz", "z"), ("ck", "k"), ("dt", "t"), ("th", "t"), ("ph", "f"), ("ey", "ei"), ("ss", "s"),
    ("ß", "s"), ("c", "k"), ("y", "i"), ("v", "u"), ("j", "i"), ("w", "uu"),
)  # fmt: skip
MENDED = 2  # letters that a mended spelling adds or drops at most
SHORTEST = 4  # letters of a word of which it can be said
WORDS = 10_000  # that rates are given of


@dataclass(frozen=True, slots=True)
class Harm:
    """Counts over truth words; `invented` are words of the reading that answer none."""

    words: int = 0
    helped: int = 0  # wrong or missing before, right now
    harmed: int = 0  # right before, wrong or missing now
    dropped: int = 0  # something stood there before, nothing now
    invented: int = 0
    digits: int = 0  # right before, other digits now
    respelled: int = 0  # right before, a mended spelling now

    def __add__(self, other: Harm) -> Harm:
        sums = [getattr(self, each.name) + getattr(other, each.name) for each in fields(self)]
        return Harm(*sums)

    def rate(self, name: str) -> float:
        """Of 10,000 words of the truth."""
        count: int = getattr(self, name)
        if not self.words:
            return 0.0
        return WORDS * count / self.words


RATES = tuple(each.name for each in fields(Harm) if each.name != "words")


def harm(before: Judged, after: Judged) -> Harm:
    """Of `after`, against what `before` had. Raises ValueError where they are not of one truth."""
    helped = harmed = dropped = digits = respelled = 0
    for old, new in zip(before.fates, after.fates, strict=True):
        helped += new.right and not old.right
        dropped += new.read is None and old.read is not None
        if new.right or not old.right:
            continue
        harmed += 1
        digits += _has_other_digits(new)
        respelled += is_respelled(new.wanted, new.read or "")
    return Harm(
        len(after.fates),
        helped,
        harmed,
        dropped,
        after.invented,
        digits,
        respelled,
    )


def _has_other_digits(fate: Fate) -> bool:
    read = _digits(fate.read or "")
    wanted = _digits(fate.wanted)
    if not read:
        return False
    return read != wanted


def _digits(text: str) -> str:
    found = filter(str.isdigit, text)
    return "".join(found)


def is_respelled(printed: str, read: str) -> bool:
    """Whether the reading mends a spelling: letters added or dropped and none exchanged, or one
    that only old spellings tell apart. Both compact, without a digit.
    """
    if len(printed) < SHORTEST or _digits(printed + read) or not read:
        return False
    if _folded(printed) == _folded(read):
        return True
    more = abs(len(printed) - len(read))
    distance = Levenshtein.distance(printed, read)
    return 0 < more <= MENDED and distance == more


def _folded(text: str) -> str:
    for old, new in FOLDS:
        text = text.replace(old, new)
    return text


def preference(before: Sequence[float], after: Sequence[float]) -> float:
    """HIPE-OCRepair's score of error rates by page, -1..1: how much oftener a page came out better
    than worse.
    """
    if not before:
        return 0.0
    signs = []
    for old, new in zip(before, after, strict=True):
        sign = 0
        if new < old:
            sign = 1
        elif new > old:
            sign = -1
        signs.append(sign)
    return fmean(signs)


def total(harms: Iterable[Harm]) -> Harm:
    """All pages together."""
    return sum(harms, Harm())
