"""What the vision LLM said of structure, line by line of the page as it comes out.

The result's lines, the local lines that the LLM was asked about (by their baselines) and its
Transcript enter; Structures leave, by index into the result's lines. Answers that name a local line
speak for what stands on its baseline; a text that names none is found by its words. Whether any of
it is believed is decided in refine.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter

from recto.layout.refine import Structures
from recto.model.result import ResultLine
from recto.model.transcript import Transcript, TranscriptLine
from recto.text.placement import align_lines
from recto.text.spacing import words_of

Baseline = tuple[float, float, float, float]
SAME_LINE = 0.5  # share of a line's words that must stand in the LLM's line


def structures(
    lines: Sequence[ResultLine], baselines: Sequence[Baseline], transcript: Transcript
) -> Structures:
    """By index into `lines`; `baselines` are those of the local lines, whose index the transcript
    names.
    """
    by_baseline = {}
    all_named = True
    for answer in transcript.lines:
        if not answer.structure and not answer.cells:
            continue
        if answer.line is None:
            all_named = False
        elif answer.line < len(baselines):
            baseline = baselines[answer.line]
            by_baseline[baseline] = answer
    named = {}
    for index, line in enumerate(lines):
        if line.baseline in by_baseline:
            named[index] = by_baseline[line.baseline]
    if all_named:
        return named
    by_words = _by_words(lines, transcript.lines)
    return by_words | named


def _by_words(
    lines: Sequence[ResultLine], answers: Sequence[TranscriptLine]
) -> dict[int, TranscriptLine]:
    """Each line with the LLM's line that has most of its words."""
    words: list[str] = []
    answer_of_word: list[int] = []
    for number, answer in enumerate(answers):
        answer_words = words_of(answer.text)
        words += answer_words
        answer_of_word += [number] * len(answer_words)
    votes: list[Counter[int]] = [Counter() for _ in lines]
    shown = [list(map(attrgetter("text"), line.words)) for line in lines]
    for group in align_lines(shown, words):
        answering = {answer_of_word[word] for word in group.text}
        for index, _ in group.page:
            votes[index].update(answering)
    return _elected(lines, answers, votes)


def _elected(
    lines: Sequence[ResultLine], answers: Sequence[TranscriptLine], votes: Sequence[Counter[int]]
) -> dict[int, TranscriptLine]:
    """Lines of whose words enough vote for one of the LLM's lines that has a structure."""
    elected = {}
    for index, count in enumerate(votes):
        if not count:
            continue
        number, most = count.most_common(1)[0]
        answer = answers[number]
        least = SAME_LINE * len(lines[index].words)
        if most >= least and answer.structure:
            elected[index] = answer
    return elected
