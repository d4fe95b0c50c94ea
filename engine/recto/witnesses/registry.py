"""Who may speak at a place of a page: every reader, with what it saw, whose text it was shown, what
it can write, how far it is believed alone, and the reasons that are given where it decides.

A reader's words enter, a Testimony leaves. A further local reader is a row here, its words in
AlignedWords.others, and columns of the weights once they are learned anew: the rules, local ones
and those for pages that an LLM has read, hear whoever has words at a place. Two readers of which
one was shown the other's text are one voice: their agreement says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from recto.local import alphabet, listed_alphabet
from recto.local.fusion import AlignedWords
from recto.model.page import Origin, ReaderWord
from recto.reasons import Reason
from recto.text.alignment import compact
from recto.text.spacing import joined

Words = tuple[ReaderWord, ...]
View = Literal["grey", "upright"]  # of the cleaned page: what a reader sees
TWO = 2  # voices that make an agreement
DOUBTED = 0.5  # confidence under which a word may be one of another script


@dataclass(frozen=True, slots=True)
class Signs:
    """What a reader can write of what another one has; both texts compact where letters count."""

    # (what another has, its own): its own is what it could write of that
    could_be: Callable[[str, str], bool]
    confirms: Callable[[str, str], bool]  # the same, with so much of it that it is a witness
    lacks: Callable[[str], bool]  # it cannot write some letter or mark of the text
    # (its words, another's): its own, with the signs at the other's ends that it lacks
    completed: Callable[[Sequence[ReaderWord], Sequence[ReaderWord]], Words]
    is_beyond: Callable[[str], bool]  # it has no letters for most of the text

    @property
    def is_limited(self) -> bool:
        """There are scripts that it has no letters for."""
        return self.is_beyond is not _never


def _never(*_: str) -> bool:
    return False


def _as_read(words: Sequence[ReaderWord], _: Sequence[ReaderWord]) -> Words:
    return tuple(words)


EVERY_SIGN = Signs(_never, _never, _never, _as_read, _never)
PPOCR_SIGNS = Signs(
    alphabet.could_be,
    alphabet.confirms,
    alphabet.lacks_sign,
    alphabet.with_signs,
    alphabet.is_beyond,
)


def _listed(reader: listed_alphabet.Shipped) -> Signs:
    """Of a recogniser whose letters are in a file."""
    return Signs(
        _never,
        _never,
        partial(listed_alphabet.lacks_sign, reader),
        _as_read,
        partial(listed_alphabet.is_beyond, reader),
    )


@dataclass(frozen=True, slots=True)
class Witness:
    """A reader as arbitration knows it; all of them saw the page's pixels. Confidences are the
    reader's own, 0..1.
    """

    name: Origin
    saw: View
    bears_out: Reason  # why the LLM's word is printed where only this reader has it, too
    alone: Reason = Reason.NOISE  # why its word is printed where no other local reader has any
    weighs_more: Reason = Reason.NOISE  # why its word is printed where the local readers differ
    shown: frozenset[str] = frozenset()  # readers whose text it was shown beside the pixels
    writes: Signs = EVERY_SIGN
    lone_word: float = 0.0  # confidence from which its lone word counts, and is no noise
    lone_line: float = 0.0  # mean confidence of Tesseract's line from which its lone word counts
    against_marks: float = 0.0  # confidence from which its letters count where others have marks
    sure: float = 0.9  # confidence from which it has surely read a word
    scores_characters: bool = False  # its confidence is a mean over characters


# A lone word of PP-OCR below .35 is mostly a stroke or a stain (one row marks read as Chinese).
# A line of Tesseract's with less than .5 in the mean is a picture and no text.
TESSERACT = Witness(
    "tesseract",
    "grey",
    Reason.LLM_AND_TESSERACT,
    Reason.ONLY_TESSERACT_READ_IT,
    Reason.TESSERACT_WEIGHS_MORE,
    lone_word=0.8,
    lone_line=0.5,
    against_marks=0.8,
    sure=0.85,
)
PPOCR = Witness(
    "ppocr",
    "upright",
    Reason.LLM_AND_PPOCR,
    Reason.ONLY_PPOCR_READ_IT,
    Reason.PPOCR_WEIGHS_MORE,
    writes=PPOCR_SIGNS,
    lone_word=0.35,
    scores_characters=True,
)
FROC = Witness(
    "froc",
    "upright",
    Reason.LLM_AND_FROC,
    Reason.ONLY_FROC_READ_IT,
    Reason.FROC_WEIGHS_MORE,
    writes=_listed("froc"),
    lone_word=0.6,
    against_marks=0.6,
    scores_characters=True,
)
MULTISCRIPT = Witness(
    "multiscript",
    "upright",
    Reason.LLM_AND_MULTISCRIPT,
    Reason.ONLY_MULTISCRIPT_READ_IT,
    Reason.MULTISCRIPT_WEIGHS_MORE,
    writes=_listed("multiscript"),
    lone_word=0.8,
    against_marks=0.8,
    scores_characters=True,
)
LLM = Witness("llm", "upright", Reason.LLM_READS_IT_TWICE, shown=frozenset({"tesseract"}))
# A model of another family, asked blind about what stays contested; no weights know it.
SECOND_LLM = Witness("second-llm", "upright", Reason.SECOND_LLM_AGREES)
# Who may speak on every page; the others are asked where the page is for them.
WITNESSES: Mapping[str, Witness] = {each.name: each for each in (TESSERACT, PPOCR, LLM)}
FURTHER = (FROC, MULTISCRIPT)
LOCAL = (TESSERACT, PPOCR, *FURTHER)


@dataclass(frozen=True, slots=True)
class Testimony:
    """What one reader read at one place; it has words there."""

    witness: Witness
    words: Words
    text: str  # its words as it wrote them, joined
    letters: str  # compact
    confidence: float  # 0..1: mean over characters where the reader scores them, else `weakest`
    weakest: float  # 0..1: of its weakest character, or word

    @property
    def texts(self) -> tuple[str, ...]:
        """Its words one by one."""
        return tuple(word.text for word in self.words)


def readings(unit: AlignedWords) -> Iterator[Words]:
    """The words of every reader at the place, Tesseract's and PP-OCR's first; none where one of
    these has none.
    """
    yield unit.tesseract
    yield unit.ppocr
    for _, words in unit.others:
        yield words


def heard(
    unit: AlignedWords, witnesses: Mapping[str, Witness] = WITNESSES
) -> tuple[Testimony, ...]:
    """Of all readers that have words at the place, Tesseract and PP-OCR first; of words whose
    letters a reader lacks it is no judge.
    """
    found = []
    if unit.tesseract:
        found.append(testimony(witnesses["tesseract"], unit.tesseract))
    if unit.ppocr:
        found.append(testimony(witnesses["ppocr"], unit.ppocr))
    for name, words in unit.others:
        if words:
            found.append(testimony(witnesses[name], words))
    if len(found) < TWO:
        return tuple(found)
    return tuple(each for each in found if not _is_no_judge(each, found))


def _is_no_judge(one: Testimony, given: Sequence[Testimony]) -> bool:
    """It has no letters for what another reader has here; a doubted word of that one may be a Latin
    word or a number that it has surely read.
    """
    for other in given:
        if other is one:
            continue
        if not one.witness.writes.is_beyond(other.text):
            continue
        is_doubted = other.confidence < DOUBTED
        is_sure = one.confidence >= one.witness.sure
        has_read = bool(one.letters)
        if not (is_doubted and is_sure and has_read):
            return True
    return False


def is_unconfirmable(text: str, witnesses: Mapping[str, Witness] = WITNESSES) -> bool:
    """No reader whose letters are limited has those of the text, and there is such a reader."""
    if text.isascii():
        return False
    limited = [witness for witness in witnesses.values() if witness.writes.is_limited]
    return bool(limited) and all(witness.writes.is_beyond(text) for witness in limited)


def speakers(readers: Collection[str]) -> Mapping[str, Witness]:
    """Those of every page, and whoever else has read this one; `readers` by name."""
    found = dict(WITNESSES)
    for witness in FURTHER:
        if witness.name in readers:
            found[witness.name] = witness
    return found


def testimony(witness: Witness, words: Words) -> Testimony:
    """Of one reader; on a path that every unit of every page takes, and nearly all are one word."""
    text = words[0].text if len(words) == 1 else joined([word.text for word in words])
    if witness.scores_characters:
        scores: list[float] = []
        for word in words:
            scores += word.scores or (word.raw_confidence,)
        confidence, weakest = sum(scores) / len(scores), min(scores)
    else:
        confidence = weakest = min([word.raw_confidence for word in words])
    return Testimony(witness, words, text, compact(text), confidence, weakest)


def is_independent(one: Witness, other: Witness) -> bool:
    """Neither was shown what the other wrote."""
    return one.name not in other.shown and other.name not in one.shown


def voices(given: Iterable[Witness]) -> int:
    """How many of them speak for themselves: one that was shown another's text says it again."""
    counted: list[Witness] = []
    for witness in given:
        if witness in counted:
            continue
        if all(is_independent(witness, other) for other in counted):
            counted.append(witness)
    return len(counted)


