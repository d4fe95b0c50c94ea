"""A vision reader that serves a recorded reading: for benchmarks, demonstrations and tests without
any endpoint.

Evidence and decisions enter as they do for VisionReader; a Transcript marked `replayed` leaves. A
page ask gets the recorded text whole. A line ask gets the words of the recorded text that stand
where the asked lines are: that is an approximation (the model was never asked about those lines,
nor shown Tesseract's text), and the events say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from recto.model.transcript import Decision, Evidence, ShownLine, Transcript, TranscriptLine
from recto.readers.vision.ask.regions import asked_lines
from recto.text.alignment import compact
from recto.text.markup import plain_lines
from recto.text.placement import Matched, align_lines

# characters by which recorded words may outgrow the page's before they are trimmed
RATIO, SLACK = 1.2, 2
HYPHENS = tuple("-\u00ac=\u2e17\u2010\u00ad")
APPROXIMATED = "replay-approximated"  # the recorded model was asked something else


@dataclass(frozen=True, slots=True)
class ReplayVision:
    """Serves one recorded text for every page it is asked about; `saw` is what the recorded model
    had seen.
    """

    text: str
    model: str
    saw: str = "image"
    guide: Mapping[int, str] = field(
        default_factory=dict
    )  # by line id: a better text than the one shown, to find it by

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript:
        """The recorded reading, whole or cut to the asked lines; nothing is sent, nothing is
        paid.
        """
        if any(decision.action in ("page", "transcribe") for decision in decisions):
            return self._transcript(whole(self.text), None, ())
        asked = asked_lines(evidence.lines, decisions)
        lines = cut_to_lines(self.text, self._guided(evidence.lines), asked)
        return self._transcript(
            lines, tuple(line.id for line in asked), (APPROXIMATED,) if asked else ()
        )

    def _guided(self, lines: Sequence[ShownLine]) -> list[ShownLine]:
        return [replace(line, text=self.guide.get(line.id, line.text)) for line in lines]

    async def aclose(self) -> None:
        """Nothing is open."""

    def _transcript(
        self,
        lines: tuple[TranscriptLine, ...],
        asked: tuple[int, ...] | None,
        events: tuple[str, ...],
    ) -> Transcript:
        return Transcript(lines, self.model, self.saw, asked, events=events, replayed=True)


def whole(text: str) -> tuple[TranscriptLine, ...]:
    """Every recorded line that is not blank, naming no local line."""
    return tuple(TranscriptLine(line.strip()) for line in text.splitlines() if line.strip())


def cut_to_lines(
    text: str, shown: Sequence[ShownLine], asked: Sequence[ShownLine]
) -> tuple[TranscriptLine, ...]:
    """The recorded words that answer each asked line; a line that the recorded text does not have
    gets none.

    All lines of the page are placed together, so that a line which stands twice goes to its own
    place.
    """
    recorded = [word for line in plain_lines(text) for word in line]
    words_shown = [(line.text or "").split() for line in shown]
    groups = [
        _trimmed(group, words_shown, recorded) for group in align_lines(words_shown, recorded)
    ]
    words = _words_by_line(groups, words_shown, recorded)
    wanted = {line.id for line in asked}
    return tuple(
        TranscriptLine(" ".join(words[i]), line.id)
        for i, line in enumerate(shown)
        if line.id in wanted and words[i]
    )


def _trimmed(group: Matched, shown: Sequence[Sequence[str]], recorded: Sequence[str]) -> Matched:
    """The group without recorded words at its ends that answer nothing: text that the page's lines
    do not have.

    The stretch most like the page's words stays, widened to whole words; only overlong groups are
    looked at.
    """
    page = "".join(compact(shown[i][w]) for i, w in group.page)
    keys = [compact(recorded[j]) for j in group.text]
    text = "".join(keys)
    if not page or len(text) <= RATIO * len(page) + SLACK:
        return group
    found = fuzz.partial_ratio_alignment(page, text)
    if found is None:
        return group
    ends = list(accumulate(map(len, keys)))
    middles = [end - len(key) / 2 for end, key in zip(ends, keys, strict=True)]
    kept = [
        j
        for j, at in zip(group.text, middles, strict=True)
        if found.dest_start <= at <= found.dest_end
    ]
    return Matched(group.page, tuple(kept))


def _words_by_line(
    groups: Sequence[Matched], shown: Sequence[Sequence[str]], recorded: Sequence[str]
) -> dict[int, list[str]]:
    """Recorded words for each line.

    Words without a counterpart belong to a line when they stand inside it, not when they stand
    between two.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for at, group in enumerate(groups):
        words = [recorded[j] for j in group.text]
        if group.page and words:
            for line, part in _parted(group, shown, words):
                found[line] += part
        elif words and 0 < at < len(groups) - 1 and groups[at - 1].page and groups[at + 1].page:
            before, after = groups[at - 1].page[-1][0], groups[at + 1].page[0][0]
            if before == after:
                found[before] += words
    return found


def _parted(
    group: Matched, shown: Sequence[Sequence[str]], words: list[str]
) -> Iterator[tuple[int, list[str]]]:
    """Each line's own part of the words: of a joined word, too, each half belongs where the page
    has it.
    """
    rows = [
        (line, [shown[i][w] for i, w in row])
        for line, row in groupby(group.page, key=lambda place: place[0])
    ]
    page = "".join(compact(word) for _, row in rows for word in row)
    for line, row in rows[:-1]:
        text = "".join(map(compact, words))
        size = sum(len(compact(word)) for word in row)
        first, words = _split(words, _counterpart(page, text, size))
        if first and words and row[-1][-1:] in HYPHENS and first[-1][-1:] not in HYPHENS:
            first[-1] += row[-1][-1]
        yield line, first
        page = page[size:]
    yield rows[-1][0], words


def _counterpart(page: str, text: str, at: int) -> int:
    """The place in the text that answers a place on the page."""
    for op in Levenshtein.opcodes(page, text):
        if op.src_end >= at:
            return min(op.dest_end, op.dest_start + at - op.src_start)
    return len(text)


def _split(words: Sequence[str], at: int) -> tuple[list[str], list[str]]:
    """Words before and after that many letters and digits; a word may be cut in two."""
    first: list[str] = []
    for n, word in enumerate(words):
        size = len(compact(word))
        if size > at:
            cut = (
                next((k for k in range(len(word)) if len(compact(word[:k])) >= at), len(word))
                if at
                else 0
            )
            return [*first, *([word[:cut]] if cut else [])], [word[cut:], *words[n + 1 :]]
        first.append(word)
        at -= size
    return first, []
