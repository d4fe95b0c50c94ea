"""The contract of the JSON result, schema version "1": what a file must hold to be read, and the
schema that says so.

Bytes enter, values of recto.result leave, checked: types, ranges and finite numbers by the
annotations of the values themselves (recto/schema/bounds.py), what one field says of another by
result_json_checks. The published schema is written from the same annotations. A file that breaks
the contract is an InputError that names the property.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from recto.errors import InputError
from recto.files.written_text import plain
from recto.model.bounds import CONTRACT, Says
from recto.model.result import Document, PageResult
from recto.triage.grades import DocumentGrade, Grade
from recto.writers.result_json_checks import faults

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

Value = TypeVar("Value")
REMEDY = "read the page images again"
# of one page (a dense one has 2 MiB), or of a file that is not one page a line
MOST_BYTES = 1 << 27
# Of the schema; 1.1 brought `text`, 1.2 `triage`, `unsettled` and `collection`, 1.3 `written`.
MINOR = "1.3"
# Properties that are made of others and not read back: where they stand, and what they are.
TEXTS = {
    "ResultLine": "its words, joined by single spaces where their script has any",
    "PageResult": "its lines, joined by newlines",
    "": "its pages, joined by form feeds",
}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# A backslash that is escaped, a pair of surrogate escapes, or one alone, which no text can hold.
SURROGATES = re.compile(
    rb"\\\\"
    rb"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<alone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


@dataclass(frozen=True, slots=True)
class Engine:
    """What made the result."""

    name: Literal["recto"]
    version: str
    settings: Annotated[str, Says("digest of the settings")] = ""
    calibration: Annotated[
        str, Says("digest of the user's own calibration; absent: confidence as shipped")
    ] = ""


@dataclass(frozen=True, slots=True)
class ResultFile:
    """The pages that Recto read, word by word. Properties may be added within version 1; none
    changes or goes.
    """

    schema: Literal["1"]
    engine: Engine
    source: str
    pages: tuple[PageResult, ...]
    source_sha256: Annotated[str, Says("of the source's bytes, in hex")] = ""

    __pydantic_config__ = CONTRACT

    @property
    def document(self) -> Document:
        """What the file holds."""
        by = self.engine
        return Document(
            self.source, self.pages, by.settings, by.version, self.source_sha256, by.calibration
        )


@lru_cache(maxsize=1)
def file_contract() -> TypeAdapter[ResultFile]:
    """The whole file."""
    from pydantic import TypeAdapter

    return TypeAdapter(ResultFile)


@lru_cache(maxsize=1)
def page_contract() -> TypeAdapter[PageResult]:
    """One page of it."""
    from pydantic import TypeAdapter

    return TypeAdapter(PageResult)


def document_of(data: bytes, where: str) -> Document:
    """The Document in the bytes of a whole file. Raises InputError."""
    document = _checked(file_contract(), data, where).document
    indices = {page.index for page in document.pages}
    if len(indices) < len(document.pages):
        raise damaged("pages: one index stands twice", where)
    for page in document.pages:
        _consistent(page, where)
    return document


def page_of(data: bytes, where: str) -> PageResult:
    """The page in its own bytes. Raises InputError."""
    page = _checked(page_contract(), data, where)
    _consistent(page, where)
    return page


def damaged(what: str, where: str) -> InputError:
    """The error of a file that breaks the contract."""
    return InputError(f"damaged result ({what})", where=where, remedy=REMEDY)


def _checked(contract: TypeAdapter[Value], data: bytes, where: str) -> Value:
    from pydantic import ValidationError

    if len(data) > MOST_BYTES:
        raise damaged(f"{len(data):,} bytes, more than {MOST_BYTES:,}", where)
    # Without a byte order mark; a lone surrogate, which earlier versions wrote, as U+FFFD.
    text = data.removeprefix(BYTE_ORDER_MARK)
    if b"\\ud" in text.lower():
        text = SURROGATES.sub(_replaced, text)
    try:
        return contract.validate_json(text)
    except ValidationError as error:
        raise _told(error, where) from None


def _replaced(found: re.Match[bytes]) -> bytes:
    if found["alone"]:
        return rb"\ufffd"
    return found[0]


def _told(error: ValidationError, where: str) -> InputError:
    """The first fault, by the place of its property."""
    first = error.errors(include_url=False)[0]
    message = first["msg"]
    place = first["loc"]
    kind = first["type"]
    if kind == "json_invalid":
        remedy = "give a result written by -f json"
        return InputError(f"not JSON ({message})", where=where, remedy=remedy)
    if place == ("schema",):
        return InputError('its schema is not "1"', where=where, remedy=REMEDY)
    path = ".".join(str(step) for step in place)
    escaped = ascii(path)[1:-1]
    if kind == "enum" and place and place[-1] == "reason":
        # Short: pydantic's own message lists every reason that there is.
        given = first["input"]
        message = "a reason that is no text"
        if isinstance(given, str):
            shown = plain(ascii(given))
            message = f"unknown reason {shown}"
    return damaged(f"{escaped}: {message}", where)


def _consistent(page: PageResult, where: str) -> None:
    fault = faults(page)
    if fault:
        number = page.index + 1
        raise damaged(fault, f"{where} page {number}")


def published() -> dict[str, Any]:
    """The JSON schema (2020-12) that every result satisfies; result-1.json holds it."""
    made = file_contract().json_schema(by_alias=True, mode="validation")
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"version {MINOR}",
        "title": "Recto result",
        **_without_titles(made),
    }
    for name, text in TEXTS.items():
        part = schema["$defs"][name] if name else schema
        about = {"description": f"{text}; made of the words, not read back", "type": "string"}
        part["properties"]["text"] = about
    grades = {"PageResult": Grade, "": DocumentGrade}
    for name, kind in grades.items():
        part = schema["$defs"][name] if name else schema
        part["properties"]["triage"] = _derived(schema, kind)
    return schema


def _derived(schema: dict[str, Any], kind: type) -> dict[str, Any]:
    """A reference to a part that is made of others, whose definition goes into the schema."""
    from pydantic import TypeAdapter

    made = _without_titles(TypeAdapter(kind).json_schema(ref_template="#/$defs/{model}"))
    schema["$defs"].update(made.pop("$defs", {}))
    made["description"] += " Made of the rest, not read back."
    if kind is Grade:
        says = "of the words that the page should have, those wrong or missing, 0..1"
        made["properties"]["share"] = {"description": says, "type": "number"}
    schema["$defs"][kind.__name__] = made
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _without_titles(value: Any) -> Any:
    """pydantic gives every property a title that repeats its name; a property called "title" is no
    such thing.
    """
    if isinstance(value, list):
        return [_without_titles(part) for part in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, part in value.items():
        if name != "title" or not isinstance(part, str):
            kept[name] = _without_titles(part)
    return kept
