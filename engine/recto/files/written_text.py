"""Text files that people write by hand: settings, price tables, glossaries, calibrations.

A path enters, text leaves; FileAccess or InvalidConfig says what is wrong with the file and what to
do. Only here: how much of such a file is read, that a byte order mark is no text (Windows Notepad
writes one), and how UTF-16 is known.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from recto.errors import FileAccess, InvalidConfig
from recto.text.messages import one_line

MOST_BYTES = 16 * 2**20  # of any file; a glossary of a million terms has as many
SHOWN = 80  # characters of foreign text in a message
LONGEST_NAME = 4_096  # characters, as Linux has it
# A dotted key costs tomllib the square of its parts: 4,000 take .17 s, 32,000 11 s (Python 3.11).
LONGEST_LINE = 1_000  # characters, of TOML
UTF16 = (b"\xff\xfe", b"\xfe\xff")  # byte order marks


def read_text(path: Path, most: int = MOST_BYTES) -> str:
    """The text of a file of `most` bytes at most. Raises FileAccess or InvalidConfig."""
    where = plain_name(path)
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise FileAccess(reason, where=where, remedy="name a readable file") from error
    if len(data) > most:
        what = f"is larger than {most // 1024} KiB, as no such file is"
        raise InvalidConfig(what, where=where, remedy="name another file, or move this one away")
    if data.startswith(UTF16) or b"\0" in data:
        what = 'is UTF-16 (what Notepad calls "Unicode"), or no text at all'
        raise InvalidConfig(what, where=where, remedy="save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 (byte {error.start + 1})"
        raise InvalidConfig(what, where=where, remedy="save it as UTF-8") from error


def toml_in(text: str) -> dict[str, object]:
    """What the TOML says. Raises ValueError, in words for people, for what is none or would take
    too long.
    """
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        raise ValueError(
            f"has a line of {longest:,} characters, {LONGEST_LINE:,} at most can be read"
        )
    try:
        return tomllib.loads(text)
    except RecursionError:
        what = "is nested too deeply"
    except ValueError as error:  # TOMLDecodeError; a whole number of 5,000 digits
        what = f"not valid TOML ({plain(str(error))})"
    raise ValueError(what)


def plain(text: str, most: int = SHOWN) -> str:
    """Foreign text for a message: one line, no control characters, `most` characters at most."""
    if len(text) > most:
        shortened = text[: most - 1]
        text = f"{shortened}…"
    return one_line(text)


def plain_name(path: Path | str) -> str:
    """A file's name for a message, to its end."""
    name = str(path)
    return plain(name, LONGEST_NAME)
