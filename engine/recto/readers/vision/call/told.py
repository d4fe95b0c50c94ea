"""What is quoted of an endpoint's own words in messages for people: short, printable, without the
key.

Only here: where in an error's JSON its words stand. OpenAI and its kin have {"error": {"message"}},
Ollama {"error": "text"}, DashScope and vLLM {"code", "message"}, FastAPI {"detail"} as text or as a
list of {"msg"}, Gemini a list of errors.
"""

from __future__ import annotations

import re

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
    head = " ".join(COLOUR.sub("", words[: 4 * LONGEST]).split())
    # Scrubbed before it is cut: the first half of a key must not be left standing at the end.
    return scrub(one_line(head), secret)[:LONGEST]


def words_of(body: object, depth: int = DEPTH) -> str:
    """What an error, decoded from JSON, says in words, with the name that it gives itself; "" where
    it says nothing.
    """
    if isinstance(body, str):
        return body.strip()
    if isinstance(body, list):
        return words_of(body[0], depth - 1) if body and depth else ""
    if not isinstance(body, dict) or not depth:
        return ""
    found = (words_of(body.get(place), depth - 1) for place in PLACES)
    words = next((text for text in found if text), "")
    named = next((str(body[key]) for key in CODES if _is_name(body.get(key))), "")
    if not words or not named or named in words:
        return words or named
    return f"{named}: {words}"


def _is_name(value: object) -> bool:
    """A short text, or a number that is not 0, which means that nothing is wrong."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value != 0
    return isinstance(value, str) and 0 < len(value) <= LONGEST
