"""A source that is no file: its bytes, and what it is called in messages and results.

It becomes a file for as long as something reads it: the readers of images and PDFs, and the writers
that show a page, open files by name, some of them in processes of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

# What we call sources without a name -> what their files are called.
OURS = {"<array>": "array", "<bytes>": "bytes", "<image>": "image"}


@dataclass(frozen=True, slots=True)
class Given:
    """What was given in place of a file."""

    name: str  # "<array>", "<bytes>", or the name of the file object
    data: bytes = field(repr=False)  # of an image file or a PDF

    def put(self, folder: Path, number: int) -> Path:
        """As a file in `folder`; `number` keeps two of one name apart."""
        word = OURS.get(self.name, "file")  # a name that others gave is no part of a path
        path = folder / f"{word}-{number}"
        path.write_bytes(self.data)
        return path

    @contextmanager
    def on_disk(self) -> Iterator[str]:
        """The path of a file with the bytes, until the block ends."""
        with TemporaryDirectory(prefix="recto-given-") as folder:
            place = Path(folder)
            path = self.put(place, 1)
            yield str(path)
