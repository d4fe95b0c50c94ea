"""Where settings come from: flags > environment > recto.toml > defaults.

Flags (a mapping of group to field to value) enter; frozen Settings leave, or InvalidConfig naming the file or variable,
the key and the remedy. The file is ./recto.toml, else recto.toml in the user's configuration folder; it has one table a
group. A variable is RECTO_<GROUP>_<FIELD>, e.g. RECTO_LLM_MODEL. What the fields mean stands in settings.py.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import get_type_hints

from recto.calibration.weights import read as read_calibration
from recto.errors import BadArguments, FileAccess, InvalidConfig
from recto.readers.vision.options import LlmOptions
from recto.setting_values import convert, limits
from recto.settings import Batch, Input, Local, Output, Settings

__all__ = ["Batch", "Input", "LlmOptions", "Local", "Output", "Settings", "load"]

GROUPS = MappingProxyType({"input": Input, "local": Local, "llm": LlmOptions, "output": Output, "batch": Batch})
FILE_NAME = "recto.toml"
FLAGS = MappingProxyType({"cleaning": "--clean", "mode": "--llm"})  # that are not called like their field

Values = Mapping[str, Mapping[str, object]]  # group -> field -> value as it was written


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of values, with its name for people."""

    name: str  # "recto.toml", "environment", "flag"
    values: Values
    folder: Path = Path()  # that relative file names are relative to


def load(flags: Values, *, environ: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Settings out of flags, environment (default: this process's) and, if given, a file.

    Raises InvalidConfig, or BadArguments when a flag is wrong.
    """
    layers = [read_file(file)] if file else []
    layers += [from_environment(os.environ if environ is None else environ), Layer("flag", flags)]
    chosen: dict[str, dict[str, object]] = {group: {} for group in GROUPS}
    for layer in layers:
        for group, values in layer.values.items():
            known = _known_group(group, layer)
            chosen[known] |= {key: _checked(group, key, value, layer) for key, value in values.items()}
    return Settings(
        Input(**chosen["input"]),  # type: ignore[arg-type]  # each value was converted to its field's own type
        Local(**chosen["local"]),  # type: ignore[arg-type]  # as above
        LlmOptions(**chosen["llm"]),  # type: ignore[arg-type]  # as above
        Output(**chosen["output"]),  # type: ignore[arg-type]  # as above
        Batch(**chosen["batch"]),  # type: ignore[arg-type]  # as above
    )


def find_file() -> Path | None:
    """The recto.toml that applies here, if any."""
    here = Path(FILE_NAME)
    if here.is_file():
        return here
    import platformdirs

    user = Path(platformdirs.user_config_dir("recto")) / FILE_NAME
    return user if user.is_file() else None


def read_file(path: Path) -> Layer:
    """Parse a recto.toml. Raises InvalidConfig or FileAccess."""
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except OSError as error:
        raise FileAccess(error.strerror or str(error), where=str(path), remedy="make it readable") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidConfig(f"not valid TOML ({error})", where=str(path), remedy="mend that line") from error
    for group, table in values.items():
        if not isinstance(table, dict):
            raise InvalidConfig(
                f"{group!r} stands outside a table", where=str(path), remedy=f"put it under one of {_tables()}"
            )
    return Layer(str(path), values, path.parent)


def from_environment(environ: Mapping[str, str]) -> Layer:
    """Take RECTO_<GROUP>_<FIELD>; other variables that begin with RECTO_ are not ours."""
    values: dict[str, dict[str, object]] = {}
    for name, value in environ.items():
        prefix, _, rest = name.partition("_")
        group, _, key = rest.lower().partition("_")
        if prefix == "RECTO" and group in GROUPS and key and value:
            values.setdefault(group, {})[key] = value
    return Layer("environment", values)


def _tables() -> str:
    return ", ".join(f"[{group}]" for group in GROUPS)


def _known_group(group: str, layer: Layer) -> str:
    if group not in GROUPS:
        raise InvalidConfig(f"unknown table [{group}]", where=layer.name, remedy=f"use one of {_tables()}")
    return group


def _checked(group: str, key: str, value: object, layer: Layer) -> object:
    kind = GROUPS[group]
    names = [field.name for field in fields(kind)]
    if key not in names:
        near = get_close_matches(key, names, 1)
        remedy = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(names)}"
        raise InvalidConfig(f"unknown key {_spelled(group, key, layer)}", where=layer.name, remedy=remedy)
    if key == "glossary" and isinstance(value, str):
        return read_terms(layer.folder / value)
    if key == "calibration" and isinstance(value, str):
        return read_calibration(layer.folder / value)
    try:
        return limits(group, key, convert(value, get_type_hints(kind)[key]))
    except ValueError as error:
        fault = BadArguments if layer.name == "flag" else InvalidConfig
        what = f"{_spelled(group, key, layer)} cannot be {value!r}"
        raise fault(what, where="" if layer.name == "flag" else layer.name, remedy=f"give {error}") from error


def _spelled(group: str, key: str, layer: Layer) -> str:
    if layer.name == "environment":
        return f"RECTO_{group}_{key}".upper()
    if layer.name == "flag":
        return FLAGS.get(key, f"--{key.replace('_', '-')}")
    return f"{group}.{key}"


def read_terms(path: Path) -> tuple[str, ...]:
    """The terms of a glossary file: one a line; empty lines and lines that begin with # are passed over."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise FileAccess(error.strerror or str(error), where=str(path), remedy="name a readable file") from error
    except UnicodeDecodeError as error:
        raise InvalidConfig("the glossary is not UTF-8", where=str(path), remedy="save it as UTF-8") from error
    terms = (line.strip() for line in lines)
    return tuple(term for term in terms if term and not term.startswith("#"))
