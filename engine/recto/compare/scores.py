"""Systems against the truth, or, without one, against each other.

PageTexts and truths enter, one Score a system leaves: means over the pages that have a truth.
Without truth a system is scored by its agreement with each other one, which says where they differ
and not who is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from recto.compare.systems import PageText
from recto.metrics.errors import characters, letters_and_digits, words
from recto.metrics.markers import strip_markers
from recto.metrics.word_overlap import word_f1

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


def against_truth(
    systems: Mapping[str, Sequence[PageText]], truths: Mapping[PageKey, str]
) -> list[Score]:
    """Best first; a page that a system failed on counts as lost, not as left out."""
    known = {
        name: [page for page in pages if _key(page) in truths] for name, pages in systems.items()
    }
    scores = [_score(name, pages, truths) for name, pages in known.items() if pages]
    return sorted(scores, key=lambda score: (score.alnum_cer, score.usd, score.seconds))


def agreement(systems: Mapping[str, Sequence[PageText]]) -> dict[tuple[str, str], float]:
    """Mean word F1 of each pair of systems over the pages that both have read, 0..1."""
    texts = {name: _texts(pages) for name, pages in systems.items()}
    names = list(systems)
    pairs = [
        (a, b)
        for i, a in enumerate(names)
        for b in names[i + 1 :]
        if texts[a].keys() & texts[b].keys()
    ]
    return {(a, b): _alike(texts[a], texts[b]) for a, b in pairs}


def _texts(pages: Sequence[PageText]) -> dict[PageKey, str]:
    """Of the pages that were read: a failed one agrees with nobody, and says nothing."""
    return {_key(page): strip_markers(page.text) for page in pages if not page.problem}


def _alike(ours: Mapping[PageKey, str], theirs: Mapping[PageKey, str]) -> float:
    shared = [key for key in ours if key in theirs]
    return fmean(word_f1(ours[key], theirs[key]) for key in shared) if shared else 0.0


def _score(system: str, pages: Sequence[PageText], truths: Mapping[PageKey, str]) -> Score:
    pairs = [(truths[_key(page)], strip_markers(page.text)) for page in pages]
    return Score(
        system,
        len(pages),
        alnum_cer=fmean(letters_and_digits(t, o).clipped for t, o in pairs),
        cer=fmean(characters(t, o).clipped for t, o in pairs),
        wer=fmean(words(t, o).clipped for t, o in pairs),
        word_f1=fmean(word_f1(t, o) for t, o in pairs),
        seconds=fmean(page.seconds for page in pages),
        usd=1000 * fmean(page.usage.usd for page in pages),
        tokens=fmean(page.usage.input_tokens + page.usage.output_tokens for page in pages),
        failed=sum(bool(page.problem) for page in pages),
        fell_back=sum(bool(page.fell_back) for page in pages),
    )


def _key(page: PageText) -> PageKey:
    return page.path, page.index
