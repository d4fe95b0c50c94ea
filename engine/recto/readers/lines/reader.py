"""A recogniser of lines as a reader: detected lines in, words in px of the original page out.

The view and its detected quadrangles enter, with the recogniser that each is for; a Reading leaves.
Lines are read one by one: these networks look at the whole line, and padding would change what
they read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Literal

from recto.model.page import Pixels, Reading
from recto.readers.lines.decode import decoded
from recto.readers.lines.model import MARGIN, LineModel, Name, line_model, taught_model
from recto.readers.placed import Recognised, placed
from recto.readers.ppocr.detect import Quads
from recto.readers.ppocr.reader import crop
from recto.settings.collection import Recogniser
from recto_preprocessing import View

EMPTY = Recognised("", (), ())
MANY: Name = "multiscript"


@dataclass(frozen=True, slots=True)
class LineReader:
    """How to call the recognisers; frozen, the models behind it are shared within the process."""

    reader: Literal["froc", "multiscript"]  # its name as a witness
    threads: int = 1
    keeps_old_letters: bool = False  # long s and the like as printed
    cyrillic: bool = True  # letters may be Cyrillic ones
    taught: tuple[Recogniser, ...] = ()  # in place of the shipped ones of these names

    def read(self, view: View, quads: Quads, names: Sequence[Name] = ()) -> Reading:
        """Read these lines of the view, (N, 4, 2) px of it; `names`: with which recogniser each,
        nothing: all with that of many scripts.
        """
        start = perf_counter()
        lines = []
        used = names or [MANY] * len(quads)
        for quad, name in zip(quads, used, strict=True):
            read = self.recognise(crop(view.pixels, quad), name)
            line = placed(read, quad, view)
            if line is not None:
                lines.append(line)
        detail = ", ".join(sorted(map(self._called, set(used))))
        return Reading(self.reader, tuple(lines), perf_counter() - start, detail)

    def recognise(self, pixels: Pixels, name: Name = MANY) -> Recognised:
        """One cut-out line; an empty one reads as no text."""
        if not pixels.size:
            return EMPTY
        model = self._model(name)
        image = model.image(pixels)
        letters = model.letters if self.keeps_old_letters else model.today
        margin = MARGIN if name == MANY else 0
        wide = image.shape[3]
        return decoded(
            model.steps(image, cyrillic=self.cyrillic), letters, share=(wide - margin) / wide
        )

    def _model(self, name: Name) -> LineModel:
        for own in self.taught:
            if own.name == name:
                return taught_model(own, self.threads)
        return line_model(name, self.threads)

    def _called(self, name: Name) -> str:
        """For the record, with the version of one that was taught."""
        for own in self.taught:
            if own.name == name:
                return f"{name} taught {own.sha256[:16]}"
        return name
