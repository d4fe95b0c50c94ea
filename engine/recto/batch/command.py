"""How a run was asked for, as its ledger remembers it: no more of it than a folder may say.

A command line's paths and Settings enter and become text; the text of any ledger, edited or
damaged, leaves as a Command or as FileAccess. Only here: which settings a ledger keeps (those of
which authority.py lets data speak; of the others only that they were chosen), and which sources are
believed to be a run's on its ledger's word.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from recto.batch.ledger import FOLDER
from recto.batch.ledger_check import PIPES
from recto.errors import BadArguments, FileAccess, InputError
from recto.files.own_files import check_own
from recto.files.written_text import plain, plain_name
from recto.settings.authority import RIGHTS
from recto.settings.groups import Settings
from recto.settings.layers import Values, default
from recto.sources.pipes import STDIN, is_pipe

AGAIN = "move its .recto folder away and start the run again"
MOST_PATHS = 100_000  # as a shell can give to a program
MOST_DIGESTS = 100
DIGEST = re.compile(r"[0-9a-f]{16}")
# Chosen anew by every command, so that nothing is lost when a ledger does not keep it.
ANEW = frozenset({("output", "folder"), ("llm", "dry_run")})


NAMES = frozenset(f"{group}.{key}" for group, key in RIGHTS)


@dataclass(frozen=True, slots=True)
class Command:
    """One run, to be asked for again."""

    folder: str  # where it was started: the paths are relative to it
    paths: tuple[str, ...]  # as given, but for pipes: where what came through was kept
    values: Values  # the settings that a ledger keeps
    also: tuple[str, ...] = ()  # other settings that were chosen: "llm.base_url"
    digests: tuple[str, ...] = ()  # Settings.digest of the run and of its retries

    def text(self) -> str:
        """As the ledger keeps it."""
        value = {
            "folder": self.folder,
            "paths": self.paths,
            "settings": self.values,
            "also": self.also,
            "digests": self.digests[-MOST_DIGESTS:],
        }
        return json.dumps(value)


def no_run(out: str) -> FileAccess:
    """What is said where a command wants a run's folder and this is none."""
    remedy = "start one with `recto read ... -o`"
    return FileAccess("no run has begun here", where=out, remedy=remedy)


def command_of(paths: Sequence[str], settings: Settings) -> Command:
    """What is asked for now, in this folder."""
    values: dict[str, dict[str, object]] = {}
    also = []
    for (group, key), right in RIGHTS.items():
        table = getattr(settings, group)
        value = getattr(table, key)
        if right.kind == "user":
            is_chosen = value != default(group, key)
            if is_chosen and (group, key) not in ANEW:
                also.append(f"{group}.{key}")
        elif value is not None:
            values.setdefault(group, {})[key] = value

    here = os.getcwd()  # noqa: PTH109 - as text
    digests = (settings.digest(),)
    return Command(here, tuple(paths), values, tuple(also), digests)


def parsed(text: str, where: str) -> Command:
    """The Command of a ledger's text. Raises FileAccess when it is none."""
    try:
        value = json.loads(text)
        return _command(value)
    except (ValueError, RecursionError) as fault:
        reason = plain(str(fault))
        what = f"the ledger does not say how its run was started ({reason})"
        raise FileAccess(what, where=where, remedy=AGAIN) from fault


def _command(value: Any) -> Command:
    """Raises ValueError for what is no command."""
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004 - one error type for every wrong value

    folder = value.get("folder")
    if not isinstance(folder, str) or "\0" in folder:
        raise ValueError("no folder")

    paths = _texts(value, "paths")
    if not 0 < len(paths) <= MOST_PATHS or "" in paths:
        raise ValueError("no paths")

    digests = tuple(text for text in _texts(value, "digests") if DIGEST.fullmatch(text))
    values = _values(value.get("settings"))
    also = tuple(name for name in _texts(value, "also") if name in NAMES)
    return Command(
        folder,
        paths,
        values,
        also,
        digests[-MOST_DIGESTS:],
    )


def _texts(value: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts without NUL; empty where there is none."""
    texts = value.get(key, [])
    wrong = ValueError(f"{key} are no texts")
    if not isinstance(texts, list):
        raise wrong
    for text in texts:
        if not isinstance(text, str) or "\0" in text:
            raise wrong
    return tuple(texts)


def _values(settings: object) -> dict[str, dict[str, object]]:
    """Values of fields that there are; a ledger of an earlier version has them all."""
    if not isinstance(settings, dict):
        raise ValueError("no settings")  # noqa: TRY004 - as above
    for table in settings.values():
        if not isinstance(table, dict):
            raise ValueError("no settings")  # noqa: TRY004 - as above

    values: dict[str, dict[str, object]] = {}
    for group, table in settings.items():
        for key, value in table.items():
            if (group, key) in RIGHTS and value is not None:
                values.setdefault(group, {})[key] = value
    return values


def found_again(asked: Command, out: Path) -> Command:
    """The command with what came through a pipe where it is kept now: it moves with OUT.

    Raises InputError where it is kept no more, or never was: nothing can be read twice from a pipe,
    and a retry waits for nobody.
    """
    spool = Path(os.path.realpath(out)) / FOLDER / PIPES
    paths = []
    for path in asked.paths:
        there = Path(asked.folder) / path
        if there.parts[-3:-1] == (FOLDER, PIPES):
            kept = spool / there.name
            check_own(kept)
            if not kept.exists():
                raise _gone(f"what came through a pipe is not kept in {out} any more", out)
            paths.append(str(kept))
        elif is_pipe(path) or is_pipe(str(there)):
            name = "standard input" if path in STDIN else plain_name(there)
            raise _gone(f"{name} cannot be read again: what came through it is gone", out)
        else:
            paths.append(path)
    return replace(asked, paths=tuple(paths))


def _gone(what: str, out: Path) -> InputError:
    remedy = f"keep it in a file and name that: recto retry {out} FILE"
    return InputError(what, where=str(out), remedy=remedy)


def refuse_far(asked: Command, out: Path) -> None:
    """Raise BadArguments when a source lies elsewhere than below this folder or beside OUT.

    An edited ledger could name any page of this machine, and have its text written into OUT.
    """
    here = Path(os.path.realpath("."))
    beside = Path(os.path.realpath(out)).parent
    folder = Path(asked.folder)
    for path in asked.paths:
        if path == "-":
            continue
        place = Path(os.path.realpath(folder / path))
        if place.is_relative_to(here) or place.is_relative_to(beside):
            continue
        shown = plain_name(place)
        where = f"neither below this folder nor beside {out}"
        what = f"the ledger names {shown} as a source, which lies {where}"
        raise BadArguments(what, remedy=f"if it is yours, name it: recto retry {out} {shown}")
