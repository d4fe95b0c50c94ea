"""Requests of the blind mode: words and lines that were drawn for a certificate, without what any
reader has there.
"""

from __future__ import annotations

import json
from time import time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from recto.certify.story import story_of
from recto.corrections.correction import LONGEST
from recto.errors import BadArguments
from recto.review import claims
from recto.review.desk import Desk
from recto.web.asked import body_of, number_of
from recto.web.state import answer, session_of, state_of
from recto.writers.characters import printable

MOST_ITEMS = 40


async def items(request: Request) -> Response:
    """Drawn places that nobody has looked at; nobody else is given them for a while."""
    label = session_of(request).label

    def job(desk: Desk) -> dict[str, Any]:
        ledger = desk.ledger
        with ledger.alone():
            rows = ledger.select(
                "SELECT id, kind, sha256, page, box FROM sample WHERE at = 0 ORDER BY id"
            )
            # Claims are by id; those of drawn places are below 0, apart from those of the queue.
            others = claims.of_others(ledger, label)
            free = [row for row in rows if -row[0] not in others][:MOST_ITEMS]
            claims.take(ledger, label, [-row[0] for row in free])
        return {"items": [_item(desk, row) for row in free], "left": len(rows)}

    return answer(await state_of(request).worker.do(job))


def _item(desk: Desk, row: tuple[Any, ...]) -> dict[str, Any]:
    number, kind, sha256, page, box = row
    file = desk.file_of(sha256)
    return {"id": number, "kind": kind, "file": file, "number": page, "box": json.loads(box)}


async def say(request: Request) -> Response:
    """What a person reads there; empty: nothing. The first to say it is the one who counts."""
    value = body_of(await request.body())
    number = number_of(value.get("id"), "id")
    said = value.get("said")
    if not isinstance(said, str) or len(said) > LONGEST:
        raise BadArguments("said is no text")
    text = " ".join(printable(said).split())
    who = session_of(request).name

    def job(desk: Desk) -> dict[str, Any]:
        with desk.ledger.database as database:
            stored = database.execute(
                "UPDATE sample SET said = ?, who = ?, at = ? WHERE id = ? AND at = 0",
                (text, who, time(), number),
            )
        return {"stored": stored.rowcount == 1}

    return answer(await state_of(request).worker.do(job))


async def undo(request: Request) -> Response:
    """The person's last answer taken back, as long as nobody has seen the result."""
    who = session_of(request).name

    def job(desk: Desk) -> dict[str, Any]:
        if story_of(desk.ledger).is_certified:
            what = "the certificate of this sample was made: what was read stays"
            raise BadArguments(what, remedy="recto certify OUT --new draws another sample")
        rows = desk.ledger.select(
            "SELECT id, kind, sha256, page, box FROM sample WHERE who = ? AND at > 0"
            " ORDER BY at DESC LIMIT 1",
            who,
        )
        if not rows:
            return {"item": None}
        with desk.ledger.database as database:
            database.execute("UPDATE sample SET at = 0, said = '' WHERE id = ?", (rows[0][0],))
        return {"item": _item(desk, rows[0])}

    return answer(await state_of(request).worker.do(job))
