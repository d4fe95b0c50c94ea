"""What people found in the sample: intervals for words, characters and lost text, and what is left
to do.

The rows of a sample that was read to its end and its Design enter; a Certificate leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import SequenceMatcher
from itertools import product
from math import log, sqrt

from rapidfuzz.distance import Levenshtein

from recto.batch.ledger import Ledger
from recto.batch.spread import Spread, to_look_at
from recto.certify.design import Design
from recto.certify.drawing import STRATA
from recto.certify.interval import Stratum, clopper_pearson, interval
from recto.certify.page_kinds import TOLD
from recto.certify.story import Story
from recto.errors import FileAccess
from recto.metrics.normalise import folded, graphemes


@dataclass(frozen=True, slots=True)
class Read:
    """One drawn word or line, and what a person read there."""

    kind: str
    stratum: str
    digits: bool
    text: str
    times: int
    said: str
    who: str
    at: float
    page_kind: str = ""  # of page_kinds; empty: an earlier version drew it

    @property
    def is_right(self) -> bool:
        """To the character, but for how Unicode composes it and for white space."""
        return folded(self.text) == folded(self.said)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of what was drawn that is right, with its interval; 0..1."""

    name: str
    drawn: int
    wrong: int
    right: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """What can be said of a collection."""

    words: Share
    characters: Share
    strata: tuple[Share, ...]
    lines: Share  # of them, those that lost no word
    invented: int  # drawn words where nothing stands
    target: float
    confidence: float
    collection: int  # words
    people: tuple[str, ...]
    day: str
    to_review: int  # words until the target is expected to be reached
    design: Design
    story: Story = Story()  # noqa: RUF009 - frozen

    @property
    def is_reached(self) -> bool:
        """Whether the whole interval lies at or above the target."""
        return self.words.low >= self.target


def rows_of(ledger: Ledger) -> list[Read]:
    """The sample."""
    rows = ledger.select(
        "SELECT kind, stratum, digits, text, times, said, who, at FROM sample ORDER BY id"
    )
    found = []
    for kind, kept, digits, *rest in rows:
        stratum, _, page_kind = kept.partition("-")
        read = Read(
            kind,
            stratum,
            bool(digits),
            *rest,
        )
        known = replace(read, page_kind=page_kind)
        found.append(known)
    return found


def refuse_other_sample(rows: Sequence[Read], plan: Design) -> None:
    """Raise FileAccess where words that were drawn are gone, or others came."""
    words = [row for row in rows if row.kind == "word"]
    sizes = tuple(stratum.size for stratum in _strata(words, plan))
    if sizes != plan.sizes:
        what = "the sample in the ledger is not the one that was drawn"
        raise FileAccess(what, remedy="draw a new one with --new")


def certified(
    rows: Sequence[Read],
    plan: Design,
    spread: Spread,
    story: Story = Story(),  # noqa: B008 - frozen
) -> Certificate:
    """The result of a sample that was read to its end; `spread`: of the collection now."""
    wanted = plan.wanted
    level = wanted.confidence
    words = [row for row in rows if row.kind == "word"]
    lines = [row for row in rows if row.kind == "line"]
    strata = _strata(words, plan)
    estimate = sum(each.weight * each.errors / max(1, each.size) for each in strata)
    low, high = (estimate, estimate) if plan.census else interval(strata, level)
    drawn, wrong = _counts(words)
    accuracy = Share(
        "words",
        drawn,
        wrong,
        1 - estimate,
        1 - high,
        1 - low,
    )
    people = sorted({row.who for row in rows})
    day = datetime.fromtimestamp(max(row.at for row in rows), UTC).strftime("%Y-%m-%d")
    factor = estimate * spread.count / spread.expected if spread.expected else 1.0
    return Certificate(
        accuracy,
        _characters(words, plan),
        _strata_told(words, plan),
        _lost(lines, level),
        sum(row.times for row in words if not row.said),
        wanted.target,
        level,
        plan.words,
        tuple(people),
        day,
        to_look_at(spread, wanted.target, factor),
        plan,
        story,
    )


def _counts(rows: Iterable[Read]) -> tuple[int, int]:
    drawn = wrong = 0
    for row in rows:
        drawn += row.times
        wrong += 0 if row.is_right else row.times
    return drawn, wrong


