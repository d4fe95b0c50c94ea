"""What a worker is asked for a whole group: to have its sources here, and to publish its results.

Frozen values that go through a pipe, as in batch/tasks.py, which has the tasks for single pages.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from recto.batch.answers import Fault, PageRead, Told
from recto.batch.facts import PageCounts
from recto.cluster.groups import Group
from recto.cluster.kept import Kept
from recto.cluster.manifest import Manifest
from recto.cluster.reads import Read
from recto.cluster.results import Results
from recto.errors import RectoError
from recto.places.fetching import arrived
from recto.places.place import place_of
from recto.settings.groups import Settings


@dataclass(frozen=True, slots=True)
class Here(Told):
    """Source -> the file that holds it on this machine, or what is wrong with it."""

    files: Mapping[str, str | RectoError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Fetch:
    """Bring the sources of a group here."""

    group: Group
    folder: str  # of this machine, for these files alone

    @property
    def path(self) -> str:
        """None is meant: it is about a group."""
        return self.group.name

    @property
    def name(self) -> str:
        """For people."""
        return self.group.name

    @property
    def indices(self) -> tuple[int, ...]:
        """As many as there are files: so much time it gets."""
        return tuple(range(len(self.group.pieces)))

    def run(self, settings: Settings) -> Here:
        """All of them. Raises OSError."""
        paths = list(dict.fromkeys(piece.path for piece in self.group.pieces))
        return Here(arrived(paths, Path(self.folder)))


@dataclass(frozen=True, slots=True)
class Published(Told):
    """A group's results are in their place, and its manifest is."""

    manifest: Manifest = field(default_factory=lambda: Manifest(0, "", "", (), ()))


@dataclass(frozen=True, slots=True, eq=False)
class Publish:
    """Write the results of a group and, last, its manifest."""

    group: Group
    reads: tuple[Read, ...]
    out: str
    key: str

    @property
    def path(self) -> str:
        """None is meant: it is about a group."""
        return self.group.name

    @property
    def name(self) -> str:
        """For people."""
        return self.group.name

    @property
    def indices(self) -> tuple[int, ...]:
        """Its pages: writing them may take as long as reading them."""
        return tuple(range(max(1, sum(len(read.pages) for read in self.reads))))

    def run(self, settings: Settings) -> Published:
        """Raises FileAccess where the place cannot be written into."""
        kept = Kept(place_of(self.out), self.key)
        reads = [self._joined(read, kept) for read in self.reads]
        with tempfile.TemporaryDirectory(prefix="recto-group-") as folder:
            results = Results(
                self.group,
                tuple(reads),
                kept,
                settings,
                Path(folder),
            )
            manifest = results.published()
        kept.publish(manifest)
        return Published(manifest)

    def _joined(self, read: Read, kept: Kept) -> Read:
        """A document with the pages that other groups have read, where the group joins one."""
        pages: list[tuple[int, PageRead | Fault]] = []
        for part, number in enumerate(self.group.joins, 1):
            for index, data in kept.part(number, part):
                pages.append(
                    (
                        index,
                        PageRead(
                            data,
                            PageCounts(),
                            source=read.piece.path,
                        ),
                    )
                )
        return replace(read, pages=tuple(pages)) if self.group.joins else read
