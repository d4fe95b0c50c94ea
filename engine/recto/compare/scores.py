"""Systems against the truth, or, without one, against each other.

PageTexts and truths enter, one Score a system leaves: means over the pages that have a truth.
Without truth a system is scored by its agreement with each other one, which says where they differ
and not who is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import combinations
from statistics import fmean

from recto.compare.intervals import Interval, mean_interval
from recto.compare.systems import PageText
from recto.metrics.errors import characters, letters_and_digits, words
from recto.metrics.markers import strip_markers
from recto.metrics.word_overlap import word_f1
from recto.model.page import Usage

PageKey = tuple[str, int]  # path, 0-based index


@dataclass(frozen=True, slots=True)
class Score:
    """One system on the user's pages."""

    system: str
    pages: int
    alnum_cer: float  # letters and digits, clipped at 1, mean over pages
    cer: float
    wer: float
    word_f1: float
    seconds: float  # a page, wall
    usd: float  # a thousand pages
    tokens: float  # a page
    failed: int  # pages without text
    fell_back: int  # pages on which the LLM gave nothing and the local reading stands
    alnum_interval: Interval | None = None  # 95 %, over pages; None: one page
    f1_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """One page of one system against its truth, 0..1."""

    alnum_cer: float
    cer: float
    wer: float
    word_f1: float


def rates_of(page: PageText, truth: str) -> Rates:
    """The four figures of a page."""
    output = strip_markers(page.text)
    return Rates(
        letters_and_digits(truth, output).clipped,
        characters(truth, output).clipped,
        words(truth, output).clipped,
        word_f1(truth, output),
    )


def against_truth(
    systems: Mapping[str, Sequence[PageText]], truths: Mapping[PageKey, str]
) -> list[Score]:
    """Best first; a page that a system failed on counts as lost, not as left out."""
    scores = []
    for name, pages in systems.items():
        with_truth = [page for page in pages if page_key(page) in truths]
        if with_truth:
            score = _score(name, with_truth, truths)
            scores.append(score)
    return sorted(scores, key=lambda score: (score.alnum_cer, score.usd, score.seconds))


def agreement(systems: Mapping[str, Sequence[PageText]]) -> dict[tuple[str, str], float]:
    """Mean word F1 of each pair of systems over the pages that both have read, 0..1."""
    texts: dict[str, dict[PageKey, str]] = {}
    for name, pages in systems.items():
        read = {}
        for page in pages:
            # A page that was not read agrees with nobody, and says nothing.
            if not page.problem:
                key = page_key(page)
                read[key] = strip_markers(page.text)
        texts[name] = read

    alike = {}
    for a, b in combinations(systems, 2):
        texts_a, texts_b = texts[a], texts[b]
        f1 = [word_f1(texts_a[key], texts_b[key]) for key in texts_a if key in texts_b]
        if f1:
            alike[a, b] = fmean(f1)
    return alike


def _score(system: str, pages: Sequence[PageText], truths: Mapping[PageKey, str]) -> Score:
    rates = [astuple(rates_of(page, truths[page_key(page)])) for page in pages]
    alnum, cer, wer, found = (list(column) for column in zip(*rates, strict=True))
    spent = sum((page.usage for page in pages), Usage())
    count = len(pages)
    return Score(
        system,
        count,
        alnum_cer=fmean(alnum),
        cer=fmean(cer),
        wer=fmean(wer),
        word_f1=fmean(found),
        seconds=fmean([page.seconds for page in pages]),
        usd=1000 * spent.usd / count,
        tokens=(spent.input_tokens + spent.output_tokens) / count,
        failed=len([page for page in pages if page.problem]),
        fell_back=len([page for page in pages if page.fell_back]),
        alnum_interval=mean_interval(alnum),
        f1_interval=mean_interval(found),
    )


def page_key(page: PageText) -> PageKey:
    """By which the page is found in every reading and among the truths."""
    return page.path, page.index
