"""What is quoted of an endpoint's own words in messages for people: short, printable, without the
key.
"""

from __future__ import annotations

import re

from recto.readers.vision.call.secret import Secret, scrub
from recto.text.messages import one_line

LONGEST = 300  # characters
COLOUR = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]")  # what a terminal takes for an order, whole
NO_KEY = Secret("")


def told(words: object, secret: Secret) -> str:
    """The words on one line, without what a terminal would obey; "" for what is not text."""
    if not isinstance(words, str):
        return ""
    head = " ".join(COLOUR.sub("", words[: 4 * LONGEST]).split())
    # Scrubbed before it is cut: the first half of a key must not be left standing at the end.
    return scrub(one_line(head), secret)[:LONGEST]
