"""How sure words are, script by script: the second table of by_script.py.

Pages that a run has begun enter, a Trusted for each script leaves, for words whose letters one
reader alone has, with the model of their script beside it or without, and for others. A word is
right where the truth has it at its place, letter for letter; a word that one reader alone has is
judged as the weights for such words are taught, by all words of the page. Places of which the truth
says nothing are left out of the former. Even right probabilities miss by chance, the more the fewer
words there are: that is shown beside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from benchmarks.alike import NUMBER, script_of
from benchmarks.corpora import UNORDERED, CorpusPage
from benchmarks.learn.labels import labels
from benchmarks.learn.unconfirmed import Examples, compared, fitted, is_right
from recto.confidence.unconfirmed import (
    BESIDE,
    COLUMNS,
    features,
    features_beside,
    flag_line,
)
from recto.metrics.confidence import ece
from recto.model.result import Word
from recto.pipeline.local_page import LocalPage
from recto.text.alignment import compact
from recto.text.spacing import words_of
from recto.witnesses.local import JudgedWords

ONE, HALF_MORE, MORE = "one", "one and a half", "two or three"
DRAWS, SEED = 100, 1  # of how far right probabilities miss
FEWEST = 50  # words that say anything
HEADINGS = (
    "script", "readers", "words", "right", "mean confidence", "ECE", "by chance",
    "flagged", "of the wrong ones",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page with what the readers made of it."""

    page: CorpusPage
    local: LocalPage


@dataclass(frozen=True, slots=True)
class Sure:
    """One place."""

    script: str
    readers: str  # ONE, HALF_MORE or MORE
    confidence: float  # P(right), 0..1
    is_right: bool
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class Trusted:
    """All places of one script."""

    script: str
    readers: str
    words: int
    right: float
    confidence: float  # mean
    ece: float
    by_chance: float  # ECE of as many words whose confidences are right
    flagged: float  # share of all
    caught: float  # share of the wrong ones that is flagged


@dataclass(frozen=True, slots=True)
class _Alone:
    """A word that one reader alone can write."""

    script: str
    document: str
    page: str
    may_train: bool
    row: tuple[float, ...]
    beside: tuple[float, ...] | None  # with what the model of the script has; None: not asked
    is_right: bool


def how_sure(pages: Iterable[Page]) -> list[Trusted]:
    """By script, those of one reader first."""
    found: list[Sure] = []
    alone: list[_Alone] = []
    for page in pages:
        if page.local.is_unreadable:
            continue
        alone += _alone(page)
        found += _confirmed(page)
    found += _left_out(alone)
    return of_places(found)


def of_places(found: Iterable[Sure]) -> list[Trusted]:
    """By script, where there are enough of them; those of one reader first."""
    groups: dict[tuple[str, str], list[Sure]] = defaultdict(list)
    for sure in found:
        groups[sure.readers, sure.script].append(sure)
    return [_of_places(places) for _, places in sorted(groups.items()) if len(places) >= FEWEST]


def _judged(page: Page) -> Iterator[tuple[int, int, JudgedWords]]:
    for line, row in enumerate(page.local.reading.judged):
        for unit, judged in enumerate(row):
            if judged.words:
                yield line, unit, judged


def _confirmed(page: Page) -> Iterator[Sure]:
    """Words that a second reader could write, too."""
    truth = " ".join(words_of(page.page.truth))
    words = Counter(map(compact, truth.split()))
    told = labels(page.local.reading.lines, truth)
    is_ordered = page.page.corpus not in UNORDERED
    for line, unit, judged in _judged(page):
        text = compact("".join(word.text for word in judged.words))
        label = told[line][unit]
        is_silent = not label.truth or label.shared
        if not text or judged.evidence.is_unconfirmable or (is_ordered and is_silent):
            continue
        right = text == label.truth if is_ordered else words[text] > 0
        yield Sure(_script(text, page), MORE, judged.right, right, _is_flagged(judged.words))


def _is_flagged(words: Sequence[Word]) -> bool:
    return any(word.flagged for word in words)


def _script(text: str, page: Page) -> str:
    return script_of(text, (), page.local.reading.facts)


def _alone(page: Page) -> Iterator[_Alone]:
    truth = compared(page.page.truth)
    left = Counter(filter(None, map(compared, page.page.truth.split())))
    for _, _, judged in _judged(page):
        if not judged.evidence.is_unconfirmable:
            continue
        text = compared("".join(word.text for word in judged.words))
        right = is_right(text, left, truth)
        script = _script(text, page)
        if script != NUMBER:  # these are flagged whatever is known of them
            name, document = page.page.id, f"{page.page.corpus}/{page.page.document}"
            may_train = page.page.may_train
            beside = features_beside(judged.evidence)
            row = features(judged.evidence)
            yield _Alone(script, document, name, may_train, row, beside, right)


def _left_out(words: Sequence[_Alone]) -> Iterator[Sure]:
    """Each page by weights that never saw its document, nor any of a corpus that teaches none."""
    pages: dict[str, list[_Alone]] = defaultdict(list)
    for word in words:
        pages[word.page].append(word)
    for own in pages.values():
        document, has_half = own[0].document, own[0].beside is not None
        others = [word for word in words if word.may_train and word.document != document]
        weights = fitted(_examples(others, pages, has_half=has_half))
        odds = _rows(own, has_half=has_half) @ weights
        probabilities = 1 / (1 + np.exp(-odds))
        line = flag_line(probabilities.tolist())
        for word, sure in zip(own, probabilities.tolist(), strict=True):
            readers = HALF_MORE if has_half else ONE
            yield Sure(word.script, readers, sure, word.is_right, sure < line)


def _rows(words: Sequence[_Alone], *, has_half: bool) -> NDArray[np.float64]:
    rows = [word.beside if has_half else word.row for word in words]
    width = len(BESIDE if has_half else COLUMNS)
    return np.array(rows, dtype=np.float64).reshape(-1, width)


def _examples(
    given: Sequence[_Alone], pages: dict[str, list[_Alone]], *, has_half: bool
) -> Examples:
    """Of all words; with what the model of the script has, of pages that it read."""
    words = [word for word in given if word.beside is not None or not has_half]
    return Examples(
        _rows(words, has_half=has_half),
        np.array([word.is_right for word in words], dtype=np.float64),
        np.array([word.document for word in words], dtype=np.str_),
        np.array([1 / len(pages[word.page]) for word in words], dtype=np.float64),
    )


def _of_places(places: Sequence[Sure]) -> Trusted:
    sure = [place.confidence for place in places]
    right = [place.is_right for place in places]
    wrong = [place.is_flagged for place in places if not place.is_right]
    return Trusted(
        places[0].script,
        places[0].readers,
        len(places),
        fmean(right),
        fmean(sure),
        ece(sure, right),
        _by_chance(sure),
        fmean(place.is_flagged for place in places),
        fmean(wrong) if wrong else 1.0,
    )


def _by_chance(sure: Sequence[float]) -> float:
    """Mean ECE of as many words, each right with the probability that is claimed."""
    random = np.random.default_rng(SEED)
    drawn = [random.random(len(sure)) < sure for _ in range(DRAWS)]
    return fmean(ece(sure, right.tolist()) for right in drawn)


def lines(found: Iterable[Trusted]) -> list[tuple[str, ...]]:
    """Of the table."""
    rows = []
    for each in found:
        shares = (each.right, each.confidence, each.ece, each.by_chance)
        shown = [f"{share:.3f}" for share in shares]
        flags = (f"{each.flagged:.2f}", f"{each.caught:.2f}")
        rows.append((each.script, each.readers, str(each.words), *shown, *flags))
    return rows
