"""Whole stretches that one side has and the other lacks: what the LLM lost, repeated or made up.

Matches enter; which units come back, and which of the LLM's words go, leave. A lost stretch comes
back only where both local readers have it, between places that the LLM did read: without that, the
cut-off neighbour column of one corpus doubled its errors. An unsupported stretch is only marked, as
local readers do not see handwriting; a repeated one goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import Box
from recto.model.result import Word
from recto.text.agreement import letters
from recto.text.alignment import compact
from recto.witnesses.local import UnitAt
from recto.witnesses.matching import Pairing

SHORTEST = 8  # characters of a lost stretch worth bringing back
SURE = 0.7  # mean Tesseract confidence of it
CONFIRMED = 0.85  # similarity of both local readings of it
LIKELY = 0.9  # mean P(right) that is as good as a confirmation
PAGE_END = 100  # characters from which a stretch at the head or foot of the page is no furniture
LONG_RUN = 40  # characters of the LLM's without any local support
GRAM = 4  # characters
ONCE = 12  # characters of a stretch that a page is not likely to hold twice by chance
ELSEWHERE = 0.5  # share of a stretch's grams from which the LLM has it in another place
# the same where its words there answer other words of the page: titles and headings repeat
VERBATIM = 0.95
REPEATED = 0.8  # share of a run's characters in words that the LLM has more often than the page


@dataclass(frozen=True, slots=True)
class Passages:
    """What to do with the unmatched."""

    restored: frozenset[UnitAt]
    repeated: frozenset[int]  # indices of the LLM's words that go
    unsupported: frozenset[int]  # indices of the LLM's words in long runs that nothing supports


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring units of the page that answer none of the LLM's words."""

    units: tuple[AlignedWords, ...]
    sure: float  # mean P(right) of what the local reading prints there
    between: bool  # places that the LLM did read come before it and after it

    @property
    def tesseract(self) -> str:
        """Compact text."""
        return letters(word.text for unit in self.units for word in unit.tesseract)

    @property
    def ppocr(self) -> str:
        """Compact text."""
        return letters(word.text for unit in self.units for word in unit.ppocr)


def passages(
    lines: Sequence[LocalLine], matches: Sequence[Pairing], local: Mapping[UnitAt, Sequence[Word]]
) -> Passages:
    """Judge every unmatched stretch of both sides; `local` is what the local reading would print at
    each unit.
    """
    runs = _llm_runs(matches)
    surplus = _surplus(lines, matches)
    long_runs = [run for run in runs if _characters(run) >= LONG_RUN]
    repeated = [run for run in long_runs if _is_repeat(run, surplus)]
    gone = frozenset(i for run in repeated for i, _ in run)
    return Passages(
        _restored(lines, matches, local),
        gone,
        frozenset(i for run in long_runs for i, _ in run if i not in gone),
    )


def _ordered(matches: Sequence[Pairing]) -> list[Pairing]:
    return sorted((each for each in matches if each.words), key=lambda each: each.first)


def _llm_runs(matches: Sequence[Pairing]) -> list[list[tuple[int, str]]]:
    """Stretches of (index, word) of the LLM's text that match no unit."""
    found = []
    for has_units, run in groupby(_ordered(matches), key=lambda each: bool(each.units)):
        if not has_units:
            words = [(each.first + k, word) for each in run for k, word in enumerate(each.words)]
            found.append(words)
    return found


def _characters(run: Sequence[tuple[int, str]]) -> int:
    """Letters and digits of its words."""
    return sum(len(compact(word)) for _, word in run)


def _surplus(lines: Sequence[LocalLine], matches: Sequence[Pairing]) -> frozenset[str]:
    """Compact words that stand on the page, but more often in the LLM's text."""
    page = Counter(
        compact(w.text)
        for line in lines
        for unit in line.units
        for w in (unit.ppocr or unit.tesseract)
    )
    llm = Counter(compact(word) for each in matches for word in each.words)
    return frozenset(word for word, count in llm.items() if count > max(1, page[word]))


