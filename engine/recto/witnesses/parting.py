"""One match of several words parted into matches of single words, inside what a reader joined or
misread.

Matches enter, finer Matches leave; each new one carries its own piece of the unit. PP-OCR loses
spaces, so a whole entry of a directory can be one word of its; without parting, one wrong letter of
the LLM's makes all of its words a conflict (of such conflicts on an address book 15 words in 182
were printed rightly). A cut stands at an end of one of the LLM's words, where the alignment with
each local reader passes and the letters beside it say that this is the place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from operator import gt

from rapidfuzz.distance import Levenshtein

from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import ReaderWord
from recto.text.agreement import figures, letters
from recto.text.alignment import compact
from recto.witnesses.marks import to_the_mark
from recto.witnesses.matching import Pairing, agreed, letters_of, merged
from recto.witnesses.registry import TWO, Words, readings

ALIKE = 0.5  # similarity to a local reading from which the letters beside a cut mean something

AT_AN_END = 2  # how sure a cut is at an end of a reader's word, with no letter shared beside it
MOST_CUTS = 20  # places that are looked at: only marks, which have no letters, make more than two

# letters and digits before it: in the LLM's words, then in those of each reader with words there
Cut = tuple[int, ...]
Told = Callable[[Sequence[LocalLine], Pairing], bool]


def finer(lines: Sequence[LocalLine], each: Pairing) -> list[Pairing]:
    """The match as it is, or one match for each of its parts."""
    parts: list[Pairing] = []
    for first in apart(lines, each):
        parts += _divided(lines, first)
    return parts


def apart(lines: Sequence[LocalLine], each: Pairing) -> tuple[Pairing, ...]:
    """Words that the LLM has before or behind what the page has become a match of their own.

    What the page has is what all readers have, else what one local reader has where the other has
    no more of it. A mark that stands alone is told apart like a word, but not where a reader has it
    on the word beside it ("— Weber").
    """
    if not each.units or to_the_mark(lines, each):
        return (each,)
    cuts = _likely_cuts(merged(lines, each), each.words)
    for at in cuts:
        parted = _cut_where(lines, each, at, agreed)
        if parted:
            return parted
    for at in cuts:
        parted = _cut_where(lines, each, at, _told_by_one)
        if parted:
            return parted
    return (each,)


def _cut_where(
    lines: Sequence[LocalLine], each: Pairing, at: int, is_told: Told
) -> tuple[Pairing, ...]:
    """The sides of a cut where one of them is told to be all that the page has; else nothing."""
    before = Pairing(each.units, each.words[:at], each.first)
    behind = Pairing(each.units, each.words[at:], each.first + at)
    if _is_whole(lines, each, behind, before, is_told):
        return replace(before, units=()), behind
    if _is_whole(lines, each, before, behind, is_told):
        return before, replace(behind, units=())
    return ()


def _is_whole(
    lines: Sequence[LocalLine], each: Pairing, part: Pairing, rest: Pairing, is_told: Told
) -> bool:
    """The part of the words is all that the page has."""
    if _of_the_number(part, rest) or not is_told(lines, part):
        return False
    return is_told is not _told_by_one or not _more_of(lines, each, part)


def _likely_cuts(unit: AlignedWords, words: Sequence[str]) -> list[int]:
    """Places before or behind which as many letters stand as a local reader has; a model may have
    put a thousand words beside one, so that no other place is looked at.
    """
    read = map(letters_of, readings(unit))
    sizes = set(map(len, read))
    letter_counts = [len(letters([word])) for word in words]
    total = sum(letter_counts)
    cuts: list[int] = []
    before = 0
    for at, count in enumerate(letter_counts[:-1], 1):
        before += count
        if before in sizes or total - before in sizes:
            cuts.append(at)
        if len(cuts) == MOST_CUTS:
            break
    return cuts


def rejoined(row: Sequence[Pairing]) -> list[Pairing]:
    """Units that no word answers and, beside them, words that answer no unit are two readings of
    one place.
    """
    joined: list[Pairing] = []
    for each in row:
        last = joined[-1] if joined else None
        if last is None or not _answer_each_other(last, each):
            joined.append(each)
        elif last.units:
            joined[-1] = Pairing(last.units, each.words, each.first)
        else:
            joined[-1] = Pairing(each.units, last.words, last.first)
    return joined


def _answer_each_other(one: Pairing, other: Pairing) -> bool:
    """One has only units, the other only words."""
    if (one.units and one.words) or (other.units and other.words):
        return False
    return bool(one.units) != bool(other.units)


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
    seen = 0
    for at, char in enumerate(text):
        if compact(char) and seen >= letters:
            return at
        seen += len(compact(char))
    return len(text)


def _size(words: Sequence[ReaderWord]) -> int:
    return len(letters_of(words))
