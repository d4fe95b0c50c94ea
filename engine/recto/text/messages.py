"""What goes to a terminal or a log: words of file names, pages, ledgers and endpoints, made
harmless at the edge.

Any text enters; one line that a terminal only prints leaves. A message is built of whatever was
met; here it loses its power: to move the cursor, to colour, to write backwards, to end a line and
begin another in our name.
"""

from __future__ import annotations

import json
import logging
import os
import re
import unicodedata
from typing import Any

from recto.text.names import printable, shown

# JSON escapes what is below U+0020, not these; terminals obey some of them, readers of logs others.
_OBEYED = re.compile(
    "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_ESCAPES = re.compile(r"[^ -~]")


def one_line(text: str) -> str:
    """The text with everything that does not print written out: "\\x1b", "\\n", "\\u202e".

    A byte of a file's name that is no UTF-8 is written as everywhere else: "caf\\xe9.png"
    (names.py).
    """
    if text.isprintable():
        return text
    return _ESCAPES.sub(_written_out, shown(text))


def _written_out(match: re.Match[str]) -> str:
    char = match[0]
    is_space = unicodedata.category(char) == "Zs"  # other spaces print
    if is_space or char.isprintable():
        return char
    escaped = char.encode("unicode_escape")
    return escaped.decode("ascii")


class _OneLine(logging.Formatter):
    """A record as one line in our name."""

    def format(self, record: logging.LogRecord) -> str:
        """The message, and where the record holds one, its traceback."""
        message = super().format(record)
        return f"recto: {one_line(message)}"


def tame_libraries() -> None:
    """In our own processes what libraries log or warn of goes to standard error as such lines,
    too.
    """
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_OneLine("%(name)s: %(message)s"))
    logging.lastResort = handler
    logging.captureWarnings(capture=True)
    # By this switch the openai package takes the root's handlers over, for a log that names headers
    # and addresses (readers/vision/quiet.py keeps it out of Recto's calls in any case).
    os.environ.pop("OPENAI_LOG", None)
    logging.getLogger("py.warnings").addHandler(handler)


def json_line(value: Any) -> str:
    """One line of JSON, readable in any script, of which a terminal obeys nothing; names as
    shown.
    """
    text = json.dumps(printable(value), ensure_ascii=False)
    return harmless_json(text)


def harmless_json(text: str) -> str:
    """The same JSON value, with such characters as \\uXXXX; they stand nowhere but in strings."""
    return _OBEYED.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}"
