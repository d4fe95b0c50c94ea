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

from rapidfuzz import fuzz

from recto.text.alignment import compact, segments

GRAM = 4  # characters; shorter grams vote for too many places, longer ones miss noisy lines
CANDIDATES = 4  # places a line may stand in before the order of lines decides
SLACK = 6  # characters that a diagonal may drift inside one line
COMMON = 40  # grams seen more often than this say nothing about the place
JUMP = 2.5  # matched characters that a break of order costs
MIN_SHARE = 0.45  # of a line's characters that must match for it to count as found
NEIGHBOURS = 2  # diagonals apart, or nearer: votes for one place
BEHIND = 3 * SLACK  # characters behind a line's own length that are searched for it
STRETCH = 64  # characters by which places taken are filed
LONG_LINE = 400  # characters; placing votes on no more than this
# characters of the other text that may stand between two lines without a break of order
NEAR = 40
# two lines on one place: an overlap of up to a third of a line is only a blurred edge
EDGES = 3


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
    index: dict[str, list[int]] = defaultdict(list)
    last = len(text) - GRAM
    for at in range(last + 1):
        gram = text[at : at + GRAM]
        index[gram].append(at)
    for gram, places in list(index.items()):
        if len(places) > COMMON:
            del index[gram]

    options = [_candidates(line, text, index) for line in lines]
    chosen = _viterbi(options)
    return _one_to_one(chosen)


