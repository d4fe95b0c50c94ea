"""What makes a run, a source or a plan another one: keys, marks and counts.

Paths, Settings, sources and groups enter; short values that are compared leave.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import replace

from recto.cluster.groups import Group
from recto.cluster.kept import Known
from recto.settings.groups import Settings


def without(group: Group, now: set[int]) -> Group:
    """The group without pieces that are not so any more."""
    pieces = []
    for piece in group.pieces:
        version = mark(piece.path, piece.stamp)
        if version in now:
            pieces.append(piece)
    joins = group.joins if pieces else ()
    return Group(
        group.number,
        tuple(pieces),
        joins,
    )


def key_of(paths: Sequence[str], settings: Settings) -> str:
    """16 hex digits that change when other results are to be written."""
    here = os.getcwd()  # noqa: PTH109 - as text
    output = settings.output
    chosen = [
        settings.digest(),
        sorted(output.formats),
        output.furniture,
        settings.input.pages,
        settings.batch.shard_pages,
        [path if "://" in path else os.path.join(here, path) for path in paths],  # noqa: PTH118
    ]
    return hashlib.sha256(json.dumps(chosen).encode()).hexdigest()[:16]


def mark(path: str, stamp: str) -> int:
    """64 bits of a version of a source: a million of them are 60 MB."""
    text = f"{path}\0{stamp}"
    data = text.encode("utf-8", "surrogatepass")
    state = hashlib.blake2b(data, digest_size=8)
    digest = state.digest()
    return int.from_bytes(digest)


def with_group(run: Known, group: Group) -> Known:
    """The counts with one more group."""
    groups = run.groups + 1
    if group.joins:
        return replace(run, groups=groups)
    read = group.pieces
    files = sum(piece.part < 2 for piece in read)
    pages = sum(piece.weight for piece in read)
    return replace(
        run,
        groups=groups,
        files=run.files + files,
        pages=run.pages + pages,
    )
