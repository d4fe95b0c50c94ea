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

from recto.errors import BadArguments, FileAccess, InvalidConfig, RectoError
from recto.files.written_text import plain, read_text
from recto.settings.authority import RIGHTS
from recto.settings.calibration import read as read_calibration
from recto.settings.groups import Batch, Input, Local, Output, Settings, flag_of
from recto.settings.llm import LlmOptions
from recto.settings.values import UNQUOTED, convert, limits

GROUPS: Mapping[str, type] = MappingProxyType({
    "input": Input, "local": Local, "llm": LlmOptions, "output": Output, "batch": Batch,
})  # fmt: skip
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
    # "input.pages": "input.pages in recto.toml"
    origins: dict[str, str] = field(default_factory=dict)

    def lay(self, layer: Layer) -> None:
        """Put a layer on top. Raises InvalidConfig or BadArguments."""
        for group, key, value in named_values(layer):
            found = checked(group, key, value, layer)
            if key in FROM_FILES and isinstance(value, str):
                self.files.append(str(layer.folder / value))
            if not layer.lowers:
                self._choose(group, key, found, layer)
            else:
                self._lower(group, key, found, layer)

    def _choose(self, group: str, key: str, value: object, layer: Layer) -> None:
        self.chosen.setdefault(group, {})[key] = value
        self.origins[f"{group}.{key}"] = said(group, key, layer)

    def _lower(self, group: str, key: str, value: object, layer: Layer) -> None:
        mine = self.chosen.setdefault(group, {})
        standing = mine[key] if key in mine else default(group, key)
        if RIGHTS[group, key].lowers(value, standing):
            if key in mine:
                self.overruled.append(f"{group}.{key} from {standing} to {value}")
            self._choose(group, key, value, layer)
        elif value != standing:
            self.raised.append(f"{group}.{key}")

    def settings(self) -> Settings:
        """All groups, the defaults where nothing stands."""
        groups = {group: kind(**self.chosen.get(group, {})) for group, kind in GROUPS.items()}
        return Settings(**groups, files=tuple(self.files), origins=tuple(self.origins.items()))


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
    if key in FROM_FILES and isinstance(value, str):
        return _read_for(group, key, layer.folder / value, layer)
    try:
        return limits(group, key, convert(value, get_type_hints(GROUPS[group])[key]))
    except ValueError as error:
        fault = BadArguments if layer.name == "flag" else InvalidConfig
        shown = "what is given" if key in UNQUOTED else plain(repr(value))
        what = f"{_spelled(group, key, layer)} cannot be {shown}"
        where = "" if layer.name == "flag" else layer.name
        raise fault(what, where=where, remedy=f"give {error}") from None


def _read_for(group: str, key: str, path: Path, layer: Layer) -> object:
    """What the file that a value names holds. The fault, the file's own, says who named it."""
    try:
        return read_terms(path) if key == "glossary" else read_calibration(path)
    except (FileAccess, InvalidConfig) as fault:
        raise _named_by(fault, said(group, key, layer)) from fault


def _named_by(fault: RectoError, who: str) -> RectoError:
    return type(fault)(f"{fault.what} (named by {who})", where=fault.where, remedy=fault.remedy)


def said(group: str, key: str, layer: Layer) -> str:
    """A setting, and where it was chosen: "input.pages in recto.toml", "RECTO_INPUT_PAGES",
    "--pages".
    """
    spelled = _spelled(group, key, layer)
    return spelled if layer.name in {"environment", "flag"} else f"{spelled} in {layer.name}"


def _spelled(group: str, key: str, layer: Layer) -> str:
    if layer.name == "environment":
        return plain(f"RECTO_{group}_{key}".upper())
    if layer.name == "flag":
        return flag_of(key)
    return plain(f"{group}.{key}")


def read_terms(path: Path) -> tuple[str, ...]:
    """The terms of a glossary file, one a line; empty lines and comments (#) are none."""
    terms = (line.strip() for line in read_text(path).splitlines())
    return tuple(term for term in terms if term and not term.startswith("#"))
