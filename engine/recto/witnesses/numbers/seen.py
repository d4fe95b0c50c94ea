"""Every number of a page with what the page says of it.

Printed lines enter, NumberSeen values leave, in the order of the page: one for each run of digits
of each word. All of it is of the page's own words; readings that were not chosen are known by the
words' alternatives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from recto.model.result import ResultLine, Word
from recto.text.agreement import has_figure
from recto.witnesses.numbers.columns import Place, breaks, stand_in
from recto.witnesses.numbers.kinds import digits_of, is_amount, numbers_in
from recto.witnesses.numbers.products import amount_by
from recto.witnesses.numbers.sums import bears_out, in_sums

FAR = 9.0  # word heights: no number beside
LEAST_RIVAL = 4  # characters from which one other digit makes a rival


@dataclass(frozen=True, slots=True)
class NumberSeen:
    """One number of a word, and what stands around it."""

    text: str  # digits and the marks between them
    word: Word
    at: tuple[int, int]  # (line, word)
    times: int  # how often the page has it
    other_marks: tuple[str, ...]  # numbers of the page with the same digits and other marks
    rivals: int  # numbers of the page that differ in one digit
    sums: int  # sums of the page's amounts that it is part of; -1: no amount
    amounts: float  # share of the page's numbers that are amounts, 0..1
    mark: str  # before the decimals of the page's amounts; "" without any
    in_amounts: bool  # it ends where amounts end
    out_of_sequence: bool  # it breaks numbers that rise down its column
    left_gap: float  # word heights to the number before it on its line; FAR: none
    right_gap: float
    before: str  # the word before it on its line
    behind: str
    height: float  # of its line's, 0..1
    others: tuple[str, ...]  # numbers of the readings that were not chosen
    others_in_sums: tuple[str, ...]  # of them, amounts that would be part of a sum
    product: str | None = None  # of a line's last amount: quantity times price, as it is spelt

    @property
    def digits(self) -> str:
        """Without marks."""
        return digits_of(self.text)


@dataclass(frozen=True, slots=True, eq=False)
class _Facts:
    """What all numbers of a page are compared with."""

    texts: Counter[str]
    amounts: Counter[int]  # hundredths
    sums: Counter[int]  # in how many each amount stands
    share: float  # of the numbers that are amounts
    mark: str
    spelt: Mapping[str, Sequence[str]]  # digits -> numbers with them
    masked: Counter[str]


def numbers_of(lines: Sequence[ResultLine]) -> list[NumberSeen]:
    """All numbers of the lines."""
    runs = list(_runs(lines))
    texts = [text for _, _, text in runs]
    places = [_place(word, text) for _, word, text in runs]
    amounts = []
    for place, text in zip(places, texts, strict=True):
        if is_amount(text):
            amounts.append(place)
    facts = _facts(texts, amounts)
    aligned = stand_in(places, amounts)
    broken = _out_of_sequence(places, texts)
    found = []
    for i, (at, _, text) in enumerate(runs):
        line = lines[at[0]]
        seen = _seen(line, at, text, facts)
        placed = replace(seen, in_amounts=aligned[i], out_of_sequence=i in broken)
        found.append(placed)
    return found


def _facts(texts: Sequence[str], amounts: Sequence[Place]) -> _Facts:
    counts = Counter(texts)
    values = [amount.value for amount in amounts]
    spelt: dict[str, list[str]] = {}
    for text in counts:
        digits = digits_of(text)
        spelt.setdefault(digits, []).append(text)
    return _Facts(
        texts=counts,
        amounts=Counter(values),
        sums=in_sums(values),
        share=len(amounts) / max(1, len(texts)),
        mark=_decimal_mark(counts),
        spelt=spelt,
        masked=_masked(counts),
    )


def _seen(line: ResultLine, at: tuple[int, int], text: str, facts: _Facts) -> NumberSeen:
    """One number; where it stands among the columns is told later."""
    _, place = at
    word = line.words[place]
    digits = digits_of(text)
    before, left_gap = _beside(line, place, -1)
    behind, right_gap = _beside(line, place, 1)
    others = _others(word)
    alike = [other for other in facts.spelt[digits] if other != text]
    times = facts.texts[text]
    return NumberSeen(
        text=text,
        word=word,
        at=at,
        times=times,
        other_marks=tuple(alike),
        rivals=_rivals(text, times, facts.masked),
        sums=facts.sums[int(digits)] if is_amount(text) else -1,
        amounts=facts.share,
        mark=facts.mark,
        in_amounts=False,
        out_of_sequence=False,
        left_gap=left_gap,
        right_gap=right_gap,
        before=before,
        behind=behind,
        height=word.box.height / max(1.0, line.box.height),
        others=others,
        others_in_sums=_in_sums(text, others, facts.amounts),
        product=_product(line, place, text),
    )


def _runs(lines: Sequence[ResultLine]) -> Iterator[tuple[tuple[int, int], Word, str]]:
    for i, line in enumerate(lines):
        for k, word in enumerate(line.words):
            for text in numbers_in(word.text):
                yield (i, k), word, text


def _place(word: Word, text: str) -> Place:
    box = word.box
    return Place(box.left, box.right, box.top, box.height, int(digits_of(text)))


def _decimal_mark(texts: Counter[str]) -> str:
    """The mark before the decimals of most amounts."""
    marks: Counter[str] = Counter()
    for text, times in texts.items():
        if is_amount(text):
            marks[text[-3]] += times
    if not marks:
        return ""
    ((mark, _),) = marks.most_common(1)
    return mark


def _masked(texts: Counter[str]) -> Counter[str]:
    """How many numbers have each pattern of all characters but one digit."""
    found: Counter[str] = Counter()
    for text, times in texts.items():
        for pattern in _patterns(text):
            found[pattern] += times
    return found


def _patterns(text: str) -> list[str]:
    if len(text) < LEAST_RIVAL:
        return []
    found = []
    for i, char in enumerate(text):
        if char.isdigit():
            pattern = f"{text[:i]}?{text[i + 1 :]}"
            found.append(pattern)
    return found


def _rivals(text: str, times: int, masked: Counter[str]) -> int:
    count = 0
    for pattern in _patterns(text):
        others = masked[pattern] - times
        count += others
    return count


def _out_of_sequence(places: Sequence[Place], texts: Sequence[str]) -> set[int]:
    """Of the whole numbers those that break a rising column."""
    whole = []
    columns = []
    for i, text in enumerate(texts):
        if text.isdigit():
            whole.append(i)
            columns.append(places[i])
    found = set()
    for k in breaks(columns):
        found.add(whole[k])
    return found


def _product(line: ResultLine, at: int, text: str) -> str | None:
    """By the numbers before it, where it ends its line."""
    if at + 1 != len(line.words) or not is_amount(text):
        return None
    numbers: list[str] = []
    for word in line.words:
        numbers += numbers_in(word.text)
    return amount_by(numbers)


def _beside(line: ResultLine, at: int, step: int) -> tuple[str, float]:
    """The word beside, and the gap to it in word heights where it is a number."""
    other = at + step
    if not 0 <= other < len(line.words):
        return "", FAR
    first, second = sorted((at, other))
    one, two = line.words[first], line.words[second]
    text = line.words[other].text
    if not has_figure(text):
        return text, FAR
    height = max(1.0, line.words[at].box.height)
    return text, min(FAR, (two.box.left - one.box.right) / height)


def _others(word: Word) -> tuple[str, ...]:
    found: list[str] = []
    for reading in word.alternatives:
        found += numbers_in(reading)
    return tuple(found)


def _in_sums(text: str, others: Sequence[str], known: Counter[int]) -> tuple[str, ...]:
    """Other amounts than the one printed that would be part of a sum of the page."""
    own = digits_of(text)
    fitting = []
    for other in others:
        digits = digits_of(other)
        if digits == own or not is_amount(other):
            continue
        if bears_out(int(digits), known):
            fitting.append(other)
    return tuple(fitting)
