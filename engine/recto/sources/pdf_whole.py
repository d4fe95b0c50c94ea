"""Whether qpdf has all that PDFium draws of a page, of which words were read.

A page of an open PDF enters, the answer leaves. What a later revision of a file deletes, and a
stream without its `endstream`, PDFium draws and qpdf leaves out: such a page would lose what was
seen on it, and goes in as a picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from recto.sources.pdf_objects import streams, table
from recto.sources.pdf_tree import inherited

if TYPE_CHECKING:
    from pikepdf import Object

MOST_STREAMS = 2_000  # pictures and forms of one page that are looked at


def content_streams(page: Object) -> list[Object]:
    """The streams of a page's content, what is none passed over."""
    contents = page.get("/Contents")
    return streams(contents)


def is_whole(page: Object) -> bool:
    """Whether a page with words has content, and every stream that it uses has its data."""
    if not content_streams(page) and "/Annots" not in page:
        return False
    return not has_lost_streams(page)


def has_lost_streams(page: Object) -> bool:
    """Whether qpdf has lost the data of a stream that the page uses. Raises what pikepdf raises.

    qpdf takes a stream whose end it does not find for an empty one, and keeps its /Length.
    """
    resources = inherited(page, "/Resources")
    used = [*content_streams(page), *_drawn_streams(resources)]
    for stream in used:
        length: Any = stream.get("/Length")
        if isinstance(length, int) and length > 0 and not stream.read_raw_bytes():
            return True
    return False


def _drawn_streams(resources: Any) -> Iterator[Object]:
    """Pictures and forms, and those of the forms, each once."""
    import pikepdf

    waiting = [resources]
    met: set[tuple[int, int]] = set()
    while waiting:
        found = table(waiting.pop())
        listed = table(found.get("/XObject"))
        for name in listed.keys():  # noqa: SIM118 - a pikepdf.Object does not iterate over its keys
            stream = listed[name]
            if not isinstance(stream, pikepdf.Stream) or stream.objgen in met:
                continue
            if len(met) == MOST_STREAMS:
                return
            met.add(stream.objgen)
            yield stream
            waiting.append(stream.get("/Resources"))
