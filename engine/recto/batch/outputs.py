"""Which files a source's results become, and the task that writes them, whole or not at all.

Sources and formats enter, paths below the output folder leave: "a/letter.png" becomes "a/letter.txt". Where two sources
would share a name (letter.png, letter.jpg) both keep their ending: "a/letter.png.txt". A format that holds one page a
file gets one file a page of a longer source: "a/book-0001.page.xml".
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
from recto.own_files import check_way
from recto.result import PageResult
from recto.settings import Settings
from recto.sources.folders import Source
from recto.writers.base import Head, Sink


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


def page_place(path: str, kind: str, index: int) -> str:
    """Where page `index` of a longer source goes, in a format of one page a file."""
    from recto.writers import WRITERS

    ending = WRITERS[kind].suffix
    return f"{path.removesuffix(ending)}-{index + 1:04}{ending}"


def places(outputs: Iterable[tuple[str, str]], indices: Sequence[int], read: Sequence[int]) -> list[str]:
    """The files that outputs (format, path) become; `indices` are the source's pages, `read` those with a result."""
    from recto.writers import WRITERS

    found = []
    for kind, path in outputs:
        apart = WRITERS[kind].one_page and len(indices) > 1
        found += [page_place(path, kind, index) for index in read] if apart else [path]
    return found


def stamp(file: FileRow, pages: Mapping[int, PageRow], outputs: Iterable[tuple[str, str]], furniture: str) -> str:
    """Changes when the outputs must be written again; `furniture`: whether they hold it."""
    states = [(index, pages[index].revision, pages[index].outcome) for index in file.indices if index in pages]
    return hashlib.sha256(repr((states, sorted(outputs), furniture)).encode()).hexdigest()[:16]


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
        from recto.writers.body import shown_in

        for _, path in self.targets:
            check_way(Path(self.out), Path(path))
        head, read = head_of(self.path, settings), []
        with open_ledger(Path(self.out), read_only=True) as ledger, ExitStack() as stack:
            sinks = [self._begun(stack, kind, path, head) for kind, path in self.targets]
            for packed in ledger.results(self.file, self.indices):
                page = unpack(packed)
                read.append(page.index)
                for (kind, _), sink in zip(self.targets, sinks, strict=True):
                    sink.page(shown_in(kind, page, settings.output.furniture))
            for sink in sinks:
                sink.end()
        return Written(tuple(places(self.targets, self.indices, read)))

    def _begun(self, stack: ExitStack, kind: str, path: str, head: Head) -> Sink:
        from recto.writers import WRITERS, atomic

        if WRITERS[kind].one_page and len(self.indices) > 1:
            return _Apart(kind, path, head)
        return WRITERS[kind].begin(stack.enter_context(atomic(Path(path))), head, None)


@dataclass(frozen=True, slots=True)
class _Apart:
    """A document in a format of one page a file: each page is a document of its own, whole or not there."""

    kind: str
    path: str
    head: Head

    def page(self, page: PageResult) -> None:
        """Write the page's file."""
        from recto.writers import WRITERS, atomic

        with atomic(Path(page_place(self.path, self.kind, page.index))) as out:
            sink = WRITERS[self.kind].begin(out, self.head, None)
            sink.page(page)
            sink.end()

    def end(self) -> None:
        """Nothing is open."""
