"""A page in old print, read again with another recogniser as `recto read --collection` would.

A SeenPage and recognisers enter, a Reread leaves. Nothing is detected, cleaned or read by Tesseract
again; PP-OCR reads the lines that it was not asked about before, and would be now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import compress

from recto.adaptation.lines import SeenPage, view_of
from recto.learning.places import KnownPage, from_text, from_words
from recto.learning.sources import known_page
from recto.local.sure_lines import outlined
from recto.model.page import Reading
from recto.model.result import PageResult
from recto.pipeline.begin import resume
from recto.pipeline.previous_result import pixels_of
from recto.pipeline.stages import Stages
from recto.pipeline.third_reader import lines_alike
from recto.readers.lines.reader import LineReader
from recto.readers.placed import placed
from recto.settings.collection import Recogniser

Kept = tuple[Recogniser, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reread:
    """A page with another recogniser."""

    known: KnownPage
    texts: tuple[str, ...]  # of each of its lines, by the recogniser


def reread(page: SeenPage, taught: Kept, stages: Stages) -> Reread:
    """The page as `recto read --collection` would have it."""
    reader = LineReader("froc", keeps_old_letters=stages.keeps_old_letters, taught=taught)
    modern = LineReader("froc", taught=taught)
    lines, texts = [], []
    for line in page.lines:
        read = reader.recognise(line.image, line.name)
        texts.append(modern.recognise(line.image, line.name).text)
        found = placed(read, page.quads[line.number], page.view)
        if found is not None:
            lines.append(found)
    readings = {reading.reader: reading for reading in page.result.readings}
    third = replace(readings["froc"], lines=tuple(lines))
    second = _beside(page, readings, third, stages)
    again = tuple(
        {"froc": third, "ppocr": second}.get(reading.reader, reading)
        for reading in page.result.readings
    )
    result = replace(page.result, readings=again)
    return Reread(_known_again(page.known, result, stages), tuple(texts))


def _beside(
    page: SeenPage, readings: dict[str, Reading], third: Reading, stages: Stages
) -> Reading:
    """PP-OCR's reading with the lines that it was not asked about before."""
    before, tesseract = readings["ppocr"], readings["tesseract"]
    outlines = outlined(page.quads, page.view.geometry)
    was = lines_alike(tesseract, readings["froc"], outlines, page.view)
    now = lines_alike(tesseract, third, outlines, page.view)
    contested = was & ~now
    if not contested.any() or stages.ppocr is None:
        return before
    read = stages.ppocr.read(view_of(page.result), page.quads[contested])
    boxes = {outline.box for outline in compress(outlines, contested)}
    rest = [line for line in before.lines if line.words or line.box not in boxes]
    return replace(before, lines=(*read.lines, *rest))


def _known_again(known: KnownPage, result: PageResult, stages: Stages) -> KnownPage:
    reading = resume(result, pixels_of(result), stages).reading
    truths = from_text(reading, known.text) if known.text else from_words(reading, known.said)
    return known_page(
        known.name,
        known.document,
        reading,
        result,
        truths,
        known.text,
        known.said,
    )
