"""How many of the small images come out right, and at how many of the others a person is told to
look: Recto's `--layout line`, and Tesseract alone beside it.

Images enter, one Read each leaves, and a Score of many. A text is right where it is the image's,
character for character, spaces at its ends and doubled ones aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.small_images.made import SmallImage
from recto.model.page import Page
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages, prepare
from recto.readers.tesseract.reader import Tesseract
from recto.settings.groups import Input, Settings
from recto_preprocessing import IDENTITY, View

DPI = 300.0  # none is stated: what the sources assume
SINGLE_LINE = 7  # Tesseract's page segmentation mode


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """One image as it was read."""

    image: SmallImage
    text: str
    is_flagged: bool  # any word, or there is none
    tesseract: str  # alone, on the untouched pixels

    @property
    def is_right(self) -> bool:
        """Character for character."""
        return self.text == self.image.text

    @property
    def tesseract_is_right(self) -> bool:
        """The same of Tesseract alone."""
        return self.tesseract == self.image.text


@dataclass(frozen=True, slots=True)
class Score:
    """Of many images; shares 0..1."""

    count: int
    right: float
    tesseract_right: float
    wrong_flagged: float  # of the wrong ones
    right_flagged: float  # of the right ones: looked at for nothing


def stages() -> Stages:
    """`recto read --layout line -l eng --llm off`."""
    return prepare(Settings(Input("eng", layout="line")))


def read(image: SmallImage, with_stages: Stages) -> Read:
    """Through Recto's own pipeline, and by Tesseract alone. Raises ReaderFailed."""
    page = Page("small.png", 0, image.pixels, DPI)
    result = read_page(page, with_stages)
    words = result.words
    flagged = not words or any(word.flagged for word in words)
    alone = Tesseract("eng", SINGLE_LINE).read(View(image.pixels, IDENTITY, DPI))
    return Read(image, _spaced(result.text), flagged, _spaced(alone.text))


def score(reads: Iterable[Read]) -> Score:
    """Of all of them."""
    known = list(reads)
    right = [each for each in known if each.is_right]
    wrong = [each for each in known if not each.is_right]
    return Score(
        len(known),
        _share(each.is_right for each in known),
        _share(each.tesseract_is_right for each in known),
        _share(each.is_flagged for each in wrong),
        _share(each.is_flagged for each in right),
    )


def _share(answers: Iterable[bool]) -> float:
    known: Sequence[bool] = list(answers)
    return sum(known) / len(known) if known else 1.0


def _spaced(text: str) -> str:
    return " ".join(text.split())
