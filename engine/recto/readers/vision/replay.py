"""A vision reader that serves a recorded reading: for benchmarks, demonstrations and tests without any endpoint.

Evidence and decisions enter as they do for VisionReader; a Transcript marked `replayed` leaves. A page ask gets the
recorded text whole. A line ask gets the words of the recorded text that stand where the asked lines are: that is an
approximation (the model was never asked about those lines, nor shown Tesseract's text), and the events say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz import fuzz

from recto.alignment import compact
from recto.arbitration.markup import plain_lines
from recto.model import Decision, Evidence, ShownLine, Transcript, TranscriptLine
from recto.placement import Matched, align_lines
from recto.readers.vision.regions import asked_lines

RATIO, SLACK = 1.2, 2  # characters by which recorded words may outgrow the page's before they are trimmed
APPROXIMATED = "replay-approximated"  # the recorded model was asked something else


@dataclass(frozen=True, slots=True)
class ReplayVision:
    """Serves one recorded text for every page it is asked about; `saw` is what the recorded model had seen."""

    text: str
    model: str
    saw: str = "image"

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript:
        """The recorded reading, whole or cut to the asked lines; nothing is sent, nothing is paid."""
        if any(decision.action in ("page", "transcribe") for decision in decisions):
            return self._transcript(whole(self.text), None, ())
        asked = asked_lines(evidence.lines, decisions)
        lines = cut_to_lines(self.text, evidence.lines, asked)
        return self._transcript(lines, tuple(line.id for line in asked), (APPROXIMATED,) if asked else ())

    async def aclose(self) -> None:
        """Nothing is open."""

    def _transcript(
        self, lines: tuple[TranscriptLine, ...], asked: tuple[int, ...] | None, events: tuple[str, ...]
    ) -> Transcript:
        return Transcript(lines, self.model, self.saw, asked, events=events, replayed=True)


def whole(text: str) -> tuple[TranscriptLine, ...]:
    """Every recorded line that is not blank, naming no local line."""
    return tuple(TranscriptLine(line.strip()) for line in text.splitlines() if line.strip())


def cut_to_lines(text: str, shown: Sequence[ShownLine], asked: Sequence[ShownLine]) -> tuple[TranscriptLine, ...]:
    """The recorded words that answer each asked line; a line that the recorded text does not have gets none.

    All lines of the page are placed together, so that a line which stands twice goes to its own place.
    """
    recorded = [word for line in plain_lines(text) for word in line]
    words_shown = [(line.text or "").split() for line in shown]
    groups = [_trimmed(group, words_shown, recorded) for group in align_lines(words_shown, recorded)]
    words = _words_by_line(groups)
    wanted = {line.id for line in asked}
    return tuple(
        TranscriptLine(" ".join(recorded[j] for j in words[i]), line.id)
        for i, line in enumerate(shown)
        if line.id in wanted and words[i]
    )


def _trimmed(group: Matched, shown: Sequence[Sequence[str]], recorded: Sequence[str]) -> Matched:
    """The group without recorded words at its ends that answer nothing: text that the page's lines do not have.

    The stretch most like the page's words stays, widened to whole words; only overlong groups are looked at.
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
    kept = [j for j, at in zip(group.text, middles, strict=True) if found.dest_start <= at <= found.dest_end]
    return Matched(group.page, tuple(kept))


def _words_by_line(groups: Sequence[Matched]) -> dict[int, list[int]]:
    """Indices of recorded words for each line.

    A group over two lines goes to the one with most of its words; words without a counterpart belong to a line when
    they stand inside it, not when they stand between two.
    """
    owners = [_owner(group) for group in groups]
    found: dict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        line = owners[at]
        if line is None and not group.page and 0 < at < len(groups) - 1 and owners[at - 1] == owners[at + 1]:
            line = owners[at - 1]
        if line is not None:
            found[line] += group.text
    return found


def _owner(group: Matched) -> int | None:
    """The line that most words of the group stand in; None without words of the page or of the recording."""
    if not group.page or not group.text:
        return None
    lines = [line for line, _ in group.page]
    return max(sorted(set(lines)), key=lines.count)
