"""What the vision LLM said of structure, line by line of the page as it comes out.

The result's lines, the local lines that the LLM was asked about (by their baselines) and its
Transcript enter; Structures leave, by index into the result's lines. Answers that name a local line
speak for what stands on its baseline; a text that names none is found by its words. Whether any of
it is believed is decided in refine.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from recto.layout.refine import Structures
from recto.model.result import ResultLine
from recto.model.transcript import Transcript, TranscriptLine
from recto.text.placement import align_lines

Baseline = tuple[float, float, float, float]
SAME_LINE = 0.5  # share of a line's words that must stand in the LLM's line


def structures(
    lines: Sequence[ResultLine], baselines: Sequence[Baseline], transcript: Transcript
) -> Structures:
    """By index into `lines`; `baselines` are those of the local lines, whose index the transcript
    names.
    """
    marked = [line for line in transcript.lines if line.structure or line.cells]
    if not marked:
        return {}
    named = {
        baselines[line.line]: line
        for line in marked
        if line.line is not None and line.line < len(baselines)
    }
    found = {i: named[line.baseline] for i, line in enumerate(lines) if line.baseline in named}
    if all(line.line is not None for line in marked):
        return found
    return dict(_by_words(lines, transcript.lines)) | found


def _by_words(
    lines: Sequence[ResultLine], told: Sequence[TranscriptLine]
) -> Iterator[tuple[int, TranscriptLine]]:
    """Each line with the LLM's line that has most of its words."""
    words = [(number, word) for number, line in enumerate(told) for word in line.text.split()]
    votes: Mapping[int, Counter[int]] = {i: Counter() for i in range(len(lines))}
    shown = [[word.text for word in line.words] for line in lines]
    for group in align_lines(shown, [word for _, word in words]):
        for i, _ in group.page:
            votes[i].update({words[j][0] for j in group.text})
    for i, count in votes.items():
        for number, most in count.most_common(1):
            if most >= SAME_LINE * len(lines[i].words) and told[number].structure:
                yield i, told[number]
