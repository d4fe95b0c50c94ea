"""The result as JSON, schema version "1" (recto/schema/result-1.json): everything a PageResult holds, losslessly.

`result_json_read.read_json` takes it back to an equal Document, so that a later run can do only what is missing. What
the properties are is said by the values themselves, see result_json_contract. One page is one line of the file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import BinaryIO

from recto.messages import harmless_json
from recto.result import PageResult
from recto.schema.bounds import Schema
from recto.writers.base import Head, PageImages, Writer
from recto.writers.result_json_contract import page_value

SCHEMA = "1"
SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: UTF-8 cannot hold it


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    pages: int = field(default=0)

    def page(self, page: PageResult) -> None:
        """Write one page as one line."""
        self.out.write((",\n" if self.pages else "\n").encode() + page_bytes(page))
        self.pages += 1

    def end(self) -> None:
        """Close the list and the object."""
        self.out.write(b"\n]}\n")


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    engine = {"name": "recto", "version": head.engine_version, "settings": head.settings_digest}
    if head.calibration:
        engine["calibration"] = head.calibration
    value = {"schema": SCHEMA, "engine": engine, "source": head.source}
    opening = _bytes(value | {"source_sha256": head.source_sha256} if head.source_sha256 else value)
    out.write(opening[:-1] + b',"pages":[')
    return _Sink(out)


JSON = Writer("json", ".json", _begin)


def page_bytes(page: PageResult) -> bytes:
    """One page as one line of UTF-8, without its end. Raises ValueError for a number that is not finite."""
    return _bytes(page_value(page))


def _bytes(value: Schema) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # What a terminal obeys stands as JSON escapes, which read back as themselves.
    return harmless_json(SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)).encode("utf-8")
