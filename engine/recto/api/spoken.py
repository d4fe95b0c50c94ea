"""What goes wrong, said to a program: settings by their keywords, and no flag of a command that it
does not call.

A RectoError enters; it, or another of its kind that says the same by keyword, leaves. Only here:
the short flags that messages name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from recto.errors import RectoError
from recto.settings.keywords import keywords

SHORT = {"j": "jobs", "l": "language"}
# A flag as it stands in a sentence, and the blank before its value.
FLAG = re.compile(r"(?<![\w-])(?:--([a-z][a-z-]+)|-([a-z])\b)( (?=[A-Za-z]+$|[A-Z]{2}|https?:))?")
NOT_FOR_PROGRAMS = re.compile(r",? with (?:-o|-vv)\b")  # "choose another place with -o"


@contextmanager
def by_keyword() -> Iterator[None]:
    """Errors out of the block name keywords."""
    try:
        yield
    except RectoError as error:
        remedy = said_to_programs(error.remedy)
        what = said_to_programs(error.what)
        is_same = what == error.what and remedy == error.remedy
        if is_same:
            raise
        kind = type(error)
        said = kind(what, where=error.where, remedy=remedy)
        raise said.with_traceback(error.__traceback__) from error.__cause__


def said_to_programs(text: str) -> str:
    """ "use fewer jobs (-j), or a lower --dpi" -> "use fewer jobs (jobs=), or a lower dpi="; what
    is in `quotes` is for a command line, and stays.
    """
    parts = text.split("`")
    for at in range(0, len(parts), 2):
        part = NOT_FOR_PROGRAMS.sub("", parts[at])
        parts[at] = FLAG.sub(_keyword, part)
    return "`".join(parts)


def _keyword(found: re.Match[str]) -> str:
    long, short, _ = found.groups()
    name = SHORT.get(short, "")
    if long:
        name = long.replace("-", "_")
    if name in keywords():
        return f"{name}="
    return found[0]
