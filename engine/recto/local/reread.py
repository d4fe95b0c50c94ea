"""Reading contested words again: which, how often, and by whom.

The lines of a page with the verdicts on each unit enter, the same lines with looks at their
contested units leave. Three looks at a word: Tesseract at another scale, PP-OCR at the word's own
scale and with more paper around it. What it may cost a page is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.local.fusion import LocalLine, Look
from recto.local.word_crops import for_tesseract, word_crop
from recto.model.page import Pixels
from recto.model.result import Word
from recto.readers.ppocr import Ppocr
from recto.readers.tesseract.crops import read_crops
from recto.readers.tesseract.reader import Tesseract
from recto.text.agreement import letters
from recto_preprocessing import View

# Words a page, least sure first: a directory page has 82 contested ones, and these bring all but a
# tenth of the gain.
MOST = 60
CLOSE, TALL, OPEN = (0.15, 0.05), (0.25, 0.15), (0.15, 0.15)  # line heights of paper: beside, above

UnitAt = tuple[int, int]  # (line, unit)
VerdictRow = Sequence[Sequence[Word]]


def look_again(
    lines: Sequence[LocalLine],
    verdicts: Sequence[VerdictRow],
    view: View,
    tesseract: Tesseract,
    ppocr: Ppocr,
) -> tuple[LocalLine, ...]:
    """The lines with looks at their contested units; `verdicts` of each unit of each line say how
    sure they are.

    Raises ReaderFailed or MissingDependency.
    """
    sure = [list(map(_least_sure, row)) for row in verdicts]
    places = contested(lines, sure)
    if not places:
        return tuple(lines)
    near = _crops(lines, places, view, CLOSE)
    tall = _crops(lines, places, view, TALL)
    wide = [for_tesseract(pixels) for pixels in _crops(lines, places, view, OPEN)]
    by_tesseract = read_crops(wide, tesseract.language, tesseract.timeout, tesseract.engine)
    by_ppocr = [read.text for read in ppocr.recognise([*near, *tall])]
    of_near = by_ppocr[: len(near)]
    of_tall = by_ppocr[len(near) :]
    texts = zip(by_tesseract, of_near, of_tall, strict=True)
    looks = {}
    for place, (scaled, close, with_paper) in zip(places, texts, strict=True):
        looks[place] = (
            Look("tesseract", scaled),
            Look("ppocr", close),
            Look("ppocr", with_paper),
        )
    seen = []
    for i, line in enumerate(lines):
        units = []
        for k, unit in enumerate(line.units):
            at_unit = looks.get((i, k), ())
            units.append(replace(unit, looks=at_unit))
        seen.append(replace(line, units=tuple(units)))
    return tuple(seen)


def _least_sure(words: Sequence[Word]) -> float:
    """Confidence of the least sure of a unit's words."""
    return min((word.confidence for word in words), default=0.0)


def contested(lines: Sequence[LocalLine], sure: Sequence[Sequence[float]]) -> list[UnitAt]:
    """Units whose readers differ in letters or digits, in the order of the page: the least sure of
    them.
    """
    places = []
    for i, line in enumerate(lines):
        if line.facing_page:
            continue
        for k, unit in enumerate(line.units):
            tesseract = letters(word.text for word in unit.tesseract)
            ppocr = letters(word.text for word in unit.ppocr)
            if tesseract != ppocr:
                places.append((i, k))
    places.sort(key=lambda place: sure[place[0]][place[1]])
    return sorted(places[:MOST])


def _crops(
    lines: Sequence[LocalLine], places: Sequence[UnitAt], view: View, paper: tuple[float, float]
) -> list[Pixels]:
    """The units' pixels with so much paper beside and above them."""
    crops = []
    for i, k in places:
        line = lines[i]
        crops.append(word_crop(line, line.units[k], view, *paper))
    return crops
