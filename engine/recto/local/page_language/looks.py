"""What may be looked at to find a page's language, each thing once and only when it is asked for.

A clean page's views and the readers enter; a sample of its lines, Tesseract's reading of it with
any model, and Tesseract's guess at the script leave. The prices, in CPU seconds of a usual page: a
sample .5, a reading of it .3 to .6, the guess .6 to 1.4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from recto.errors import ReaderFailed
from recto.local.page_language.sample import Sample, sample_of
from recto.model.page import Reading
from recto.readers.tesseract.install import installed_languages
from recto.readers.tesseract.lexicon import Lexicon, load
from recto.readers.tesseract.osd import Guess, script_of_page
from recto.readers.tesseract.reader import Tesseract
from recto_preprocessing import View

if TYPE_CHECKING:
    from recto.readers.ppocr.reader import Ppocr

BLOCK = 6  # Tesseract's page segmentation mode: one block of text
NOTHING = Reading("tesseract", (), 0.0)


@dataclass(slots=True, eq=False)
class Looks:
    """Of one page."""

    tesseract: Tesseract
    first: Reading  # its own
    grey: View  # what Tesseract reads
    upright: View  # what the second reader reads
    ppocr: Ppocr | None
    quads: NDArray[np.float64] | None  # px of `upright`; None: not detected there
    lexicon: Callable[[str], Lexicon] = load
    _installed: tuple[str, ...] = ()
    _readings: dict[str, Reading] = field(default_factory=dict)
    _sample: Sample | None = None
    _is_sampled: bool = False
    _levelled: Looks | None = None

    @property
    def installed(self) -> tuple[str, ...]:
        """Codes."""
        if not self._installed:
            self._installed = installed_languages()
        return self._installed

    @property
    def sample(self) -> Sample | None:
        """None where no line runs across."""
        if not self._is_sampled:
            quads = self._lines()
            if len(quads):
                self._sample = sample_of(self.upright, quads, self.ppocr)
            self._is_sampled = True
        return self._sample

    def _lines(self) -> NDArray[np.float64]:
        """(N, 4, 2) px of the upright view."""
        if self.ppocr is None:
            return _quads_of(self.first, self.upright)
        if self.quads is None:
            self.quads = self.ppocr.detect_lines(self.upright.pixels).all
        return self.quads

    def read(self, code: str) -> Reading:
        """The sample, or the page where there is none, with another model; nothing where Tesseract
        fails.
        """
        if code not in self._readings:
            self._readings[code] = self._read(code)
        return self._readings[code]

    def _read(self, code: str) -> Reading:
        sample = self.sample
        psm = self.tesseract.psm if sample is None else BLOCK
        reader = replace(self.tesseract, language=code, psm=psm, alternatives=False)
        try:
            return reader.read(self.grey if sample is None else sample.picture)
        except ReaderFailed:
            return NOTHING

    @property
    def levelled(self) -> Looks:
        """The same with a sample in even light; as they are where there is no sample."""
        if self.sample is None:
            return self
        if self._levelled is None:
            sample = self.sample.levelled()
            self._levelled = replace(self, _sample=sample, _readings={})
        return self._levelled

    def guess(self) -> Guess | None:
        """Tesseract's, of the whole page."""
        return script_of_page(self.grey, self.tesseract.timeout, self.tesseract.engine)


def _quads_of(reading: Reading, view: View) -> NDArray[np.float64]:
    """(N, 4, 2) px of the view: the boxes of a reading's lines."""
    corners: list[tuple[float, float]] = []
    for line in reading.lines:
        box = line.box
        corners += (
            (box.left, box.top),
            (box.right, box.top),
            (box.right, box.bottom),
            (box.left, box.bottom),
        )
    if not corners:
        return np.zeros((0, 4, 2))
    on_page = np.array(corners, dtype=np.float64)
    in_view = view.geometry.from_original(on_page)
    return in_view.reshape(-1, 4, 2)
