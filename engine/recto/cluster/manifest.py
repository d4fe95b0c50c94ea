"""The manifest of a group: how each of its pages ended, what it cost and where its results are.

A Manifest enters, JSON leaves; and back, checked: OUT is data. It is published after everything
that it names, so a group with a manifest is done. Its name says whether a later run tries again by
itself, so that a restart lists names and opens nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, get_args

from recto.batch.answers import Lost
from recto.batch.facts import Outcome, PageCounts, Summary
from recto.batch.plan import passes
from recto.batch.spread import Spread, spread_from
from recto.errors import FileAccess
from recto.model.page import Usage

VERSION = 1
DONE, AGAIN = ".json", ".again.json"
OUTCOMES: Mapping[str, Outcome] = {name: name for name in get_args(Outcome)}
REMEDY = "remove it, and the same command makes it anew"


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page's outcome."""

    file: int  # its place in Manifest.files
    index: int  # 0-based
    outcome: Outcome
    words: int = 0
    flagged: int = 0
    confidence: float = 0.0  # sum over the words
    kind: str = ""  # of the fault
    error: str = ""
    exit_code: int = 0
    unread: int = 0  # characters of ink that has no word
    script_unsure: int = 0  # 1: the readers, or the languages asked for, cannot read it

    @property
    def facts(self) -> PageCounts:
        """As the local engine counts it, without its cost and its notes."""
        return PageCounts(
            self.outcome,
            self.words,
            self.flagged,
            self.confidence,
            unread=self.unread,
            script_unsure=bool(self.script_unsure),
        )


@dataclass(frozen=True, slots=True)
class FileRow:
    """One document, or the part of it that is in the group."""

    key: str
    path: str
    sha256: str = ""
    part: int = 0
    kind: str = ""  # of the fault of the whole file
    error: str = ""
    exit_code: int = 0
    outputs: tuple[str, ...] = ()  # names below OUT
    lost: tuple[Lost, ...] = ()  # formats that could not be written
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A group that is done."""

    group: int
    settings: str  # digest
    engine: str  # version
    files: tuple[FileRow, ...]
    pages: tuple[PageRow, ...]
    shards: tuple[str, ...] = ()  # names below OUT
    usage: Usage = field(default_factory=Usage)
    notes: Mapping[str, int] = field(default_factory=dict)  # note -> pages
    guards: Mapping[str, int] = field(default_factory=dict)
    spread: Spread = field(default_factory=Spread)
    seconds: float = 0.0  # of all pages, all stages
    finished: float = 0.0  # seconds since 1970

    @property
    def passes(self) -> bool:
        """Whether something failed that a later run tries again by itself."""
        kinds = {page.kind for page in self.pages} | {file.kind for file in self.files}
        for file in self.files:
            kinds.update(lost.kind for lost in file.lost)
        return any(map(passes, kinds))

    @property
    def name(self) -> str:
        """Of its file."""
        return f"{self.group:08}{AGAIN if self.passes else DONE}"

    @property
    def failed(self) -> int:
        """Pages and files without a result."""
        pages = sum(page.outcome == "failed" for page in self.pages)
        return pages + sum(bool(file.error or file.lost) for file in self.files)

    def summary(self) -> Summary:
        """The group in numbers."""
        found = Summary()
        for page in self.pages:
            name = f"{self.files[page.file].path} page {page.index + 1}"
            found.note_errors(page.facts.errors, name)
            found.add(page.facts)
        found.usage = self.usage
        found.notes.update(self.notes)
        found.guards.update(self.guards)
        found.spread = self.spread
        return found

    def data(self) -> bytes:
        """As it is published."""
        value = asdict(self)
        value["version"] = VERSION
        value["spread"] = json.loads(self.spread.text())
        value["pages"] = [list(asdict(page).values()) for page in self.pages]
        return json.dumps(value, separators=(",", ":")).encode()


def number_of(name: str) -> int | None:
    """The group whose manifest has the name; None for any other file."""
    stem, dot, rest = name.partition(".")
    if not stem.isdecimal() or f"{dot}{rest}" not in (DONE, AGAIN):
        return None
    return int(stem)


def read(data: bytes, where: str) -> Manifest:
    """Raises FileAccess for what `Manifest.data` cannot have made."""
    try:
        return _manifest(json.loads(data))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        what = f"the manifest is damaged ({type(fault).__name__})"
        raise FileAccess(what, where=where, remedy=REMEDY) from fault


def _manifest(value: dict[str, Any]) -> Manifest:
    if value["version"] != VERSION:
        raise ValueError("another version")
    files = tuple(_file(each) for each in value["files"])
    pages = tuple(_page(each, len(files)) for each in value["pages"])
    if len({(page.file, page.index) for page in pages}) < len(pages):
        raise ValueError("a page has two outcomes")
    return Manifest(
        _int(value["group"]),
        _text(value["settings"]),
        _text(value["engine"]),
        files,
        pages,
        _texts(value["shards"]),
        _usage(value["usage"]),
        _counts(value["notes"]),
        _counts(value["guards"]),
        spread_from(json.dumps(value["spread"])),
        _number(value["seconds"]),
        _number(value["finished"]),
    )


def _file(value: dict[str, Any]) -> FileRow:
    lost = []
    for each in value["lost"]:
        kind, error = _text(each["kind"]), _text(each["error"])
        page = None if each["page"] is None else _int(each["page"])
        lost.append(
            Lost(
                _text(each["format"]),
                page,
                kind,
                error,
                _int(each["exit_code"]),
            )
        )
    return FileRow(
        _text(value["key"]),
        _text(value["path"]),
        _text(value["sha256"]),
        _int(value["part"]),
        _text(value["kind"]),
        _text(value["error"]),
        _int(value["exit_code"]),
        _texts(value["outputs"]),
        tuple(lost),
        _texts(value["notes"]),
    )


def _usage(value: dict[str, Any]) -> Usage:
    names = ("input_tokens", "output_tokens", "cached_tokens", "calls")
    counts = [_int(value[name]) for name in names]
    if len(value) != len(counts) + 1:
        raise ValueError("other counts")
    given, got, cached, calls = counts
    return Usage(given, got, cached, calls, _number(value["usd"]))


def _page(row: list[Any], files: int) -> PageRow:
    # of an earlier version without the last two
    file, index, outcome, words, flagged, confidence, kind, error, code, *later = row
    unread, script_unsure = later or (0, 0)
    if not 0 <= _int(file) < files:
        raise ValueError("no file")
    counts = (_int(words), _int(flagged), float(_number(confidence)))
    fault = (_text(kind), _text(error), _int(code))
    return PageRow(
        file,
        _int(index),
        OUTCOMES[outcome],
        *counts,
        *fault,
        _int(unread),
        _int(script_unsure),
    )


def _int(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("no count")
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e15:
        raise ValueError("no number")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004 - one error type for every wrong value
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(each) for each in value)


def _counts(value: dict[Any, Any]) -> dict[str, int]:
    return {_text(name): _int(count) for name, count in value.items()}
