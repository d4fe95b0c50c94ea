"""Which readers have a word, and what the others have there: for formats that keep provenance.

A PageResult enters; for each of its words the variants leave, the printed one first, each with its
readers and their own confidence. Only here: when an LLM, of whose words no boxes are kept, is
counted among the readers of the printed text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from recto.model.page import Origin, ReaderWord
from recto.model.result import PageResult, Word
from recto.reasons import Reason
from recto.text.spacing import joined
from recto.witnesses.script_model import READER as SCRIPT_MODEL
from recto.writers.characters import printable
from recto.writers.report_readings import placed

# Who has texts of its own; the script's model has no printed word, and what it read is kept.
READERS: tuple[str, ...] = (
    *(name for name in get_args(Origin) if name != "agreed"),
    SCRIPT_MODEL,
)
# Reasons that say that the LLM has the printed text, to the mark, whoever's word is printed.
LLM_HAS_IT = frozenset(
    {
        Reason.ALL_AGREE,
        Reason.LLM_AND_PPOCR,
        Reason.LLM_AND_TESSERACT,
        Reason.LLM_AND_FROC,
        Reason.LLM_AND_MULTISCRIPT,
        Reason.LOCAL_AND_BLIND_LOOK,
        Reason.SECOND_LLM_AGREES,
    }
)
# And that another model has it.
SECOND_HAS_IT = frozenset({Reason.SECOND_LLM_AGREES, Reason.LOCAL_AND_SECOND_LLM})


@dataclass(frozen=True, slots=True)
class Variant:
    """One text at a word's place."""

    text: str
    readers: tuple[
        str, ...
    ]  # who has it; empty: one whose boxes do not tell (an LLM, a second look)
    confidence: float | None  # of the printed text calibrated, else the surest reader's own, 0..1


@dataclass(frozen=True, slots=True)
class Provenance:
    """The variants of a page's words."""

    by_word: Mapping[int, tuple[Variant, ...]]  # by identity: equal words may stand twice

    def of(self, word: Word) -> tuple[Variant, ...]:
        """The printed text first."""
        found = self.by_word.get(id(word))
        if found is None:
            return _variants(word, [])
        return found


def provenance(page: PageResult) -> Provenance:
    """Of a page; its words are those of `page.words`, or parts of its lines."""
    words = page.words
    read: list[list[tuple[str, list[ReaderWord]]]] = [[] for _ in words]
    for reading in page.readings:
        for place, parts in placed(words, reading).items():
            read[place].append((reading.reader, parts))
    found = {}
    for word, readings in zip(words, read, strict=True):
        found[id(word)] = _variants(word, readings)
    return Provenance(found)


def _variants(
    word: Word, readings: Sequence[tuple[str, Sequence[ReaderWord]]]
) -> tuple[Variant, ...]:
    printed = printable(word.text)
    readers: dict[str, list[str]] = {printed: _owners(word)}
    sureness: dict[str, float] = {}
    for reader, parts in readings:
        texts = [part.text for part in parts]
        text = printable(joined(texts))
        if not text:
            continue
        own = readers.setdefault(text, [])
        if reader in READERS:
            own.append(reader)
        least = min(part.raw_confidence for part in parts)
        before = sureness.get(text, 0.0)
        sureness[text] = max(least, before)
    for alternative in word.alternatives:
        text = printable(alternative)
        if text:
            readers.setdefault(text, [])
    sureness[printed] = word.confidence
    variants = []
    for text, names in readers.items():
        confidence = sureness.get(text)
        distinct = dict.fromkeys(names)
        variants.append(
            Variant(
                text,
                tuple(distinct),
                confidence,
            )
        )
    return tuple(variants)


def _owners(word: Word) -> list[str]:
    """Who is known to have the printed text without a look at boxes."""
    owners: list[str] = []
    if word.origin != "agreed":
        owners.append(word.origin)
    if word.reason in LLM_HAS_IT:
        owners.append("llm")
    if word.reason in SECOND_HAS_IT:
        owners.append("second-llm")
    return owners


def details(page: PageResult) -> dict[str, str]:
    """Reader -> its version, model and languages, of those that read the page."""
    found = {}
    for reading in page.readings:
        if reading.reader in READERS:
            found[reading.reader] = reading.detail
    for word in page.words:
        if word.origin == "human":
            found["human"] = ""
            break
    return found
