"""Lines of real pages with their truth: cut out where a reading of the page shows a line that is
surely one of the transcription.

Stored pages of corpora that may train enter; a folder of pictures with `lines.jsonl` leaves, and is
read again. A document is in one half as a whole. What is taken is what the readers nearly have, so
that easy lines are too many; what no reader has is in no reading to be found by.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.train_lines.direction import as_it_stands
from benchmarks.train_lines.draw import Grey
from benchmarks.train_lines.languages import BY_CODE
from benchmarks.train_lines.lines import ROOM, STEP, WIDEST
from benchmarks.train_lines.words import Half
from recto.errors import InputError
from recto.model.page import Box, Pixels
from recto.readers.lines.model import at_height

FILE = "lines.jsonl"
ALIKE = 80.0  # of 100: a reading and the line of the truth that it is of
APART = 10.0  # of 100: by how much the next line of the truth is less alike
SHORTEST = 4  # characters: shorter lines are alike by chance
EVERY = 4  # a document in so many is held out


@dataclass(frozen=True, slots=True, eq=False)
class RealLine:
    """One line of a page."""

    document: str  # corpus and document
    language: str  # Tesseract's code
    text: str
    pixels: Grey  # (40, width)

    @property
    def shown(self) -> str:
        """Letter by letter from the left."""
        language = BY_CODE.get(self.language)
        return as_it_stands(self.text) if language and language.from_right else self.text


def half_of(document: str) -> Half:
    """Which half a document's lines are in."""
    checksum = zlib.crc32(document.encode())
    return "training" if checksum % EVERY else "held-out"


def lines_of(
    raster: Pixels, read: Iterable[tuple[str, Box]], truth: str, document: str, language: str
) -> Iterator[RealLine]:
    """The lines of one page; `read`: text and box, px, of each line of a reading of it."""
    expected = [" ".join(line.split()) for line in truth.splitlines()]
    free = {number: line for number, line in enumerate(expected) if len(line) >= SHORTEST}
    for text, box in read:
        number = matching(text, free)
        if number is None:
            continue
        line = free.pop(number)
        crop = raster[
            max(0, round(box.top)) : round(box.bottom), max(0, round(box.left)) : round(box.right)
        ]
        if not crop.size:
            continue
        pixels = at_height(crop)
        width = pixels.shape[1]
        if width <= WIDEST and width / STEP >= len(line) + ROOM:
            yield RealLine(document, language, line, pixels)


def matching(text: str, lines: dict[int, str]) -> int | None:
    """The line of the truth that a reading is of; None where none is, or two could be."""
    best = process.extract(text, lines, scorer=fuzz.ratio, limit=2, score_cutoff=ALIKE)
    if not best or (len(best) > 1 and best[0][1] - best[1][1] < APART):
        return None
    number: int = best[0][2]
    return number


def save(lines: Iterable[RealLine], folder: Path) -> int:
    """Write the pictures and their list; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for number, line in enumerate(lines):
        name = f"{number:06d}.png"
        cv2.imwrite(str(folder / name), line.pixels)
        entry = {
            "image": name,
            "document": line.document,
            "language": line.language,
            "text": line.text,
        }
        entries.append(json.dumps(entry, ensure_ascii=False))
    (folder / FILE).write_text("".join(f"{entry}\n" for entry in entries), encoding="utf-8")
    return len(entries)


def load(folder: Path, half: Half) -> Iterator[RealLine]:
    """Those of a half, in their order. Raises InputError where there is no list."""
    listed = folder / FILE
    if not listed.is_file():
        remedy = "make it with `python -m benchmarks.train_lines crops`"
        raise InputError(f"has no {FILE}", where=str(folder), remedy=remedy)
    for row in listed.read_text(encoding="utf-8").splitlines():
        entry = json.loads(row)
        if half_of(entry["document"]) != half:
            continue
        pixels = cv2.imread(str(folder / entry["image"]), cv2.IMREAD_GRAYSCALE)
        grey = np.asarray(pixels, np.uint8)
        yield RealLine(entry["document"], entry["language"], entry["text"], grey)
