"""`recto config`: which settings hold and where each comes from; and a recto.toml to begin with.

Flags enter; TOML leaves, on standard output (`show`) or in a file (`init`). What a setting is, may
be and usually is, its definition says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from recto.cli.options.given import settings_of
from recto.cli.options.own import output_option
from recto.cli.options.settings import config_flag, profile_flag
from recto.cli.terminal import answer, say
from recto.settings.groups import GROUPS
from recto.settings.setting import Defined, defined
from recto.settings.values import allowed

if TYPE_CHECKING:
    from recto.settings.groups import Settings

COLUMNS = 80


@click.group(name="config", short_help="Show the settings, or begin a recto.toml.")
def command() -> None:
    """Show which settings hold, or write a recto.toml to begin with."""


@command.command(name="show", short_help="Show the settings and where each comes from.")
@profile_flag
@config_flag
@click.option("--changed", is_flag=True, help="Only those that are not as usual.")
def show(changed: bool, **given: Any) -> int:
    """Show every setting as it holds here, as TOML, and where it was chosen."""
    settings = settings_of(given)
    is_any = False
    for group in GROUPS:
        rows = list(_rows(group, settings, changed=changed))
        if rows:
            answer(f"[{group}]", *rows, "")
            is_any = True
    if not is_any:
        say("every setting is as usual")
    return 0


@command.command(name="init", short_help="Write a recto.toml to begin with.")
@output_option("FILE", usual="your own recto.toml")
@profile_flag
def init(output: str, **given: Any) -> int:
    """Write a recto.toml with every setting, explained and switched off.

    Without -o it becomes your own, which holds in every folder. One that is there is not touched.
    """
    from recto.errors import FileAccess
    from recto.files.atomic import atomic

    path = Path(output) if output else _own_file()
    if path.exists():
        remedy = "edit it, or name another file with -o"
        raise FileAccess("is there already", where=str(path), remedy=remedy)
    profile = given.get("input__profile") or ""
    text = "\n".join(template(profile))
    with atomic(path) as file:
        file.write(f"{text}\n".encode())
    say(f"written to {path}; recto config show says what holds")
    return 0


def template(profile: str = "") -> Iterator[str]:
    """The lines of a recto.toml that changes nothing but the profile."""
    yield "# Settings of Recto. Take the # away from a line that is to count."
    for group, kind in GROUPS.items():
        yield ""
        yield f"[{group}]"
        for field in defined(kind).values():
            if (group, field.name) in NOT_IN_A_FILE:
                continue
            is_set = profile and field.name == "profile"
            value = profile if is_set else _usual(field)
            mark = "" if is_set else "# "
            about = f"{field.setting.says} Give {allowed(field)}."
            yield ""
            yield from wrap(about, COLUMNS, initial_indent="# ", subsequent_indent="# ")
            yield f"{mark}{field.name} = {toml(value)}"


# What is chosen anew for each command.
NOT_IN_A_FILE = frozenset({("output", "folder"), ("llm", "dry_run"), ("input", "pages")})


def toml(value: object) -> str:
    """A value as TOML has it."""
    if isinstance(value, tuple):
        return json.dumps(list(value), ensure_ascii=False)
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)


def _usual(field: Defined) -> object:
    """The default; of a setting that has none, something of its kind."""
    if field.default is not None:
        return field.default
    if field.kind in (int, float):
        return field.kind(max(field.setting.least, min(field.setting.most, 1)))
    return ""


def _rows(group: str, settings: Settings, *, changed: bool) -> Iterator[str]:
    origins = dict(settings.origins)
    for name, field in defined(GROUPS[group]).items():
        value = getattr(getattr(settings, group), name)
        origin = origins.get(f"{group}.{name}", "")
        if changed and value == field.default:
            continue
        place = origin.rpartition(" in ")[2] if not origin.startswith("RECTO_") else origin
        said = f"from {place}" if origin else "usual"
        if field.setting.from_file is not None and value != field.default:
            yield f"# {name}: of the file that {origin} names"
        elif value is None:
            yield f"# {name} is not set"
        else:
            shown = f"{name} = {toml(value)}"
            yield f"{shown:40}  # {said}"


def _own_file() -> Path:
    from recto.errors import FileAccess
    from recto.files.own_folders import config_folder
    from recto.settings.found import FILE_NAME

    folder = config_folder()
    if folder is None:
        raise FileAccess("you have no configuration folder here", remedy="name a file with -o")
    return folder / FILE_NAME
