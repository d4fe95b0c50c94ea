"""What is quoted of an endpoint's own words in messages for people: short, printable, without the key."""

from __future__ import annotations

from recto.messages import one_line
from recto.readers.vision.secret import Secret, scrub

LONGEST = 300  # characters
NO_KEY = Secret("")


def told(words: object, secret: Secret) -> str:
    """The words on one line, without what a terminal would obey; "" for what is not text."""
    if not isinstance(words, str):
        return ""
    head = " ".join(words[: 4 * LONGEST].split())
    # Scrubbed before it is cut: the first half of a key must not be left standing at the end.
    return scrub(one_line(head), secret)[:LONGEST]
