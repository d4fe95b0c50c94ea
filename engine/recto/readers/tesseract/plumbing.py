"""pytesseract as Recto uses it: its command and its pipes, without the pandas that it would load.

Nothing enters, the module leaves. Where pandas is installed pytesseract imports it for tables that
nobody here asks for: 0.25 s of the 1.04 s of CPU that a page of two lines costs the command
(2026-11-27, eight runs of each by turns).
"""

from __future__ import annotations

import sys
import threading
from functools import cache
from types import ModuleType
from typing import cast

_NAMES = ("pytesseract", "pytesseract.pytesseract")
_FOR_TABLES = "pandas"


def pytesseract() -> ModuleType:
    """The program's own, if it has loaded it: it may have said there where Tesseract lies. Else a
    copy that only Recto has.
    """
    loaded_by_program = sys.modules.get(_NAMES[-1])
    return loaded_by_program or _own()


@cache
def _own() -> ModuleType:
    # Another thread could look for pandas just while it is hidden, and not find it.
    is_alone = threading.active_count() == 1
    if _FOR_TABLES in sys.modules or not is_alone:
        return _loaded()
    hidden = cast("dict[str, ModuleType | None]", sys.modules)
    hidden[_FOR_TABLES] = None
    try:
        return _loaded()
    finally:
        del hidden[_FOR_TABLES]
        # Who imports pytesseract after us has one with tables.
        for name in _NAMES:
            hidden.pop(name, None)


def _loaded() -> ModuleType:
    from pytesseract import pytesseract as module

    return cast("ModuleType", module)
