"""The keywords of `read` and `read_many`, turned into Settings.

What a caller gave enters, laid on the Settings that were given or the usual ones; Settings leave.
A keyword that is not known is a TypeError that names the nearest, a value that cannot stand a
BadArguments that says what can. Only here: which settings of the command have no meaning for a
program, and what it does instead. What the keywords are: settings/keywords.py; their types, for
editors and type checkers: keywords.py, written by scripts/keyword_types.py.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from recto.settings.calibration import Calibration
from recto.settings.collection import Collection
from recto.settings.groups import GROUPS, Batch, Settings
from recto.settings.keywords import keywords
from recto.settings.layers import Layer, Standing, laid
from recto.settings.llm import LlmOptions

SAVE = 'a Document is saved by document.save("out.pdf")'
CLUSTER = "`recto read DIR -o OUT --engine ray` reads on a cluster"
# Settings of a run into a folder -> what a program does instead.
OTHERWISE: Mapping[str, str] = {
    "output": SAVE,
    "format": SAVE,
    "furniture": 'it is said when saving: document.save("out.txt", furniture="drop")',
    "deskew": "`recto read --deskew -o out.pdf` does it",
    "optimize": "`recto read --optimize 2 -o out.pdf` does it",
    "skip_existing": "leave out the sources whose results you have",
    "log_json": "look at the pages: page.notes, page.status, page.seconds",
    "report": "`recto read DIR -o OUT` writes one",
    "fetch": "`recto read LIST -o OUT --fetch` reads the pages of a list",
    "engine": CLUSTER,
    "address": CLUSTER,
    "shard_pages": "`recto read DIR -o OUT -f parquet` writes shards",
    "dry_run": "`recto read --dry-run` shows what would be sent",
}
# One file in this process, whose readers stay warm for the next; no limit can be kept on it there.
ONE = Batch(jobs=1, timeout_per_page=None)


def settings_for_one(base: Settings | None, given: Mapping[str, Any]) -> Settings:
    """For `read`: in this process, unless the caller asks for others."""
    if base is None:
        batch = ONE
        jobs = given.get("jobs", 1)
        if jobs != 1 or "timeout_per_page" in given:
            batch = Batch(jobs=1)
        base = Settings(batch=batch)
    return settings_for_many(base, given)


# Of the local readers' settings, what may be given as a value instead of the name of its file.
IN_PLACE_OF_A_FILE: Mapping[str, type] = {"calibration": Calibration, "collection": Collection}


def settings_for_many(base: Settings | None, given: Mapping[str, Any]) -> Settings:
    """The settings, and over them what the keywords say. Raises TypeError or BadArguments."""
    settings = base or Settings()
    values: dict[str, dict[str, object]] = {}
    for keyword, value in given.items():
        group, key = _named(keyword)
        if isinstance(value, LlmOptions) and keyword == "llm":
            settings = replace(settings, llm=value)
            continue
        if isinstance(value, IN_PLACE_OF_A_FILE.get(keyword, ())):
            own: dict[str, Any] = {keyword: value}
            local = replace(settings.local, **own)
            settings = replace(settings, local=local)
            continue
        written = value
        if isinstance(value, os.PathLike):
            written = os.fspath(value)
        elif keyword == "pages" and type(value) is int:
            written = str(value)  # one page
        table = values.setdefault(group, {})
        table[key] = written
    layer = Layer("keyword", values)
    return _laid_over(settings, laid([layer]))


def _named(keyword: str) -> tuple[str, str]:
    if keyword in OTHERWISE:
        raise TypeError(f"{keyword} is for the command: {OTHERWISE[keyword]}")
    known = keywords()
    if keyword in known:
        return known[keyword]
    names = [name for name in known if name not in OTHERWISE]
    listed = ", ".join(names)
    hint = f"known are {listed}"
    near = get_close_matches(keyword, names, 1)
    if near:
        hint = f"did you mean {near[0]}?"
    raise TypeError(f"unknown keyword {keyword}; {hint}")


def _laid_over(settings: Settings, standing: Standing) -> Settings:
    groups = {}
    for group in GROUPS:
        chosen: dict[str, Any] = standing.chosen.get(group, {})
        table = getattr(settings, group)
        groups[group] = replace(table, **chosen)
    origins = dict(settings.origins)
    origins.update(standing.origins)
    told = tuple(origins.items())
    files = (*settings.files, *standing.files)
    return Settings(**groups, files=files, origins=told)
