"""Reading contested words again: which, how often, and by whom.

The lines of a page with the verdicts on each unit enter, the same lines with looks at their
contested units leave. Three looks at a word: Tesseract at another scale, PP-OCR at the word's own
scale and with more paper around it. What it may cost a page is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from recto.local.fusion import AlignedWords, LocalLine, Look
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
    sure = [
        [min((verdict.confidence for verdict in unit), default=0.0) for unit in row]
        for row in verdicts
    ]
    places = contested(lines, sure)
    if not places:
        return tuple(lines)
    near, tall, wide = (_crops(lines, places, view, paper) for paper in (CLOSE, TALL, OPEN))
    read = read_crops([for_tesseract(each) for each in wide], tesseract.language, tesseract.timeout)
    seen = [each.text for each in ppocr.recognise([*near, *tall])]
    looks = {
        place: (
            Look("tesseract", read[k]),
            Look("ppocr", seen[k]),
            Look("ppocr", seen[len(places) + k]),
        )
        for k, place in enumerate(places)
    }
    return tuple(_with_looks(line, i, looks) for i, line in enumerate(lines))


def contested(lines: Sequence[LocalLine], sure: Sequence[Sequence[float]]) -> list[UnitAt]:
    """Units whose readers differ in letters or digits, in the order of the page: the least sure of
    them.
    """
    places = [
        (i, k)
        for i, line in enumerate(lines)
        if not line.facing_page
        for k, unit in enumerate(line.units)
        if letters(word.text for word in unit.tesseract)
        != letters(word.text for word in unit.ppocr)
    ]
    return sorted(sorted(places, key=lambda place: sure[place[0]][place[1]])[:MOST])


def _crops(
    lines: Sequence[LocalLine], places: Sequence[UnitAt], view: View, paper: tuple[float, float]
) -> list[Pixels]:
    return [word_crop(lines[i], lines[i].units[k], view, *paper) for i, k in places]


def _with_looks(line: LocalLine, i: int, looks: Mapping[UnitAt, tuple[Look, ...]]) -> LocalLine:
    units: tuple[AlignedWords, ...] = tuple(
        replace(unit, looks=looks.get((i, k), ())) for k, unit in enumerate(line.units)
    )
    return replace(line, units=units)
