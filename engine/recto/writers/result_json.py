"""The result as JSON, schema version "1" (recto/schema/result-1.json): everything a PageResult
holds, legibly.

`result_json_read.read_json` takes it back to an equal Document, so that a later run can do only
what is missing. What the properties are is said by the values themselves, see result_json_contract.
Lines, pages and the whole have their `text`, too, for who wants no more than that: it is made of
the words and is not read back. One page is one line of the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO

from recto.model.bounds import Schema, name_in_json
from recto.model.page import Box, Choice
from recto.model.result import PageResult, ResultLine
from recto.text.messages import harmless_json
from recto.text.names import shown
from recto.triage.grades import DocumentGrade, Grade, grade_of
from recto.writers.base import Head, PageImages, Writer
from recto.writers.legible_result import legible_page

SCHEMA = "1"
# Absent from the JSON where there is none.
LEFT_OUT = frozenset({
    "text_layer", "upright", "dpi_down", "choices", "scores", "unsettled", "written", "confirmed"
})  # fmt: skip
SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: UTF-8 cannot hold it
WITH_TEXT = (ResultLine, PageResult)
PARTING = rb"\f"  # between two pages, as JSON has it
PLACES = 5  # of expected words, which are sums of probabilities
MOST_KEPT = 1 << 22  # bytes of text in memory, some 1,500 pages; more of it waits on the disk


def _spool() -> IO[bytes]:
    return SpooledTemporaryFile(max_size=MOST_KEPT)


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    pages: int = field(default=0)
    grade: DocumentGrade = field(default_factory=DocumentGrade)
    text: IO[bytes] = field(default_factory=_spool)  # of the pages so far, as JSON has it

    def page(self, page: PageResult) -> None:
        """Write one page as one line."""
        value = page_value(page)
        line = _bytes(value)
        quoted = _bytes(value["text"])
        if self.pages:
            self.out.write(b",")
            self.text.write(PARTING)
        self.out.write(b"\n")
        self.out.write(line)
        self.text.write(quoted[1:-1])
        self.grade = self.grade.plus(page.index, grade_of(page))
        self.pages += 1

    def end(self) -> None:
        """Close the list and the object, its grade and its text last: before that they are not
        known.
        """
        grade = _triage(self.grade)
        self.out.write(b'\n],"triage":')
        self.out.write(_bytes(grade))
        self.out.write(b',"text":"')
        self.text.seek(0)
        with self.text:
            copyfileobj(self.text, self.out)
        self.out.write(b'"}\n')


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    engine = {"name": "recto", "version": head.engine_version, "settings": head.settings_digest}
    if head.calibration:
        engine["calibration"] = head.calibration
    value: Schema = {"schema": SCHEMA, "engine": engine, "source": shown(head.source)}
    if head.source_sha256:
        value["source_sha256"] = head.source_sha256
    closed = _bytes(value)
    opening = closed.removesuffix(b"}") + b',"pages":['
    out.write(opening)
    return _Sink(out)


JSON = Writer("json", ".json", _begin)


def page_bytes(page: PageResult) -> bytes:
    """One page as one line of UTF-8, without its end. Raises ValueError for a number that is not
    finite.
    """
    return _bytes(page_value(page))


def page_value(page: PageResult) -> Schema:
    """The page as JSON values, its index first, so that a page is found by the start of its
    line.
    """
    value: Schema = {"index": page.index}
    value.update(_value(legible_page(page)))
    value["source"] = shown(page.source)
    value["triage"] = _triage(grade_of(page))
    return value


def _value(value: Any) -> Any:
    """Any part of a result as JSON values: what result_json_contract reads back."""
    if isinstance(value, Box):
        return [value.left, value.top, value.right, value.bottom]
    if isinstance(value, Choice):
        return [value.text, value.probability]
    if isinstance(value, tuple):
        return [_value(part) for part in value]
    if isinstance(value, Mapping):
        return dict(value)
    if not is_dataclass(value):
        return value
    made: Schema = {}
    kind: type = type(value)
    for name, property_name, left_out in _fields(kind):
        content = getattr(value, name)
        if content or not left_out:
            made[property_name] = _value(content)
    if isinstance(value, WITH_TEXT):
        made["text"] = value.text
    return made


def _triage(grade: Grade | DocumentGrade) -> Schema:
    """A grade as JSON values, with sums of probabilities to five places."""
    made: Schema = {}
    for name, value in _value(grade).items():
        made[name] = round(value, PLACES) if isinstance(value, float) else value
    if isinstance(grade, Grade):
        made["share"] = round(grade.share, PLACES)
    return made


@lru_cache(maxsize=64)
def _fields(kind: type) -> tuple[tuple[str, str, bool], ...]:
    """(field, property, whether it is left out when there is none) of a part of a result."""
    # What has no part in equality is no part of the result: where its pixels are, say.
    found = []
    for each in fields(kind):
        if each.compare:
            name = each.name
            found.append((name, name_in_json(name), name in LEFT_OUT))
    return tuple(found)


def _bytes(value: Schema | str) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    # What a terminal obeys stands as JSON escapes, which read back as themselves.
    return harmless_json(text).encode("utf-8")
