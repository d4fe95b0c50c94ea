"""The worst pages of a system: its worst lines with a crop of the page, each reader's words, and
what was printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpora import CorpusPage
from benchmarks.outcome import Outcome, restore
from benchmarks.page_under_test import PageUnderTest
from benchmarks.run import place
from benchmarks.scoring import PageScore
from recto.compare import html
from recto.compare.diff import Said, side_by_side, worst
from recto.metrics.markers import strip_markers
from recto.model.page import Box
from recto.text.spacing import words_of

if TYPE_CHECKING:
    from markupsafe import Markup

LINES = 8  # of a page


def sections(
    out: Path, pages: Sequence[CorpusPage], scores: Sequence[PageScore], system: str, count: int
) -> list[Markup]:
    """HTML of the system's `count` worst pages by alnum CER."""
    mine = sorted((s for s in scores if s.system == system), key=lambda s: -s.alnum_cer)[:count]
    known = {(page.corpus, page.id): page for page in pages}
    return [_section(out, known[score.corpus, score.page], score) for score in mine]


def _section(out: Path, page: CorpusPage, score: PageScore) -> Markup:
    said = {}
    for name in _readers(score.system):
        outcome = restore(place(out, name, page))
        if outcome is not None:
            said[name] = _said(outcome)
    compared = side_by_side(page.truth, said)
    lines = worst(compared, score.system, LINES)
    pixels = PageUnderTest(page).raster.raster
    table = html.side_by_side(lines, "truth", list(said), pixels)
    rates = f"alnum CER {score.alnum_cer:.3f}, word F1 {score.word_f1:.3f}"
    return html.folded(f"{page.corpus}/{page.id}: {rates}", table)


def _readers(system: str) -> list[str]:
    """Whose words stand beside the system's own: the readers that it was made from."""
    kind, _, model = system.partition(":")
    recorded = [f"llm:{model}"] if kind in ("hybrid", "auto") else []
    return ["tesseract", "ppocr", *recorded, system]


def _said(outcome: Outcome) -> list[Said]:
    if outcome.words:
        return [Said(word.text, Box(*word.box)) for word in outcome.words]
    return [Said(word) for word in words_of(strip_markers(outcome.text))]
