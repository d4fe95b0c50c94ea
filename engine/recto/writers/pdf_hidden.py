"""Leaves ours as the only text that is found on a PDF page that was read, and the page as it is
seen.

A page of an open PDF enters and is changed in place; a page without text keeps its very bytes. What
is changed in a stream stands in pdf_text_edits.py; here, to which streams: the page's own content
and the forms that it draws, each in the state in which it is drawn. A form that is changed is
changed as a copy, since pages that were not read may draw it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recto.sources.pdf_objects import entry, name_of, written_name
from recto.sources.pdf_whole import content_streams
from recto.writers.pdf_content import Change, UnreadableContent, changed
from recto.writers.pdf_text_edits import MUTE, UNMUTE, Drawn, State, text_edits

if TYPE_CHECKING:
    from pikepdf import Object, Page, Pdf

DEEPEST = 40  # forms inside forms that PDFium draws (kMaxFormLevel)
# Entries of a stream that say how its bytes are kept (7.3.8.2); a copy keeps them otherwise.
ENCODED = frozenset(
    {"/Length", "/Filter", "/DecodeParms", "/F", "/FFilter", "/FDecodeParms", "/DL"}
)
NOTHING = b"/RectoNothing"  # a name that no resource has
_MAY_SHOW = re.compile(rb"T[jJ]|['\"]|Do")


@dataclass(slots=True, eq=False)
class TextRemoval:
    """Takes the text out of pages of one PDF, or marks it."""

    pdf: Pdf
    # By object number and the state it is drawn in; None: the form stays as it is.
    forms: dict[tuple[tuple[int, int], State], Object | None] = field(default_factory=dict)
    above: set[tuple[int, int]] = field(default_factory=set)
    page_forms: dict[str, Object] = field(default_factory=dict)  # of the page that is being cleaned
    borrowings: int = 0  # how often a form drew what only its page has
    # Forms that did, or draw one that did: changed for one page alone.
    bound: set[tuple[tuple[int, int], State]] = field(default_factory=set)

    def clean(self, page: Page) -> None:
        """Leave no text on the page that a program would find. Raises what pikepdf raises."""
        resources = own_resources(page)
        self.page_forms = dict(resources.XObject.items())
        for key in self.bound:
            del self.forms[key]
        self.bound.clear()
        streams = content_streams(page.obj)
        try:
            data = b"\n".join(_readable(stream) for stream in streams)
            found = self._cleaned(data, resources, State())
        except UnreadableContent:
            mute, unmute = self.pdf.make_stream(MUTE), self.pdf.make_stream(UNMUTE)
            set_content(page, [mute, *streams, unmute])
            return
        if found is not None:
            set_content(page, [self.pdf.make_stream(found)])

    def _cleaned(self, data: bytes, resources: Object, state: State) -> bytes | None:
        """The content without text, its new forms put into `resources`; None: nothing is
        changed.
        """
        if not _MAY_SHOW.search(data):
            return None
        edits = text_edits(data, _type_3_fonts(resources), state)
        changes = [*edits.changes]
        for use in edits.drawn:
            changes += self._other_form(use, resources)
        return changed(data, sorted(changes)) if changes else None

    def _other_form(self, use: Drawn, resources: Object) -> Iterator[Change]:
        """The name of the changed form, where it had to be changed."""
        import pikepdf
        from pikepdf import Dictionary

        key = written_name(use.name)
        forms = _dictionary(resources.get("/XObject"))
        if forms is None:
            # PDFium looks into the page's resources where a form has no list of its own.
            self.borrowings += 1
            form = self.page_forms.get(key)
        else:
            form = entry(forms, key)
        if not isinstance(form, pikepdf.Stream) or name_of(form.get("/Subtype")) != "/Form":
            return
        if form.objgen in self.above:
            yield use.start, use.end, NOTHING  # PDFium does not draw a form inside itself
            return
        instead = self._form(form, resources, use.state)
        if instead is not None:
            name = f"/RectoForm{instead.objgen[0]}"
            if forms is None:
                forms = resources.XObject = Dictionary(self.page_forms)
            forms[name] = instead
            yield use.start, use.end, name.encode()

    def _form(self, form: Object, outer: Object, state: State) -> Object | None:
        """The form without text; None where it has none."""
        key = (form.objgen, state)
        if key in self.forms:
            self.borrowings += key in self.bound
            return self.forms[key]
        if len(self.above) >= DEEPEST:
            return None
        self.above.add(form.objgen)
        before = self.borrowings
        try:
            self.forms[key] = self._changed_form(form, outer, state)
        finally:
            self.above.discard(form.objgen)
        if self.borrowings != before:
            self.bound.add(key)
        return self.forms[key]

    def _changed_form(self, form: Object, outer: Object, state: State) -> Object | None:
        own = _dictionary(form.get("/Resources"))
        resources = copied_resources(outer if own is None else own)
        try:
            data = _readable(form)
        except UnreadableContent:
            return None  # nothing of it is drawn, either
        try:
            found = self._cleaned(data, resources, state)
        except UnreadableContent:
            found = MUTE + data + UNMUTE
        if found is None:
            return None
        copy = self.pdf.make_stream(found)
        for name in form.keys():  # noqa: SIM118 - a pikepdf.Object does not iterate over its keys
            if name not in ENCODED:
                copy[name] = form[name]
        copy.Resources = resources
        return self.pdf.make_indirect(copy)


def set_content(page: Page, streams: Sequence[Object]) -> None:
    """Give the page these streams, whatever its content was."""
    from pikepdf import Array

    page.obj.Contents = streams[0] if len(streams) == 1 else Array(streams)


def own_resources(page: Page) -> Object:
    """The page's resources as its own: pages share what they inherit, and only one is changed."""
    from pikepdf import Dictionary

    from recto.sources.pdf_tree import inherited

    found = copied_resources(_dictionary(inherited(page.obj, "/Resources")))
    if "/XObject" not in found:
        found.XObject = Dictionary()
    page.obj.Resources = found
    own: Object = page.obj.Resources
    return own


def copied_resources(resources: Any) -> Object:
    """Resources whose /XObject, where they have one, is a dictionary of their own."""
    from pikepdf import Dictionary

    copy = Dictionary(resources) if resources is not None else Dictionary()
    listed = _dictionary(copy.get("/XObject"))
    if listed is not None:
        copy.XObject = Dictionary(listed)
    elif "/XObject" in copy:
        del copy.XObject
    return copy


def _readable(stream: Object) -> bytes:
    """The content of a stream; as PDFium, nothing of one whose filters cannot be undone."""
    import pikepdf

    try:
        return stream.read_bytes()
    except pikepdf.PikepdfError:
        raise UnreadableContent("a content stream cannot be decoded") from None


def _type_3_fonts(resources: Object) -> Mapping[bytes, bool]:
    """Names of the Type 3 fonts, as content writes them."""
    fonts = _dictionary(resources.get("/Font"))
    if fonts is None:
        return {}
    found = {}
    for name in fonts.keys():  # noqa: SIM118 - a pikepdf.Object does not iterate over its keys
        font = _dictionary(fonts[name])
        kind = "" if font is None else name_of(font.get("/Subtype"))
        found[name.encode("utf-8", "surrogateescape")] = kind == "/Type3"
    return found


def _dictionary(value: Any) -> Any:
    """The dictionary, None for anything else."""
    import pikepdf

    return value if isinstance(value, pikepdf.Dictionary) else None
