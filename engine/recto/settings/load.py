"""Where settings come from: defaults < user's file < working folder's < environment < flags.

Flags (a mapping of group to field to value) enter; frozen Settings leave, with what must be said of
the files, or InvalidConfig naming the file or variable, the key and the remedy. The user's file
lies in the user's configuration folder, or is named by --config, which stands for every other file;
all of it counts. A recto.toml in the working folder is data: authority.py says what of it counts,
and where it only lowers, it lowers what all others say, flags included. A variable is
RECTO_<GROUP>_<FIELD>, e.g. RECTO_LLM_MODEL. What the fields mean stands in the groups
themselves (groups.py).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from recto.files.own_folders import config_folder
from recto.files.written_text import plain, plain_name
from recto.settings.authority import RIGHTS
from recto.settings.data_layer import judged, listed
from recto.settings.found import FILE_NAME, Files, find_files, read_tables, tables_of
from recto.settings.groups import GROUPS, Batch, Input, Local, Settings
from recto.settings.layers import Layer, Values, laid
from recto.settings.llm import LlmOptions
from recto.settings.output import Output

__all__ = [
    "Batch",
    "Input",
    "LlmOptions",
    "Local",
    "Output",
    "Settings",
    "load",
    "load_again",
    "load_here",
]

# Read elsewhere (sources/pdf.py, vision/call/cost.py, serve/tokens.py), or another program's,
# recto-paperless.
OTHER_VARIABLES = frozenset({"RECTO_PDF_PASSWORD", "RECTO_PRICES", "RECTO_SERVE_TOKEN"})
OTHER_PROGRAM = "RECTO_PAPERLESS_"
Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, and where they come from."""

    settings: Settings
    files: Files
    passed: tuple[str, ...]  # keys of the working folder's file, or the ledger, that do not count
    notes: tuple[str, ...]  # what the user must be told of the files, a line each


def load(
    flags: Values,
    *,
    environ: Environment | None = None,
    file: Path | None = None,
) -> Settings:
    """Settings out of flags, environment (default: this process's) and, if given, a whole file.

    Raises InvalidConfig, FileAccess, or BadArguments when a flag is wrong.
    """
    layers = [
        *own_layer(file),
        from_environment(environ),
        Layer("flag", flags),
    ]
    standing = laid(layers)
    return standing.settings()


def load_here(flags: Values, config: str = "", *, environ: Environment | None = None) -> Loaded:
    """The same with the files that apply here; `config`: what --config names, if anything.

    Raises InvalidConfig, FileAccess, or BadArguments when a flag is wrong.
    """
    files = find_files(config)
    tables = read_tables(files.here) if files.here else {}
    found = judged(Layer(FILE_NAME, tables))  # type: ignore[arg-type]  # as they were written
    layers = [
        *own_layer(files.own),
        found.free,
        from_environment(environ),
        Layer("flag", flags),
        found.lower,
    ]
    standing = laid(layers)
    passed = (*found.passed, *standing.raised)

    # What is said once, on standard error, of the working folder's file.
    notes = [*files.notes, *unknown_variables(environ)]
    if passed:
        why = "a file that lies with the data may not choose them"
        what = f"{FILE_NAME} in this folder: passed over {listed(passed)}, as {why}"
        notes.append(f"{what}; {how_to_allow()}")
    if standing.overruled:
        lowered = listed(tuple(standing.overruled))
        what = f"{FILE_NAME} in this folder lowers {lowered}"
        notes.append(f"{what}; --config FILE reads another instead")
    return Loaded(standing.settings(), files, passed, tuple(notes))


def load_again(
    flags: Values,
    ledger: Layer,
    config: str = "",
    *,
    environ: Environment | None = None,
) -> Loaded:
    """Settings of a run that a ledger remembers.

    What the ledger may say stands below today's flags and above all else. The working folder's
    recto.toml has no part in it: what it chose, the ledger has. Raises as `load_here` does.
    """
    files = Files(own=find_files(config).own)
    found = judged(ledger)
    layers = [
        *own_layer(files.own),
        from_environment(environ),
        found.free,
        found.lower,
        Layer("flag", flags),
    ]
    standing = laid(layers)
    passed = (*found.passed, *standing.raised)
    return Loaded(standing.settings(), files, passed, ())


def own_layer(path: Path | None) -> list[Layer]:
    """The layer of a file that is the user's. Raises InvalidConfig or FileAccess."""
    if path is None:
        return []
    name = plain_name(path)
    values = tables_of(path, GROUPS)
    return [Layer(name, values, path.parent)]


def from_environment(environ: Environment | None) -> Layer:
    """Take RECTO_<GROUP>_<FIELD>; of others that begin with RECTO_ see `unknown_variables`."""
    if environ is None:
        environ = os.environ
    values: dict[str, dict[str, object]] = {}
    for name, value in environ.items():
        prefix, _, rest = name.partition("_")
        group, _, key = rest.lower().partition("_")
        if prefix == "RECTO" and group in GROUPS and key and value:
            values.setdefault(group, {})[key] = value
    return Layer("environment", values)


def unknown_variables(environ: Environment | None) -> list[str]:
    """Variables that look like settings and are none, each with what may be meant."""
    if environ is None:
        environ = os.environ
    notes = []
    for name, value in environ.items():
        if not value or not _is_unknown(name):
            continue
        what = f"{plain(name)} in the environment is no setting, and does nothing"
        near = _variable_like(name)
        notes.append(f"{what}; did you mean {near}?" if near else what)
    return notes


def _is_unknown(name: str) -> bool:
    """Whether it has our beginning, and neither a group of settings nor another use behind it."""
    if not name.startswith("RECTO_") or name.startswith(OTHER_PROGRAM):
        return False
    group = name.removeprefix("RECTO_").partition("_")[0]
    return name not in OTHER_VARIABLES and group.lower() not in GROUPS


def _variable_like(name: str) -> str:
    """RECTO_LANGUAGE -> RECTO_INPUT_LANGUAGE; empty where no setting is called like that."""
    wanted = name.removeprefix("RECTO_").lower()
    variables = []
    for group, key in RIGHTS:
        variable = f"RECTO_{group}_{key}".upper()
        if key == wanted:
            return variable
        variables.append(variable)
    near = get_close_matches(name, variables, 1)
    return near[0] if near else ""


def how_to_allow() -> str:
    """What a user does who wants what was passed over."""
    folder = config_folder()
    own = ""
    if folder:
        own = f"{folder / FILE_NAME}, your own, or "
    whole = f"all of this file with --config {FILE_NAME}"
    return f"to allow them, put them into {own}give flags, or {whole}"
