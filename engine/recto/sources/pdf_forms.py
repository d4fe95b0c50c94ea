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

from recto.sources.pdf_objects import content_streams, name_of, table, written_name

if TYPE_CHECKING:
    from pikepdf import Object

# PDFium takes 8 us and 1.3 kB for each (measured on forms of one rectangle): at the cap, 4 s.
MOST_DRAWINGS = 500_000
DEEPEST = 40  # forms inside forms that PDFium draws (kMaxFormLevel)
_REGULAR = rb"[^\x00\t\n\f\r ()<>\[\]{}/%]"
_DRAWN = re.compile(rb"/(" + _REGULAR + rb"+)[\x00\t\n\f\r ]+Do(?!" + _REGULAR + rb")")


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
            form = forms.get(name)
            if form is not None:
                total = min(MOST_DRAWINGS, total + self._form(form, resources))
        return total

    def _form(self, form: Object, outer: Any) -> int:
        """Its own drawing, and those inside it, which are counted once."""
        key = form.objgen
        if key in self.above or len(self.above) >= DEEPEST:
            return 1  # drawn no further
        if key not in self.known:
            resources = form.get("/Resources", outer)
            self.above.add(key)
            inside = self.of(form, resources)
            self.above.discard(key)
            self.known[key] = 1 + inside
        return self.known[key]


def drawings(page: Object, resources: Any) -> int:
    """Forms that are drawn for the page, MOST_DRAWINGS at most. Raises what pikepdf raises."""
    count = _Count()
    return count.of(page, resources)


def _forms(resources: Any) -> dict[str, Object]:
    """Forms by name; what is no stream, or no form, is passed over."""
    import pikepdf

    named = table(resources)
    listed = table(named.get("/XObject"))
    found: dict[str, Object] = {}
    for name in listed.keys():  # noqa: SIM118 - a pikepdf.Object does not iterate over its keys
        value = listed[name]
        if isinstance(value, pikepdf.Stream) and name_of(value.get("/Subtype")) == "/Form":
            found[name] = value
    return found


def _drawn(content: Object) -> Iterator[str]:
    import pikepdf

    for stream in content_streams(content):
        try:
            data = stream.read_bytes()
        except pikepdf.PikepdfError:
            continue  # a filter that qpdf does not undo: no content stream has one in earnest
        for name in _DRAWN.findall(data):
            yield written_name(b"/" + name)
