"""A run's known lines into a new folder, one page after the other, with a manifest at its end.

A Desk, what the user chose, and what writes enter; the manifest leaves. Only here: that a folder is
whole or not there (it is written beside its place and renamed), that nothing that exists is written
over, and what a source that is not there any more costs: its page.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from recto.errors import BadArguments, FileAccess, InputError, RectoError
from recto.review.desk import Desk
from recto.text.names import shown
from recto.training.known import KnownPage, known_page, pages_said, with_image
from recto.training.manifest import NAME, Chosen, Document, manifest
from recto.training.split import Part, parts_of

OTHER = "name another folder with -o"
OPEN = "a word of the line was not looked at"
LOOK = "look at every word of some lines (recto review OUT), or type those of a sample"
LOST = "the source is not there, or has changed"


class Taking(Protocol):
    """What writes the lines of one export."""

    left: Counter[str]

    def take(self, part: Part, known: KnownPage) -> list[str]:
        """Write the lines of a page; their texts."""
        ...


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder to write into that becomes `target` when all went well. Raises BadArguments where
    something stands there, or FileAccess.
    """
    refuse_taken(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".recto-export-", dir=target.parent))
    except OSError as fault:
        raise _refused(target, fault) from fault
    try:
        yield made
        made.chmod(0o755)
        refuse_taken(target)
        made.rename(target)
    except OSError as fault:
        raise _refused(target, fault) from fault
    finally:
        shutil.rmtree(made, ignore_errors=True)


def refuse_taken(target: Path) -> None:
    """Raise BadArguments unless there is nothing, or an empty folder."""
    if not target.is_symlink():
        if not target.exists():
            return
        inside = list(target.iterdir()) if target.is_dir() else [target]
        if not inside:
            return
    what = "is there already, and an export writes over nothing"
    raise BadArguments(
        what,
        where=str(target),
        remedy=OTHER,
    )


def _refused(target: Path, fault: OSError) -> FileAccess:
    what = fault.strerror or str(fault)
    return FileAccess(
        what,
        where=str(target),
        remedy=OTHER,
    )


@dataclass(slots=True, eq=False)
class Export:
    """One that is being written."""

    desk: Desk
    chosen: Chosen
    taking: Taking
    told: Callable[[str], None]  # hears of each page that could not be taken
    documents: dict[str, Document] = field(default_factory=dict)
    alphabet: set[str] = field(default_factory=set)
    left: Counter[str] = field(default_factory=Counter)
    fault: RectoError | None = None  # the first

    def run(self) -> None:
        """Write all known lines. Raises InputError where there are none."""
        places = pages_said(self.desk)
        self._part(places)
        for file, number in places:
            known = known_page(self.desk, file, number)
            self.left[OPEN] += known.open_lines
            if known.lines:
                self._take(known)

    def _part(self, places: list[tuple[int, int]]) -> None:
        """Give every document that has a known line its part, before anything is written."""
        names: dict[str, str] = {}
        for file, number in places:
            document = self._document(file)
            if document in names:
                continue
            known = known_page(self.desk, file, number)
            if known.lines:
                names[document] = self._name(file)
        if not names:
            raise InputError(
                "no line of it has only words that people looked at",
                where=str(self.desk.out),
                remedy=LOOK,
            )
        chosen = self.chosen
        parts = parts_of(names, chosen.validation, chosen.seed)
        for document, name in names.items():
            part = parts[document]
            self.documents[document] = Document(name, part)

    def _take(self, known: KnownPage) -> None:
        key = self._document(known.file)
        document = self.documents[key]
        try:
            seen = with_image(self.desk, known)
            texts = self.taking.take(document.part, seen)
        except (InputError, FileAccess) as fault:
            self.left[LOST] += len(known.lines)
            self.fault = self.fault or fault
            self.told(str(fault))
            return
        if not texts:
            return
        document.add(texts)
        source = self.desk.source(known.file)
        if source.sha256 not in document.sha256:
            document.sha256.append(source.sha256)
        for text in texts:
            self.alphabet.update(text)

    def _document(self, file: int) -> str:
        """What is split as one: by bytes where it is a file, by name where it is a folder."""
        source = self.desk.source(file)
        if self.chosen.documents == "file":
            return source.sha256
        folder = PurePosixPath(source.name).parent
        return str(folder)

    def _name(self, file: int) -> str:
        """The document for people."""
        source = self.desk.source(file)
        name = PurePosixPath(source.name)
        if self.chosen.documents == "folder":
            name = name.parent
        text = str(name)
        return shown(text)

    def end(self, folder: Path, notes: list[str]) -> dict[str, object]:
        """Write the manifest, last of all."""
        value = manifest(
            self.chosen,
            self.documents.values(),
            self.alphabet,
            self.left + self.taking.left,
            notes,
        )
        place = folder / NAME
        with place.open("w", encoding="utf-8") as file:
            json.dump(
                value,
                file,
                ensure_ascii=False,
                indent=1,
            )
            file.write("\n")
        return value
