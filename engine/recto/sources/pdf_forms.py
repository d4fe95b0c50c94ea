"""How often a PDF page draws forms inside forms, counted before it is drawn.

A page of an open pikepdf document enters; the number of drawings leaves, never more than the cap.
24 forms that each draw the next one twice are 3 kB of file and 16 million drawings: PDFium would
need minutes and all of the memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Object

# PDFium takes 8 us and 1.3 kB for each (measured on forms of one rectangle): at the cap, 4 s.
MOST_DRAWINGS = 500_000
DEEPEST = 40  # forms inside forms that PDFium draws (kMaxFormLevel)
_REGULAR = rb"[^\x00\t\n\f\r ()<>\[\]{}/%]"
_DRAWN = re.compile(rb"/(" + _REGULAR + rb"+)[\x00\t\n\f\r ]+Do(?!" + _REGULAR + rb")")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(slots=True)
class _Count:
    known: dict[tuple[int, int], int] = field(default_factory=dict)  # that one drawing makes
    above: set[tuple[int, int]] = field(default_factory=set)

    def of(self, content: Object, resources: Any) -> int:
        """Drawings of forms in a content stream."""
        forms = _forms(resources)
        if not forms:
            return 0
        total = 0
        for name in _drawn(content):
            if name in forms:
                total = min(MOST_DRAWINGS, total + self._form(forms[name], resources))
        return total

    def _form(self, form: Object, outer: Any) -> int:
        key = form.objgen
        if key in self.above or len(self.above) >= DEEPEST:
            return 1  # drawn no further
        if key not in self.known:
            self.above.add(key)
            self.known[key] = 1 + self.of(form, form.get("/Resources", outer))
            self.above.discard(key)
        return self.known[key]


def drawings(page: Object, resources: Any) -> int:
    """Forms that are drawn for the page, MOST_DRAWINGS at most. Raises what pikepdf raises."""
    return _Count().of(page, resources)


def _forms(resources: Any) -> dict[str, Object]:
    """Forms by name; what is no stream, or no form, is passed over."""
    import pikepdf

    listed = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(listed, pikepdf.Dictionary):
        return {}
    found: dict[str, Object] = {}
    for name in listed.keys():  # noqa: SIM118 - a pikepdf.Object does not iterate over its keys
        value = listed[name]
        if isinstance(value, pikepdf.Stream) and str(value.get("/Subtype")) == "/Form":
            found[name] = value
    return found


def _drawn(content: Object) -> Iterator[str]:
    import pikepdf

    for data in _streams(content):
        try:
            drawn = _DRAWN.findall(data.read_bytes())
        except pikepdf.PikepdfError:
            continue  # a filter that qpdf does not undo: no content stream has one in earnest
        for name in drawn:
            plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name)
            yield "/" + plain.decode("utf-8", "replace")


def _streams(content: Object) -> list[Object]:
    """The content streams of a page, or a form itself."""
    import pikepdf

    if isinstance(content, pikepdf.Stream):
        return [content]
    contents = content.get("/Contents")
    parts = [contents]
    if isinstance(contents, pikepdf.Array):
        parts = [contents[index] for index in range(len(contents))]
    return [part for part in parts if isinstance(part, pikepdf.Stream)]
