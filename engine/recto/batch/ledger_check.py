"""Whether a ledger is one that Recto wrote: a folder of results may come from anywhere.

An output folder, or its open database, enters; nothing leaves, or FileAccess that says what is
wrong and what to do. Only here: what kinds of file may lie in .recto, that the tables are those of
ledger.sql and nothing else (a view or a trigger is a program), and what values each column may
hold.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, get_args

from recto.batch.facts import Outcome
from recto.batch.spread import spread_from
from recto.errors import FileAccess
from recto.files.own_files import check_own, check_own_folder

MOVE = "move its .recto folder away and run again"
MOST_BYTES = 2**28  # of one value: a page's result has under 2 MiB
NAMES = (
    "ledger.sqlite",
    "ledger.sqlite-wal",
    "ledger.sqlite-shm",
    "ledger.sqlite-journal",
    "lock",
    "watch",  # the lock of `recto watch`
)
PIPES = "pipes"  # a folder: what came through a pipe

# Tables and their indices that ledgers began without, and those that came later.
ADDED = frozenset({"origin", "place", "lost"})
FOR_REVIEW = frozenset({
    "page_index", "doubt", "doubt_by_gain", "doubt_by_page", "doubt_by_text",
    "correction", "correction_by_page", "sample",
})  # fmt: skip
FOR_TEAMS = frozenset({"claim"})
FOR_TRIAGE = frozenset({"page_grade"})
# What a ledger of an earlier version may lack: some of these, each as a whole.
LATER = (ADDED, FOR_REVIEW, FOR_TEAMS, FOR_TRIAGE)

MOST_TEXT = 100_000  # characters
MOST_PAGES = 10_000_000  # of a file
MOST = 10**12  # of anything that is counted
MOST_SIZE = 2**62  # bytes of a file; -1: it was not looked into


def refuse_odd_files(folder: Path) -> None:
    """Raise FileAccess for links, pipes and devices where Recto's own files lie."""
    check_own_folder(folder)
    check_own_folder(folder / PIPES)
    for name in NAMES:
        check_own(folder / name)


def refuse_other_tables(database: sqlite3.Connection, script: str, where: str) -> None:
    """Raise FileAccess unless the tables are exactly those that `script` makes, all or without
    those that came later.
    """
    found, wanted = _tables(database), _wanted(script)
    missing = {name for _, name in wanted.keys() - found.keys()}
    of_before: set[str] = set()
    for later in LATER:
        if missing & later:
            of_before |= later
    known = {key: table for key, table in wanted.items() if key[1] not in of_before}
    if found != known:
        raise FileAccess("is not a ledger of this version of Recto", where=where, remedy=MOVE)


def is_of_before(database: sqlite3.Connection) -> bool:
    """Whether later tables are still to be made: `script` does it, and changes nothing else."""
    there = names_in(database)
    return not all(later <= there for later in LATER)


def names_in(database: sqlite3.Connection) -> set[str]:
    """The names of all tables and indices."""
    return {name for _, name in _tables(database)}


@lru_cache(maxsize=1)
def _wanted(script: str) -> dict[tuple[str, str], object]:
    model = sqlite3.connect(":memory:")
    try:
        model.executescript(script)
        return _tables(model)
    finally:
        model.close()


def _tables(database: sqlite3.Connection) -> dict[tuple[str, str], object]:
    """Every table with its columns, every view, trigger and index with its text."""
    rows = database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'",
    )
    found: dict[tuple[str, str], object] = {}
    for kind, name, text in rows.fetchall():
        if kind == "table":
            # By its columns: the text differs where a comment in ledger.sql was changed.
            columns = database.execute("SELECT * FROM pragma_table_xinfo(?)", (name,))
            found[kind, name] = columns.fetchall()
        else:
            found[kind, name] = " ".join(str(text).split())
    return found


def _text(column: str) -> str:
    return f"typeof({column}) = 'text' AND length({column}) <= {MOST_TEXT}"


def _of_type(column: str, types: tuple[str, ...]) -> str:
    names = ", ".join(f"'{name}'" for name in types)
    return f"typeof({column}) IN ({names})"


def _whole(column: str, least: int = 0, most: int = MOST) -> str:
    return f"typeof({column}) = 'integer' AND {column} BETWEEN {least} AND {most}"


def _number(column: str) -> str:
    return f"typeof({column}) IN ('integer', 'real') AND {column} BETWEEN 0 AND {MOST}"


def _name(column: str) -> str:
    """Letters, digits and hyphens: the class of an error."""
    short = f"typeof({column}) = 'text' AND length({column}) <= 60"
    return f"{short} AND {column} NOT GLOB '*[^0-9A-Za-z_-]*'"


def _format(column: str) -> str:
    """The name of a format: a dot, too."""
    short = f"typeof({column}) = 'text' AND length({column}) <= 60"
    return f"{short} AND {column} NOT GLOB '*[^0-9A-Za-z_.-]*'"


def _outcome(column: str) -> str:
    names = ", ".join(f"'{name}'" for name in ("", *get_args(Outcome)))
    return f"{column} IN ({names})"


def _raw_name(column: str) -> str:
    """The bytes of a file's name, which need not be UTF-8."""
    short = f"typeof({column}) = 'blob' AND length({column}) BETWEEN 1 AND {MOST_TEXT}"
    return f"{short} AND instr({column}, x'00') = 0"


def _share(column: str) -> str:
    return f"typeof({column}) IN ('integer', 'real') AND {column} BETWEEN 0 AND 1"


def _hash(column: str) -> str:
    """SHA-256 in hex."""
    only_hex = f"{column} NOT GLOB '*[^0-9a-f]*'"
    return f"typeof({column}) = 'text' AND length({column}) = 64 AND {only_hex}"


