"""Words as a person says that they are: a run of words becomes others, or words come where none
were.

A page and a Correction enter; the page with it, or None where box and text do not fit, leave. Only
here: how sure a person's word is, and where the parts of a split word lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.corrections.blocks import renumbered, respanned
from recto.corrections.correction import Correction
from recto.corrections.new_lines import with_line
from recto.corrections.places import Run, run_at
from recto.layout.content import LINE_HYPHENS
from recto.model.page import Box
from recto.model.result import PageResult, ResultLine, Word
from recto.reasons import Reason

# Words of 1,000 that a careful person gets wrong: an assumption, not a measurement of ours; the
# audit of `recto certify` measures what is left, people's slips included.
SLIPS = 0.005
BESIDE = 2.0  # heights of a line: how far beside it a word drawn there still belongs to it


def retold(page: PageResult, correction: Correction) -> PageResult | None:
    """The page with the words at the correction's box as they were said to be; None where something
    else than before stands there.
    """
    run = run_at(page, correction.box)
    texts = correction.after.split()
    if run is None:
        if correction.before:
            return None
        return _added(page, correction.box, texts)

    there = text_of(page, run)
    known = {_compact(correction.before), _compact(correction.after)}
    if _compact(there) not in known:
        return None
    is_same = correction.before == correction.after
    reason = Reason.CONFIRMED_BY_A_PERSON if is_same else Reason.WRITTEN_BY_A_PERSON
    old = page.lines[run.line].words[run.first : run.past]
    return replaced(page, run, _words(old, texts, reason))


def text_of(page: PageResult, run: Run) -> str:
    """The run's words with single spaces."""
    words = page.lines[run.line].words[run.first : run.past]
    return " ".join(word.text for word in words)


def _compact(text: str) -> str:
    """Another reading may part words elsewhere."""
    return "".join(text.split())


def replaced(page: PageResult, run: Run, words: Sequence[Word]) -> PageResult:
    """The run's words gone, and others in their place; a line without words is gone, too."""
    line = page.lines[run.line]
    kept = (*line.words[: run.first], *words, *line.words[run.past :])
    if not kept:
        return without_line(page, run.line)
    lines = list(page.lines)
    lines[run.line] = replace(line, words=kept)
    blocks = respanned(page.blocks, run, len(words))
    changed = replace(page, lines=tuple(lines), blocks=blocks)
    if line.words[-1].text[-1:] in LINE_HYPHENS and kept[-1].text[-1:] not in LINE_HYPHENS:
        return _unbroken(changed, run.line)
    return changed


def _unbroken(page: PageResult, line: int) -> PageResult:
    """The line ends in no hyphen any more, so none is only a line break."""
    blocks = []
    for block in page.blocks:
        hyphens = tuple(place for place in block.hyphens if block.lines[place] != line)
        blocks.append(replace(block, hyphens=hyphens))
    return replace(page, blocks=tuple(blocks))


def without_line(page: PageResult, gone: int) -> PageResult:
    """The page without one of its lines."""
    lines = (*page.lines[:gone], *page.lines[gone + 1 :])
    numbers = {}
    for number in range(len(page.lines)):
        if number != gone:
            numbers[number] = number - (number > gone)
    return replace(
        page,
        lines=lines,
        blocks=renumbered(page.blocks, numbers),
    )


def _words(old: Sequence[Word], texts: Sequence[str], reason: Reason) -> list[Word]:
    """Words of a person in the place of readers' words; what the readers had is kept beside."""
    if len(old) == len(texts):
        return [
            _word(
                text,
                was.box,
                reason,
                [was],
            )
            for text, was in zip(texts, old, strict=True)
        ]
    box = Box.around(word.box for word in old)
    boxes = _parts(box, texts)
    is_split = len(texts) > 1
    made = []
    for text, part in zip(texts, boxes, strict=True):
        word = _word(text, part, reason, old)
        made.append(replace(word, box_is_estimated=is_split))
    return made


def _word(text: str, box: Box, reason: Reason, old: Sequence[Word]) -> Word:
    others: list[str] = []
    for word in old:
        others += [word.text, *word.alternatives]
    alternatives = tuple(dict.fromkeys(other for other in others if other != text))
    return Word(
        text,
        box,
        1 - SLIPS,
        "human",
        reason,
        alternatives=alternatives,
    )


def _parts(box: Box, texts: Sequence[str]) -> list[Box]:
    """Where each text lies in the box, every character and space as wide as another."""
    total = sum(map(len, texts)) + len(texts) - 1
    width = box.width / max(1, total)
    boxes = []
    left = box.left
    for text in texts:
        right = left + width * len(text)
        boxes.append(Box(left, box.top, right, box.bottom))
        left = right + width
    return boxes


def _added(page: PageResult, box: Box, texts: Sequence[str]) -> PageResult | None:
    """Words where the page had none: in the line that runs through the box, or as a new one."""
    if not texts:
        return page  # taken away where nothing is
    boxes = _parts(box, texts)
    reason = Reason.WRITTEN_BY_A_PERSON
    words = [
        _word(
            text,
            part,
            reason,
            (),
        )
        for text, part in zip(texts, boxes, strict=True)
    ]
    for number, line in enumerate(page.lines):
        if _runs_through(line, box):
            position = sum(word.box.centre[0] < box.centre[0] for word in line.words)
            longer = replaced(page, Run(number, position, position), words)
            return _grown(longer, number, box)
    baseline = (box.left, box.bottom, box.right, box.bottom)
    return with_line(page, ResultLine(tuple(words), box, baseline))


def _grown(page: PageResult, number: int, box: Box) -> PageResult:
    lines = list(page.lines)
    line = lines[number]
    lines[number] = replace(line, box=Box.around([line.box, box]))
    return replace(page, lines=tuple(lines))


def _runs_through(line: ResultLine, box: Box) -> bool:
    """At its height, and no further beside it than a gap between words can be."""
    height = min(line.box.height, box.height)
    shared = min(line.box.bottom, box.bottom) - max(line.box.top, box.top)
    if height <= 0 or shared < height / 2:
        return False
    gap = max(line.box.left - box.right, box.left - line.box.right)
    return gap <= BESIDE * line.box.height
