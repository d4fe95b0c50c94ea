"""One match of several words parted into matches of single words, inside what a reader joined or
misread.

Matches enter, finer Matches leave; each new one carries its own piece of the unit. PP-OCR loses
spaces, so a whole entry of a directory can be one word of its; without parting, one wrong letter of
the LLM's makes all of its words a conflict (of such conflicts on an address book 15 words in 182
were printed rightly). A cut stands at an end of one of the LLM's words, where the alignment with
each local reader passes and the letters beside it say that this is the place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice, pairwise

from rapidfuzz.distance import Levenshtein

from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import ReaderWord
from recto.text.agreement import figures, letters
from recto.text.alignment import compact
from recto.witnesses.marks import to_the_mark
from recto.witnesses.matching import Pairing, agreed, letters_of, merged
from recto.witnesses.registry import TWO, Words, readings

ALIKE = 0.5  # similarity to a local reading from which the letters beside a cut mean something

MOST_CUTS = 20  # places that are looked at: only marks, which have no letters, make more than two

# letters and digits before it: in the LLM's words, then in those of each reader with words there
Cut = tuple[int, ...]


def finer(lines: Sequence[LocalLine], each: Pairing) -> list[Pairing]:
    """The match as it is, or one match for each of its parts."""
    return [part for first in apart(lines, each) for part in _divided(lines, first)]


def apart(lines: Sequence[LocalLine], each: Pairing) -> tuple[Pairing, ...]:
    """Words that the LLM has before or behind what the page has become a match of their own.

    What the page has is what all readers have, else what one local reader has where the other has
    no more of it. A mark that stands alone is told apart like a word, but not where a reader has it
    on the word beside it ("— Weber").
    """
    if not each.units or to_the_mark(lines, each):
        return (each,)
    cuts = _likely_cuts(merged(lines, each), each.words)
    for told in (agreed, _told_by_one):
        for at in cuts:
            first = Pairing(each.units, each.words[:at], each.first)
            second = Pairing(each.units, each.words[at:], each.first + at)
            for part, rest in ((second, first), (first, second)):
                if _of_the_number(part, rest) or not told(lines, part):
                    continue
                if not (told is _told_by_one and _more_of(lines, each, part)):
                    alone = replace(rest, units=())
                    return (alone, part) if part is second else (part, alone)
    return (each,)


def _likely_cuts(unit: AlignedWords, words: Sequence[str]) -> list[int]:
    """Places before or behind which as many letters stand as a local reader has; a model may have
    put a thousand words beside one, so that no other place is looked at.
    """
    sizes = {len(letters_of(read)) for read in readings(unit)}
    before = list(accumulate(len(letters([word])) for word in words))
    likely = (
        at for at, size in enumerate(before[:-1], 1) if size in sizes or before[-1] - size in sizes
    )
    return list(islice(likely, MOST_CUTS))


def rejoined(row: Sequence[Pairing]) -> list[Pairing]:
    """Units that no word answers and, beside them, words that answer no unit are two readings of
    one place.
    """
    joined: list[Pairing] = []
    for each in row:
        last = joined[-1] if joined else None
        if (
            last is not None
            and _one_sided(last)
            and _one_sided(each)
            and bool(last.units) != bool(each.units)
        ):
            units, worded = (last, each) if last.units else (each, last)
            joined[-1] = Pairing(units.units, worded.words, worded.first)
        else:
            joined.append(each)
    return joined


def _one_sided(each: Pairing) -> bool:
    return not (each.units and each.words)


def _of_the_number(part: Pairing, rest: Pairing) -> bool:
    """The rest is a sign, a currency or a unit sign of the part's number ("12 %"): it changes the
    number.
    """
    marks = not letters(rest.words)
    return marks and figures([*part.words, *rest.words]) != figures(part.words)


def _told_by_one(lines: Sequence[LocalLine], part: Pairing) -> bool:
    """One local reader has these letters and nothing else."""
    unit, written = merged(lines, part), letters(part.words)
    return bool(written) and written in map(letters_of, readings(unit))


def _more_of(lines: Sequence[LocalLine], whole: Pairing, part: Pairing) -> bool:
    """A local reader is nearer to all of the words than to this part of them: it has more than the
    part.
    """
    unit, written, less = merged(lines, whole), letters(whole.words), letters(part.words)
    for read in filter(None, map(letters_of, readings(unit))):
        if Levenshtein.distance(written, read) <= Levenshtein.distance(less, read):
            return True
    return False


def _divided(lines: Sequence[LocalLine], each: Pairing) -> tuple[Pairing, ...]:
    if len(each.words) < TWO or not each.units:
        return (each,)
    unit = merged(lines, each)
    read = [words for words in readings(unit) if words]
    if len(read) < TWO or not _same_place(each.words, read):
        return (each,)
    joined = max(map(len, read)) < len(each.words)
    if joined and agreed(lines, each):
        # all have these letters, and only the LLM parts them: whether it may is for the rules
        return (each,)
    cuts = list(_cuts(each.words, read))
    return tuple(_parts(each, unit, cuts)) if cuts else (each,)


def _same_place(words: Sequence[str], read: Sequence[Words]) -> bool:
    """Whether these are readings of the same words at all: letters of others agree by chance."""
    text = letters(words)
    alike = [Levenshtein.normalized_similarity(text, letters_of(other)) for other in read]
    return max(alike) >= ALIKE


def _cuts(words: Sequence[str], read: Sequence[Words]) -> Iterator[Cut]:
    """Places inside the match where all readers can be cut, in order."""
    text = [compact(word) for word in words]
    paths = [_Path.of("".join(text), other) for other in read]
    last = [0] * len(paths)
    for at in list(accumulate(map(len, text)))[:-1]:
        places = [path.at(at) or 0 for path in paths]
        if all(place > before for place, before in zip(places, last, strict=True)):
            last = places
            yield at, *places


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
        points: dict[int, list[int]] = {}
        shared = set()
        for op in Levenshtein.opcodes(llm, "".join(keys)):
            width, height = op.src_end - op.src_start, op.dest_end - op.dest_start
            steps = max(width, height)
            for n in range(steps + 1):
                i, j = op.src_start + min(n, width), op.dest_start + min(n, height)
                points.setdefault(i, []).append(j)
                if op.tag == "equal" and n:
                    shared.add((i, j))
        text, ends = "".join(keys), frozenset(accumulate(map(len, keys)))
        digits = (j for j in range(1, len(text)) if text[j - 1].isdigit() and text[j].isdigit())
        return cls(points, frozenset(shared), ends, frozenset(digits) - ends, len(text))

    def at(self, i: int) -> int | None:
        """The best place for a cut behind i letters of the LLM's; None where no letter beside it is
        shared.
        """
        inside = (j for j in self.points.get(i, ()) if 0 < j < self.size and j not in self.numbers)
        options = [(self._sureness(i, j), j) for j in inside]
        sure, place = max(options, default=(0, 0))
        return place if sure else None

    def _sureness(self, i: int, j: int) -> int:
        beside = ((i, j) in self.shared) + ((i + 1, j + 1) in self.shared)
        return 3 if j in self.ends and beside else 2 if j in self.ends else beside


def _parts(each: Pairing, unit: AlignedWords, cuts: Sequence[Cut]) -> Iterator[Pairing]:
    """The match cut there; each part with its own piece of what every reader has."""
    sizes = list(accumulate((len(compact(word)) for word in each.words), initial=0))
    read = [words for words in readings(unit) if words]
    start: Cut = (0,) * (1 + len(read))
    whole: Cut = (sizes[-1], *map(_size, read))
    first = 0
    for before, behind in pairwise([start, *cuts, whole]):
        last = len(each.words) if behind[0] == whole[0] else sizes.index(behind[0])
        words = each.words[first:last]
        slices = zip(read, before[1:], behind[1:], strict=True)
        pieces = [tuple(_slice(*bounds)) for bounds in slices]
        yield Pairing(each.units, words, each.first + first, _of_readers(unit, pieces))
        first = last


def _of_readers(unit: AlignedWords, pieces: Sequence[Words]) -> AlignedWords:
    """The pieces in place of the words of those readers that have any there."""
    left = iter(pieces)
    tesseract, ppocr = (next(left) if words else () for words in (unit.tesseract, unit.ppocr))
    others = tuple((name, next(left)) for name, words in unit.others if words)
    return AlignedWords(tesseract, ppocr, others=others)


def _slice(words: Sequence[ReaderWord], start: int, end: int) -> Iterator[ReaderWord]:
    """What stands between two counts of letters; words that a cut falls into are divided, marks
    stay before it.
    """
    at = 0
    for word in words:
        size = len(compact(word.text))
        low, high = max(start - at, 0), min(end - at, size)
        if low < high or (size == 0 and start < at <= end):
            yield word if (low, high) == (0, size) else _piece(word, low, high)
        at += size


def _piece(word: ReaderWord, low: int, high: int) -> ReaderWord:
    """The stretch of a word from its low-th letter to behind its high-th, with its share of box,
    scores and choices.
    """
    a, b = _index(word.text, low), _index(word.text, high)
    width = word.box.width / max(1, len(word.text))
    box = replace(word.box, left=word.box.left + a * width, right=word.box.left + b * width)
    return replace(
        word, text=word.text[a:b], box=box, choices=word.choices[a:b], scores=word.scores[a:b]
    )


def _index(text: str, letters: int) -> int:
    """Where the next letter begins once so many have been seen; 0 for none, the end for all."""
    if letters == 0:
        return 0
    seen = 0
    for at, char in enumerate(text):
        if compact(char) and seen >= letters:
            return at
        seen += len(compact(char))
    return len(text)


def _size(words: Sequence[ReaderWord]) -> int:
    return len(letters_of(words))
