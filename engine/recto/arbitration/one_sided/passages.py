"""Whole stretches that one side has and the other lacks: what the LLM lost, repeated or made up.

Matches enter; which units come back, and which of the LLM's words go, leave. A lost stretch comes
back only where both local readers have it, between places that the LLM did read: without that, the
cut-off neighbour column of one corpus doubled its errors, and libraries print a line of their own
below the pages that they scan. An unsupported stretch is only marked, as
local readers do not see handwriting; a repeated one goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rapidfuzz.distance import Levenshtein

from recto.arbitration.one_sided.repeats import ordered, repeats, surplus_of
from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import Box
from recto.model.result import Word
from recto.text.agreement import letters
from recto.text.alignment import compact
from recto.witnesses.local import UnitAt
from recto.witnesses.matching import Pairing, letters_of

SHORTEST = 8  # characters of a lost stretch worth bringing back
SURE = 0.7  # mean Tesseract confidence of it
CONFIRMED = 0.85  # similarity of both local readings of it
LIKELY = 0.9  # mean P(right) that is as good as a confirmation
# Characters from which a stretch is no furniture. The lines of libraries at the foot have up to 96,
# running titles at most 25.
PAGE_END = 100
PAGE_HEAD = 60
TITLE_SURE = 0.8  # mean P(right) of a shorter one at the head, which both local readers have alike
LONG_RUN = 40  # characters of the LLM's without any local support
GRAM = 4  # characters
ONCE = 12  # characters of a stretch that a page is not likely to hold twice by chance
ELSEWHERE = 0.5  # share of a stretch's grams from which the LLM has it in another place
# the same where its words there answer other words of the page: titles and headings repeat
VERBATIM = 0.95
LIKE = 0.5  # similarity from which the LLM's words answer the place that they stand beside
LINES_BESIDE = 2  # heights of a word that a lost stretch may stand outside of the text

# with places that the LLM did read behind it, before it, or both
Where = Literal["head", "foot", "between"]


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
    stands: Where
    printed: str  # compact, what the local reading prints there

    @property
    def tesseract(self) -> str:
        """Compact text."""
        texts = []
        for unit in self.units:
            text = letters_of(unit.tesseract)
            texts.append(text)
        return "".join(texts)

    @property
    def second(self) -> str:
        """Compact text of PP-OCR, or of a further reader where PP-OCR has none."""
        texts = []
        for unit in self.units:
            text = letters_of(unit.second)
            texts.append(text)
        return "".join(texts)

    @property
    def is_title(self) -> bool:
        """If it is short: sure, and the same by both readers, letter for letter."""
        return self.sure >= TITLE_SURE and self.tesseract == self.second


def passages(
    lines: Sequence[LocalLine], matches: Sequence[Pairing], local: Mapping[UnitAt, Sequence[Word]]
) -> Passages:
    """Judge every unmatched stretch of both sides; `local` is what the local reading would print at
    each unit.
    """
    surplus = surplus_of(lines, matches)
    repeated: set[int] = set()
    unsupported: set[int] = set()
    for run in _llm_runs(matches):
        if _characters(run) < LONG_RUN:
            continue
        places = [i for i, _ in run]
        if repeats([word for _, word in run], surplus):
            repeated.update(places)
        else:
            unsupported.update(places)
    restored = _restored(lines, matches, local)
    return Passages(restored, frozenset(repeated), frozenset(unsupported))


def _llm_runs(matches: Sequence[Pairing]) -> list[list[tuple[int, str]]]:
    """Stretches of (index, word) of the LLM's text that match no unit."""
    found = []
    for has_units, run in groupby(ordered(matches), key=lambda each: bool(each.units)):
        if has_units:
            continue
        words: list[tuple[int, str]] = []
        for each in run:
            words += enumerate(each.words, each.first)
        found.append(words)
    return found


def _characters(run: Sequence[tuple[int, str]]) -> int:
    """Letters and digits of its words."""
    return sum(len(compact(word)) for _, word in run)


def _restored(
    lines: Sequence[LocalLine], matches: Sequence[Pairing], local: Mapping[UnitAt, Sequence[Word]]
) -> frozenset[UnitAt]:
    """The units of lost passages."""
    in_order = ordered(matches)
    read: set[UnitAt] = set()
    for each in in_order:
        read.update(each.units)
    if not read:
        return frozenset()
    boxes = [lines[i].units[k].box for i, k in read]
    margins = Box.around(boxes)
    spare = _grams_of([each for each in in_order if _answers_nothing(each, lines)])
    written = _grams_of(in_order)
    kept: list[UnitAt] = []
    for places, stands in _unread(lines, read):
        units = tuple(lines[i].units[k] for i, k in places)
        sure = _mean_confidence(places, local)
        printed = _printed(places, local)
        stretch = Stretch(units, sure, stands, printed)
        if _is_lost(stretch, margins, written, spare):
            kept += places
    return frozenset(kept)


