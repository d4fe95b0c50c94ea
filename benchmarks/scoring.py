"""Stored outcomes against the truth: one PageScore for each system and page.

An output folder and pages enter, scores leave; nothing is read again. Plain CER, alnum CER and word
F1 are those of the corpora's README, markers removed; other figures are defined in metrics/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.corpora import CorpusPage
from benchmarks.metrics.change import Change, change
from benchmarks.metrics.flexible import Flexible, flexible
from benchmarks.metrics.grits import grits_content, grits_topology, page_grits
from benchmarks.metrics.letters import counts_marks, letter_errors
from benchmarks.metrics.markup import items, tables
from benchmarks.metrics.numbers import NumberFlags, number_flags
from benchmarks.metrics.structure import StructureScore, structure
from benchmarks.metrics.teds import page_teds
from benchmarks.outcome import Outcome, restore
from benchmarks.price import estimate
from benchmarks.run import place
from benchmarks.shared_errors import shared_errors, without
from benchmarks.systems import System
from recto.arbitration.word.digits import digits
from recto.metrics.errors import Errors, characters, letters_and_digits, words
from recto.metrics.harm import Harm, harm, preference
from recto.metrics.markers import strip_markers
from recto.metrics.word_fate import Fate, Judged, judge
from recto.metrics.word_overlap import word_f1
from recto.model.page import Usage
from recto.text.alignment import compact
from recto.text.spacing import words_of

OCR = "tesseract"  # the system whose errors help, harm and copy are counted against


@dataclass(frozen=True, slots=True)
class TableScore:
    """Mean over the tables of a page, 0..1."""

    teds: float
    teds_structure: float
    grits_content: float
    grits_topology: float


@dataclass(frozen=True, slots=True)
class Kept:
    """Words of the page that some reader had right, once all readings were arbitrated."""

    known: int  # right in Tesseract's, PP-OCR's, the local or the LLM's text
    lost: int  # of them: nothing stands in their place, and no flagged word offers them
    digits: int  # words with digits that both bare local readers have right
    changed: int  # of them: another number stands in their place


@dataclass(frozen=True, slots=True)
class Flags:
    """Words with letters or digits, at how many of them a person should look, and the wrong ones
    among both; all 0 where the system flags nothing.
    """

    words: int
    flagged: int
    errors: int
    caught: int  # errors that are flagged


NO_FLAGS = Flags(0, 0, 0, 0)
NO_NUMBERS = NumberFlags()


@dataclass(frozen=True, slots=True)
class PageScore:
    """One system on one page."""

    system: str
    corpus: str
    kind: str
    page: str
    document: str
    characters: Errors
    letters: Errors  # letters and digits only, and marks where has_marks
    words: Errors
    word_f1: float  # 0..1
    flexible: Flexible
    against_ocr: Change | None  # None: no Tesseract outcome of the page is stored
    against_llm: Change | None  # what Recto made of the LLM's reading; None where it had none
    # what became of words that some reader had right; None where no LLM's reading was given
    kept: Kept | None
    tables: TableScore | None  # None: the truth states no tables
    structure: StructureScore | None
    # (confidence, right) of each word that has letters or digits, where the system states
    # confidences
    trust: tuple[tuple[float, bool], ...]
    seconds: float
    cpu_seconds: float
    usage: Usage  # of recorded readings: estimated
    sent: float | None  # share of the page's characters that went to the LLM
    replayed: bool
    stages: Mapping[str, float]
    steps: tuple[str, ...]
    reasons: Mapping[str, tuple[int, int]]  # arbitration rule -> words it decided, of them right
    flags: Flags = NO_FLAGS
    numbers: NumberFlags = NO_NUMBERS  # of words that carry a flag or none
    has_marks: bool = False  # vowel signs and the like are counted as letters are
    without_marks: float | None = None  # the CER without them, clipped at 1; None: the same
    harm: Harm | None = None  # to Tesseract's words; None: no such outcome of the page is stored
    # the same without errors that Tesseract, PP-OCR and the LLM have alike
    trust_apart: tuple[tuple[float, bool], ...] = ()
    preferred: int = 0  # 1: its CER is below Tesseract's, -1: above

    @property
    def cer(self) -> float:
        """Plain CER, clipped at 1."""
        return self.characters.clipped

    @property
    def alnum_cer(self) -> float:
        """CER of letters and digits, of marks, too, where has_marks; clipped at 1."""
        return self.letters.clipped


@dataclass(frozen=True, slots=True)
class _Read:
    """A stored outcome, with its words judged."""

    outcome: Outcome
    plain: str  # markers removed
    judged: Judged


@dataclass(frozen=True, slots=True)
class _Compared:
    """Two texts; many systems write the same one."""

    characters: Errors
    letters: Errors
    without_marks: float | None
    words: Errors
    word_f1: float
    flexible: Flexible


@lru_cache(maxsize=256)
def _compared(truth: str, plain: str) -> _Compared:
    return _Compared(
        characters(truth, plain),
        letter_errors(truth, plain),
        letters_and_digits(truth, plain).clipped if counts_marks(truth) else None,
        words(truth, plain),
        word_f1(truth, plain),
        flexible(truth, plain),
    )


@lru_cache(maxsize=256)
def _judged(truth: str, plain: str) -> Judged:
    return judge(truth, words_of(plain))


def score_all(
    out: Path, pages: Sequence[CorpusPage], systems: Sequence[System], jobs: int = 1
) -> list[PageScore]:
    """Every stored outcome, in the order of the pages and then of the systems' names."""
    one = partial(score_page, out, systems=systems)
    if jobs <= 1:
        return [score for page in pages for score in one(page)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
        return [score for found in pool.map(one, pages, chunksize=4) for score in found]


def score_page(out: Path, page: CorpusPage, systems: Sequence[System]) -> list[PageScore]:
    """Every stored outcome of one page, by system name; what is missing is left out."""
    truth = page.truth
    read = dict(_stored(out, page, systems, truth))
    return [_score(page, name, truth, read) for name in sorted(read)]


def _stored(
    out: Path, page: CorpusPage, systems: Sequence[System], truth: str
) -> Iterator[tuple[str, _Read]]:
    for system in systems:
        outcome = restore(place(out, system.name, page)) if system.covers(page) else None
        if outcome is not None:
            plain = strip_markers(outcome.text)
            yield system.name, _Read(outcome, plain, _judged(truth, plain))


def _score(page: CorpusPage, system: str, truth: str, read: Mapping[str, _Read]) -> PageScore:
    mine = read[system]
    outcome, plain = mine.outcome, mine.plain
    kind, _, model = system.partition(":")
    llm = read.get(f"llm:{model}") if kind != "llm" else None
    judged, compared = _words_judged(truth, mine), _compared(truth, plain)
    return PageScore(
        system=system,
        corpus=page.corpus,
        kind=page.kind,
        page=page.id,
        document=page.document,
        characters=compared.characters,
        letters=compared.letters,
        words=compared.words,
        word_f1=compared.word_f1,
        flexible=compared.flexible,
        against_ocr=change(read[OCR].judged, mine.judged) if OCR in read else None,
        against_llm=change(llm.judged, mine.judged) if llm else None,
        kept=_kept(read, mine, llm) if llm else None,
        tables=_tables(page.layout, outcome.markdown),
        structure=_structure(page.layout, outcome.markdown),
        trust=_trust(outcome, judged),
        seconds=outcome.seconds,
        cpu_seconds=outcome.cpu_seconds,
        usage=estimate(page, model, outcome) if outcome.replayed else outcome.usage,
        sent=outcome.sent,
        replayed=outcome.replayed,
        stages=outcome.stages,
        steps=outcome.steps,
        reasons=_reasons(outcome, judged),
        flags=_flags(outcome, judged),
        numbers=number_flags(truth, [(word.text, word.flagged) for word in outcome.words]),
        has_marks=compared.without_marks is not None,
        without_marks=compared.without_marks,
        harm=harm(read[OCR].judged, mine.judged) if OCR in read else None,
        preferred=_preferred(truth, read, compared),
        trust_apart=without(_trust_words(outcome, judged), _shared(read, mine, llm)),
    )


def _preferred(truth: str, read: Mapping[str, _Read], mine: _Compared) -> int:
    """Of HIPE-OCRepair's score, which is the mean over pages."""
    if OCR not in read:
        return 0
    before = _compared(truth, read[OCR].plain).characters.clipped
    return int(preference([before], [mine.characters.clipped]))


def _kept(read: Mapping[str, _Read], mine: _Read, llm: _Read) -> Kept:
    local = [read[name].judged.fates for name in (OCR, "ppocr") if name in read]
    readers = [*local, llm.judged.fates, *([read["local"].judged.fates] if "local" in read else [])]
    flagged = (text for word in mine.outcome.words if word.flagged for text in word.alternatives)
    offered = {compact(word) for text in flagged for word in words_of(text)}
    known = [
        at
        for at, fates in enumerate(zip(*readers, strict=True))
        if any(fate.right for fate in fates)
    ]
    alike = [at for at in known if len(local) == 2 and all(fates[at].right for fates in local)]
    fates = mine.judged.fates
    numbers = [at for at in alike if digits(fates[at].wanted)]
    return Kept(
        len(known),
        sum(fates[at].read is None and fates[at].wanted not in offered for at in known),
        len(numbers),
        sum(_another_number(fates[at]) for at in numbers),
    )


def _another_number(fate: Fate) -> bool:
    """Digits stand there, and not those that are wanted."""
    found = digits(fate.read or "")
    return bool(found) and digits(fate.wanted) not in found


def _words_judged(truth: str, read: _Read) -> Judged | None:
    """Of the words that carry a confidence; None where there are none."""
    words = [word.text for word in read.outcome.words]
    if words == words_of(read.plain):
        return read.judged if words else None
    return judge(truth, words) if words else None


def _trust(outcome: Outcome, judged: Judged | None) -> tuple[tuple[float, bool], ...]:
    if judged is None:
        return ()
    words = _trust_words(outcome, judged)
    return tuple((confidence, right) for _, confidence, right in words)


def _trust_words(outcome: Outcome, judged: Judged | None) -> list[tuple[str, float, bool]]:
    pairs = zip(outcome.words, judged.labels if judged else (), strict=judged is not None)
    return [(word.text, word.confidence, right) for word, right in pairs if right is not None]


def _shared(read: Mapping[str, _Read], mine: _Read, llm: _Read | None) -> Counter[str]:
    """Where there are fewer than three readers, nothing."""
    readers = [read[name].judged.fates for name in (OCR, "ppocr") if name in read]
    if llm is None or len(readers) < 2:
        return Counter()
    return shared_errors(mine.judged.fates, [llm.judged.fates, *readers])


def _flags(outcome: Outcome, judged: Judged | None) -> Flags:
    words = flagged = errors = caught = 0
    for word, right in zip(outcome.words, judged.labels if judged else (), strict=True):
        if right is None:
            continue
        words += 1
        flagged += word.flagged
        if not right:
            errors += 1
            caught += word.flagged
    return Flags(words, flagged, errors, caught)


def _reasons(outcome: Outcome, judged: Judged | None) -> Mapping[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for word, right in zip(outcome.words, judged.labels if judged else (), strict=True):
        if word.reason and right is not None:
            decided, good = counts.get(word.reason, (0, 0))
            counts[word.reason] = decided + 1, good + right
    return counts


@lru_cache(maxsize=64)
def _tables(layout: str | None, markdown: str | None) -> TableScore | None:
    wanted = tables(layout) if layout else []
    if not wanted:
        return None
    found = tables(markdown or "")
    return TableScore(
        teds=page_teds(wanted, found) or 0.0,
        teds_structure=page_teds(wanted, found, structure_only=True) or 0.0,
        grits_content=page_grits(wanted, found, grits_content) or 0.0,
        grits_topology=page_grits(wanted, found, grits_topology) or 0.0,
    )


@lru_cache(maxsize=64)
def _structure(layout: str | None, markdown: str | None) -> StructureScore | None:
    wanted = items(layout) if layout else []
    return structure(wanted, items(markdown or "")) if wanted else None
