"""What is known about one unit of a page before anybody decides: the readings of it and the numbers
behind them.

An AlignedWords (both local readers' words at one place) and the page's facts enter; a WordEvidence
leaves, which the rules, the conflict weights and the confidence all read. Nothing here knows the
truth and nothing here decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from rapidfuzz.distance import Levenshtein

from recto.local.alphabet import could_be, is_beyond
from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import ReaderWord
from recto.model.result import Word
from recto.readers.tesseract.lexicon import Lexicon
from recto.settings.calibration import SHIPPED, Calibration
from recto.text.agreement import figures, has_figure, letters
from recto.text.alignment import compact
from recto.text.spacing import has_unspaced
from recto.witnesses.choices import LocalChoice
from recto.witnesses.registry import (
    TWO,
    WITNESSES,
    Testimony,
    Witness,
    agreeing,
    heard,
    is_unconfirmable,
)
from recto.witnesses.script_model import ScriptModel
from recto.witnesses.taught import Taught

UnitAt = tuple[int, int]  # (line, unit) of the local reading

FEWEST = 5  # characters of a line that says how surely PP-OCR reads it
MOST_BEYOND = 0.5  # share of the page's characters that the second reader has no letters for
BLACKLETTER = ("fraktur", "frk", "deu_latf", "dan_frak", "slk_frak")


@dataclass(frozen=True, slots=True, eq=False)
class PageFacts:
    """What holds for the whole page; shares and means 0..1."""

    lexicon: Lexicon
    blackletter: bool
    agreement: float  # share of characters on which both local readers agree
    tesseract_mean: float  # mean word confidence
    ppocr_mean: float  # mean character score
    two_readers: bool
    beyond: float = 0.0  # share of Tesseract's characters that PP-OCR has no letters for
    calibration: Calibration = SHIPPED  # the user's own, through which confidences and flags go
    witnesses: Mapping[str, Witness] = field(default_factory=lambda: WITNESSES)  # who may speak
    taught: Taught | None = None  # by the user's own collection
    script_model: ScriptModel | None = None  # what it read; None: it was not asked

    @property
    def tesseract_alone(self) -> bool:
        """The second reader was not asked, or has no letters for most of the page."""
        return not self.two_readers or self.beyond > MOST_BEYOND


@dataclass(frozen=True, slots=True, eq=False)
class WordEvidence:
    """One unit with its evidence: what each local reader read there, and the numbers that weights
    are learned on, which are of Tesseract and PP-OCR; confidences 0..1, 0 where a reader has no
    word here.
    """

    unit: AlignedWords
    facts: PageFacts
    testimonies: tuple[Testimony, ...]  # of every local reader with words here
    agreeing: tuple[Testimony, ...]  # of them, those with one text: registry.agreeing
    tesseract: str  # the reader's words, joined by spaces
    ppocr: str
    tesseract_confidence: float  # of its weakest word
    ppocr_confidence: float  # mean over characters
    ppocr_weakest: float  # weakest character
    line_confidence: float  # mean of Tesseract's words on this line
    similarity: float  # of the compact texts of the first two readers
    facing_page: bool = False  # its line is torn off the page beside this one
    # PP-OCR's mean over the other characters of its line, where no word ends there; 0: too few
    line_characters: float = 0.0

    @property
    def agreed(self) -> bool:
        """Two readers have the same letters and digits (and there are some) of those that both can
        write; marks may differ.
        """
        return bool(self.agreeing)

    @property
    def same_numbers(self) -> bool:
        """Those who agree have the same figures with the same signs and marks; PP-OCR loses the
        spaces between them.
        """
        texts = {testimony.text for testimony in self.agreeing}
        if len(texts) < TWO or not self.has_digit:
            return True
        numbers = {"".join(figures([text])) for text in texts}
        return len(numbers) == 1

    @property
    def is_unconfirmable(self) -> bool:
        """One reader has words here, and another has no letters for them."""
        if len(self.testimonies) != 1:
            return False
        (only,) = self.testimonies
        return is_unconfirmable(only.text, self.facts.witnesses)

    @property
    def has_digit(self) -> bool:
        """Any reader sees a figure here, one that stands high or low or a fraction too."""
        return any(has_figure(testimony.text) for testimony in self.testimonies)


@dataclass(frozen=True, slots=True, eq=False)
class JudgedWords:
    """One place as the local rules have it."""

    evidence: WordEvidence
    choice: LocalChoice
    right: float  # P(the choice is right), 0..1, by the shipped weights; 0 for noise
    words: tuple[Word, ...] = ()  # as they would be printed, by the user's own calibration


@dataclass(frozen=True, slots=True, eq=False)
class LocalReading:
    """What the local readers alone make of a page, judged once: this is what later stages are
    given.
    """

    lines: tuple[LocalLine, ...]
    facts: PageFacts
    judged: tuple[tuple[JudgedWords, ...], ...]  # for each line, for each of its units

    def at(self, place: UnitAt) -> JudgedWords:
        """What was made of one unit."""
        line, unit = place
        return self.judged[line][unit]

    @property
    def rows(self) -> list[list[tuple[Word, ...]]]:
        """The words to print at each unit of each line; none for noise."""
        found = []
        for row in self.judged:
            words = [judged.words for judged in row]
            found.append(words)
        return found

    @property
    def words(self) -> dict[UnitAt, tuple[Word, ...]]:
        """The same by place, in the order of the page."""
        found = {}
        for i, row in enumerate(self.judged):
            for k, judged in enumerate(row):
                found[i, k] = judged.words
        return found

    @property
    def mean_confidence(self) -> float:
        """Of all words that would be printed, 0..1."""
        confidences: list[float] = []
        for judged in chain.from_iterable(self.judged):
            confidences += [word.confidence for word in judged.words]
        return sum(confidences) / max(1, len(confidences))


def with_model(reading: LocalReading, model: str) -> LocalReading:
    """The same where an LLM has read the page, of which a collection may know something."""
    taught = reading.facts.taught
    if taught is None or not taught.llms:
        return reading
    facts = replace(reading.facts, taught=taught.beside(model))
    return replace(reading, facts=facts)


def cases(line: LocalLine, facts: PageFacts) -> tuple[WordEvidence, ...]:
    """One case for each unit of a line."""
    confidence = mean_confidence(line)
    characters = [word for unit in line.units for word in unit.ppocr if has_unspaced(word.text)]
    found = []
    for unit in line.units:
        case = case_of(unit, facts, confidence, line.facing_page)
        if len(characters) > FEWEST and not unit.tesseract and unit.ppocr:
            others = [word.raw_confidence for word in characters if word not in unit.ppocr]
            case = replace(case, line_characters=_mean(others))
        found.append(case)
    return tuple(found)


def mean_confidence(line: LocalLine) -> float:
    """Of Tesseract's words on the line, 0..1; 0 without any."""
    return _mean(_confidences([unit.tesseract for unit in line.units]))