def _strata(words: Sequence[Read], plan: Design) -> list[Stratum]:
    strata = []
    for name, weight in zip(STRATA, plan.weights, strict=True):
        drawn, wrong = _counts(row for row in words if row.stratum == name)
        strata.append(Stratum(weight, drawn, wrong))
    return strata


def _strata_told(words: Sequence[Read], plan: Design) -> tuple[Share, ...]:
    """Rows of parts of the words; what was read as a whole is known as it is."""
    level = plan.wanted.confidence
    shares = (*_parts(words, level), *_by_kind(words, level))
    if not plan.census:
        return shares
    return tuple(replace(share, low=share.right, high=share.right) for share in shares)


def _parts(words: Sequence[Read], level: float) -> Iterable[Share]:
    """Doubtful and sure words, numbers apart; each with its own interval."""
    for stratum in STRATA:
        for digits, kind in ((False, "words"), (True, "numbers")):
            rows = [row for row in words if (row.stratum, row.digits) == (stratum, digits)]
            yield _share(f"{stratum} {kind}", *_counts(rows), level)


def _by_kind(words: Sequence[Read], level: float) -> Iterable[Share]:
    """Doubtful and sure words of each kind of page, where there are several kinds."""
    drawn = {row.page_kind for row in words}
    kinds = [kind for kind in TOLD if kind in drawn]
    if len(kinds) < 2:
        return
    for stratum, kind in product(STRATA, kinds):
        wanted = (stratum, kind)
        rows = [row for row in words if (row.stratum, row.page_kind) == wanted]
        told = TOLD[kind]
        count, wrong = _counts(rows)
        yield _share(f"{stratum} words, {told}", count, wrong, level)


def _share(name: str, drawn: int, wrong: int, level: float) -> Share:
    low, high = clopper_pearson(wrong, drawn, level)
    right = 1 - wrong / drawn if drawn else 0.0
    return Share(name, drawn, wrong, right, 1 - high, 1 - low)


def _lost(lines: Sequence[Read], level: float) -> Share:
    drawn = sum(row.times for row in lines)
    lost = sum(row.times for row in lines if lost_words(row.text, row.said))
    return _share("lines without a lost word", drawn, lost, level)


def lost_words(text: str, said: str) -> int:
    """Words that a person reads in a line beyond those that it has; a misread word is none."""
    has, stands = folded(text).split(), folded(said).split()
    lost = 0
    for step, a0, a1, b0, b1 in SequenceMatcher(
        None,
        has,
        stands,
        autojunk=False,
    ).get_opcodes():
        if step in ("insert", "replace"):
            # Joined or parted words have the same letters.
            same = "".join(has[a0:a1]) == "".join(stands[b0:b1])
            lost += 0 if same else max(0, (b1 - b0) - (a1 - a0))
    return lost


def _characters(words: Sequence[Read], plan: Design) -> Share:
    """Characters right: by strata, the share of each word's characters that are wrong, with
    Maurer and Pontil's (2009) empirical Bernstein bound, which holds for any distribution.
    """
    half = (1 - plan.wanted.confidence) / 2 / len(STRATA)
    wrong = width = 0.0
    edits = characters = 0
    for name, weight in zip(STRATA, plan.weights, strict=True):
        shares: list[float] = []
        for row in words:
            if row.stratum != name:
                continue
            share = wrong_share(row.text, row.said)
            shares += [share] * row.times
            edits += row.times * Levenshtein.distance(row.text, row.said)
            longer = max(len(row.text), len(row.said))
            characters += row.times * longer
        if not shares:
            continue
        mean = sum(shares) / len(shares)
        wrong += weight * mean
        width += weight * _bernstein(shares, mean, half)
    if plan.census:
        width = 0.0
    right = 1 - wrong
    low = max(0.0, right - width)
    high = min(1.0, right + width)
    return Share("characters", characters, edits, right, low, high)


def wrong_share(text: str, said: str) -> float:
    """Of the longer one's characters, 0..1."""
    first, second = graphemes(folded(text)), graphemes(folded(said))
    return Levenshtein.distance(first, second) / max(
        1,
        len(first),
        len(second),
    )


def _bernstein(shares: Sequence[float], mean: float, half: float) -> float:
    """How far the mean of values of 0..1 may be from the true one, on each side."""
    count = len(shares)
    if count < 2:
        return 1.0
    variance = sum((share - mean) ** 2 for share in shares) / (count - 1)
    term = log(2 / half)
    return sqrt(2 * variance * term / count) + 7 * term / (3 * (count - 1))