Rule = Callable[[str], str]  # a column's name -> a condition that its values meet
_long_text = partial(_of_type, types=("text",))
_any_time = partial(_of_type, types=("integer",))
_result = partial(_of_type, types=("blob", "null"))
_switch = partial(_whole, most=1)
_size = partial(_whole, least=-1, most=MOST_SIZE)
_page_number = partial(_whole, most=MOST_PAGES)
_place = partial(_whole, least=-MOST)
_page_or_all = partial(_whole, least=-1, most=MOST_PAGES)
RULES: Mapping[str, Mapping[str, Rule]] = {
    "fact": {"key": _text, "value": _long_text},
    "file": {
        "id": _whole, "relative": _text, "path": _text, "size": _size, "mtime_ns": _any_time,
        "sha256": _text, "wanted": _text, "indices": _long_text, "kind": _name, "error": _text,
        "exit_code": _whole, "written": _text, "listed": _switch,
    },
    "page": {
        "file": _whole, "number": _page_number, "listed": _switch, "outcome": _outcome,
        "kind": _name, "error": _text, "exit_code": _whole, "sha256": _text, "settings": _text,
        "revision": _whole, "words": _whole, "flagged": _whole, "confidence": _number,
        "seconds": _number, "calls": _whole, "input_tokens": _whole, "output_tokens": _whole,
        "cached_tokens": _whole, "usd": _number, "notes": _text, "guards": _text,
        "finished": _number, "result": _result,
    },
    "page_index": {
        "file": _whole, "number": _page_number, "revision": _whole, "seen": _whole,
        "spread": _text,
    },
    "page_grade": {
        "file": _whole, "number": _page_number, "wrong": _number, "unread": _whole,
        "disorder": _share, "script": _switch, "region": _text,
    },
    "doubt": {
        "id": _whole, "file": _whole, "number": _page_number, "line": _whole, "box": _text,
        "text": _text, "readings": _text, "beside": _text, "reason": _text,
        "confidence": _share, "digits": _switch, "gain": _number, "done": _switch,
    },
    "correction": {"id": _whole, "sha256": _hash, "page": _page_number, "line": _text},
    "claim": {"place": _place, "who": _name, "until": _number},
    "sample": {
        "id": _whole, "kind": _name, "stratum": _name, "digits": _switch, "sha256": _hash,
        "page": _page_number, "box": _text, "text": _text, "times": _whole, "said": _text,
        "who": _text, "at": _number,
    },
    "origin": {"file": _whole, "path": _raw_name},
    "place": {"file": _whole, "format": _format, "place": _raw_name},
    "lost": {
        "file": _whole, "format": _format, "page": _page_or_all, "kind": _name, "error": _text,
        "exit_code": _whole,
    },
}  # fmt: skip


def refuse_wrong_values(database: sqlite3.Connection, where: str) -> None:
    """Raise FileAccess when a row holds what Recto never writes, such as text for a number."""
    names = names_in(database)
    for table in RULES:
        if table not in names:
            continue
        wrong = _wrong_column(database, table)
        if wrong:
            raise _damaged(wrong, where)
    for name, query, fits in JSON:
        if name.split(".")[0] not in names:
            continue
        for (text,) in database.execute(query):
            if not _holds(text, fits):
                raise _damaged(name, where)


def _wrong_column(database: sqlite3.Connection, table: str) -> str:
    """ "page.words" where a value in it breaks its rule; empty where none does.

    The table alone where it is damaged so that an index and its table disagree.
    """
    conditions = {}
    for column, rule in RULES[table].items():
        conditions[column] = f"coalesce({rule(column)}, 0)"
    # One look at the table, which may be long; the column matters only where one is wrong.
    if not _breaks(database, table, " AND ".join(conditions.values())):
        return ""
    for column, condition in conditions.items():
        if _breaks(database, table, condition):
            return f"{table}.{column}"
    return table


def _breaks(database: sqlite3.Connection, table: str, condition: str) -> bool:
    query = f"SELECT 1 FROM {table} WHERE NOT ({condition}) LIMIT 1"  # noqa: S608 - our own names
    return database.execute(query).fetchone() is not None


def _damaged(what: str, where: str) -> FileAccess:
    message = f"the ledger is damaged: {what} holds what Recto never writes"
    return FileAccess(message, where=where, remedy=MOVE)


def _holds(text: str, fits: Callable[[Any], bool]) -> bool:
    try:
        return fits(json.loads(text))
    except (ValueError, RecursionError):
        return False


def _is_count(value: Any, most: int) -> bool:
    if type(value) is not int:
        return False
    return 0 <= value <= most


def _are_pages(value: Any) -> bool:
    if not isinstance(value, list):
        return False
    return all(_is_count(index, MOST_PAGES) for index in value)


def _are_texts(value: Any) -> bool:
    if not isinstance(value, list):
        return False
    return all(isinstance(text, str) for text in value)


def _are_counts(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    return all(_is_count(count, MOST) for count in value.values())


def _is_spread(value: Any) -> bool:
    try:
        return spread_from(json.dumps(value)).count >= 0
    except ValueError:
        return False


JSON: tuple[tuple[str, str, Callable[[Any], bool]], ...] = (
    ("file.indices", "SELECT DISTINCT indices FROM file", _are_pages),
    ("page.notes", "SELECT DISTINCT notes FROM page", _are_texts),
    ("page_index.spread", "SELECT DISTINCT spread FROM page_index", _is_spread),
    ("page.guards", "SELECT DISTINCT guards FROM page", _are_counts),
)
