"""Whole stretches that one side has and the other lacks: what the LLM lost, repeated or made up.

Matches enter; which units come back, and which of the LLM's words go, leave. A lost stretch comes back only where both
local readers have it, between places that the LLM did read: without that, the cut-off neighbour column of one corpus
doubled its errors. An unsupported stretch is only marked, as local readers do not see handwriting; a repeated one goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from recto.alignment import compact
from recto.arbitration.matching import Match
from recto.local.fusion import LocalLine, Unit
from recto.model import Box

SHORTEST = 8  # characters of a lost stretch worth bringing back
SURE = 0.7  # mean Tesseract confidence of it
CONFIRMED = 0.85  # similarity of both local readings of it
LONG_RUN = 40  # characters of the LLM's without any local support
GRAM = 4  # characters
ELSEWHERE = 0.5  # share of a stretch's grams from which the LLM has it in another place
REPEATED = 0.8  # share of a run's characters in words that the LLM has more often than the page

Place = tuple[int, int]  # (line, unit)


@dataclass(frozen=True, slots=True)
class Passages:
    """What to do with the unmatched."""

    restored: tuple[Place, ...]  # in the page's order
    repeated: frozenset[int]  # indices of the LLM's words that go
    unsupported: frozenset[int]  # indices of the LLM's words in long runs that nothing supports


def passages(lines: Sequence[LocalLine], matches: Sequence[Match]) -> Passages:
    """Judge every unmatched stretch of both sides."""
    runs = _llm_runs(matches)
    surplus = _surplus(lines, matches)
    long_runs = [run for run in runs if sum(len(compact(word)) for _, word in run) >= LONG_RUN]
    repeated = [run for run in long_runs if _is_repeat(run, surplus)]
    gone = frozenset(i for run in repeated for i, _ in run)
    return Passages(_restored(lines, matches), gone, frozenset(i for run in long_runs for i, _ in run if i not in gone))


def _ordered(matches: Sequence[Match]) -> list[Match]:
    return sorted((each for each in matches if each.words), key=lambda each: each.first)


def _llm_runs(matches: Sequence[Match]) -> list[list[tuple[int, str]]]:
    """Stretches of (index, word) of the LLM's text that match no unit."""
    runs = groupby(_ordered(matches), key=lambda each: bool(each.units))
    return [
        [(each.first + k, word) for each in run for k, word in enumerate(each.words)]
        for has_units, run in runs
        if not has_units
    ]


def _surplus(lines: Sequence[LocalLine], matches: Sequence[Match]) -> frozenset[str]:
    """Compact words that stand on the page, but more often in the LLM's text."""
    page = Counter(compact(w.text) for line in lines for unit in line.units for w in (unit.ppocr or unit.tesseract))
    llm = Counter(compact(word) for each in matches for word in each.words)
    return frozenset(word for word, count in llm.items() if count > max(1, page[word]))


def _is_repeat(run: Sequence[tuple[int, str]], surplus: frozenset[str]) -> bool:
    """Nearly all of the run are words that the LLM wrote more often than the page has them."""
    words = [compact(word) for _, word in run]
    return sum(len(word) for word in words if word in surplus) >= REPEATED * sum(map(len, words))


def _restored(lines: Sequence[LocalLine], matches: Sequence[Match]) -> tuple[Place, ...]:
    read = {place for each in matches if each.words for place in each.units}
    margins = _margins(lines, read)
    if margins is None:
        return ()
    grams = _grams("".join(compact(word) for each in _ordered(matches) for word in each.words))
    order = [(i, k) for i, line in enumerate(lines) if not line.facing_page for k in range(len(line.units))]
    kept: list[Place] = []
    stretches = [(known, list(run)) for known, run in groupby(order, key=lambda place: place in read)]
    for n, (known, stretch) in enumerate(stretches):
        between = 0 < n < len(stretches) - 1
        if not known and between and _is_lost([lines[i].units[k] for i, k in stretch], margins, grams):
            kept += stretch
    return tuple(kept)


def _margins(lines: Sequence[LocalLine], read: set[Place]) -> Box | None:
    boxes = [lines[i].units[k].box for i, k in read]
    return Box.around(boxes) if boxes else None


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + GRAM] for i in range(len(text) - GRAM + 1))


def _is_lost(units: Sequence[Unit], margins: Box, llm_grams: frozenset[str]) -> bool:
    """Read by both local readers, within the text that the LLM read, and not somewhere in its text all the same."""
    tesseract = "".join(compact(word.text) for unit in units for word in unit.tesseract)
    ppocr = "".join(compact(word.text) for unit in units for word in unit.ppocr)
    if len(tesseract) < SHORTEST or Levenshtein.normalized_similarity(tesseract, ppocr) < CONFIRMED:
        return False
    own = _grams(ppocr)
    if sum(gram in llm_grams for gram in own) > ELSEWHERE * len(own):
        return False
    words = [word for unit in units for word in unit.tesseract]
    box = Box.around(unit.box for unit in units)
    slack = 2 * min(unit.box.height for unit in units)
    inside = box.left >= margins.left - slack and box.right <= margins.right + slack
    return inside and sum(word.raw_confidence for word in words) / len(words) >= SURE
