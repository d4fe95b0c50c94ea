"""`recto explain`: what the codes in results, logs and ledgers mean.

Codes enter, or none for all of them; sentences leave, and what the engine makes of each reason.
What it says is taken from recto/reasons.py, nothing is known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from textwrap import wrap
from typing import get_args

import click

from recto.arbitration.flags import AT_MOST
from recto.cli.terminal import answer
from recto.errors import BadArguments
from recto.files.written_text import plain
from recto.reasons import (
    BY_CODE,
    ConfidenceMap,
    Flag,
    Kind,
    Reason,
    explain,
    members,
    of_kind,
)

COLUMNS = 80  # of the terminal that the list is set for
INDENT = 2  # columns before a code
GAP = 2  # columns between a code and its sentence

KINDS: Mapping[Kind, str] = {
    "word": "why a word is printed, or is not",
    "flag": "why a person should look at a word",
    "page": "why a whole page is taken from the local readers",
    "routing": "why something is sent to the LLM, or kept here",
    "noticed": "what was noticed of a page that an LLM has read",
    "outcome": "what became of a page",
    "done": "what the vision reader did",
    "ask": "why an ask of the vision reader was repeated, divided, or came to nothing",
    "line": "what the vision reader noticed of a line or of a whole answer",
}
MAPS: Mapping[ConfidenceMap, str] = {
    "local": "through the map for words of the local readers",
    "llm": "through the map for words of a page that an LLM has read",
    "none": "through no map",
}
FLAGS: Mapping[Flag, str] = {
    "always": "always",
    "unsure": "where the word is unsure, or a number is not settled",
    "never": "never",
}
COUNTED: frozenset[Kind] = frozenset({"noticed", "done", "line"})  # whenever they happen


@click.command(name="explain", short_help="Say what a reason's code means.")
@click.argument("codes", metavar="[REASON]...", nargs=-1)
def command(codes: tuple[str, ...]) -> int:
    """Say what REASONs mean, or list all of them.

    A REASON is a code as JSON, hOCR and PAGE have it, or an event of the vision reader
    ("fell-back:timeout").
    """
    lines: list[str] = []
    for code in codes:
        lines += described(code)
    if not codes:
        lines += listed()
    answer(*lines)
    return 0


def listed() -> Iterator[str]:
    """All reasons by kind, each with its sentence in a column of its own, in lines of COLUMNS."""
    width = INDENT + max(map(len, BY_CODE)) + GAP
    indent, hung = " " * INDENT, " " * width
    for number, kind in enumerate(get_args(Kind)):
        if number:
            yield ""
        title = KINDS[kind]
        yield f"{title[0].upper()}{title[1:]}:"
        for reason in of_kind(kind):
            name = f"{indent}{reason}"
            first, *more = wrap(reason.sentence, COLUMNS - width)
            yield f"{name:{width}}{first}"
            for rest in more:
                yield f"{hung}{rest}"


def described(code: str) -> Iterator[str]:
    """A code with its sentence and what follows from it. Raises BadArguments for an unknown one."""
    try:
        parts = members(code)
    except KeyError:
        raise _unknown(code) from None

    yield f"{code}: {explain(code)}"
    for part in parts:
        name = f"{part} " if len(parts) > 1 else ""
        kinds = [KINDS[kind] for kind in part.about.kinds]
        yield f"  {name}tells: {'; or '.join(kinds)}"

    reason = parts[0]
    about = reason.about
    if "word" in about.kinds:
        yield f"  confidence: {MAPS[about.map]}"
        yield f"  flag: {FLAGS[about.flag]}"
    elif "flag" in about.kinds:
        yield f"  confidence: {at_most(reason)}"
        yield "  flag: always; results say that a word is flagged, not by which row"
    else:
        yield "  confidence: of no word"
        yield "  flag: none follows from it"
    yield f"  guard: {guard_of(reason)}"


def at_most(reason: Reason) -> str:
    """What a reason to look leaves of P(right), for people."""
    most = AT_MOST.get(reason)
    return "as it is" if most is None else f"{most:g} at most"


def guard_of(reason: Reason) -> str:
    """Whether a page's guards count it, for people."""
    if reason.about.is_guard:
        return "counts each of its words"
    if COUNTED.intersection(reason.about.kinds):
        return "counts each time"
    return "no"


def _unknown(code: str) -> BadArguments:
    """With the code or event that was most likely meant, where one is like it."""
    known: list[tuple[str, Sequence[str]]] = [(code, tuple(BY_CODE))]
    done, colon, why = code.partition(":")
    if colon:
        known = [(done, of_kind("done")), (why, of_kind("ask"))]

    near: list[str] = []
    for part, names in known:
        near += get_close_matches(part, names, 1)
    remedy = "`recto explain` lists all of them"
    if len(near) == len(known):
        meant = ":".join(near)
        remedy = f"did you mean {meant!r}?"
    return BadArguments(f"no reason is called '{plain(code)}'", remedy=remedy)
