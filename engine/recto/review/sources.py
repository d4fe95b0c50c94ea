"""The sources of a run as a review shows them: which files may be opened at all, and their pixels.

An open ledger and its folder enter; Sources and the pixels of pages leave. A ledger is data, and
may name any file: a source is opened only where its bytes are those that the run has read.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from recto.batch.ledger import Ledger
from recto.errors import InputError
from recto.model.page import Pixels
from recto.model.result import PageResult
from recto.pipeline.previous_result import file_sha256, is_result, source_of
from recto.writers.page_images import reopened

MOST_IMAGES = 3  # kept decoded: a page in colour at 300 dpi takes 26 MB


@dataclass(frozen=True, slots=True)
class Source:
    """One file that the run has read."""

    id: int  # its row in the ledger
    name: str  # for people
    path: str  # where it is
    sha256: str
    indices: tuple[int, ...]  # pages, 0-based


def sources_of(ledger: Ledger) -> dict[int, Source]:
    """All files that were looked into, by their row."""
    rows = ledger.select(
        "SELECT file.id, relative, origin.path, file.path, sha256 FROM file"
        " LEFT JOIN origin ON origin.file = file.id WHERE sha256 != '' ORDER BY relative"
    )
    pages: dict[int, list[int]] = {}
    for file, number in ledger.select(
        "SELECT file, number FROM page WHERE result IS NOT NULL ORDER BY file, number"
    ):
        pages.setdefault(file, []).append(number)
    sources = {}
    for number, name, raw, given, sha256 in rows:
        path = os.fsdecode(raw) if raw is not None else given
        indices = tuple(pages.get(number, ()))
        sources[number] = Source(number, name, path, sha256, indices)
    return sources


@dataclass(slots=True, eq=False)
class Images:
    """The pixels of pages, the last few kept; threads may share it."""

    kept: OrderedDict[tuple[str, int, int, int], Pixels] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def pixels(self, source: Source, page: PageResult) -> Pixels:
        """Of the original page. Raises InputError where it is not what was read."""
        # By what was read: a run may read the file again, finer or changed, meanwhile.
        key = (source.sha256, page.index, page.width, page.height)
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key]
            found = reopened(page)
            self.kept[key] = found
            if len(self.kept) > MOST_IMAGES:
                self.kept.popitem(last=False)
            return found


def proved_path(source: Source) -> str:
    """Where the image of a source is. Raises InputError where it is not the file that was read."""
    if file_sha256(source.path) != source.sha256:
        what = "is not there any more, or has changed since it was read"
        raise InputError(
            what,
            where=source.name,
            remedy="put it back, or read it again",
        )
    return source_of(source.path) if is_result(source.path) else source.path
