"""Requests about pages: their pictures, all that is on one, what no reader read, and the outputs
written again.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from recto.corrections.correction import Correction, sides
from recto.errors import BadArguments
from recto.ink.unread import unread_ink
from recto.model.page import Box, Pixels
from recto.model.result import PageResult
from recto.review.asking import Consulted, ask_box
from recto.review.crops import jpeg, within
from recto.review.desk import Desk
from recto.review.reading import read_box
from recto.review.rewriting import rewrite
from recto.review.sources import Source
from recto.review.views import page_view
from recto.text.names import shown
from recto.web.asked import body_of, box_from, place_of
from recto.web.state import State, answer, session_of, state_of

Drawn = tuple[PageResult, Pixels]
LOCAL = "the local readers"


async def view(request: Request) -> Response:
    """All words, lines and blocks of a page."""
    file, number = place_of(request.query_params)

    def job(desk: Desk) -> dict[str, Any]:
        name = shown(desk.source(file).name)
        value = page_view(desk.page(file, number), name)
        return {**value, "seen": desk.last(file, number)}

    return answer(await state_of(request).worker.do(job))


async def crop(request: Request) -> Response:
    """A part of a page, as JPEG."""
    page, pixels = await _drawn(request)
    bounds = within(page, box_from(request.query_params.get("box", "")))
    data = await asyncio.to_thread(jpeg, pixels, bounds)
    return Response(data, media_type="image/jpeg")


async def image(request: Request) -> Response:
    """A whole page, as JPEG."""
    page, pixels = await _drawn(request)
    data = await asyncio.to_thread(
        jpeg,
        pixels,
        (0, 0, page.width, page.height),
    )
    return Response(data, media_type="image/jpeg")


async def _drawn(request: Request) -> Drawn:
    """The page that is asked for, and its pixels. Raises FileAccess or InputError."""
    return await _of(state_of(request), *place_of(request.query_params))


async def _of(state: State, file: int, number: int) -> Drawn:
    def job(desk: Desk) -> tuple[Source, PageResult]:
        return desk.source(file), desk.with_image(file, number).page

    source, page = await state.worker.do(job)
    pixels = await asyncio.to_thread(state.images.pixels, source, page)
    return page, pixels


async def unread(request: Request) -> Response:
    """Ink that looks like text, and that no word of the page covers."""
    page, pixels = await _drawn(request)
    rows = await asyncio.to_thread(_unread, page, pixels)
    return answer({"boxes": [sides(row) for row in rows]})


def _unread(page: PageResult, pixels: Pixels) -> tuple[Box, ...]:
    lines = [line.box for line in page.lines]
    words = [word.box for word in page.words]
    if not words:
        return ()
    heights = sorted(box.height for box in words)
    return unread_ink(
        pixels,
        lines,
        heights[len(heights) // 2],
        words,
    ).rows


async def read(request: Request) -> Response:
    """What is in a box that a person drew: by the local readers, or by the LLM beside them where
    the person says so.
    """
    value = body_of(await request.body())
    state = state_of(request)
    by = _llm_for(value, state)
    file, number = place_of(value)
    page, pixels = await _of(state, file, number)
    box = _box_in(value)
    if by is not None:
        asked = await ask_box(page, pixels, box, by)
        reader = by.name if asked.by_llm else LOCAL
        return _told_of(asked.text, reader, asked.why)
    job = partial(
        read_box,
        page,
        pixels,
        box,
        state.settings,
    )
    text = await asyncio.to_thread(job)
    return _told_of(text, LOCAL, "")


def _llm_for(value: dict[str, Any], state: State) -> Consulted | None:
    """Whom the request asks; None: the local readers alone. Raises BadArguments."""
    if value.get("llm") is not True:
        return None
    if state.llm is None:
        what = "no LLM may be asked in this review"
        raise BadArguments(what, remedy="start it with --llm, and a limit such as --max-calls")
    return state.llm


def _box_in(value: dict[str, Any]) -> Box:
    """Raises BadArguments."""
    sides_given = value.get("box")
    if not isinstance(sides_given, list):
        return box_from("")
    text = ",".join(map(str, sides_given))
    return box_from(text)


def _told_of(text: str, reader: str, why: str) -> Response:
    value = {
        "text": text,
        "reader": reader,
        "why": why,
    }
    return answer(value)


async def write(request: Request) -> Response:
    """Every output written again with what was said so far."""
    state = state_of(request)
    written = await asyncio.to_thread(rewrite, state.out, state.settings)
    return answer(
        {
            "paths": [shown(path) for path in written.paths],
            "lost": list(written.lost),
            "notes": list(written.notes),
        }
    )


async def link(request: Request) -> Response:
    """An address for one more person, good once."""
    token = state_of(request).guard.link()
    host = request.headers["host"]
    return answer({"link": f"http://{host}/?token={token}"})


async def trail(request: Request) -> Response:
    """All that was ever said of a page, what was taken back too."""
    from recto.batch.corrections import said_of

    file, number = place_of(request.query_params)

    def job(desk: Desk) -> list[dict[str, Any]]:
        said = said_of(desk.ledger, desk.source(file).sha256, number)
        return [_told(each) for each in said]

    told = await state_of(request).worker.do(job)
    return answer({"trail": told, "you": session_of(request).name})


def _told(said: Correction) -> dict[str, Any]:
    return {
        "id": said.id,
        "action": said.action,
        "of": said.of,
        "who": said.who,
        "at": said.at,
        "before": said.before,
        "after": said.after,
        "saw": [list(pair) for pair in said.saw],
        "how": said.how,
        "box": sides(said.box),
    }
