"""What a reader is: pixels with their way home in, one Reading in original-page coordinates out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from recto.model import Reading
from recto_preprocessing import View


class Reader(Protocol):
    """Anything that reads a page by looking at its pixels."""

    def read(self, view: View) -> Reading:
        """Read the view; boxes come back in px of the original page. Raises ReaderFailed or MissingDependency."""
        ...


@dataclass(frozen=True, slots=True)
class ScriptedReader:
    """A reader that returns the reading it was given, whatever the pixels: for tests and for replays."""

    reading: Reading

    def read(self, view: View) -> Reading:
        """Return the scripted reading."""
        return self.reading
