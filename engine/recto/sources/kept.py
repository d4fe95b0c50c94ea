"""Nothing that is read is written over: whatever a command writes is compared with whatever it
reads.

The places to be written and the files that are read enter; BadArguments leaves where one of them is
the other. Two names are one file where the system says so: through symbolic and hard links, and
where a file system folds case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from recto.errors import BadArguments

Identity = tuple[int, int]  # device and inode


def refuse_over_sources(
    targets: Iterable[str | Path], sources: Iterable[str | Path], *, remedy: str
) -> None:
    """Raise BadArguments for the first target that is one of the sources."""
    there = dict(_identities(targets))
    if not there:
        return
    for identity, source in _identities(sources):
        if identity in there:
            target = there[identity]
            what = (
                f"is read, and {target} would be written over it"
                if target != source
                else "is read and written"
            )
            raise BadArguments(what, where=source, remedy=remedy)


def _identities(paths: Iterable[str | Path]) -> Iterator[tuple[Identity, str]]:
    """Of the paths that are there."""
    for path in paths:
        try:
            status = Path(path).stat()
        except (OSError, ValueError):  # ValueError: a NUL in the name
            continue
        yield (status.st_dev, status.st_ino), str(path)


def files_below(folder: Path) -> list[Path]:
    """The files of a folder that are read by name, such as truths."""
    return [path for path in folder.iterdir() if path.is_file()]
