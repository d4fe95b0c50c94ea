"""A layer that was found, not chosen: what of it counts, and what is passed over.

A layer of a folder's recto.toml or of a ledger enters, as it was written; it leaves in two that do
count (one that chooses, one that only lowers) and the names of the keys that do not. Only here:
that a name which is nearly one of ours is a slip of the pen, to be mended, while any other unknown
name is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from recto.files.written_text import plain
from recto.settings.authority import RIGHTS
from recto.settings.groups import GROUPS
from recto.settings.layers import Layer, field_names

MOST_NAMED = 12  # keys in a message


@dataclass(frozen=True, slots=True)
class Judged:
    """A layer of data in its parts."""

    free: Layer
    lower: Layer
    passed: tuple[str, ...]  # "llm.base_url", for people


def judged(layer: Layer) -> Judged:
    """Take a layer of data apart."""
    free: dict[str, dict[str, object]] = {}
    lower: dict[str, dict[str, object]] = {}
    passed = []
    foreign = []
    for group, table in layer.values.items():
        is_ours = group in GROUPS or bool(get_close_matches(group, GROUPS, 1))
        if not is_ours or not isinstance(table, Mapping):
            foreign.append(plain(group))
            continue
        for key, value in table.items():
            kind = _kind_of(group, key)
            if kind == "user":
                passed.append(plain(f"{group}.{key}"))
                continue
            part = free if kind == "free" else lower
            part.setdefault(group, {})[key] = value
    return Judged(
        free=replace(layer, values=free),
        lower=replace(layer, values=lower, lowers=True),
        passed=(*foreign, *passed),
    )


def _kind_of(group: str, key: str) -> str:
    """What data may do with a key; of an unknown one "free" leads to the message that the name is
    wrong, and what it should be.
    """
    right = RIGHTS.get((group, key))
    if right is not None:
        return right.kind
    if group not in GROUPS or get_close_matches(key, field_names(group), 1):
        return "free"
    return "user"


def listed(keys: tuple[str, ...]) -> str:
    """Keys for a message, not more than can be read."""
    text = ", ".join(keys[:MOST_NAMED])
    more = len(keys) - MOST_NAMED
    if more > 0:
        return f"{text} and {more:,} more"
    return text
