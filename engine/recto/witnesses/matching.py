"""The LLM's words beside the local readings: what each group of its words answers on the page.

Local lines and a transcript enter; Matches leave in the LLM's order, then the local words that it
does not have. A match holds the local units and the LLM's words of one place; one side may be
empty. Similarities of whole readings are counted here too, since they follow from the same groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import Box, ReaderWord
from recto.model.transcript import Transcript
from recto.text.agreement import letters
from recto.text.alignment import compact, segments
from recto.text.markup import plain_lines
from recto.text.placement import align_lines
from recto.witnesses.registry import readings
from recto.witnesses.reliability import Similarities

SHORT = 2  # letters of words that stand anywhere
WIDE_GAP = 1.5  # word heights; between words of one phrase lies less


@dataclass(frozen=True, slots=True)
class Pairing:
    """Units of the page and words of the LLM that read the same place."""

    units: tuple[tuple[int, int], ...]  # (line, unit)
    words: tuple[str, ...]
    first: int  # index of the first of `words` in the LLM's text; -1 without words
    # the piece of the units that these words answer, where it is not all of them
    part: AlignedWords | None = None


def transcript_words(transcript: Transcript) -> list[str]:
    """All words of the transcript in its order, markup taken off."""
    return [word for line in transcript.lines for words in plain_lines(line.text) for word in words]


def match(lines: Sequence[LocalLine], words: Sequence[str]) -> list[Pairing]:
    """Every unit and every word is in exactly one match."""
    pieces = [piece for i, line in enumerate(lines) for piece in _pieces(i, line)]
    shown = []
    for piece in pieces:
        texts = [_shown(unit) for _, unit in piece]
        shown.append(texts)
    pairings = []
    for group in align_lines(shown, words):
        units = tuple(pieces[p][u][0] for p, u in group.page)
        first = group.text[0] if group.text else -1
        pairings.append(Pairing(units, tuple(words[j] for j in group.text), first))
    return pairings


def _shown(unit: AlignedWords) -> str:
    """The text by which a unit's place is found: PP-OCR's where it has any."""
    return "".join([word.text for word in unit.ppocr or unit.tesseract])


def match_asked(lines: Sequence[LocalLine], transcript: Transcript) -> dict[int, list[Pairing]]:
    """The same where answers name their lines: each is aligned with its own line; lines without an
    answer are out.

    Indices of the LLM's words run through the answers in the order of the page.
    """
    answers = {line.line: line.text for line in transcript.lines if line.line is not None}
    matches: dict[int, list[Pairing]] = {}
    first = 0
    for i in sorted(answers):
        words = [word for part in plain_lines(answers[i]) for word in part]
        keys = [letters_of(unit.ppocr or unit.tesseract) for unit in lines[i].units]
        for cut in segments(keys, [compact(word) for word in words]):
            units = tuple((i, k) for k in range(cut.a_start, cut.a_end))
            found = tuple(words[cut.b_start : cut.b_end])
            matches.setdefault(i, []).append(
                Pairing(units, found, first + cut.b_start if found else -1)
            )
        first += len(words)
    return matches


def _pieces(i: int, line: LocalLine) -> list[list[tuple[tuple[int, int], AlignedWords]]]:
    """The line parted at wide gaps: an LLM may read the cells of a row, or two columns, in another
    order.
    """
    pieces: list[list[tuple[tuple[int, int], AlignedWords]]] = []
    before: Box | None = None
    for k, unit in enumerate(line.units):
        box = unit.box
        if before is None or box.left - before.right > WIDE_GAP * box.height:
            pieces.append([])
        pieces[-1].append(((i, k), unit))
        before = box
    return pieces


def similarities(
    lines: Sequence[LocalLine], matches: Sequence[Pairing], local_agreement: float
) -> Similarities:
    """How alike the three readings are, by characters.

    The better of two counts: characters aligned in place, and words in common wherever they stand.
    A page whose lines were ordered or joined wrongly would otherwise look as if the LLM had not
    read it.
    """
    with_tesseract = with_ppocr = 0.0
    tesseract_total = ppocr_total = llm_total = 0
    for each in matches:
        units = [lines[i].units[k] for i, k in each.units]
        llm = letters(each.words)
        tesseract = letters(word.text for unit in units for word in unit.tesseract)
        ppocr = letters(word.text for unit in units for word in unit.ppocr)
        with_tesseract += Indel.similarity(llm, tesseract)
        with_ppocr += Indel.similarity(llm, ppocr)
        tesseract_total, ppocr_total = tesseract_total + len(tesseract), ppocr_total + len(ppocr)
        llm_total += len(llm)
    llm_words = Counter(compact(word) for each in matches for word in each.words)
    units = [unit for line in lines if not line.facing_page for unit in line.units]
    stray = [compact(word) for each in matches if not each.units for word in each.words]
    page = {compact(word.text) for unit in units for word in unit.ppocr or unit.tesseract}
    llm_ppocr = max(
        with_ppocr / max(1, llm_total + ppocr_total), _shared(llm_words, [u.ppocr for u in units])
    )
    return Similarities(
        max(
            with_tesseract / max(1, llm_total + tesseract_total),
            _shared(llm_words, [u.tesseract for u in units]),
        ),
        llm_ppocr,
        local_agreement,
        contained=min(1.0, llm_ppocr * (llm_total + ppocr_total) / 2 / max(1, llm_total)),
        length=llm_total / max(1, ppocr_total),
        stray=sum(map(len, stray)) / max(1, llm_total),
        again=sum(len(word) for word in stray if len(word) > SHORT and word in page)
        / max(1, llm_total),
    )


def _shared(llm: Counter[str], local: Sequence[tuple[ReaderWord, ...]]) -> float:
    """2 x characters of common words / characters of all words."""
    words = Counter(compact(word.text) for part in local for word in part)
    common, total = llm & words, llm + words
    return 2 * _size(common) / max(1, _size(total))


def _size(words: Counter[str]) -> int:
    return sum(len(word) * count for word, count in words.items())


def merged(lines: Sequence[LocalLine], each: Pairing) -> AlignedWords:
    """All units of a match as one, or the piece of them that it is about."""
    if each.part is not None:
        return each.part
    units = [lines[i].units[k] for i, k in each.units]
    if len(units) == 1:
        return AlignedWords(units[0].tesseract, units[0].ppocr, others=units[0].others)
    others: dict[str, tuple[ReaderWord, ...]] = {}
    for unit in units:
        for name, words in unit.others:
            others[name] = others.get(name, ()) + words
    return AlignedWords(
        tuple(word for unit in units for word in unit.tesseract),
        tuple(word for unit in units for word in unit.ppocr),
        others=tuple(others.items()),
    )


def agreed(lines: Sequence[LocalLine], each: Pairing) -> bool:
    """All readers have the same letters here: enough to say that this is the place."""
    if not each.units:
        return False
    unit, written = merged(lines, each), letters(each.words)
    return all(letters_of(words) == written for words in readings(unit))


def letters_of(words: Iterable[ReaderWord]) -> str:
    """For placing: the letters and digits of a reader's words."""
    return letters(word.text for word in words)
