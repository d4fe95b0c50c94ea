"""Which files a command line names: paths and folders in, sources in natural order out.

Folders are walked without following links out of them; "page 10" comes after "page 9". A file that
is named on its own is taken whatever it is called; inside folders only files with a known ending
count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recto.errors import FileAccess, InputError
from recto.sources.pipes import is_pipe, kept_name, pipe_name
from recto.text.names import absolute

ENDINGS = frozenset({
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".pdf",
    ".jp2", ".j2k", ".jpx", ".pgm", ".ppm", ".pbm", ".pnm",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, and where its result belongs below the output folder."""

    path: str  # "-" for stdin; a pipe's name for what comes through it
    relative: str  # with its ending, posix, mirrors the input tree

    @property
    def name(self) -> str:
        """For people."""
        return "stdin" if self.path == "-" else self.path


def expand(paths: Sequence[str]) -> list[Source]:
    """Every file behind the paths, once each. Raises InputError for a folder in which there is
    nothing to read.
    """
    found: dict[str, Source] = {}
    for path in paths:
        sources = []
        if is_pipe(path):
            sources.append(Source(path, pipe_name(path)))
        elif Path(path).is_dir():
            root = Path(path)
            for file in _files(root, root.resolve()):
                relative = file.relative_to(root).as_posix()
                sources.append(Source(str(file), relative))
            sources.sort(key=lambda source: natural(source.relative))
            if not sources:
                raise InputError(
                    "no images or PDFs in this folder",
                    where=path,
                    remedy="name a file or another folder",
                )
        else:
            name = kept_name(path) or Path(path).name
            sources.append(Source(path, name))
        for source in sources:
            place = absolute(source.path)
            found.setdefault(place, source)
    return list(found.values())


def _files(folder: Path, root: Path) -> Iterator[Path]:
    try:
        entries = list(folder.iterdir())
    except OSError as fault:
        raise FileAccess(
            f"cannot be listed ({fault.strerror})",
            where=str(folder),
            remedy="check its permissions",
        ) from None
    for entry in entries:
        if entry.name.startswith("."):  # "._scan.jpg" is no scan
            continue
        is_link = entry.is_symlink()
        if is_link and not entry.resolve().is_relative_to(root):
            continue
        if entry.is_dir() and not is_link:
            yield from _files(entry, root)
        elif entry.is_file() and entry.suffix.lower() in ENDINGS:
            yield entry


def natural(text: str) -> list[tuple[int, int, str]]:
    """A sort key in which numbers count as numbers."""
    key = []
    for part in re.split(r"(\d+)", text):
        if part.isdecimal():
            key.append((0, int(part), ""))
        elif part:
            key.append((1, 0, part.lower()))
    return key
