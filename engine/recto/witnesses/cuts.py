"""Where a match of several words can be cut in all readings, and the pieces.

A match enters, matches of single words leave; each carries its own piece of the unit. PP-OCR loses
spaces, so a whole entry of a directory can be one word of its; without parting, one wrong letter of
the LLM's makes all of its words a conflict (of such conflicts on an address book 15 words in 182
were printed rightly). A cut stands at an end of one of the LLM's words, where the alignment with
each local reader passes and the letters beside it say that this is the place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from operator import gt

from rapidfuzz.distance import Levenshtein

from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import ReaderWord
from recto.text.agreement import letters
from recto.text.alignment import compact
from recto.witnesses.matching import Pairing, agreed, letters_of, merged
from recto.witnesses.registry import TWO, Words, readings

ALIKE = 0.5  # similarity to a local reading from which the letters beside a cut mean something
AT_AN_END = 2  # how sure a cut is at an end of a reader's word, with no letter shared beside it

# letters and digits before it: in the LLM's words, then in those of each reader with words there
Cut = tuple[int, ...]


def divided(lines: Sequence[LocalLine], each: Pairing) -> tuple[Pairing, ...]:
    """The match, or one match for each word where all readers can be cut."""
    if len(each.words) < TWO or not each.units:
        return (each,)
    unit = merged(lines, each)
    read = [words for words in readings(unit) if words]
    if len(read) < TWO or not _same_place(each.words, read):
        return (each,)
    longest = max(map(len, read))
    if longest < len(each.words) and agreed(lines, each):
        # all have these letters, and only the LLM parts them: whether it may is for the rules
        return (each,)
    cuts = _cuts(each.words, read)
    if not cuts:
        return (each,)
    return tuple(_parts(each, unit, cuts))


def _same_place(words: Sequence[str], read: Sequence[Words]) -> bool:
    """Whether these are readings of the same words at all: letters of others agree by chance."""
    text = letters(words)
    alike = [Levenshtein.normalized_similarity(text, letters_of(other)) for other in read]
    return max(alike) >= ALIKE


def _cuts(words: Sequence[str], read: Sequence[Words]) -> list[Cut]:
    """Places inside the match where all readers can be cut, in order."""
    keys = list(map(compact, words))
    text = "".join(keys)
    paths = [_Path.of(text, other) for other in read]
    last = [0] * len(paths)
    cuts: list[Cut] = []
    at = 0
    for key in keys[:-1]:
        at += len(key)
        places = [path.at(at) or 0 for path in paths]
        if all(map(gt, places, last)):
            last = places
            cuts.append((at, *places))
    return cuts


@dataclass(frozen=True, slots=True)
class _Path:
    """The alignment of the LLM's letters with a local reader's."""

    # letters of the LLM -> letters of the reader that the alignment has passed there
    points: dict[int, list[int]]
    shared: frozenset[tuple[int, int]]  # places just behind a letter that both have
    ends: frozenset[int]  # letters of the reader before each end of a word
    # places between two digits of one word of the reader: a number is not parted
    numbers: frozenset[int]
    size: int

    @classmethod
    def of(cls, llm: str, words: Sequence[ReaderWord]) -> _Path:
        keys = [compact(word.text) for word in words]
        text = "".join(keys)
        points: dict[int, list[int]] = {}
        shared = set()
        for op in Levenshtein.opcodes(llm, text):
            width = op.src_end - op.src_start
            height = op.dest_end - op.dest_start
            is_equal = op.tag == "equal"
            for n in range(max(width, height) + 1):
                i = op.src_start + min(n, width)
                j = op.dest_start + min(n, height)
                points.setdefault(i, []).append(j)
                if is_equal and n:
                    shared.add((i, j))
        ends = frozenset(accumulate(map(len, keys)))
        numbers = set()
        for j, (before, behind) in enumerate(pairwise(text), 1):
            if before.isdigit() and behind.isdigit():
                numbers.add(j)
        return cls(points, frozenset(shared), ends, frozenset(numbers) - ends, len(text))

    def at(self, i: int) -> int | None:
        """The best place for a cut behind i letters of the LLM's; None where no letter beside it is
        shared.
        """
        best, surest = None, 0
        for j in self.points.get(i, ()):
            if not 0 < j < self.size or j in self.numbers:
                continue
            sure = self._sureness(i, j)
            if sure and (sure, j) > (surest, best or 0):
                best, surest = j, sure
        return best

    def _sureness(self, i: int, j: int) -> int:
        """How many letters beside it are shared, 0..2; at an end of a word 2 and more."""
        beside = ((i, j) in self.shared) + ((i + 1, j + 1) in self.shared)
        if j not in self.ends:
            return beside
        return AT_AN_END + bool(beside)


def _parts(each: Pairing, unit: AlignedWords, cuts: Sequence[Cut]) -> Iterator[Pairing]:
    """The match cut there; each part with its own piece of what every reader has."""
    keys = map(compact, each.words)
    sizes = list(accumulate(map(len, keys), initial=0))
    read = [words for words in readings(unit) if words]
    start: Cut = (0,) * (1 + len(read))
    whole: Cut = (sizes[-1], *map(_size, read))
    first = 0
    for before, behind in pairwise([start, *cuts, whole]):
        is_last = behind[0] == whole[0]
        last = len(each.words) if is_last else sizes.index(behind[0])
        pieces = list(map(_slice, read, before[1:], behind[1:]))
        part = _of_readers(unit, pieces)
        yield Pairing(each.units, each.words[first:last], each.first + first, part)
        first = last


def _of_readers(unit: AlignedWords, pieces: Sequence[Words]) -> AlignedWords:
    """The pieces in place of the words of those readers that have any there."""
    left = iter(pieces)
    tesseract = next(left) if unit.tesseract else ()
    ppocr = next(left) if unit.ppocr else ()
    others = []
    for name, words in unit.others:
        if words:
            others.append((name, next(left)))
    return AlignedWords(tesseract, ppocr, others=tuple(others))


def _slice(words: Sequence[ReaderWord], start: int, end: int) -> Words:
    """What stands between two counts of letters; words that a cut falls into are divided, marks
    stay before it.
    """
    found = []
    at = 0
    for word in words:
        size = len(compact(word.text))
        low = max(start - at, 0)
        high = min(end - at, size)
        is_mark_inside = size == 0 and start < at <= end
        if is_mark_inside or (low < high and (low, high) == (0, size)):
            found.append(word)
        elif low < high:
            found.append(_piece(word, low, high))
        at += size
    return tuple(found)


def _piece(word: ReaderWord, low: int, high: int) -> ReaderWord:
    """The stretch of a word from its low-th letter to behind its high-th, with its share of box,
    scores and choices.
    """
    first, past = _index(word.text, low), _index(word.text, high)
    box = word.box
    width = box.width / max(1, len(word.text))
    left = box.left + first * width
    right = box.left + past * width
    return replace(
        word,
        text=word.text[first:past],
        box=replace(box, left=left, right=right),
        choices=word.choices[first:past],
        scores=word.scores[first:past],
    )


def _index(text: str, letters: int) -> int:
    """Where the next letter begins once so many have been seen; 0 for none, the end for all."""
    if letters == 0:
        return 0
    for at, char in enumerate(text):
        # of the text so far, since letters compose with the marks behind them, which stay there
        is_mark = unicodedata.category(char)[0] == "M"
        if not is_mark and compact(char) and len(compact(text[:at])) >= letters:
            return at
    return len(text)


def _size(words: Sequence[ReaderWord]) -> int:
    return len(letters_of(words))
