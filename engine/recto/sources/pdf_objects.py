"""Objects of an open pikepdf document, taken for what they are: a file may hold anything anywhere.

Whatever stands in the file enters; dictionaries, entries of arrays and streams leave, and nothing
where it is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Dictionary, Object, Pdf


def is_dictionary(value: Any) -> bool:
    """Streams are none."""
    import pikepdf

    return isinstance(value, pikepdf.Dictionary)


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
