"""The queue: doubtful words in the order in which looking at them helps most, or as a person asks
for them.

An Ask enters, rows of the index leave. Expected errors a second of looking come first, unless
pages, a random sample or one of the index's properties is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from recto.batch.ledger import Ledger
from recto.reasons import told

Order = Literal["gain", "page", "random"]
# "random" is a fixed shuffle of the ids (Knuth's multiplicative hash): it can be gone on with
ORDERS: Mapping[str, str] = {
    "gain": "gain DESC, id",
    "page": "file, number, line, id",
    "random": "(id * 2654435761) % 4294967296",
}
MOST_ROWS = 100  # at once


@dataclass(frozen=True, slots=True)
class Ask:
    """Which doubtful words, in which order."""

    order: str = "gain"
    file: int | None = None
    number: int | None = None  # of the page
    reason: str = ""
    text: str = ""  # the word's own
    against: str = ""  # another reading of it: all places where `1` stands against `l`
    digits: bool = False  # numbers only

    def where(self) -> tuple[str, list[object]]:
        """As SQL, with its values."""
        parts = ["done = 0"]
        values: list[object] = []
        for column, value in (("file", self.file), ("number", self.number)):
            if value is not None:
                parts.append(f"{column} = ?")
                values.append(value)
        for column, text in (("reason", self.reason), ("text", self.text)):
            if text:
                parts.append(f"{column} = ?")
                values.append(text)
        if self.against:
            parts.append("instr(readings, ?) > 0")
            values.append(json.dumps(self.against))
        if self.digits:
            parts.append("digits = 1")
        return " AND ".join(parts), values


@dataclass(frozen=True, slots=True)
class Item:
    """A doubtful word of the queue."""

    id: int
    file: int
    number: int
    line: int
    box: list[float]
    text: str
    readings: list[list[str]]  # reader, text
    beside: list[str]  # the words before and behind it
    reason: str  # a sentence
    confidence: float


COLUMNS = "id, file, number, line, box, text, readings, beside, reason, confidence"


def item_of(row: tuple[Any, ...]) -> Item:
    """A row of the index."""
    number, file, page, line, box, text, readings, beside, reason, confidence = row
    return Item(
        number,
        file,
        page,
        line,
        json.loads(box),
        text,
        json.loads(readings),
        json.loads(beside),
        told(reason),
        confidence,
    )


def items(ledger: Ledger, ask: Ask, limit: int, without: Collection[int] = ()) -> list[Item]:
    """The first rows that nobody else has, at most `limit`; `without`: ids that are left out."""
    where, values = ask.where()
    order = ORDERS.get(ask.order, ORDERS["gain"])
    wanted = min(limit, MOST_ROWS)
    cursor = ledger.database.execute(
        f"SELECT {COLUMNS} FROM doubt WHERE {where} ORDER BY {order}",  # noqa: S608 - our own names
        values,
    )
    found: list[Item] = []
    for row in cursor:
        if len(found) >= wanted:
            break
        if row[0] not in without:
            found.append(item_of(row))
    cursor.close()
    return found


def item(ledger: Ledger, number: int) -> Item | None:
    """One row by its id."""
    rows = ledger.select(f"SELECT {COLUMNS} FROM doubt WHERE id = ?", number)  # noqa: S608
    return item_of(rows[0]) if rows else None


def waits(ledger: Ledger, number: int) -> bool:
    """Whether nobody has said what stands there."""
    return bool(ledger.select("SELECT 1 FROM doubt WHERE id = ? AND done = 0", number))


def left(ledger: Ledger, ask: Ask) -> int:
    """How many are waiting."""
    where, values = ask.where()
    query = f"SELECT count(*) FROM doubt WHERE {where}"  # noqa: S608 - our own names
    ((count,),) = ledger.select(query, *values)
    return int(count)


def groups(ledger: Ledger) -> dict[str, list[dict[str, object]]]:
    """What the queue can be narrowed to, with how many wait there: documents, reasons, texts."""
    by_file = ledger.select(
        "SELECT file.id, relative, count(*) FROM doubt JOIN file ON file.id = doubt.file"
        " WHERE done = 0 GROUP BY file.id ORDER BY 3 DESC LIMIT 500"
    )
    by_reason = ledger.select(
        "SELECT reason, reason, count(*) FROM doubt WHERE done = 0 GROUP BY 1 ORDER BY 3 DESC"
    )
    by_text = ledger.select(
        "SELECT text, text, count(*) FROM doubt WHERE done = 0 GROUP BY 1"
        " HAVING count(*) > 1 ORDER BY 3 DESC LIMIT 50"
    )
    reasons = [(code, told(name), count) for code, name, count in by_reason]
    return {"files": _groups(by_file), "reasons": _groups(reasons), "texts": _groups(by_text)}


def _groups(rows: Sequence[tuple[Any, ...]]) -> list[dict[str, object]]:
    return [{"key": key, "name": name, "count": count} for key, name, count in rows]


def alike(ledger: Ledger, given: Item) -> list[Item]:
    """The places that wait and are like this one: the same readings between the same words."""
    rows = ledger.select(
        f"SELECT {COLUMNS} FROM doubt WHERE done = 0 AND text = ? AND readings = ?"  # noqa: S608
        " AND beside = ? ORDER BY gain DESC, id LIMIT 1000",
        given.text,
        json.dumps(given.readings),
        json.dumps(given.beside),
    )
    return [item_of(row) for row in rows]
