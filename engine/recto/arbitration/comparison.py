"""An LLM's text beside the local reading of a page: the one way to the evidence that rules, learned
overruling and confidence look at, for the engine and for those who learn its weights.

A LocalReading and a transcript enter. `beside` compares a text that names no lines: remarks off,
words matched to units, the facing page's words out, matches parted into words, words without ink
out. `named` compares answers that name their lines. `evidence_of` makes the evidence of each
pairing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from recto.arbitration.local_reading import judge
from recto.arbitration.one_sided.facing_page import without_facing_page
from recto.arbitration.one_sided.remarks import remarks, without
from recto.arbitration.one_sided.word_ink import without_ink, without_ink_unnamed
from recto.arbitration.word.second_look import NO_LOOK, SecondLook
from recto.local.fusion import LocalLine
from recto.model.transcript import Transcript
from recto.text.spacing import joined
from recto.witnesses.llm import UNNAMED, Circumstances, LlmEvidence, LlmFacts, llm_evidence
from recto.witnesses.llm_facts import llm_facts
from recto.witnesses.local import JudgedWords, LocalReading, WordEvidence, case_of, mean_confidence
from recto.witnesses.marks import marks_moved
from recto.witnesses.matching import Pairing, match, match_asked, merged, transcript_words
from recto.witnesses.parting import apart, finer, rejoined


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A page that a local reading and an LLM have read, place by place; nothing is decided."""

    reading: LocalReading
    facts: LlmFacts
    pairings: tuple[Pairing, ...]  # as matched, then the units that the LLM does not have
    words: tuple[Pairing, ...]  # those that count, parted into words
    remarks: tuple[str, ...]  # what the LLM says about the page in place of reading it
    absent: Mapping[int, tuple[str, ...]]  # words without ink, by the index of the first
    beside: int  # words of the LLM that stand on the facing page


@dataclass(frozen=True, slots=True, eq=False)
class NamedComparison:
    """The same of answers that name their lines."""

    reading: LocalReading
    facts: LlmFacts
    answers: Mapping[int, Sequence[Pairing]]  # by line, parted into words
    absent: Mapping[int, tuple[str, ...]]
    left_as_shown: frozenset[int]  # lines that the LLM gave back as they were shown
    look: SecondLook

    @property
    def words(self) -> list[Pairing]:
        """Of all answers, line after line."""
        return [pairing for row in self.answers.values() for pairing in row]

    @property
    def line_of(self) -> dict[int, int]:
        """The line of each pairing with words, by the index of its first word."""
        found = {}
        for line, row in self.answers.items():
            for pairing in row:
                if pairing.words:
                    found[pairing.first] = line
        return found

    def told(self, pairing: Pairing, local: JudgedWords) -> Circumstances:
        """How the LLM came to write the words of one pairing, all of which stand in one line."""
        line, _ = pairing.units[0]
        box = local.evidence.unit.box
        look = self.look.texts.get(box, "")
        second = self.look.by_another.get(box, "")
        return Circumstances(True, line in self.left_as_shown, look, second)


def names_lines(transcript: Transcript) -> bool:
    """Whether the answers say which lines they are of."""
    return transcript.asked is not None or any(line.line is not None for line in transcript.lines)


def beside(reading: LocalReading, written: Sequence[str], look: SecondLook = NO_LOOK) -> Comparison:
    """Compare a text of the page; `written` are its words, markup taken off."""
    lines = reading.lines
    spans = remarks(written, lines)
    words = without(written, spans)
    pairings = match(lines, words)
    own = without_facing_page(lines, pairings)
    parted = [part for pairing in marks_moved(lines, own) for part in finer(lines, pairing)]
    absent = without_ink_unnamed(lines, parted, look)
    fine = tuple(pairing for pairing in parted if pairing.first not in absent)
    said = [written[span.start : span.stop] for span in spans]
    return Comparison(
        reading=reading,
        facts=llm_facts(reading, pairings, fine, words),
        pairings=tuple(pairings),
        words=fine,
        remarks=tuple(map(joined, said)),
        absent=absent,
        beside=_count(pairings) - _count(own),
    )


