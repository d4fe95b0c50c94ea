"""What a browser may ask: query and body as checked values.

Text from anywhere enters; numbers, boxes, Asks and Corrections leave, or BadArguments.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from time import time
from typing import Any

from recto.corrections.correction import LONGEST, Correction, box_of, correction_of
from recto.errors import BadArguments
from recto.model.bounds import MOST_PAGES
from recto.model.page import Box
from recto.review.queue import ORDERS, Ask
from recto.writers.characters import printable

MOST_BODY = 1 << 20  # bytes of a request
MOST_ROW = 10**12
MOST_AT_ONCE = 1000  # corrections in one request
Query = Mapping[str, str]


def body_of(data: bytes) -> dict[str, Any]:
    """The JSON object of a request. Raises BadArguments."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise BadArguments("the request is not JSON") from fault
    if not isinstance(value, dict):
        raise BadArguments("the request is no JSON object")
    return value


def number_of(value: Any, name: str, most: int = MOST_ROW) -> int:
    """A whole number from 0. Raises BadArguments."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        value = int(value)
    if type(value) is not int or not 0 <= value <= most:
        raise BadArguments(f"{name} is no whole number from 0 to {most}")
    return value


def place_of(value: Mapping[str, Any]) -> tuple[int, int]:
    """The row of a file, and a page. Raises BadArguments."""
    file = number_of(value.get("file"), "file")
    return file, number_of(value.get("number"), "number", MOST_PAGES)


def box_from(text: str) -> Box:
    """ "1,2,3,4" -> Box. Raises BadArguments."""
    try:
        sides = [float(part) for part in text.split(",")]
        return box_of(sides, "box")
    except ValueError as fault:
        raise BadArguments(str(fault)) from fault


def ask_of(query: Query) -> Ask:
    """What the queue is asked for. Raises BadArguments."""
    file, number = query.get("file"), query.get("number")
    order = query.get("order", "gain")
    if order not in ORDERS:
        raise BadArguments("there is no such order")
    return Ask(
        order,
        None if not file else number_of(file, "file"),
        None if not number else number_of(number, "number"),
        query.get("reason", "")[:100],
        query.get("text", "")[:LONGEST],
        query.get("against", "")[:LONGEST],
        query.get("digits") == "1",
    )


def corrections_from(value: Mapping[str, Any], sha256: str, who: str) -> list[Correction]:
    """What a person says of one page. Who, when and of which source is not theirs to say.

    Raises BadArguments.
    """
    given = value.get("corrections")
    if not isinstance(given, list) or not 0 < len(given) <= MOST_AT_ONCE:
        raise BadArguments("corrections are missing")
    _, page = place_of(value)
    found = []
    for each in given:
        if not isinstance(each, dict):
            raise BadArguments("a correction is no object")
        own = {"sha256": sha256, "page": page, "who": who, "at": time(), "id": 0, "of": 0}
        try:
            correction = correction_of({**each, **own})
        except ValueError as fault:
            raise BadArguments(f"no correction ({fault})") from fault
        if correction.action == "undo":
            raise BadArguments("no correction (undo has a request of its own)")
        found.append(_printed(correction))
    return found


def _printed(correction: Correction) -> Correction:
    """What no page prints is not what stands there."""
    from dataclasses import replace

    if correction.action != "text":
        return correction
    words = printable(correction.after).split()
    return replace(correction, after=" ".join(words))
