"""Requests about the queue: what waits, what it looks like, what a person says, and taking it
back.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from recto.corrections.correction import LONGEST, Correction, sides
from recto.review import claims, queue
from recto.review.desk import Desk, Stale
from recto.review.queue import Ask, Item
from recto.review.views import context_of
from recto.text.names import shown
from recto.web.asked import (
    ask_of,
    body_of,
    box_from,
    corrections_from,
    number_of,
    place_of,
)
from recto.web.guard import Session
from recto.web.state import answer, session_of, state_of
from recto.writers.characters import printable

MOST_ITEMS = 40  # at once; the browser asks again while a person reads
MOST_NAME = 100


async def start(request: Request) -> Response:
    """Who the person is, and what there is to do."""
    state, session = state_of(request), session_of(request)

    def job(desk: Desk) -> dict[str, Any]:
        desk.look_again()
        query = "SELECT count(*) FROM sample WHERE kind = 'word' AND at = 0"
        ((blind,),) = desk.ledger.select(query)
        return {
            **queue.groups(desk.ledger),
            "name": session.name,
            "folder": shown(state.out.name),
            "left": queue.left(desk.ledger, Ask()),
            "blind": blind,
            "llm": "" if state.llm is None else state.llm.name,
            "pages": _documents(desk),
        }

    return answer(await state.worker.do(job))


def _documents(desk: Desk) -> list[dict[str, Any]]:
    """The documents with their pages, for the page view."""
    found = []
    for source in desk.sources.values():
        if source.indices:
            name = shown(source.name)
            found.append({"file": source.id, "name": name, "pages": list(source.indices)})
    return found


async def name(request: Request) -> Response:
    """The name under which a person's corrections are kept."""
    value = body_of(await request.body())
    given = value.get("name")
    text = given if isinstance(given, str) else ""
    session_of(request).name = printable(text)[:MOST_NAME].strip()
    return answer({"name": session_of(request).name})


async def items(request: Request) -> Response:
    """The next words; nobody else is given them for a while."""
    session = session_of(request)
    ask = ask_of(request.query_params)
    limit = number_of(
        request.query_params.get("limit", "12"),
        "limit",
        MOST_ITEMS,
    )

    def job(desk: Desk) -> dict[str, Any]:
        with desk.ledger.alone():
            found = _free(desk, session, ask, limit)
            claims.take(desk.ledger, session.label, [item.id for item in found])
        listed = [_shown(desk, item) for item in found]
        return {"items": listed, "left": queue.left(desk.ledger, ask)}

    return answer(await state_of(request).worker.do(job))


def _free(desk: Desk, session: Session, ask: Ask, limit: int) -> list[Item]:
    """The next words that nobody else has before them."""
    others = claims.of_others(desk.ledger, session.label)
    found = queue.items(desk.ledger, ask, limit, others | session.skipped)
    if not found and session.skipped:  # all that is left was skipped: once more
        session.skipped.clear()
        found = queue.items(desk.ledger, ask, limit, others)
    return found


def _shown(desk: Desk, item: Item) -> dict[str, Any]:
    source = shown(desk.source(item.file).name)
    return {**asdict(item), "source": source, "seen": desk.last(item.file, item.number)}


async def skip(request: Request) -> Response:
    """Not now: the word comes again when the others are done."""
    value = body_of(await request.body())
    session_of(request).skipped.add(number_of(value.get("id"), "id"))
    return answer({})


async def context(request: Request) -> Response:
    """The lines around a word, and which part of the page shows it."""
    file, number = place_of(request.query_params)
    box = box_from(request.query_params.get("box", ""))

    def job(desk: Desk) -> dict[str, Any]:
        return context_of(desk.page(file, number).page, box)

    return answer(await state_of(request).worker.do(job))


async def say(request: Request) -> Response:
    """Corrections of one page, stored before they are answered."""
    value = body_of(await request.body())
    file, number = place_of(value)
    seen = number_of(value.get("seen", 0), "seen")
    who = session_of(request).name

    def job(desk: Desk) -> dict[str, Any]:
        said = corrections_from(value, desk.source(file).sha256, who)
        desk.say(file, said, seen)
        return {"last": desk.last(file, number)}

    return answer(await state_of(request).worker.do(job))


async def undo(request: Request) -> Response:
    """The person's last correction taken back, and the word that is open again."""
    session = session_of(request)

    def job(desk: Desk) -> dict[str, Any]:
        undone = desk.take_back(session.name)
        if undone is None:
            return {"undone": None}
        file = desk.file_of(undone.sha256)
        return {
            "undone": _undone(undone, file),
            "item": _open_again(
                desk,
                undone,
                file,
            ),
        }

    return answer(await state_of(request).worker.do(job))


def _undone(said: Correction, file: int) -> dict[str, Any]:
    return {
        "file": file,
        "number": said.page,
        "box": sides(said.box),
        "before": said.before,
        "after": said.after,
        "action": said.action,
    }


def _open_again(desk: Desk, said: Correction, file: int) -> dict[str, Any] | None:
    if not file:
        return None
    rows = desk.ledger.select(
        "SELECT id, box FROM doubt WHERE file = ? AND number = ? AND done = 0", file, said.page
    )
    for number, box in rows:
        place = box_from(box.strip("[]"))
        if place.intersection(said.box) > place.area / 2:
            item = queue.item(desk.ledger, number)
            return _shown(desk, item) if item is not None else None
    return None


async def alike(request: Request) -> Response:
    """Where the same readings stand between the same words."""
    number = number_of(request.query_params.get("id", ""), "id")

    def job(desk: Desk) -> dict[str, Any]:
        item = queue.item(desk.ledger, number)
        found = queue.alike(desk.ledger, item) if item is not None else []
        return {"items": [_shown(desk, each) for each in found]}

    return answer(await state_of(request).worker.do(job))


async def say_alike(request: Request) -> Response:
    """One reading for all the places that a person has seen in the preview and left in."""
    value = body_of(await request.body())
    who = session_of(request).name
    after = value.get("after")
    ids = value.get("ids")
    text = printable(after)[:LONGEST] if isinstance(after, str) else ""
    numbers = [number_of(each, "id") for each in ids] if isinstance(ids, list) else []

    def job(desk: Desk) -> dict[str, Any]:
        done = 0
        missed = 0
        for number in numbers[: queue.MOST_ROWS * 10]:
            try:
                _say_one(desk, number, text, who)
                done += 1
            except Stale:
                missed += 1
        return {"done": done, "missed": missed}

    return answer(await state_of(request).worker.do(job))


def _say_one(desk: Desk, number: int, after: str, who: str) -> None:
    """Raises Stale where somebody was faster."""
    item = queue.item(desk.ledger, number)
    if item is None or not queue.waits(desk.ledger, number):  # since the preview
        raise Stale("", "")
    said = {
        "corrections": [
            {"box": item.box, "before": item.text, "after": after, "saw": item.readings}
        ],
        "file": item.file,
        "number": item.number,
    }
    source = desk.source(item.file)
    corrections = corrections_from(said, source.sha256, who)
    alike = [replace(each, how="alike") for each in corrections]
    desk.say(item.file, alike, desk.last(item.file, item.number))
