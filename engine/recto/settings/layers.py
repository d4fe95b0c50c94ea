"""Layers of settings, one on the other: sources of values, of which the last that speaks decides.

Layers enter, lowest first; Settings leave, or InvalidConfig (BadArguments for a flag or a keyword
of Python) that names the source, the key and the remedy. A layer that only lowers counts where its
value is less than what stands. Where layers come from is load.py's business, what a folder's layer
may say authority.py's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from recto.errors import BadArguments, FileAccess, InvalidConfig
from recto.files.written_text import plain
from recto.settings.authority import RIGHTS
from recto.settings.groups import GROUPS, Settings, flag_of
from recto.settings.keywords import keyword_of
from recto.settings.profiles import with_profile
from recto.settings.setting import defined
from recto.settings.values import value_of

Values = Mapping[str, Mapping[str, object]]  # group -> field -> value as it was written
Named = tuple[str, str, object]  # group, field, value
GIVEN = frozenset({"flag", "keyword"})  # layers of what was given to this one call


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of values, with its name for people."""

    name: str  # "recto.toml", "environment", "flag", "keyword"
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
        for group, key, written in named_values(layer):
            value = checked(group, key, written, layer)
            field_of = defined(GROUPS[group])[key]
            names_file = field_of.setting.from_file is not None
            if names_file and isinstance(written, str):
                path = layer.folder / written
                self.files.append(str(path))
            if not layer.lowers or self._is_lower(group, key, value):
                self.chosen.setdefault(group, {})[key] = value
                self.origins[f"{group}.{key}"] = said(group, key, layer)

    def _is_lower(self, group: str, key: str, value: object) -> bool:
        """Whether it is less than what stands; notes what was overruled, and what is not less."""
        name = f"{group}.{key}"
        mine = self.chosen.get(group, {})
        standing = mine[key] if key in mine else default(group, key)
        if RIGHTS[group, key].lowers(value, standing):
            if key in mine:
                self.overruled.append(f"{name} from {standing} to {value}")
            return True
        if value != standing:
            self.raised.append(name)
        return False

    def settings(self) -> Settings:
        """All groups, the defaults where nothing stands."""
        groups = {}
        for group, kind in GROUPS.items():
            chosen = self.chosen.get(group, {})
            groups[group] = kind(**chosen)
        files = tuple(self.files)
        origins = tuple(self.origins.items())
        return Settings(**groups, files=files, origins=origins)


def default(group: str, key: str) -> object:
    """What a field is when nobody chooses."""
    field_of = defined(GROUPS[group])[key]
    return field_of.default


def laid(layers: Sequence[Layer]) -> Standing:
    """All layers, the lowest first. Raises InvalidConfig or BadArguments."""
    standing = Standing()
    for layer in with_profile(layers):
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
    named = [f"[{group}]" for group in GROUPS]
    return ", ".join(named)


def field_names(group: str) -> list[str]:
    """The fields of a group."""
    return list(defined(GROUPS[group]))


def checked(group: str, key: str, value: object, layer: Layer) -> object:
    """The value as its field's type; of a field that names a file, what the file holds.

    Raises InvalidConfig, BadArguments for a flag, or FileAccess.
    """
    field_of = defined(GROUPS[group])
    spelled = _spelled(group, key, layer)
    if key not in field_of:
        names = list(field_of)
        near = get_close_matches(key, names, 1)
        remedy = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(names)}"
        raise InvalidConfig(f"unknown key {spelled}", where=layer.name, remedy=remedy)

    setting = field_of[key].setting
    if setting.from_file is not None and isinstance(value, str):
        try:
            return setting.from_file(layer.folder / value)
        except (FileAccess, InvalidConfig) as fault:
            # The fault, the file's own, says who named it.
            what = f"{fault.what} (named by {said(group, key, layer)})"
            raise type(fault)(what, where=fault.where, remedy=fault.remedy) from fault

    try:
        return value_of(field_of[key], value)
    except ValueError as error:
        shown = plain(repr(value)) if setting.quoted else "what is given"
        what = f"{spelled} cannot be {shown}"
        remedy = f"give {error}"
        if layer.name in GIVEN:
            raise BadArguments(what, where="", remedy=remedy) from None
        raise InvalidConfig(what, where=layer.name, remedy=remedy) from None


def said(group: str, key: str, layer: Layer) -> str:
    """A setting, and where it was chosen: "input.pages in recto.toml", "RECTO_INPUT_PAGES",
    "--pages".
    """
    spelled = _spelled(group, key, layer)
    if layer.name == "environment" or layer.name in GIVEN:
        return spelled
    return f"{spelled} in {layer.name}"


def _spelled(group: str, key: str, layer: Layer) -> str:
    if layer.name == "environment":
        variable = f"RECTO_{group}_{key}"
        return plain(variable.upper())
    if layer.name == "flag":
        return flag_of(group, key)
    if layer.name == "keyword":
        return keyword_of(group, key)
    return plain(f"{group}.{key}")
