"""What is in a file, without decoding it: how many pages, and a hash of its bytes.

A path enters; a Surveyed leaves, or the error that reading the file would end in.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import IO

from recto.errors import FileAccess, InputError
from recto.settings.groups import Settings


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One version of a file: its bytes, and the pages of it that are wanted."""

    indices: tuple[int, ...]  # 0-based
    sha256: str  # of the bytes, in hex
    size: int  # bytes
    mtime_ns: int  # taken before the bytes were read, so that a later change is noticed


def survey(path: str, pages: str = "", said: str = "--pages") -> Surveyed:
    """Look at the header and hash the bytes. `pages`: "1-3,7", all when empty; `said`: who chose.

    Raises InputError, EncryptedPdf, TooLarge, FileAccess or BadArguments.
    """
    from recto.sources.opening import chosen

    try:
        with Path(path).open("rb") as file:
            status = os.fstat(file.fileno())
            if not S_ISREG(status.st_mode):  # /dev/zero has no end
                raise InputError("is a device, not a file", where=path, remedy="name a file")
            count = _count(file, path)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise InputError("no such file", where=path, remedy="check the path") from None
    except IsADirectoryError:
        raise InputError("is a folder", where=path, remedy="name a file in it") from None
    except (OSError, ValueError) as fault:  # ValueError: a NUL in the name
        reason = getattr(fault, "strerror", None) or str(fault)
        what = f"cannot be opened ({reason})"
        raise FileAccess(what, where=path, remedy="check its permissions") from None

    indices = tuple(chosen(pages, count, path, said))
    return Surveyed(indices, digest, status.st_size, status.st_mtime_ns)


def survey_result(path: str, pages: str, settings: Settings) -> Surveyed:
    """The same of an earlier JSON result; `pages` counts as its source does. Raises InputError,
    FileAccess.
    """
    from recto.pipeline.previous_result import earlier_indices, file_sha256
    from recto.sources.opening import chosen

    wanted = earlier_indices(path, settings)
    if pages.strip():
        count = max(wanted, default=0) + 1
        said = settings.spelled("input.pages")
        named = set(chosen(pages, count, path, said))
        wanted = tuple(index for index in wanted if index in named)
    status = Path(path).stat()
    return Surveyed(wanted, file_sha256(path), status.st_size, status.st_mtime_ns)


def _count(file: IO[bytes], path: str) -> int:
    from recto.sources import Limits, images

    head = file.read(1024)
    if not head:
        raise InputError("the file is empty", where=path, remedy="copy or scan it again")
    file.seek(0)
    if b"%PDF-" in head:
        from recto.sources import pdf  # not for pictures

        with pdf.opened(path, path, Limits()) as document:
            return len(document)
    with images.opened(file, path, Limits()) as image:
        return len(images.pages_of(image, path).pages)
