"""A page result as the ledger keeps it and a pipe carries it: the compressed JSON of one page.

A PageResult enters, bytes leave; and back, checked as every stored result is
(result_json_contract): a ledger is data.
"""

from __future__ import annotations

import zlib
from dataclasses import replace

from recto.errors import FileAccess, InputError
from recto.model.result import PageResult
from recto.writers.result_json import page_bytes
from recto.writers.result_json_contract import MOST_BYTES, page_of

LEVEL = 6  # of zlib, its own usual one


def pack(page: PageResult) -> bytes:
    """Compressed JSON."""
    data = page_bytes(page)
    return zlib.compress(data, LEVEL)


def unpack(packed: bytes, source: str = "") -> PageResult:
    """The PageResult that `pack` was given; `source`: where its file is, as a packed page holds its
    name as shown.

    Raises FileAccess for what `pack` cannot have made: a ledger may be damaged.
    """
    try:
        data = zlib.decompressobj().decompress(packed, MOST_BYTES)
        page = page_of(data, "")
    except (zlib.error, InputError) as error:
        what = f"the ledger's result of a page is damaged ({error.args[0]})"
        raise FileAccess(what, remedy="move the .recto folder away and run again") from error
    if not source:
        return page
    return replace(page, source=source)
