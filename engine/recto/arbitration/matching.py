"""The LLM's words beside the local readings: what each group of its words answers on the page.

Local lines and a transcript enter; Matches leave in the LLM's order, then the local words that it does not have. A
match holds the local units and the LLM's words of one place; one side may be empty. Similarities of whole readings are
counted here too, since they follow from the same groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from recto.alignment import compact
from recto.arbitration.markup import plain_lines
from recto.arbitration.reliability import Similarities
from recto.local.fusion import LocalLine, Unit
from recto.model import Transcript, Word
from recto.placement import align_lines


@dataclass(frozen=True, slots=True)
class Match:
    """Units of the page and words of the LLM that read the same place."""

    units: tuple[tuple[int, int], ...]  # (line, unit)
    words: tuple[str, ...]
    first: int  # index of the first of `words` in the LLM's text; -1 without words


def transcript_words(transcript: Transcript) -> list[str]:
    """All words of the transcript in its order, markup taken off."""
    return [word for line in transcript.lines for words in plain_lines(line.text) for word in words]


def match(lines: Sequence[LocalLine], words: Sequence[str]) -> list[Match]:
    """Every unit and every word is in exactly one match."""
    shown = [["".join(w.text for w in (unit.ppocr or unit.tesseract)) for unit in line.units] for line in lines]
    groups = align_lines(shown, words)
    return [Match(g.page, tuple(words[j] for j in g.text), g.text[0] if g.text else -1) for g in groups]


def similarities(lines: Sequence[LocalLine], matches: Sequence[Match], local_agreement: float) -> Similarities:
    """How alike the three readings are, by characters, as far as the LLM's text stands on the page."""
    with_tesseract = with_ppocr = 0.0
    tesseract_total = ppocr_total = llm_total = 0
    for each in matches:
        units = [lines[i].units[k] for i, k in each.units]
        llm = "".join(map(compact, each.words))
        tesseract = "".join(_compact(unit.tesseract) for unit in units)
        ppocr = "".join(_compact(unit.ppocr) for unit in units)
        with_tesseract += Indel.similarity(llm, tesseract)
        with_ppocr += Indel.similarity(llm, ppocr)
        tesseract_total, ppocr_total = tesseract_total + len(tesseract), ppocr_total + len(ppocr)
        llm_total += len(llm)
    return Similarities(
        with_tesseract / max(1, llm_total + tesseract_total),
        with_ppocr / max(1, llm_total + ppocr_total),
        local_agreement,
    )


def merged(lines: Sequence[LocalLine], each: Match) -> Unit:
    """All units of a match as one."""
    units = [lines[i].units[k] for i, k in each.units]
    return Unit(
        tuple(word for unit in units for word in unit.tesseract), tuple(word for unit in units for word in unit.ppocr)
    )


def _compact(words: Sequence[Word]) -> str:
    return "".join(compact(word.text) for word in words)
