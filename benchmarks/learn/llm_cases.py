"""Every place of every recorded reading as the engine meets it, with what the truth has there.

Stored pages enter; cases with their true letters leave, in the order of the LLM's text. Pages that
the engine would take from the local readers teach nothing about single words; a stretch that the
truth cannot be cut at is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from benchmarks.learn.llm_labels import truth_of
from benchmarks.learn.store import StoredPage
from recto.arbitration.one_sided.facing_page import without_facing_page
from recto.arbitration.one_sided.remarks import remarks
from recto.arbitration.page.choice import local_page
from recto.arbitration.verdicts import place_verdicts
from recto.local.fusion import LocalLine
from recto.readers.tesseract import lexicon
from recto.text.markup import plain_lines
from recto.witnesses.llm import LlmEvidence, llm_cases
from recto.witnesses.llm_facts import llm_facts
from recto.witnesses.local import page_facts
from recto.witnesses.matching import match
from recto.witnesses.parting import finer


def judged_cases(page: StoredPage, text: str) -> Iterator[tuple[LlmEvidence, str]]:
    """(case, compact truth of its place) of one reading of one page."""
    lines = page.lines
    facts = page_facts(lines, lexicon.load(page.language), page.language, two_readers=True)
    written = _without_remarks(plain_lines(text), lines)
    words = list(chain.from_iterable(written))
    matches = match(lines, words)
    fine = [part for each in without_facing_page(lines, matches) for part in finer(lines, each)]
    known = llm_facts(lines, matches, words, facts, place_verdicts(lines, facts), fine)
    if local_page(known) is not None:
        return
    truth = truth_of(written, page.truth)
    placed = [each for each in fine if each.units and each.words]
    for each, case in zip(placed, llm_cases(lines, placed, known), strict=True):
        expected = truth(each.first, each.first + len(each.words))
        if expected is not None:
            yield case, expected


def _without_remarks(written: list[list[str]], lines: tuple[LocalLine, ...]) -> list[list[str]]:
    """The LLM's lines as arbitration reads them."""
    gone = {i for span in remarks(list(chain.from_iterable(written)), lines) for i in span}
    index = iter(range(sum(map(len, written))))
    return [[word for word in line if next(index) not in gone] for line in written]
