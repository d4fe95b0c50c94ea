"""What the browser is given of a page and of a word's surroundings, as JSON values.

A Corrected page enters; plain values leave. Texts are as readers and people have them: whoever
shows them makes them harmless (the browser's own `textContent`).
"""

from __future__ import annotations

from recto.corrections.applied import Corrected
from recto.corrections.correction import sides
from recto.corrections.places import lies_in
from recto.layout.content import blocks_of
from recto.model.page import Box
from recto.model.result import PageResult, ResultLine, Word
from recto.reasons import told
from recto.review.crops import around
from recto.writers.report_readings import readings_of

Value = dict[str, object]


def context_of(page: PageResult, box: Box) -> Value:
    """The line that a box stands in, the lines before and behind it, and what to show of the
    page.
    """
    number = line_of(page, box)
    lines = []
    for place in (number - 1, number, number + 1):
        inside = 0 <= place < len(page.lines)
        lines.append([word.text for word in page.lines[place].words] if inside else [])
    at = -1
    if page.lines:
        at = _word_at(page.lines[number], box)
    crop = list(around(page, box))
    return {"lines": lines, "at": at, "crop": crop, "sure": readers_at(page, box)}


def readers_at(page: PageResult, box: Box) -> dict[str, float]:
    """How sure each reader says that it is of what it has in the box; not calibrated, 0..1."""
    sure: dict[str, float] = {}
    for reading in page.readings:
        inside = [word for word in reading.words if lies_in(word.box, box)]
        if inside:
            sure[reading.reader] = min(word.raw_confidence for word in inside)
    return sure


def line_of(page: PageResult, box: Box) -> int:
    """The line that has most of the box, or else is next to its middle; 0 without lines."""
    best = 0
    most = (-1.0, float("-inf"))
    for number, line in enumerate(page.lines):
        shared = sum(word.box.intersection(box) for word in line.words)
        distance = abs(line.box.centre[1] - box.centre[1])
        rank = (shared, -distance)
        if rank > most:
            best, most = number, rank
    return best


def _word_at(line: ResultLine, box: Box) -> int:
    shared = [word.box.intersection(box) for word in line.words]
    most = max(shared, default=0.0)
    return shared.index(most) if most > 0 else -1


def page_view(found: Corrected, name: str) -> Value:
    """All of a page: lines, blocks, unread ink, and corrections that do not fit."""
    page = found.page
    lines: list[Value] = []
    readings = iter(readings_of(page))
    for line in page.lines:
        words = [_word(word, next(readings)) for word in line.words]
        lines.append({"box": sides(line.box), "text": line.text, "words": words})
    blocks = []
    for block in blocks_of(page):
        kind: Value = {"kind": block.kind, "box": sides(block.box), "lines": list(block.lines)}
        blocks.append({**kind, "is_table": bool(block.cells)})
    conflicts = [_conflict(found, place) for place in range(len(found.conflicts))]
    return {
        "name": name,
        "number": page.index,
        "width": page.width,
        "height": page.height,
        "lines": lines,
        "blocks": blocks,
        "notes": list(page.notes),
        "conflicts": conflicts,
    }


def _word(word: Word, readings: list[tuple[str, str]]) -> Value:
    return {
        "text": word.text,
        "box": sides(word.box),
        "confidence": round(word.confidence, 4),
        "origin": word.origin,
        "reason": told(str(word.reason)),
        "flagged": word.flagged,
        "readings": [list(pair) for pair in readings],
    }


def _conflict(found: Corrected, place: int) -> Value:
    conflict = found.conflicts[place]
    said = conflict.correction
    return {
        "box": sides(said.box),
        "before": said.before,
        "after": said.after,
        "who": said.who,
        "found": conflict.found,
    }