def named(
    reading: LocalReading, transcript: Transcript, look: SecondLook = NO_LOOK
) -> NamedComparison:
    """Compare answers that name their lines."""
    answers = _answers(reading.lines, transcript)
    pairings = [pairing for row in answers.values() for pairing in row]
    words = [word for pairing in pairings for word in pairing.words]
    read = [*pairings, *_as_if_read(reading.lines, pairings)]
    return NamedComparison(
        reading=reading,
        facts=llm_facts(reading, read, read, words),
        answers=answers,
        left_as_shown=_left_as_shown(transcript),
        look=look,
        absent=without_ink(reading.lines, answers, look, reading.words),
    )


def obeyed(reading: LocalReading, transcript: Transcript) -> tuple[list[Pairing], LlmFacts]:
    """For `--llm only`: every word of the LLM with its place, parted nowhere."""
    words = transcript_words(transcript)
    by_line = match_asked(reading.lines, transcript) if names_lines(transcript) else {}
    pairings = [pairing for row in by_line.values() for pairing in row]
    if not by_line:
        pairings = match(reading.lines, words)
    facts = llm_facts(reading, pairings, pairings, words)
    return pairings, facts


Told = Callable[[Pairing, JudgedWords], Circumstances]


def nothing_told(_: Pairing, __: JudgedWords) -> Circumstances:
    """Of a text that names no lines."""
    return UNNAMED


def evidence_of(
    reading: LocalReading,
    facts: LlmFacts,
    pairings: Sequence[Pairing],
    told: Told = nothing_told,
) -> list[LlmEvidence]:
    """The evidence of pairings, all of which have units; `told`: how the LLM came to write one.

    What the local rules said of a unit holds for a pairing of that unit alone; units that were
    joined or parted are judged together, which is much faster than one by one.
    """
    known = [_known(reading, pairing) for pairing in pairings]
    unknown = [
        _merged_evidence(reading, pairing)
        for pairing, judged in zip(pairings, known, strict=True)
        if judged is None
    ]
    judged_anew = iter(judge(unknown))
    found = []
    for pairing, judged in zip(pairings, known, strict=True):
        local = next(judged_anew) if judged is None else judged
        found.append(llm_evidence(pairing, local, facts, told(pairing, local)))
    return found


def _known(reading: LocalReading, pairing: Pairing) -> JudgedWords | None:
    """What was made of the pairing's only unit, unless something was known of it that says nothing
    where an LLM has read: a line that PP-OCR was not asked about, a torn line.
    """
    if len(pairing.units) != 1 or pairing.part is not None:
        return None
    judged = reading.at(pairing.units[0])
    unit = judged.evidence.unit
    if unit.unasked or judged.evidence.facing_page:
        return None
    return judged


def _merged_evidence(reading: LocalReading, pairing: Pairing) -> WordEvidence:
    line, _ = pairing.units[0]
    unit = merged(reading.lines, pairing)
    return case_of(unit, reading.facts, mean_confidence(reading.lines[line]))


def _count(pairings: Sequence[Pairing]) -> int:
    return sum(len(pairing.words) for pairing in pairings)


def _answers(lines: Sequence[LocalLine], transcript: Transcript) -> dict[int, list[Pairing]]:
    """The pairings of each answered line, parted; one that was left as it was shown keeps
    Tesseract's words whole.
    """
    copied = _left_as_shown(transcript)
    answers = {}
    for i, row in match_asked(lines, transcript).items():
        part = apart if i in copied else finer
        parted = [piece for pairing in marks_moved(lines, row) for piece in part(lines, pairing)]
        answers[i] = rejoined(parted)
    return answers


def _left_as_shown(transcript: Transcript) -> frozenset[int]:
    return frozenset(
        line.line for line in transcript.lines if line.confirmed and line.line is not None
    )


def _as_if_read(lines: Sequence[LocalLine], pairings: Sequence[Pairing]) -> list[Pairing]:
    """Lines that were not sent, as if the LLM had read them as PP-OCR did, or who stands for it.

    They were kept because both local readers agree on them; without them the page's hardest lines
    alone would speak for the LLM's reliability.
    """
    asked = {i for pairing in pairings for i, _ in pairing.units}
    found = []
    for i, line in enumerate(lines):
        if i in asked or line.facing_page:
            continue
        for k, unit in enumerate(line.units):
            words = tuple(word.text for word in unit.second)
            found.append(Pairing(((i, k),), words, 0))
    return found
