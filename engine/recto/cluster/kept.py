"""Where things lie in OUT: the plan, the manifests, the parts of long documents.

A Place and the key of a run enter; Groups and Manifests are put there and come back. Only here:
names. Everything of a run lies below OUT/.recto/KEY; run.json says which run is the last one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from recto.batch.ledger import FOLDER
from recto.cluster.groups import AGAIN, Group, packed, unpacked
from recto.cluster.manifest import AGAIN as TRIED_AGAIN
from recto.cluster.manifest import Manifest, number_of, read
from recto.errors import FileAccess
from recto.places.place import Place

NAME = f"{FOLDER}/run.json"
BLOCK = 64  # groups in a block of the plan: 12,800 pages; one object of some 100 kB
AT_ONCE = 16  # manifests that are asked for at the same time
VERSION = 1


@dataclass(frozen=True, slots=True)
class Known:
    """What OUT says of its last run."""

    key: str  # of everything that decides what is written
    command: str  # as Command.text gives it
    groups: int = 0  # planned so far; those that join documents are among them
    pages: int = 0  # planned so far
    files: int = 0
    planned: bool = False  # whether that is all
    ended: bool = False  # whether the run came to its end

    def data(self) -> bytes:
        """As it is published."""
        value = {
            "version": VERSION,
            "key": self.key,
            "command": self.command,
            "groups": self.groups,
            "pages": self.pages,
            "files": self.files,
            "planned": self.planned,
            "ended": self.ended,
        }
        text = json.dumps(value)
        return text.encode()


def known(place: Place) -> Known | None:
    """The last run into a place; None where there was none. Raises FileAccess."""
    data = place.read(NAME)
    if data is None:
        return None
    where = f"{place.root}/{NAME}"
    try:
        return _known(json.loads(data))
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        what = "does not say how its run was started"
        raise FileAccess(what, where=where, remedy=AGAIN) from fault


def _known(value: dict[str, Any]) -> Known:
    if value["version"] != VERSION:
        raise ValueError("another version")
    key, command = value["key"], value["command"]
    if not isinstance(key, str) or not key.isalnum() or not isinstance(command, str):
        raise ValueError("no key")
    counts = [value[name] for name in ("groups", "pages", "files")]
    if not all(isinstance(count, int) and count >= 0 for count in counts):
        raise ValueError("no counts")
    groups, pages, files = counts
    planned, ended = value["planned"] is True, value["ended"] is True
    return Known(
        key,
        command,
        groups,
        pages,
        files,
        planned,
        ended,
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What one run keeps in OUT."""

    place: Place
    key: str

    def remember(self, run: Known) -> None:
        """Put down how far the plan is."""
        mine = replace(run, key=self.key)
        data = mine.data()
        self.place.write(NAME, data)

    def plan(self, block: int, groups: Iterable[Group]) -> None:
        """Put down a block of the plan."""
        folder = self._folder("plan")
        data = packed(groups)
        self.place.write(f"{folder}/{block:08}", data)

    def groups(self, count: int, done: frozenset[int] = frozenset()) -> Iterator[Group]:
        """The first groups of the plan in order, without those that are done; a block of which all
        are done is not fetched. Raises FileAccess.
        """
        for first in range(0, count, BLOCK):
            numbers = range(first, min(first + BLOCK, count))
            if not done.issuperset(numbers):
                block = self.block(first // BLOCK)
                yield from (each for each in block if each.number in numbers)

    def block(self, block: int) -> list[Group]:
        """One block of the plan. Raises FileAccess."""
        folder = self._folder("plan")
        name = f"{folder}/{block:08}"
        data = self.place.read(name)
        if data is None:
            raise FileAccess("a part of the plan is gone", where=name, remedy=AGAIN)
        return unpacked(data, name)

    def manifests(self) -> dict[int, str]:
        """Group -> name of its manifest."""
        found: dict[int, str] = {}
        for name in self.place.names(self._folder("groups")):
            number = number_of(name)
            # Of a group that was tried again, both may be there for a moment.
            if number is not None and not found.get(number, "").endswith(TRIED_AGAIN):
                found[number] = name
        return found

    def publish(self, manifest: Manifest) -> None:
        """Say that a group is done: after this it is."""
        folder = self._folder("groups")
        data = manifest.data()
        self.place.write(f"{folder}/{manifest.name}", data)

    def forget(self, name: str) -> None:
        """Have a group done again."""
        folder = self._folder("groups")
        self.place.delete(f"{folder}/{name}")

    def read(self, names: Iterable[str]) -> Iterator[Manifest]:
        """Manifests by name, in this order. Raises FileAccess."""
        folder = self._folder("groups")

        def fetched(name: str) -> Manifest:
            where = f"{folder}/{name}"
            data = self.place.read(where)
            if data is None:
                raise FileAccess("is gone", where=where, remedy="look again")
            return read(data, where)

        listed = list(names)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for start in range(
                0,
                len(listed),
                AT_ONCE,
            ):
                yield from threads.map(fetched, listed[start : start + AT_ONCE])

    def keep_part(self, group: int, piece: int, pages: Iterable[tuple[int, bytes]]) -> None:
        """Put down the packed pages of a part of a document, for the group that joins it."""
        sizes = []
        blobs = []
        for index, data in pages:
            size = len(data)
            sizes.append([index, size])
            blobs.append(data)
        head = json.dumps(sizes)
        whole = head.encode() + b"\n" + b"".join(blobs)
        name = self._part(group, piece)
        self.place.write(name, whole)

    def part(self, group: int, piece: int) -> list[tuple[int, bytes]]:
        """The packed pages of a part. Raises FileAccess."""
        name = self._part(group, piece)
        data = self.place.read(name)
        if data is None:
            raise FileAccess("a part of a document is gone", where=name, remedy=AGAIN)
        head, _, blobs = data.partition(b"\n")
        pages = []
        at = 0
        try:
            for index, size in json.loads(head):
                pages.append((int(index), blobs[at : at + int(size)]))
                at += int(size)
        except (ValueError, TypeError) as fault:
            raise FileAccess("is damaged", where=name, remedy=AGAIN) from fault
        return pages

    def _part(self, group: int, piece: int) -> str:
        folder = self._folder("parts")
        return f"{folder}/{group:08}-{piece:04}"

    def _folder(self, name: str) -> str:
        return f"{FOLDER}/{self.key}/{name}"