def _confidences(read: Iterable[Sequence[ReaderWord]]) -> list[float]:
    """The reader's own, of all its words."""
    found: list[float] = []
    for words in read:
        found += [word.raw_confidence for word in words]
    return found


def case_of(
    unit: AlignedWords, facts: PageFacts, line_confidence: float, facing_page: bool = False
) -> WordEvidence:
    """The evidence of one unit; `line_confidence` is the mean of Tesseract's words on its line."""
    testimonies = heard(unit, facts.witnesses)
    alike = agreeing(testimonies)
    tesseract = ppocr = ""
    tesseract_sure = ppocr_sure = ppocr_weakest = 0.0
    for testimony in testimonies:
        if testimony.witness.name == "tesseract":
            tesseract, tesseract_sure = testimony.text, testimony.confidence
        elif testimony.witness.name == "ppocr":
            ppocr, ppocr_sure = testimony.text, testimony.confidence
            ppocr_weakest = testimony.weakest
    return WordEvidence(
        unit,
        facts,
        testimonies,
        alike,
        tesseract,
        ppocr,
        tesseract_sure,
        ppocr_sure,
        ppocr_weakest,
        line_confidence,
        _similarity(testimonies, alike),
        facing_page,
    )


def _similarity(testimonies: Sequence[Testimony], alike: Sequence[Testimony]) -> float:
    """Of the compact texts of the first two, 0..1; 1 where they agree."""
    if len(testimonies) < TWO:
        return float(not any(testimony.letters for testimony in testimonies))
    first, second = testimonies[:TWO]
    if first.letters == second.letters:
        return 1.0
    if len(alike) >= TWO and alike[0] is first and alike[1] is second:
        return 1.0
    return Levenshtein.normalized_similarity(first.letters, second.letters)


def page_facts(
    lines: Sequence[LocalLine],
    lexicon: Lexicon,
    language: str,
    *,
    two_readers: bool,
    calibration: Calibration = SHIPPED,
    witnesses: Mapping[str, Witness] = WITNESSES,
    blackletter: bool | None = None,
    taught: Taught | None = None,
) -> PageFacts:
    """The page's own means and how far its two readers agree; `witnesses`: who may speak, by name;
    `blackletter` None: as the language says.
    """
    units = list(chain.from_iterable(line.units for line in lines))
    judged, beyond = _within_reach(units)
    return PageFacts(
        lexicon=lexicon,
        blackletter=is_blackletter(language) if blackletter is None else blackletter,
        agreement=agreement(judged),
        tesseract_mean=_mean(_confidences(unit.tesseract for unit in units)),
        ppocr_mean=_mean(_confidences(unit.ppocr for unit in judged)),
        two_readers=two_readers,
        beyond=beyond,
        calibration=calibration,
        witnesses=witnesses,
        taught=taught,
    )


def _within_reach(units: Sequence[AlignedWords]) -> tuple[list[AlignedWords], float]:
    """The units whose letters PP-OCR has, and the share of Tesseract's characters in the others."""
    judged = []
    beyond = total = 0
    for unit in units:
        size = sum(len(word.text) for word in unit.tesseract)
        total += size
        if any(is_beyond(word.text) for word in unit.tesseract):
            beyond += size
        else:
            judged.append(unit)
    return judged, beyond / total if total else 0.0


def is_blackletter(language: str) -> bool:
    """Whether one of Tesseract's codes stands for blackletter."""
    return any(name in language.lower() for name in BLACKLETTER)


def agreement(units: Sequence[AlignedWords]) -> float:
    """2 x shared characters / all characters of both readers, compact; 0 with nothing read.

    Where only Tesseract was asked, it counts as confirmed: on such lines .999 of the characters are
    the same.
    """
    shared = total = 0
    for unit in units:
        mine = _letters(unit.tesseract)
        other = mine if unit.unasked and not unit.ppocr else _letters(unit.ppocr)
        if could_be(mine, other):
            other = mine
        total += len(mine) + len(other)
        if mine == other:
            shared += 2 * len(mine)
            continue
        longer = max(len(mine), len(other))
        shared += 2 * max(0, longer - Levenshtein.distance(mine, other))
    return shared / total if total else 0.0


def _letters(words: Sequence[ReaderWord]) -> str:
    """Nearly always one word: then nothing is joined, on a path that every unit of every page
    takes.
    """
    if len(words) == 1:
        return compact(words[0].text)
    return letters([word.text for word in words])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
