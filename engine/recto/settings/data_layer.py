"""A layer that was found, not chosen: what of it counts, and what is passed over.

A layer of a folder's recto.toml or of a ledger enters, as it was written; it leaves in two that do
count (one that chooses, one that only lowers) and the names of the keys that do not. Only here:
that a name which is nearly one of ours is a slip of the pen, to be mended, while any other unknown
name is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from recto.files.written_text import plain
from recto.settings.authority import RIGHTS
from recto.settings.layers import GROUPS, Layer, Named, field_names

MOST_NAMED = 12  # keys in a message


@dataclass(frozen=True, slots=True)
class Judged:
    """A layer of data in its parts."""

    free: Layer
    lower: Layer
    passed: tuple[str, ...]  # "llm.base_url", for people


def judged(layer: Layer) -> Judged:
    """Take a layer of data apart."""
    parts: dict[str, dict[str, dict[str, object]]] = {"free": {}, "lower": {}}
    passed = [plain(group) for group, table in layer.values.items() if not _is_table(group, table)]
    for group, key, value in _in_tables(layer):
        right = RIGHTS.get((group, key))
        kind = right.kind if right else _kind_of_unknown(group, key)
        if kind == "user":
            passed.append(plain(f"{group}.{key}"))
        else:
            parts[kind].setdefault(group, {})[key] = value
    free = replace(layer, values=parts["free"])
    return Judged(free, replace(layer, values=parts["lower"], lowers=True), tuple(passed))


def _is_table(group: str, table: object) -> bool:
    """Whether it is to be looked into: one of our tables, or nearly."""
    ours = group in GROUPS or bool(get_close_matches(group, GROUPS, 1))
    return ours and isinstance(table, Mapping)


def _in_tables(layer: Layer) -> Iterator[Named]:
    for group, table in layer.values.items():
        if _is_table(group, table):
            yield from ((group, key, value) for key, value in table.items())


def _kind_of_unknown(group: str, key: str) -> str:
    """ "free" leads to the message that the name is wrong, and what it should be."""
    slip = group not in GROUPS or get_close_matches(key, field_names(group), 1)
    return "free" if slip else "user"


def listed(keys: tuple[str, ...]) -> str:
    """Keys for a message, not more than can be read."""
    more = len(keys) - MOST_NAMED
    text = ", ".join(keys[:MOST_NAMED])
    return f"{text} and {more:,} more" if more > 0 else text
