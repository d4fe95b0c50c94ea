r"""File names as people and programs may be shown them: text without lone surrogates, and found
again.

A name as the system gives it enters (bytes that are no UTF-8 arrive as lone surrogates, PEP 383),
text without any surrogate leaves: each such byte becomes `\xNN`, so that b"caf\xe9.png" is
`caf\xe9.png` in JSON, XML, the ledger, reports and logs. `located` goes the other way. The files
themselves keep the bytes of their names.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile(rb"\\x([89a-f][0-9a-f])")  # only bytes from 0x80 on can be no UTF-8
_FIRST_BYTE = 0xDC00  # PEP 383: byte N is kept as U+DC00 + N


def shown(name: str) -> str:
    """The name with each byte that is no UTF-8 as `\\xNN`; all else is left as it is."""
    return _SURROGATE.sub(_escape, name)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    byte = code - _FIRST_BYTE
    if 0x80 <= byte <= 0xFF:
        return f"\\x{byte:02x}"
    return f"\\u{code:04x}"


def located(name: str) -> str:
    """The file that a name means which `shown` may have escaped: as it is where there is one, else
    unescaped.
    """
    if "\\x" not in name or os.path.lexists(name):
        return name
    raw = _ESCAPED.sub(_byte, os.fsencode(name))
    unescaped = os.fsdecode(raw)
    if os.path.lexists(unescaped):
        return unescaped
    return name


def _byte(found: re.Match[bytes]) -> bytes:
    digits = found[1].decode("ascii")
    return bytes.fromhex(digits)


def printable(value: Any) -> Any:
    """JSON values, or what becomes such, with every text `shown`."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def absolute(path: str | Path) -> str:
    """The place of a file from the root, with links as they are."""
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps ".."
