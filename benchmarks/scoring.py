"""Stored outcomes against the truth: one PageScore for each system and page, and their means.

An output folder and pages enter, scores leave; nothing is read again. The three figures of every table are those of the
corpora's README: plain CER, alnum CER and word F1, markers removed, page by page, then averaged over pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.corpora import CorpusPage
from benchmarks.outcome import Outcome, restore
from benchmarks.run import place
from benchmarks.systems import System
from recto.metrics.errors import Errors, characters, letters_and_digits, words
from recto.metrics.markers import strip_markers
from recto.metrics.word_overlap import word_f1


@dataclass(frozen=True, slots=True)
class PageScore:
    """One system on one page."""

    system: str
    corpus: str
    kind: str
    page: str
    document: str
    characters: Errors
    letters: Errors  # letters and digits only
    words: Errors
    word_f1: float  # 0..1
    seconds: float
    cpu_seconds: float
    tokens: int
    usd: float
    replayed: bool

    @property
    def cer(self) -> float:
        """Plain CER, clipped at 1."""
        return self.characters.clipped

    @property
    def alnum_cer(self) -> float:
        """CER of letters and digits, clipped at 1."""
        return self.letters.clipped


@dataclass(frozen=True, slots=True)
class Row:
    """Means over the pages of one kind of one corpus."""

    corpus: str
    kind: str
    system: str
    pages: int
    cer: float
    alnum_cer: float
    word_f1: float
    wer: float
    seconds: float
    cpu_seconds: float
    replayed: bool


def score(page: CorpusPage, system: str, outcome: Outcome, truth: str) -> PageScore:
    """One outcome against its truth."""
    output = strip_markers(outcome.text)
    return PageScore(
        system=system,
        corpus=page.corpus,
        kind=page.kind,
        page=page.id,
        document=page.document,
        characters=characters(truth, output),
        letters=letters_and_digits(truth, output),
        words=words(truth, output),
        word_f1=word_f1(truth, output),
        seconds=outcome.seconds,
        cpu_seconds=outcome.cpu_seconds,
        tokens=outcome.usage.input_tokens + outcome.usage.output_tokens,
        usd=outcome.usage.usd,
        replayed=outcome.replayed,
    )


def score_all(out: Path, pages: Sequence[CorpusPage], systems: Sequence[System]) -> list[PageScore]:
    """Scores of everything that is stored; what is missing is left out."""
    found = []
    for page in pages:
        truth = page.truth
        for system in systems:
            outcome = restore(place(out, system.name, page)) if system.covers(page) else None
            if outcome is not None:
                found.append(score(page, system.name, outcome, truth))
    return found


def rows(scores: Iterable[PageScore]) -> list[Row]:
    """Means by corpus and kind, best alnum CER first."""
    groups: dict[tuple[str, str, str], list[PageScore]] = defaultdict(list)
    for item in scores:
        groups[item.corpus, item.kind, item.system].append(item)
    means = [_row(*key, group) for key, group in groups.items()]
    return sorted(means, key=lambda row: (row.corpus, row.kind, row.alnum_cer))


def _row(corpus: str, kind: str, system: str, group: Sequence[PageScore]) -> Row:
    return Row(
        corpus,
        kind,
        system,
        len(group),
        cer=fmean(s.cer for s in group),
        alnum_cer=fmean(s.alnum_cer for s in group),
        word_f1=fmean(s.word_f1 for s in group),
        wer=fmean(s.words.clipped for s in group),
        seconds=fmean(s.seconds for s in group),
        cpu_seconds=fmean(s.cpu_seconds for s in group),
        replayed=any(s.replayed for s in group),
    )
