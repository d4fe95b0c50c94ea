"""What readers make of a composed page: two local readings with the engine's own order, and what a
vision LLM may have written of it. All of it is simulated, and says so.

A Layout enters, SimulatedPages leave. The LLM reads the true order, or goes wrong as models do:
row by row across columns, columns or blocks in another order, a passage lost or written twice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from benchmarks.layouts.order import OrderScore, score
from benchmarks.layouts.seen import SeenPage, seen
from benchmarks.layouts.texts import LANGUAGES, UNSPACED
from benchmarks.layouts.truth import Box as TrueBox
from benchmarks.layouts.truth import Layout, TrueLine
from recto.arbitration.local_reading import judge_page
from recto.ink.strokes import Strokes
from recto.local.facing_page import EVERYWHERE
from recto.local.fusion import fuse
from recto.model.page import Box, Line, ReaderWord, Reading
from recto.readers.tesseract.lexicon import EMPTY
from recto.witnesses.local import LocalReading, page_facts

MISREAD = {"tesseract": 0.02, "ppocr": 0.01, "llm": 0.003}  # share of the letters
SURE = 0.95
LETTERS = "aceimnorstu"
FEWEST = 5  # lines of a passage that is lost or written twice, at most a third of the page
Lines = list[TrueLine]


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedPage:
    """A composed page as local readers have it."""

    seen: SeenPage
    reading: LocalReading
    boxes: dict[Box, TrueBox | None]  # the true line of each word, by the word's box

    def score(self, words: Sequence[Box]) -> OrderScore:
        """How right an order of words is."""
        found = [self.boxes.get(word) for word in words]
        return score(self.seen.layout, [box for box in found if box is not None])


def simulated(layout: Layout, look: str) -> SimulatedPage | None:
    """None for pages whose text does not run from left to right, in words, and for small ones."""
    if LANGUAGES[layout.language][2] == "rtl" or layout.language in UNSPACED:
        return None
    if any(block.vertical for block in layout.blocks):
        return None
    found = seen(layout, look)
    if found is None:
        return None
    dice = random.Random(f"{layout.id} {look}")  # noqa: S311
    boxes: dict[Box, TrueBox | None] = {}
    readings = []
    for reader in ("tesseract", "ppocr"):
        lines = []
        for at, (edges, text) in enumerate(zip(found.page.boxes, found.page.texts, strict=True)):
            words = _words(misread(text, MISREAD[reader], dice), Box(*map(float, edges)))
            boxes.update((word.box, found.boxes[at]) for word in words)
            if words:
                box = Box.around(word.box for word in words)
                ends = (box.left, box.bottom, box.right, box.bottom)
                lines.append(Line(words, box, ends))
        readings.append(Reading(reader, tuple(lines), 0.0))
    strokes = Strokes(found.page.horizontal, found.page.vertical)
    fused = fuse(*readings, EVERYWHERE, strokes)
    facts = page_facts(fused, EMPTY, "eng", two_readers=True)
    return SimulatedPage(found, judge_page(fused, facts), boxes)


def misread(text: str, share: float, dice: random.Random) -> str:
    """Some letters are others."""
    chars = [
        dice.choice(LETTERS) if char.isalpha() and dice.random() < share else char for char in text
    ]
    return "".join(chars)


def _words(text: str, box: Box) -> tuple[ReaderWord, ...]:
    """The box shared out by length."""
    parts = text.split()
    pitch = (box.right - box.left) / max(1, len(" ".join(parts)))
    found = []
    at = box.left
    for part in parts:
        end = at + pitch * len(part)
        edges = Box(at, box.top, end, box.bottom)
        found.append(ReaderWord(part, edges, SURE, (), (SURE,) * len(part)))
        at = end + pitch
    return tuple(found)


def transcripts(layout: Layout, dice: random.Random) -> dict[str, str]:
    """What an LLM may write of the page, by how it goes wrong."""
    found = {}
    for name, way in WAYS.items():
        lines = [misread(line.text, MISREAD["llm"], dice) for line in way(layout, dice)]
        found[name] = "\n".join(lines)
    return found


def _true(layout: Layout, _: random.Random) -> Lines:
    return [line for block in layout.blocks for line in block.lines]


def _across(layout: Layout, dice: random.Random) -> Lines:
    """Row by row, columns mixed up."""
    lines = _true(layout, dice)
    heights = sorted(line.box[3] - line.box[1] for line in lines)
    height = heights[len(heights) // 2]
    return sorted(lines, key=lambda line: (round(line.box[1] / height), line.box[0]))


def _down(layout: Layout, dice: random.Random) -> Lines:
    """Whatever stands further left first: rows of tables and bars between columns are torn."""
    parts = dice.choice((2, 3, 4))
    wide = layout.width / parts
    lines = _true(layout, dice)
    return sorted(lines, key=lambda line: (int(line.box[0] / wide), line.box[1]))


def _swapped(layout: Layout, dice: random.Random) -> Lines:
    """Two blocks in each other's place."""
    groups = [list(block.lines) for block in layout.blocks]
    if len(groups) > 1:
        one, other = dice.sample(range(len(groups)), 2)
        groups[one], groups[other] = groups[other], groups[one]
    return [line for group in groups for line in group]


def _flows_mixed(layout: Layout, dice: random.Random) -> Lines:
    """Articles and other flows in any order."""
    flows = [list(group) for _, group in groupby(layout.blocks, key=lambda block: block.flow)]
    dice.shuffle(flows)
    return [line for flow in flows for block in flow for line in block.lines]


def _moved(layout: Layout, dice: random.Random) -> Lines:
    """A passage stands elsewhere."""
    lines = _true(layout, dice)
    start, end = _passage(lines, dice)
    rest = lines[:start] + lines[end:]
    at = dice.randint(0, len(rest))
    return rest[:at] + lines[start:end] + rest[at:]


def _skipped(layout: Layout, dice: random.Random) -> Lines:
    """A passage is lost."""
    lines = _true(layout, dice)
    start, end = _passage(lines, dice)
    return lines[:start] + lines[end:]


def _cut_off(layout: Layout, dice: random.Random) -> Lines:
    """The end is lost."""
    lines = _true(layout, dice)
    return lines[: max(1, round(len(lines) * dice.uniform(0.3, 0.9)))]


def _repeated(layout: Layout, dice: random.Random) -> Lines:
    """A passage is there twice."""
    lines = _true(layout, dice)
    start, end = _passage(lines, dice)
    return lines[:end] + lines[start:]


def _passage(lines: Sequence[TrueLine], dice: random.Random) -> tuple[int, int]:
    most = max(1, min(len(lines) - 1, max(FEWEST, len(lines) // 3)))
    size = dice.randint(1, most)
    start = dice.randint(0, len(lines) - size)
    return start, start + size


WAYS: dict[str, Callable[[Layout, random.Random], Lines]] = {
    "true": _true,
    "across": _across,
    "down": _down,
    "swapped": _swapped,
    "flows": _flows_mixed,
    "moved": _moved,
    "skipped": _skipped,
    "cut-off": _cut_off,
    "repeated": _repeated,
}
