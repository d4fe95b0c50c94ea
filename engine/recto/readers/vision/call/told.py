"""What is quoted of an endpoint's own words in messages for people: short, printable, without the
key.

Only here: where in an error's JSON its words stand. OpenAI and its kin have {"error": {"message"}},
Ollama {"error": "text"}, DashScope and vLLM {"code", "message"}, FastAPI {"detail"} as text or as a
list of {"msg"}, Gemini a list of errors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from recto.readers.vision.call.secret import Secret, scrub
from recto.text.messages import one_line

LONGEST = 300  # characters
DEPTH = 4  # objects and lists, one in the other, in which words are looked for
PLACES = (
    "error",
    "errors",
    "message",
    "msg",
    "detail",
    "error_msg",
    "error_description",
    "error_message",
    "reason",
)
# what an error is called, beside its words or instead of them
CODES = ("code", "error_code", "type", "status")
COLOUR = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]")  # what a terminal takes for an order, whole
NO_KEY = Secret("")


def told(words: object, secret: Secret) -> str:
    """The words on one line, without what a terminal would obey; "" for what is not text."""
    if not isinstance(words, str):
        return ""
    head = words[: 4 * LONGEST]
    colourless = COLOUR.sub("", head)
    flat = " ".join(colourless.split())
    # Scrubbed before it is cut: the first half of a key must not be left standing at the end.
    scrubbed = scrub(one_line(flat), secret)
    return scrubbed[:LONGEST]


def words_of(body: object, depth: int = DEPTH) -> str:
    """What an error, decoded from JSON, says in words, with the name that it gives itself; "" where
    it says nothing.
    """
    if isinstance(body, str):
        return body.strip()
    if not depth or not body:
        return ""
    if isinstance(body, list):
        return words_of(body[0], depth - 1)
    if not isinstance(body, dict):
        return ""
    words = _words_in(body, depth - 1)
    named = _name_in(body)
    if not words or not named or named in words:
        return words or named
    return f"{named}: {words}"


def _words_in(error: Mapping[str, object], depth: int) -> str:
    """Of the first place that has any."""
    for place in PLACES:
        words = words_of(error.get(place), depth)
        if words:
            return words
    return ""


def _name_in(error: Mapping[str, object]) -> str:
    """What it calls itself: a short text, or a number that is not 0, which means that nothing is
    wrong.
    """
    for key in CODES:
        value = error.get(key)
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if is_number and value != 0:
            return str(value)
        if isinstance(value, str) and 0 < len(value) <= LONGEST:
            return value
    return ""