def _is_repeat(run: Sequence[tuple[int, str]], surplus: frozenset[str]) -> bool:
    """Nearly all of the run are words that the LLM wrote more often than the page has them."""
    words = [compact(word) for _, word in run]
    return sum(len(word) for word in words if word in surplus) >= REPEATED * sum(map(len, words))


def _restored(
    lines: Sequence[LocalLine], matches: Sequence[Pairing], local: Mapping[UnitAt, Sequence[Word]]
) -> frozenset[UnitAt]:
    read = {place for each in matches if each.words for place in each.units}
    margins = _margins(lines, read)
    if margins is None:
        return frozenset()
    ordered = _ordered(matches)
    spare = _grams(letters(word for each in ordered if not each.units for word in each.words))
    grams = _grams(letters(word for each in ordered for word in each.words))
    order = [
        (i, k)
        for i, line in enumerate(lines)
        if not line.facing_page
        for k in range(len(line.units))
    ]
    kept: list[UnitAt] = []
    stretches = [
        (known, list(run)) for known, run in groupby(order, key=lambda place: place in read)
    ]
    for n, (known, places) in enumerate(stretches):
        if not known:
            units = [lines[i].units[k] for i, k in places]
            stretch = Stretch(
                tuple(units), _mean_confidence(places, local), 0 < n < len(stretches) - 1
            )
            kept += places if _is_lost(stretch, margins, grams, spare) else []
    return frozenset(kept)


def _mean_confidence(places: Sequence[UnitAt], local: Mapping[UnitAt, Sequence[Word]]) -> float:
    sure = [verdict.confidence for place in places for verdict in local[place]]
    return sum(sure) / len(sure) if sure else 0.0


def _margins(lines: Sequence[LocalLine], read: set[UnitAt]) -> Box | None:
    boxes = [lines[i].units[k].box for i, k in read]
    return Box.around(boxes) if boxes else None


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + GRAM] for i in range(len(text) - GRAM + 1))


def _is_lost(
    stretch: Stretch, margins: Box, written: frozenset[str], spare: frozenset[str]
) -> bool:
    """Read well, within the text that the LLM read, and not somewhere in its text all the same.

    `written` are the grams of all that it wrote, `spare` of what answers nothing: a long stretch is
    elsewhere when most of it stands in the spare text, or every letter in any; a short one when
    most of it stands anywhere.
    """
    own = _grams(stretch.ppocr)
    short = len(stretch.tesseract) < ONCE
    elsewhere = (
        _share(own, written) > (ELSEWHERE if short else VERBATIM) or _share(own, spare) > ELSEWHERE
    )
    return not elsewhere and _read_well(stretch) and _inside(stretch, margins)


def _share(grams: frozenset[str], of: frozenset[str]) -> float:
    return len(grams & of) / len(grams) if grams else 0.0


def _read_well(stretch: Stretch) -> bool:
    """By both local readers alike; at the head or foot of the page, where furniture stands, long
    and sure as well.
    """
    if len(stretch.tesseract) < SHORTEST:
        return False
    if not stretch.between:
        return len(stretch.ppocr) >= PAGE_END and stretch.sure >= LIKELY
    words = [word for unit in stretch.units for word in unit.tesseract]
    confirmed = Levenshtein.normalized_similarity(stretch.tesseract, stretch.ppocr) >= CONFIRMED
    return stretch.sure >= LIKELY or (
        confirmed and sum(w.raw_confidence for w in words) / len(words) >= SURE
    )


def _inside(stretch: Stretch, margins: Box) -> bool:
    box = Box.around(unit.box for unit in stretch.units)
    slack = 2 * min(unit.box.height for unit in stretch.units)
    return box.left >= margins.left - slack and box.right <= margins.right + slack
