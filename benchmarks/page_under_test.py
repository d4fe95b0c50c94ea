"""One corpus page on the desk: its pixels, decoded once, and the engines' stored outputs for it.

A CorpusPage enters; systems ask the PageUnderTest for pixels and for readings. A reading that an
engine made earlier of the same pixels with the same settings comes from disk, and the seconds that
it took then are added to the clock, so that a run from stored outputs reports the same cost as a
cold one.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from benchmarks.corpora import CorpusPage
from recto.errors import InputError
from recto.model.page import Page, Pixels
from recto.sources import open_pages
from recto_preprocessing import IDENTITY, View

T = TypeVar("T")


def cpu_seconds() -> float:
    """Of this process and of its finished children (Tesseract runs as one)."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@dataclass(slots=True)
class Clock:
    """Seconds since the last start, with those added that a stored output had cost."""

    wall: float = field(default_factory=perf_counter)
    cpu: float = field(default_factory=cpu_seconds)

    def start(self) -> None:
        """From now."""
        self.wall, self.cpu = perf_counter(), cpu_seconds()

    def add(self, wall: float, cpu: float) -> None:
        """Seconds of work that was done earlier."""
        self.wall -= wall
        self.cpu -= cpu

    def read(self) -> tuple[float, float]:
        """(wall, CPU) seconds."""
        return perf_counter() - self.wall, cpu_seconds() - self.cpu


class PageUnderTest:
    """A page under test."""

    def __init__(
        self, page: CorpusPage, store: Path | None = None, earlier: Path | None = None
    ) -> None:
        self.page = page
        self.store = store
        self.earlier = earlier  # another run's store, which is only read
        self.clock = Clock()
        self._made: dict[str, tuple[Any, float, float]] = {}

    @cached_property
    def raster(self) -> Page:
        """The page as Recto's own sources open it. Raises InputError."""
        for found in open_pages(str(self.page.image)):
            if isinstance(found, Page):
                return found
            raise found.error
        raise InputError("has no page", where=str(self.page.image))

    @property
    def untouched(self) -> View:
        """The pixels as they are, for a reader without cleaning."""
        return View(self.raster.raster, IDENTITY, self.raster.dpi)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` returned the first time; its seconds are counted every time it is asked
        for.
        """
        if name in self._made:
            found, wall, cpu = self._made[name]
            self.clock.add(wall, cpu)
        else:
            found, wall, cpu = self._timed(make)
            self._made[name] = (found, wall, cpu)
        value: T = found
        return value

    def stored(self, settings: str, seen: Pixels | bytes, make: Callable[[], T]) -> T:
        """What `make` returned earlier for the same input and settings, else what it returns now,
        kept for later.
        """
        if self.store is None:
            return make()
        name = f"{_digest(settings, seen)}.pickle"
        file = self.store / name
        for known in (file, *([self.earlier / name] if self.earlier else [])):
            if not known.exists():
                continue
            # Written by this program only; the folders are the user's own output folders.
            value: T
            value, wall, cpu = pickle.loads(zlib.decompress(known.read_bytes()))
            self.clock.add(wall, cpu)
            return value
        value, wall, cpu = self._timed(make)
        _keep(file, zlib.compress(pickle.dumps((value, wall, cpu)), 1))
        return value

    def _timed(self, make: Callable[[], T]) -> tuple[T, float, float]:
        """The value with its (wall, CPU) seconds, those of stored outputs inside it included."""
        before = self.clock.read()
        value = make()
        after = self.clock.read()
        return value, after[0] - before[0], after[1] - before[1]


def _digest(settings: str, seen: Pixels | bytes) -> str:
    shape, data = ("", seen) if isinstance(seen, bytes) else (seen.shape, seen.tobytes())
    state = hashlib.sha256(f"{settings} {shape}".encode())
    state.update(data)
    return state.hexdigest()[:32]


def _keep(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(file)
