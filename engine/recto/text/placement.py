"""Where each line of a page stands in another reader's text of it, whatever order and line breaks
that text has.

Lines and words enter, groups of answering words leave. 4-gram votes on diagonals propose places for
each line, a Viterbi pass along the lines' own order chooses, two lines never share a place, and the
lines found are aligned with the text in one pass. Finding the place first was the biggest single
gain of all (docs/decisions.md): columns, furniture, Markdown, hyphens and other line breaks stop
mattering.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from recto.text.alignment import compact, segments

GRAM = 4  # characters; shorter grams vote for too many places, longer ones miss noisy lines
CANDIDATES = 4  # places a line may stand in before the order of lines decides
SLACK = 6  # characters that a diagonal may drift inside one line
COMMON = 40  # grams seen more often than this say nothing about the place
JUMP = 2.5  # matched characters that a break of order costs
MIN_SHARE = 0.45  # of a line's characters that must match for it to count as found
STRETCH = 64  # characters by which places taken are filed
LONG_LINE = 400  # characters; placing votes on no more than this


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a line stands in the other text: characters start..end of its compact form, and how
    well it fits.
    """

    start: int
    end: int
    matched: float  # characters


def place(lines: Sequence[str], text: str) -> list[Placement | None]:
    """Find each compact line in the compact text, one to one; None where it is not there.

    4-gram votes on diagonals propose places, a Viterbi pass along the lines' own order chooses
    among them (staying in order is free, a jump costs), and of two lines on one place the better
    match keeps it.
    """
    index = _gram_index(text)
    options = [_candidates(line, text, index) for line in lines]
    chosen = _viterbi(options)
    return _one_to_one(chosen)


def _gram_index(text: str) -> dict[str, list[int]]:
    """Where each gram stands, those left out that are too common to vote."""
    index: dict[str, list[int]] = defaultdict(list)
    for at in range(len(text) - GRAM + 1):
        index[text[at : at + GRAM]].append(at)
    return {gram: places for gram, places in index.items() if len(places) <= COMMON}


