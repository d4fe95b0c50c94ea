"""Objects of an open pikepdf document, taken for what they are: a file may hold anything anywhere.

Whatever stands in the file enters; dictionaries, entries of arrays and streams leave, and nothing
where it is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Dictionary, Object, Pdf

_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def is_dictionary(value: Any) -> bool:
    """Streams are none."""
    import pikepdf

    return isinstance(value, pikepdf.Dictionary)


def name_of(value: Any) -> str:
    """The name that it is, with its slash, or nothing. Names are bytes of any encoding (Shift-JIS
    in fonts): what is no UTF-8 comes as surrogates, as in the keys of a dictionary.
    """
    import pikepdf

    if not isinstance(value, pikepdf.Name):
        return ""
    return bytes(value).decode("utf-8", "surrogateescape")


def written_name(written: bytes) -> str:
    """A name as content writes it, with its slash -> as the keys of a dictionary have it (ISO
    32000-1, 7.3.5: #41 is an A).
    """
    plain = _ESCAPED.sub(_byte, written)
    return plain.decode("utf-8", "surrogateescape")


def _byte(escaped: re.Match[bytes]) -> bytes:
    code = int(escaped[1], 16)
    return bytes([code])


def entry(holder: Any, name: str) -> Any:
    """What a dictionary has under a name; `get` takes only names that are UTF-8."""
    return holder[name] if name in holder else None  # noqa: SIM401


def table(value: Any) -> Any:
    """The dictionary that it is, or an empty one."""
    if is_dictionary(value):
        return value
    return {}


def every_dictionary(pdf: Pdf) -> Iterator[Dictionary]:
    """Each of the document that stands on its own, and those of streams."""
    import pikepdf

    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream):
            yield item.stream_dict
        elif isinstance(item, pikepdf.Dictionary):
            yield item


def items(value: Any) -> list[Any]:
    """The entries of an array."""
    import pikepdf

    if not isinstance(value, pikepdf.Array):
        return []
    return [value[index] for index in range(len(value))]


def dictionaries(value: Any) -> list[Any]:
    """Those among the entries of an array."""
    return [entry for entry in items(value) if is_dictionary(entry)]


def streams(value: Any) -> list[Object]:
    """A stream, or those among the entries of an array."""
    import pikepdf

    parts = [value]
    if isinstance(value, pikepdf.Array):
        parts = items(value)
    return [part for part in parts if isinstance(part, pikepdf.Stream)]


def content_streams(content: Object) -> list[Object]:
    """Of a page; of a form the form itself."""
    import pikepdf

    if isinstance(content, pikepdf.Stream):
        return [content]
    return streams(content.get("/Contents"))
