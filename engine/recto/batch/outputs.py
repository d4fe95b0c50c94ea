"""Which files a source's results become, and the task that writes them, whole or not at all.

Sources and formats enter, paths below the output folder leave: "a/letter.png" becomes "a/letter.txt". Where two sources
would share a name (letter.png, letter.jpg) both keep their ending: "a/letter.png.txt".
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from recto.batch.ledger import FileRow, PageRow, open_ledger
from recto.batch.tasks import Written
from recto.errors import BadArguments
from recto.settings import Settings
from recto.sources.folders import Source


def keys(sources: Sequence[Source]) -> list[str]:
    """One name for each source, the same in every run: its place below its root.

    Two roots may hold the same place; then the path as given tells them apart.
    """
    count = Counter(source.relative for source in sources)
    return [
        source.relative if count[source.relative] == 1 else f"{source.relative}.{_short_hash(source.path)}"
        for source in sources
    ]


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def stems(keys: Sequence[str]) -> list[str]:
    """Where the results of each key go below the output folder, without the format's ending."""
    short = [str(PurePosixPath(key).with_suffix("")) for key in keys]
    count = Counter(short)
    return [stem if count[stem] == 1 else key for key, stem in zip(keys, short, strict=True)]


def suffixes(formats: Iterable[str]) -> dict[str, str]:
    """Format -> ending. Raises BadArguments for a format that is not there."""
    from recto.writers import WRITERS

    unknown = [name for name in formats if name not in WRITERS]
    if unknown:
        raise BadArguments(f"unknown format {unknown[0]!r}", remedy=f"use one of {', '.join(WRITERS)}")
    return {name: WRITERS[name].suffix for name in formats}


def stamp(file: FileRow, pages: Mapping[int, PageRow], outputs: Iterable[tuple[str, str]]) -> str:
    """Changes when the outputs must be written again."""
    states = [(index, pages[index].revision, pages[index].outcome) for index in file.indices if index in pages]
    return hashlib.sha256(repr((states, sorted(outputs))).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Write a source's results, from the ledger, in every format."""

    path: str  # of the source
    out: str  # the output folder
    file: int  # row in the ledger
    indices: tuple[int, ...]
    targets: tuple[tuple[str, str], ...]  # format, path

    @property
    def name(self) -> str:
        """For people."""
        return self.path

    def run(self, settings: Settings) -> Written:
        """Page by page, so that a file of any length needs the memory of one. Raises FileAccess."""
        from recto.batch.tasks import unpack
        from recto.earlier import head_of
        from recto.writers import WRITERS, atomic

        head = head_of(self.path, settings)
        with open_ledger(Path(self.out), read_only=True) as ledger, ExitStack() as stack:
            sinks = [
                WRITERS[name].begin(stack.enter_context(atomic(Path(path))), head, None) for name, path in self.targets
            ]
            for packed in ledger.results(self.file, self.indices):
                page = unpack(packed)
                for sink in sinks:
                    sink.page(page)
            for sink in sinks:
                sink.end()
        return Written(tuple(path for _, path in self.targets))