def agreed_letters(given: Sequence[Testimony]) -> str:
    """The letters and digits that most readers have, two voices at least; empty without any, or
    where as many have others.
    """
    if len(given) < TWO:
        return ""
    first, second = given[:TWO]
    if len(given) == TWO:  # nearly all places of all pages
        is_one = first.letters == second.letters
        return first.letters if is_one and is_independent(first.witness, second.witness) else ""
    backers: dict[str, list[Witness]] = {}
    for each in given:
        if each.letters:
            backers.setdefault(each.letters, []).append(each.witness)
    counts = list(map(len, backers.values()))
    most = max(counts, default=0)
    if counts.count(most) != 1:
        return ""
    text = max(backers, key=lambda letters: len(backers[letters]))
    return text if voices(backers[text]) >= TWO else ""


def agreeing(given: Sequence[Testimony]) -> tuple[Testimony, ...]:
    """Those who have the same letters and digits of those that they can write, the one whose text
    it is among them; two voices at least, and more than have anything else. Nobody elsewhere.
    """
    if len(given) < TWO:
        return ()
    first, second = given[:TWO]
    if len(given) == TWO and first.letters == second.letters:  # nearly all places of all pages
        is_read = first.letters and is_independent(first.witness, second.witness)
        return tuple(given) if is_read else ()
    groups = [_with_the_same(given, text) for text in _texts(given)]
    sizes = list(map(_voices_of, groups))
    most = max(sizes, default=0)
    if most < TWO or sizes.count(most) > 1:
        return ()
    return groups[sizes.index(most)]


def _voices_of(given: Sequence[Testimony]) -> int:
    return voices(each.witness for each in given)


def _texts(given: Sequence[Testimony]) -> dict[str, None]:
    """Their letters and digits, each once."""
    letters = [each.letters for each in given]
    return dict.fromkeys(filter(None, letters))


def _with_the_same(given: Sequence[Testimony], text: str) -> tuple[Testimony, ...]:
    """Those who have it, or what they can write of it."""
    return tuple(
        each
        for each in given
        if each.letters == text or each.witness.writes.confirms(text, each.letters)
    )
