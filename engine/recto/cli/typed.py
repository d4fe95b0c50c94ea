"""What people type that is no command: a page itself (`recto scan.png`), or a slip (`recto raed`).

Arguments and the names of commands enter; arguments that can be run, or what was meant, leave.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

READ = "read"
# As sources/folders.py has them, which is not loaded for `recto --version`; a test compares both.
ENDINGS = frozenset({
    ".bmp", ".gif", ".j2k", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpg", ".jpx", ".json",
    ".pbm", ".pdf", ".pgm", ".png", ".pnm", ".ppm", ".tif", ".tiff", ".webp",
})  # fmt: skip
OF_THE_GROUP = frozenset({"-h", "--help", "--version"})
# What other programs call it.
OTHER_NAMES: Mapping[str, str] = {
    "ocr": "read",
    "run": "read",
    "scan": "read",
    "convert": "read",
    "resume": "retry",
    "info": "status",
    "progress": "status",
    "settings": "config",
    "lang": "languages",
    "langs": "languages",
    "check": "doctor",
    "help": "--help",
    "version": "--version",
}


def as_command(arguments: Sequence[str], commands: Sequence[str]) -> list[str]:
    """`in.pdf out.pdf` -> `read in.pdf out.pdf`; all else as it is."""
    given = list(arguments)
    if not given or given[0] in commands or given[0] in OF_THE_GROUP:
        return given
    return [READ, *given] if _is_for_read(given[0]) else given


def _is_for_read(word: str) -> bool:
    """A flag, standard input, or what is a file or ends like one that can be read."""
    if word.startswith("-"):
        return True
    ending = os.path.splitext(word)[1].lower()  # noqa: PTH122 - names of any kind
    return ending in ENDINGS or os.path.exists(word)  # noqa: PTH110 - no error for NUL


def meant(word: str, commands: Sequence[str]) -> str:
    """The command that was meant; empty where nothing is like it."""
    lower = word.lower()
    if lower in OTHER_NAMES:
        return OTHER_NAMES[lower]
    near = get_close_matches(lower, commands, 1)
    return near[0] if near else ""
