"""What an LLM wrote of a known page, beside what the local readers have and what is printed.

A result, or a KnownPage, enters; Transcripts as they were when the page was read, and the places at
which the learned score decides between the LLM and the local readers, with their truth, leave. A
place counts where its whole truth is known; a page that was taken from the local readers whole says
nothing of single words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from recto.arbitration.comparison import Told, beside, evidence_of, named, names_lines, nothing_told
from recto.arbitration.page.choice import local_page
from recto.arbitration.word.rules import contested
from recto.learning.places import KnownPage
from recto.model.page import WrittenLine
from recto.model.result import PageResult
from recto.model.transcript import Transcript, TranscriptLine
from recto.text.markup import plain_lines
from recto.witnesses.llm import LlmEvidence, LlmFacts
from recto.witnesses.local import LocalReading
from recto.witnesses.matching import Pairing

SAW = ", saw "  # between the model and what it saw, in a reading's detail
Case = tuple[LlmEvidence, str]  # with what is printed there, compact


def heard(page: PageResult) -> Iterator[Transcript]:
    """What the LLM wrote, where the result has it."""
    for reading in page.readings:
        if reading.reader == "llm" and reading.written:
            model, _, saw = reading.detail.partition(SAW)
            lines = tuple(map(_line, reading.written))
            yield Transcript(lines, model, saw, None)


def _line(own: WrittenLine) -> TranscriptLine:
    return TranscriptLine(own.text, own.line, confirmed=own.confirmed)


def cases(page: KnownPage, model: str) -> list[Case]:
    """Of every place that the learned score decides, where the truth of all of it is known."""
    found = []
    for transcript in page.heard:
        if transcript.model != model:
            continue
        for pairing, case in _evidence(page.reading, transcript):
            truth = _truth(page, pairing)
            if truth is not None and contested(case):
                found.append((case, truth))
    return found


def _evidence(
    reading: LocalReading, transcript: Transcript
) -> Iterable[tuple[Pairing, LlmEvidence]]:
    if names_lines(transcript):
        answers = named(reading, transcript)
        return _of(reading, answers.facts, answers.words, answers.told)
    text = "\n".join(line.text for line in transcript.lines)
    compared = beside(reading, list(chain.from_iterable(plain_lines(text))))
    if local_page(compared.facts) is not None:
        return []
    return _of(reading, compared.facts, compared.words)


def _of(
    reading: LocalReading,
    facts: LlmFacts,
    pairings: Sequence[Pairing],
    told: Told = nothing_told,
) -> Iterable[tuple[Pairing, LlmEvidence]]:
    placed = [pairing for pairing in pairings if pairing.units and pairing.words]
    evidence = evidence_of(reading, facts, placed, told)
    return zip(placed, evidence, strict=True)


def _truth(page: KnownPage, pairing: Pairing) -> str | None:
    """Compact; None where it is not known of all units, or a part of one is meant."""
    if pairing.part is not None:
        return None
    texts = []
    for place in pairing.units:
        if place not in page.truths:
            return None
        texts.append(page.truths[place])
    return "".join(texts)