def _candidates(line: str, text: str, index: dict[str, list[int]]) -> list[Placement]:
    length = len(line)
    if length < GRAM:
        # Too short for a gram, it counts only where it is the only such string of the text.
        if not line or text.count(line) != 1:
            return []
        start = text.index(line)
        only = Placement(start, start + length, length)
        return [only]

    starts = range(min(length, LONG_LINE) - GRAM + 1)
    diagonals = [(at - k) // SLACK for k in starts for at in index.get(line[k : k + GRAM], ())]
    # Counter counts a list in C: half the time of adding votes up one by one.
    votes = Counter(diagonals)
    pooled = {}
    for diagonal, count in votes.items():
        before = votes.get(diagonal - 1, 0)
        behind = votes.get(diagonal + 1, 0)
        pooled[diagonal] = count + before + behind

    least = MIN_SHARE * length
    fits = []
    for diagonal in _peaks(pooled):
        fit = _fit(line, text, diagonal * SLACK)
        if fit.matched >= least:
            fits.append(fit)
    return fits


def _peaks(votes: dict[int, int]) -> list[int]:
    """The diagonals with most votes, no two of them neighbours."""
    ranked = sorted([(-count, diagonal) for diagonal, count in votes.items()])
    peaks: list[int] = []
    for _, diagonal in ranked:
        if all(abs(diagonal - peak) > NEIGHBOURS for peak in peaks):
            peaks.append(diagonal)
        if len(peaks) == CANDIDATES:
            break
    return peaks


def _fit(line: str, text: str, diagonal: int) -> Placement:
    """The best window for the line near a diagonal."""
    length = len(line)
    low = max(0, diagonal - SLACK)
    high = diagonal + length + BEHIND
    window = text[low:high]
    width = len(window)
    if width < length:
        ratio = fuzz.ratio(line, window) / 100
        matched = ratio * (length + width) / 2
        return Placement(low, low + width, matched)

    found = fuzz.partial_ratio_alignment(line, window)
    if found is None:
        return Placement(low, low, 0.0)
    start = low + found.dest_start
    end = low + found.dest_end
    matched = found.score / 100 * length
    return Placement(start, end, matched)


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
        longer = [_Chain(chain.score, chain.last, None, chain) for chain in chains[:CANDIDATES]]
        longer += [_best_way(chains, place) for place in places]
        longer.sort(key=lambda chain: -chain.score)
        chains = longer[: 2 * CANDIDATES]

    best = chains[0]
    backwards: list[Placement | None] = []
    while best.before is not None:
        backwards.append(best.place)
        best = best.before
    return backwards[::-1]


def _best_way(chains: Sequence[_Chain], place: Placement) -> _Chain:
    """The chain that leads to this place at the best score, with the place as its newest."""
    best = chains[0]
    best_jump = _jump(best.last, place)
    for chain in chains[1:]:
        jump = _jump(chain.last, place)
        if chain.score - jump > best.score - best_jump:
            best = chain
            best_jump = jump
    score = best.score + place.matched - best_jump
    return _Chain(score, place, place, best)


def _jump(last: Placement | None, place: Placement) -> float:
    """What it costs to go from one place to the next: nothing in order, more when they overlap."""
    if last is None:
        return 0.0
    overlap = _overlap(last, place)
    if overlap > SLACK:
        return JUMP + overlap
    gap = place.start - last.end
    in_order = -SLACK <= gap <= NEAR
    return 0.0 if in_order else JUMP


def _overlap(a: Placement, b: Placement) -> int:
    """Characters that both places hold; negative: the gap between them."""
    start = max(a.start, b.start)
    end = min(a.end, b.end)
    return end - start


def _one_to_one(chosen: Sequence[Placement | None]) -> list[Placement | None]:
    """Of lines on the same place the best match keeps it; an overlap of up to a third is only a
    blurred edge.
    """
    kept: list[Placement | None] = [None] * len(chosen)
    taken: dict[int, list[Placement]] = defaultdict(list)  # by stretch: only neighbours can overlap
    best_first = sorted(_found(chosen), key=lambda found: -found[1].matched)
    for line, place in best_first:
        length = place.end - place.start
        blur = length / EDGES
        first = place.start // STRETCH
        last = place.end // STRETCH
        stretches = range(first, last + 1)
        near: list[Placement] = []
        for stretch in stretches:
            near += taken[stretch]
        if any(_overlap(other, place) > blur for other in near):
            continue

        kept[line] = place
        for stretch in stretches:
            taken[stretch].append(place)
    return kept


def _found(places: Sequence[Placement | None]) -> list[tuple[int, Placement]]:
    numbered = enumerate(places)
    return [(line, place) for line, place in numbered if place is not None]


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
    keys = [list(map(compact, line)) for line in lines]
    line_keys = list(map("".join, keys))
    text_keys = list(map(compact, words))
    text = "".join(text_keys)
    order = _text_order(place(line_keys, text))

    page_words: list[tuple[int, int]] = []
    page_keys: list[str] = []
    for line in order:
        page_keys += keys[line]
        page_words += _words_of(line, keys)
    matched = []
    for segment in segments(page_keys, text_keys):
        of_page = page_words[segment.a_start : segment.a_end]
        of_text = range(segment.b_start, segment.b_end)
        group = Matched(tuple(of_page), tuple(of_text))
        matched.append(group)

    found = set(order)
    for line in range(len(lines)):
        if line in found:
            continue
        for word in _words_of(line, keys):
            alone = Matched((word,), ())
            matched.append(alone)
    return matched


def _words_of(line: int, keys: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """(line index, word index) of each of its words."""
    count = len(keys[line])
    return [(line, word) for word in range(count)]


def _text_order(places: Sequence[Placement | None]) -> list[int]:
    """Lines as the other text has them; a line not found stays with its neighbours where they part
    for it.

    A short or badly read line finds no place of its own. When the lines before and after it leave a
    gap in the other text, the gap is where it is.
    """
    found = sorted(_found(places), key=lambda item: item[1].start)
    order: list[int] = []
    for rank, (line, here) in enumerate(found, 1):
        order.append(line)
        if rank == len(found):
            break
        _, following = found[rank]
        behind = line + 1
        while behind < len(places) and places[behind] is None:
            behind += 1
        strays = range(line + 1, behind)
        part_for_them = following.start > here.end
        are_neighbours = behind < len(places) and places[behind] == following
        if strays and part_for_them and are_neighbours:
            order += strays
    return order
