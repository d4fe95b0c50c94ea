"""The LLM's words beside the local readings: what each group of its words answers on the page.

Local lines and a transcript enter; Matches leave in the LLM's order, then the local words that it
does not have. A match holds the local units and the LLM's words of one place; one side may be
empty. Similarities of whole readings are counted here too, since they follow from the same groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from rapidfuzz.distance import Indel

from recto.local.alphabet import lacks_sign
from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import ReaderWord
from recto.model.transcript import Transcript
from recto.text.agreement import letters
from recto.text.alignment import compact, segments
from recto.text.markup import plain_lines
from recto.text.placement import align_lines
from recto.witnesses.registry import readings
from recto.witnesses.reliability import Similarities

PlacedUnit = tuple[tuple[int, int], AlignedWords]  # (line, unit), and the unit

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
    found: list[str] = []
    for line in transcript.lines:
        for words in plain_lines(line.text):
            found += words
    return found


def match(lines: Sequence[LocalLine], words: Sequence[str]) -> list[Pairing]:
    """Every unit and every word is in exactly one match."""
    placed: list[list[PlacedUnit]] = []
    for i, line in enumerate(lines):
        placed += pieces(i, line)
    shown = []
    for piece in placed:
        texts = [_shown(unit) for _, unit in piece]
        shown.append(texts)
    pairings = []
    for group in align_lines(shown, words):
        units = tuple(placed[p][u][0] for p, u in group.page)
        found = tuple(words[j] for j in group.text)
        first = group.text[0] if found else -1
        pairings.append(Pairing(units, found, first))
    return pairings


def _shown(unit: AlignedWords) -> str:
    """The text by which a unit's place is found."""
    texts = [word.text for word in _best_for_placing(unit)]
    return "".join(texts)


def _best_for_placing(unit: AlignedWords) -> Sequence[ReaderWord]:
    """PP-OCR's words where it has any and the letters for them: of Thai it makes Latin ones, by
    which no place is found. Else a third reader's, else Tesseract's.
    """
    if unit.ppocr and not any(lacks_sign(word.text) for word in unit.tesseract):
        return unit.ppocr
    for _, words in unit.others:
        if words:
            return words
    return unit.tesseract


def match_asked(lines: Sequence[LocalLine], transcript: Transcript) -> dict[int, list[Pairing]]:
    """The same where answers name their lines: each is aligned with its own line; lines without an
    answer are out.

    Indices of the LLM's words run through the answers in the order of the page.
    """
    answers: dict[int, str] = {}
    for line in transcript.lines:
        if line.line is not None:
            answers[line.line] = line.text
    matches: dict[int, list[Pairing]] = {}
    first = 0
    for i in sorted(answers):
        words: list[str] = []
        for part in plain_lines(answers[i]):
            words += part
        row = _matched_line(i, lines[i], words, first)
        if row:
            matches[i] = row
        first += len(words)
    return matches


def _matched_line(i: int, line: LocalLine, words: Sequence[str], first: int) -> list[Pairing]:
    """Line `i` of the page beside its own answer; `first`: the index of the answer's first word."""
    keys = [letters_of(_best_for_placing(unit)) for unit in line.units]
    written = [compact(word) for word in words]
    row = []
    for cut in segments(keys, written):
        units = tuple((i, k) for k in range(cut.a_start, cut.a_end))
        found = tuple(words[cut.b_start : cut.b_end])
        at = first + cut.b_start if found else -1
        row.append(Pairing(units, found, at))
    return row


def pieces(i: int, line: LocalLine) -> list[list[PlacedUnit]]:
    """The line parted at wide gaps: an LLM may read the cells of a row, or two columns, in another
    order.
    """
    found: list[list[PlacedUnit]] = []
    right = -inf
    for k, unit in enumerate(line.units):
        box = unit.box
        gap = box.left - right
        if gap > WIDE_GAP * box.height:
            found.append([])
        found[-1].append(((i, k), unit))
        right = box.right
    return found


@dataclass(slots=True)
class _Shared:
    """Characters that the LLM has in place with one local reader, and those of both."""

    in_place: float = 0.0
    total: int = 0  # of the local reader

    def add(self, llm: str, local: str) -> None:
        """One place of the page."""
        self.in_place += Indel.similarity(llm, local)
        self.total += len(local)

    def similarity(
        self, llm_total: int, llm_words: Counter[str], local: Sequence[tuple[ReaderWord, ...]]
    ) -> float:
        """In place, or in words wherever they stand: the better of the two, 0..1."""
        in_place = self.in_place / max(1, llm_total + self.total)
        anywhere = _shared(llm_words, local)
        return max(in_place, anywhere)


