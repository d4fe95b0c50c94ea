"""The recto.toml files that apply here, and what stands in them, unjudged.

The working folder and the user's configuration folder are looked into; Files leave, and the tables
of one file, or InvalidConfig and FileAccess with what to mend. Only here: where a recto.toml is
looked for, whose it is, and how large and how deep one may be. What a file's values mean is
load.py's business.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from recto.errors import InvalidConfig
from recto.files.own_folders import config_folder
from recto.files.written_text import plain, plain_name, read_text, toml_in

FILE_NAME = "recto.toml"
MOST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Files:
    """Which recto.toml files apply, and with whose authority."""

    own: Path | None = None  # the user's: all of it counts
    here: Path | None = None  # found in the working folder: data
    notes: tuple[str, ...] = ()  # why one that is there does not apply, for people


def find_files(config: str = "") -> Files:
    """The files that apply; `config`, what --config names, stands for all and is the user's."""
    if config:
        return Files(own=Path(config))
    folder = config_folder()
    own = None
    # Path.is_file raises in a folder that may not be entered.
    if folder and os.path.isfile(folder / FILE_NAME):  # noqa: PTH113 - see above
        own = folder / FILE_NAME
    here = Path(FILE_NAME)
    fault = _unfit(here)
    if fault is None:
        return Files(own)
    if own:
        with suppress(OSError):
            if own.samefile(here):
                return Files(own)
    if fault:
        note = f"{FILE_NAME} in this folder was passed over, {fault}"
        return Files(own, notes=(f"{note}; --config FILE reads any file",))
    return Files(own, here)


def _unfit(path: Path) -> str | None:
    """None: there is no such file; empty: it can be read; else why it is not even opened."""
    try:
        kind = os.lstat(path).st_mode
    except OSError:
        return None
    if stat.S_ISLNK(kind):
        return _unfit_link(path)
    if stat.S_ISDIR(kind):
        return None
    return "" if stat.S_ISREG(kind) else "it is not a plain file"


def _unfit_link(path: Path) -> str | None:
    """The same of a link, which may lead to another file of this folder."""
    end = Path(os.path.realpath(path))
    if not os.path.exists(end):  # noqa: PTH110 - Path.exists raises on a circle of links
        return None
    if not end.is_relative_to(os.path.realpath(".")):
        return "it is a link that leads out of the folder"
    return _unfit(end)


def read_tables(path: Path) -> dict[str, object]:
    """What stands in a recto.toml. Raises InvalidConfig or FileAccess."""
    where = plain_name(path)
    remedy = "mend it, or name another file with --config"
    try:
        text = read_text(path, MOST_BYTES)
        return toml_in(text)
    except ValueError as error:
        raise InvalidConfig(str(error), where=where, remedy=remedy) from None


def tables_of(path: Path, known: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """The same, when all of it must be tables. Raises InvalidConfig or FileAccess."""
    tables = {}
    for group, table in read_tables(path).items():
        if not isinstance(table, dict):
            names = ", ".join(f"[{name}]" for name in known)
            what = f"{plain(group)!r} stands outside a table"
            raise InvalidConfig(what, where=plain_name(path), remedy=f"put it under one of {names}")
        tables[group] = table
    return tables
