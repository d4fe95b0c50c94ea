"""Layers of settings, one on the other: sources of values, of which the last that speaks decides.

Layers enter, lowest first; Settings leave, or InvalidConfig (BadArguments for a flag) that names
the source, the key and the remedy. A layer that only lowers counts where its value is less than
what stands. Where layers come from is load.py's business, what a folder's layer may say
authority.py's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import get_type_hints

from recto.errors import BadArguments, InvalidConfig
from recto.files.written_text import plain, read_text
from recto.settings.authority import RIGHTS
from recto.settings.calibration import read as read_calibration
from recto.settings.groups import Batch, Input, Local, Output, Settings
from recto.settings.llm import LlmOptions
from recto.settings.values import convert, limits

GROUPS: Mapping[str, type] = MappingProxyType({
    "input": Input, "local": Local, "llm": LlmOptions, "output": Output, "batch": Batch,
})  # fmt: skip
# Flags that are not called like their field.
FLAGS = MappingProxyType(
    {
        "cleaning": "--clean",
        "mode": "--llm",
        "folder": "--output",
        "formats": "--format",
    }
)

FROM_FILES = ("glossary", "calibration")  # fields whose value names a file

Values = Mapping[str, Mapping[str, object]]  # group -> field -> value as it was written
Named = tuple[str, str, object]  # group, field, value


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of values, with its name for people."""

    name: str  # "recto.toml", "environment", "flag"
    values: Values
    folder: Path = Path()  # that relative file names are relative to
    lowers: bool = False  # a value counts only where it is less than what stands


@dataclass(slots=True)
class Standing:
    """What stands so far, and what became of the layers that only lower."""

    chosen: dict[str, dict[str, object]] = field(default_factory=dict)
    raised: list[str] = field(default_factory=list)  # keys whose value is not less than what stands
    overruled: list[str] = field(default_factory=list)  # what the user had set, and was lowered
    files: list[str] = field(default_factory=list)  # that values were read from

    def lay(self, layer: Layer) -> None:
        """Put a layer on top. Raises InvalidConfig or BadArguments."""
        for group, key, value in named_values(layer):
            found = checked(group, key, value, layer)
            if key in FROM_FILES and isinstance(value, str):
                self.files.append(str(layer.folder / value))
            if not layer.lowers:
                self.chosen.setdefault(group, {})[key] = found
            else:
                self._lower(group, key, found)

    def _lower(self, group: str, key: str, value: object) -> None:
        mine = self.chosen.setdefault(group, {})
        standing = mine[key] if key in mine else default(group, key)
        if RIGHTS[group, key].lowers(value, standing):
            if key in mine:
                self.overruled.append(f"{group}.{key} from {standing} to {value}")
            mine[key] = value
        elif value != standing:
            self.raised.append(f"{group}.{key}")

    def settings(self) -> Settings:
        """All groups, the defaults where nothing stands."""
        groups = {group: kind(**self.chosen.get(group, {})) for group, kind in GROUPS.items()}
        return Settings(**groups, files=tuple(self.files))


def default(group: str, key: str) -> object:
    """What a field is when nobody chooses."""
    return getattr(GROUPS[group](), key)


def laid(layers: Sequence[Layer]) -> Standing:
    """All layers, the lowest first. Raises InvalidConfig or BadArguments."""
    standing = Standing()
    for layer in layers:
        standing.lay(layer)
    return standing


def named_values(layer: Layer) -> Iterator[Named]:
    """Each value with its group. Raises InvalidConfig for a table that is not ours."""
    for group, values in layer.values.items():
        if group not in GROUPS:
            what = f"unknown table [{plain(group)}]"
            raise InvalidConfig(what, where=layer.name, remedy=f"use one of {tables()}")
        for key, value in values.items():
            yield group, key, value


def tables() -> str:
    """The names of the tables, as a file has them."""
    return ", ".join(f"[{group}]" for group in GROUPS)


def field_names(group: str) -> list[str]:
    """The fields of a group."""
    return [each.name for each in fields(GROUPS[group])]


def checked(group: str, key: str, value: object, layer: Layer) -> object:
    """The value as its field's type.

    Raises InvalidConfig, BadArguments for a flag, or FileAccess.
    """
    names = field_names(group)
    if key not in names:
        near = get_close_matches(key, names, 1)
        remedy = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(names)}"
        what = f"unknown key {_spelled(group, key, layer)}"
        raise InvalidConfig(what, where=layer.name, remedy=remedy)
    if key == "glossary" and isinstance(value, str):
        return read_terms(layer.folder / value)
    if key == "calibration" and isinstance(value, str):
        return read_calibration(layer.folder / value)
    try:
        return limits(group, key, convert(value, get_type_hints(GROUPS[group])[key]))
    except ValueError as error:
        fault = BadArguments if layer.name == "flag" else InvalidConfig
        what = f"{_spelled(group, key, layer)} cannot be {plain(repr(value))}"
        where = "" if layer.name == "flag" else layer.name
        raise fault(what, where=where, remedy=f"give {error}") from error


def _spelled(group: str, key: str, layer: Layer) -> str:
    if layer.name == "environment":
        return plain(f"RECTO_{group}_{key}".upper())
    if layer.name == "flag":
        return FLAGS.get(key, f"--{key.replace('_', '-')}")
    return plain(f"{group}.{key}")


def read_terms(path: Path) -> tuple[str, ...]:
    """The terms of a glossary file, one a line; empty lines and comments (#) are none."""
    terms = (line.strip() for line in read_text(path).splitlines())
    return tuple(term for term in terms if term and not term.startswith("#"))