def _answers_nothing(match: Pairing, lines: Sequence[LocalLine]) -> bool:
    """Its words stand beside no place, or beside one that reads otherwise: a word that both happen
    to have drew them there.
    """
    own = letters(match.words)
    read: dict[str, list[str]] = {"tesseract": [], "second": []}
    for i, k in match.units:
        unit = lines[i].units[k]
        read["tesseract"].append(letters_of(unit.tesseract))
        read["second"].append(letters_of(unit.second))
    likeness = 0.0
    for texts in read.values():
        text = "".join(texts)
        likeness = max(likeness, Levenshtein.normalized_similarity(own, text))
    return likeness < LIKE


def _unread(lines: Sequence[LocalLine], read: set[UnitAt]) -> Iterator[tuple[list[UnitAt], Where]]:
    """Runs of the page's own places that the LLM did not read, and where they stand."""
    runs = groupby(_own_places(lines), key=lambda place: place in read)
    stretches = [(is_read, list(places)) for is_read, places in runs]
    last = len(stretches) - 1
    for n, (is_read, places) in enumerate(stretches):
        if is_read:
            continue
        if 0 < n < last:
            yield places, "between"
        else:
            yield places, "foot" if n else "head"


def _own_places(lines: Sequence[LocalLine]) -> Iterator[UnitAt]:
    """Of the page itself, in its order."""
    for i, line in enumerate(lines):
        if not line.facing_page:
            for k in range(len(line.units)):
                yield i, k


def _printed(places: Sequence[UnitAt], local: Mapping[UnitAt, Sequence[Word]]) -> str:
    texts: list[str] = []
    for place in places:
        texts += [word.text for word in local[place]]
    return letters(texts)


def _mean_confidence(places: Sequence[UnitAt], local: Mapping[UnitAt, Sequence[Word]]) -> float:
    confidences: list[float] = []
    for place in places:
        confidences += [word.confidence for word in local[place]]
    return sum(confidences) / len(confidences) if confidences else 0.0


def _grams_of(matches: Sequence[Pairing]) -> frozenset[str]:
    """Of all words of these matches, one after the other."""
    texts = []
    for each in matches:
        text = letters(each.words)
        texts.append(text)
    return _grams("".join(texts))


def _grams(text: str) -> frozenset[str]:
    count = len(text) - GRAM + 1
    return frozenset(text[i : i + GRAM] for i in range(count))


def _is_lost(
    stretch: Stretch, margins: Box, written: frozenset[str], spare: frozenset[str]
) -> bool:
    """Read well, within the text that the LLM read, and not somewhere in its text all the same.

    `written` are the grams of all that it wrote, `spare` of what answers nothing: a long stretch is
    elsewhere when most of it stands in the spare text, or every letter in any; a short one when
    most of it stands anywhere.
    """
    is_short = len(stretch.tesseract) < ONCE
    most = ELSEWHERE if is_short else VERBATIM
    for text in (stretch.second, stretch.printed):
        own = _grams(text)
        if _share(own, written) > most or _share(own, spare) > ELSEWHERE:
            return False
    return _read_well(stretch) and _inside(stretch, margins)


def _share(grams: frozenset[str], of: frozenset[str]) -> float:
    if not grams:
        return 0.0
    shared = grams & of
    return len(shared) / len(grams)


def _read_well(stretch: Stretch) -> bool:
    """By both local readers alike; at the head or foot of the page, where furniture stands, long,
    and at the foot surely right as well. A running title is sure, and the same letter for letter.
    """
    tesseract, second = stretch.tesseract, stretch.second
    if len(tesseract) < SHORTEST:
        return False
    if stretch.stands == "foot":
        return len(second) >= PAGE_END and stretch.sure >= LIKELY
    if stretch.stands == "head" and len(second) < PAGE_HEAD:
        return stretch.is_title
    if stretch.sure >= LIKELY:
        return True
    if Levenshtein.normalized_similarity(tesseract, second) < CONFIRMED:
        return False
    confidences: list[float] = []
    for unit in stretch.units:
        confidences += [word.raw_confidence for word in unit.tesseract]
    return sum(confidences) / len(confidences) >= SURE


def _inside(stretch: Stretch, margins: Box) -> bool:
    boxes = [unit.box for unit in stretch.units]
    box = Box.around(boxes)
    slack = LINES_BESIDE * min(each.height for each in boxes)
    if box.left < margins.left - slack:
        return False
    return box.right <= margins.right + slack