def similarities(
    lines: Sequence[LocalLine], matches: Sequence[Pairing], local_agreement: float
) -> Similarities:
    """How alike the three readings are, by characters.

    The better of two counts: characters aligned in place, and words in common wherever they stand.
    A page whose lines were ordered or joined wrongly would otherwise look as if the LLM had not
    read it.
    """
    tesseract, ppocr = _Shared(), _Shared()
    llm_total = 0
    written: list[str] = []
    stray: list[str] = []
    for each in matches:
        units = [lines[i].units[k] for i, k in each.units]
        keys = list(map(compact, each.words))
        llm = "".join(keys)
        tesseract.add(llm, _letters_of_units(unit.tesseract for unit in units))
        ppocr.add(llm, _letters_of_units(unit.second for unit in units))
        llm_total += len(llm)
        written += keys
        if not each.units:
            stray += keys
    llm_words = Counter(written)
    own: list[AlignedWords] = []
    for line in lines:
        if not line.facing_page:
            own += line.units
    by_tesseract = [unit.tesseract for unit in own]
    by_ppocr = [unit.second for unit in own]
    llm_ppocr = ppocr.similarity(llm_total, llm_words, by_ppocr)
    both = llm_ppocr * (llm_total + ppocr.total) / 2
    return Similarities(
        llm_tesseract=tesseract.similarity(llm_total, llm_words, by_tesseract),
        llm_ppocr=llm_ppocr,
        tesseract_ppocr=local_agreement,
        contained=min(1.0, both / max(1, llm_total)),
        length=llm_total / max(1, ppocr.total),
        stray=sum(map(len, stray)) / max(1, llm_total),
        again=_characters_again(stray, own) / max(1, llm_total),
        beyond=_beyond(matches) / max(1, llm_total),
        heeded=_heeded(lines, matches),
    )


def _heeded(lines: Sequence[LocalLine], matches: Sequence[Pairing]) -> float:
    """Share of the characters of words that Tesseract and PP-OCR have alike, which the LLM has at
    their place; 0 without any.
    """
    alike = heeded = 0
    for each in matches:
        written = letters(each.words)
        for i, k in each.units:
            unit = lines[i].units[k]
            text = letters_of(unit.tesseract)
            if text and text == letters_of(unit.second):
                alike += len(text)
                heeded += len(text) * (text in written)
    return heeded / max(1, alike)


def _beyond(matches: Sequence[Pairing]) -> int:
    """Characters of the LLM's words that PP-OCR cannot write as they are."""
    count = 0
    for each in matches:
        foreign = filter(lacks_sign, each.words)
        count += len(letters(foreign))
    return count


def _letters_of_units(read: Iterable[Sequence[ReaderWord]]) -> str:
    """A reader's letters and digits in several units."""
    return "".join(map(letters_of, read))


def _characters_again(stray: Sequence[str], units: Sequence[AlignedWords]) -> int:
    """Of words that answer nothing, those that the page has elsewhere."""
    page: set[str] = set()
    for unit in units:
        page.update(compact(word.text) for word in _best_for_placing(unit))
    repeated = [word for word in stray if len(word) > SHORT and word in page]
    return sum(map(len, repeated))


def _shared(llm: Counter[str], local: Sequence[tuple[ReaderWord, ...]]) -> float:
    """2 x characters of common words / characters of all words."""
    keys: list[str] = []
    for part in local:
        keys += [compact(word.text) for word in part]
    words = Counter(keys)
    common = llm & words
    total = llm + words
    return 2 * _size(common) / max(1, _size(total))


def _size(words: Counter[str]) -> int:
    size = 0
    for word, count in words.items():
        size += len(word) * count
    return size


def merged(lines: Sequence[LocalLine], each: Pairing) -> AlignedWords:
    """All units of a match as one, or the piece of them that it is about."""
    if each.part is not None:
        return each.part
    units = [lines[i].units[k] for i, k in each.units]
    if len(units) == 1:
        (only,) = units
        return AlignedWords(only.tesseract, only.ppocr, others=only.others)
    return AlignedWords.joined(units)


def agreed(lines: Sequence[LocalLine], each: Pairing) -> bool:
    """All readers have the same letters here: enough to say that this is the place."""
    if not each.units:
        return False
    written = letters(each.words)
    unit = merged(lines, each)
    return all(letters_of(words) == written for words in readings(unit))


def letters_of(words: Sequence[ReaderWord]) -> str:
    """For placing: the letters and digits of a reader's words."""
    if len(words) == 1:  # nearly all
        return compact(words[0].text)
    return "".join([compact(word.text) for word in words])
