"""Every place of every recorded reading as the engine meets it, with what the truth has there.

Stored pages enter; cases with their true letters leave, in the order of the LLM's text. Pages that
the engine would take from the local readers teach nothing about single words; a stretch that the
truth cannot be cut at is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from benchmarks.learn.llm_labels import truth_of
from benchmarks.learn.store import StoredPage
from recto.arbitration.comparison import beside, evidence_of
from recto.arbitration.local_reading import judge_page
from recto.arbitration.one_sided.remarks import remarks
from recto.arbitration.page.choice import local_page
from recto.local.fusion import LocalLine
from recto.text.markup import plain_lines
from recto.witnesses.llm import LlmEvidence


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One place of one reading, with what the truth has there."""

    case: LlmEvidence
    expected: str  # compact
    corpus: str
    document: str
    page: str
    reader: str


def recorded(pages: Iterable[StoredPage]) -> list[tuple[StoredPage, str]]:
    """Every page with every reader that it has a recorded reading of."""
    return [(page, reader) for page in pages for reader in page.recorded]


def places(readings: Iterable[tuple[StoredPage, str]]) -> list[Place]:
    """Every place of recorded readings; made once for all that is learned of them, since the
    evidence rests on the local readers' weights alone.
    """
    return [
        Place(case, expected, page.corpus, page.document, page.id, reader)
        for page, reader in readings
        for case, expected in judged_cases(page, page.recorded[reader])
    ]


def judged_cases(page: StoredPage, text: str) -> Iterator[tuple[LlmEvidence, str]]:
    """(case, compact truth of its place) of one reading of one page."""
    written = plain_lines(text)
    compared = beside(judge_page(page.lines, page.facts), list(chain.from_iterable(written)))
    if local_page(compared.facts) is not None:
        return
    truth = truth_of(_without_remarks(written, page.lines), page.truth)
    placed = [pairing for pairing in compared.words if pairing.units and pairing.words]
    cases = evidence_of(compared.reading, compared.facts, placed)
    for pairing, case in zip(placed, cases, strict=True):
        expected = truth(pairing.first, pairing.first + len(pairing.words))
        if expected is not None:
            yield case, expected


def _without_remarks(written: list[list[str]], lines: tuple[LocalLine, ...]) -> list[list[str]]:
    """The LLM's lines as arbitration reads them."""
    words = list(chain.from_iterable(written))
    gone = set(chain.from_iterable(remarks(words, lines)))
    kept = []
    first = 0
    for line in written:
        places = range(first, first + len(line))
        kept.append([words[i] for i in places if i not in gone])
        first += len(line)
    return kept