def _candidates(line: str, text: str, index: dict[str, list[int]]) -> list[Placement]:
    if len(line) < GRAM:
        return _exact_short(line, text)
    grams = range(min(len(line), LONG_LINE) - GRAM + 1)
    # Counter counts a list in C: half the time of adding votes up one by one.
    votes = Counter([(at - k) // SLACK for k in grams for at in index.get(line[k : k + GRAM], ())])
    pooled = {d: count + votes.get(d - 1, 0) + votes.get(d + 1, 0) for d, count in votes.items()}
    found = (_fit(line, text, d * SLACK) for d in _peaks(pooled))
    return [place for place in found if place.matched >= MIN_SHARE * len(line)]


def _exact_short(line: str, text: str) -> list[Placement]:
    """A line too short for a gram counts only where it is the only such string of the text."""
    if line and text.count(line) == 1:
        at = text.index(line)
        return [Placement(at, at + len(line), len(line))]
    return []


def _peaks(votes: dict[int, int]) -> list[int]:
    """The diagonals with most votes, no two of them neighbours."""
    peaks: list[int] = []
    for _, diagonal in sorted([(-count, diagonal) for diagonal, count in votes.items()]):
        if all(abs(diagonal - other) > 2 for other in peaks):
            peaks.append(diagonal)
        if len(peaks) == CANDIDATES:
            break
    return peaks


def _fit(line: str, text: str, diagonal: int) -> Placement:
    """The best window for the line near a diagonal."""
    low = max(0, diagonal - SLACK)
    window = text[low : diagonal + len(line) + 3 * SLACK]
    if len(window) < len(line):
        ratio = fuzz.ratio(line, window) / 100
        return Placement(low, low + len(window), ratio * (len(line) + len(window)) / 2)
    found = fuzz.partial_ratio_alignment(line, window)
    if found is None:
        return Placement(low, low, 0.0)
    return Placement(low + found.dest_start, low + found.dest_end, found.score / 100 * len(line))


@dataclass(frozen=True, slots=True)
class _Chain:
    """A choice of places for the first lines, linked backwards so that many chains share their
    past.
    """

    score: float
    last: Placement | None  # the last line that was found
    place: Placement | None = None  # of the newest line; None: left out
    before: _Chain | None = None


def _viterbi(options: Sequence[Sequence[Placement]]) -> list[Placement | None]:
    """The best chain of places; a line may be left out at no gain."""
    chains = [_Chain(0.0, None)]
    for places in options:
        following = [_Chain(chain.score, chain.last, None, chain) for chain in chains[:CANDIDATES]]
        for place in places:
            jumps = [_jump(chain.last, place) for chain in chains]
            at = max(
                range(len(chains)),
                key=[c.score - j for c, j in zip(chains, jumps, strict=True)].__getitem__,
            )
            best = chains[at]
            following.append(_Chain(best.score + place.matched - jumps[at], place, place, best))
        chains = sorted(following, key=lambda chain: -chain.score)[: 2 * CANDIDATES]
    return _unroll(chains[0])


def _jump(last: Placement | None, place: Placement) -> float:
    """What it costs to go from one place to the next: nothing in order, more when they overlap."""
    if last is None:
        return 0.0
    overlap = min(last.end, place.end) - max(last.start, place.start)
    if overlap > SLACK:
        return JUMP + overlap
    gap = place.start - last.end
    return 0.0 if -SLACK <= gap <= 40 else JUMP


def _unroll(chain: _Chain) -> list[Placement | None]:
    places: list[Placement | None] = []
    while chain.before is not None:
        places.append(chain.place)
        chain = chain.before
    return places[::-1]


def _one_to_one(chosen: Sequence[Placement | None]) -> list[Placement | None]:
    """Of lines on the same place the best match keeps it; an overlap of up to a third is only a
    blurred edge.
    """
    kept: list[Placement | None] = [None] * len(chosen)
    taken: dict[int, list[Placement]] = defaultdict(list)  # by stretch: only neighbours can overlap
    for i, place in sorted(_found(chosen), key=lambda found: -found[1].matched):
        stretches = range(place.start // STRETCH, place.end // STRETCH + 1)
        blur = (place.end - place.start) / 3
        if all(
            min(t.end, place.end) - max(t.start, place.start) <= blur
            for each in stretches
            for t in taken.get(each, ())
        ):
            kept[i] = place
            for each in stretches:
                taken[each].append(place)
    return kept


def _found(places: Sequence[Placement | None]) -> list[tuple[int, Placement]]:
    return [(i, place) for i, place in enumerate(places) if place is not None]


@dataclass(frozen=True, slots=True)
class Matched:
    """Words of the page (line, word) that answer words of the other text; either side may be
    empty.
    """

    page: tuple[tuple[int, int], ...]  # (line index, word index)
    text: tuple[int, ...]  # word indices


def align_lines(lines: Sequence[Sequence[str]], words: Sequence[str]) -> list[Matched]:
    """Align a page, line by line, with another reader's words of it; groups in the order of that
    reader.

    Lines that are not found come last, each word in a group of its own with no counterpart; every
    word of both sides is in exactly one group.
    """
    keys = [[compact(word) for word in line] for line in lines]
    text_keys = [compact(word) for word in words]
    places = place(["".join(line) for line in keys], "".join(text_keys))
    order = _text_order(places)
    flat = [(i, w) for i in order for w in range(len(lines[i]))]
    matched = [
        Matched(tuple(flat[s.a_start : s.a_end]), tuple(range(s.b_start, s.b_end)))
        for s in segments([keys[i][w] for i, w in flat], text_keys)
    ]
    lost = sorted(set(range(len(lines))) - set(order))
    return matched + [Matched(((i, w),), ()) for i in lost for w in range(len(lines[i]))]


def _text_order(places: Sequence[Placement | None]) -> list[int]:
    """Lines as the other text has them; a line not found stays with its neighbours where they part
    for it.

    A short or badly read line finds no place of its own. When the lines before and after it leave a
    gap in the other text, the gap is where it is.
    """
    found = sorted(_found(places), key=lambda item: item[1].start)
    after = {i: following for (i, _), (_, following) in pairwise(found)}
    order: list[int] = []
    for i, here in found:
        order.append(i)
        following = after.get(i)
        room = following.start - here.end if following else 0
        strays = _strays(places, i)
        if room > 0 and strays and places[strays[-1] + 1 :][:1] == [following]:
            order += strays
    return order


def _strays(places: Sequence[Placement | None], i: int) -> list[int]:
    """The run of lines without a place that follows line i."""
    run = []
    for j in range(i + 1, len(places)):
        if places[j] is not None:
            break
        run.append(j)
    return run
