"""Layers of a PDF (optional content) that are switched off: what stands on them is not seen, and is
no text.

An open pikepdf document enters; the annotations that are on such layers leave, by page, and the
document without the text that is. PDFium does not draw marked content and forms of a layer that is
off, but finds their text; annotations it draws as well. What is off is what a viewer shows when it
opens the file: the default configuration (ISO 32000-1, 8.11).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from recto.sources.pdf_objects import (
    content_streams,
    dictionaries,
    entry,
    is_dictionary,
    items,
    name_of,
    table,
)
from recto.sources.pdf_tree import Leaf, attribute

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

Key = tuple[int, int]  # object number and generation
OPENS = frozenset({"BDC", "BMC"})  # operators that mark content
SHOWS = frozenset({"Tj", "TJ", "'", '"', "Do"})
MOST_CONTENT = 30_000_000  # bytes of content streams that are looked through: some seconds' work
DEEPEST = 40  # forms inside forms, and conditions inside conditions
# /P of a membership: whether it is seen, by which of its groups are on.
POLICIES: Mapping[str, Callable[[Sequence[bool]], bool]] = {
    "/AllOn": all,
    "/AnyOn": any,
    "/AnyOff": lambda on: not all(on),
    "/AllOff": lambda on: not any(on),
}
# Visibility expressions, by what they ask of their parts.
RULES: Mapping[str, Callable[[Iterable[bool]], bool]] = {
    "/And": all,
    "/Or": any,
    "/Not": lambda held: not any(held),
}


@dataclass(frozen=True, slots=True)
class Layers:
    """Which optional content is not seen."""

    off: frozenset[Key]  # groups

    def hides(self, condition: Any) -> bool:
        """Whether what stands under `condition` (a group, or a membership of several) is not
        seen.
        """
        import pikepdf

        if not self.off or not is_dictionary(condition):
            return False
        if name_of(condition.get("/Type")) != "/OCMD":
            return condition.objgen in self.off
        rule = condition.get("/VE")
        if isinstance(rule, pikepdf.Array):
            return not self._holds(rule, 0)

        listed = condition.get("/OCGs")
        groups = dictionaries(listed)
        if is_dictionary(listed):
            groups = [listed]
        if not groups:
            return False
        on = [group.objgen not in self.off for group in groups]
        policy = POLICIES.get(name_of(condition.get("/P")), any)
        return not policy(on)

    def _holds(self, rule: Any, depth: int) -> bool:
        """A visibility expression: [/And ...], [/Or ...], [/Not one] of groups and of such."""
        if is_dictionary(rule):
            return rule.objgen not in self.off
        entries = items(rule)
        if not entries or depth > DEEPEST:
            return True
        kind, *parts = entries
        held = (self._holds(part, depth + 1) for part in parts)
        combined = RULES.get(name_of(kind), all)
        return combined(held)


def layers(pdf: Pdf) -> Layers:
    """Of the document's default configuration. Raises nothing for what is written wrongly in it."""
    properties = table(pdf.Root.get("/OCProperties"))
    default = table(properties.get("/D"))
    off: set[Key] = set()
    if name_of(default.get("/BaseState")) == "/OFF":
        off = _keys(properties.get("/OCGs"))
    off -= _keys(default.get("/ON"))
    off |= _keys(default.get("/OFF"))

    # Groups that say themselves whether they are seen on a screen.
    for use in dictionaries(default.get("/AS")):
        if name_of(use.get("/Event")) != "/View":
            continue
        for group in dictionaries(use.get("/OCGs")):
            usage = table(group.get("/Usage"))
            view = table(usage.get("/View"))
            state = name_of(view.get("/ViewState"))
            if state == "/OFF":
                off.add(group.objgen)
            elif state == "/ON":
                off.discard(group.objgen)
    return Layers(frozenset(off))


def _keys(listed: Any) -> set[Key]:
    return {group.objgen for group in dictionaries(listed)}


def hidden_notes(found: Layers, leaves: Sequence[Leaf]) -> tuple[tuple[int, int], ...]:
    """(page, place in its /Annots), both 0-based, of annotations on layers that are off."""
    if not found.off:
        return ()
    hidden = []
    for index, leaf in enumerate(leaves):
        if leaf.page is None:
            continue
        for place, note in enumerate(items(leaf.page.get("/Annots"))):
            if is_dictionary(note) and found.hides(note.get("/OC")):
                hidden.append((index, place))
    return tuple(hidden)


def without_hidden_text(pdf: Pdf, found: Layers, leaves: Sequence[Leaf]) -> bytes:
    """The document without the text of layers that are off; empty where there is none. `pdf` is
    changed.

    Raises what pikepdf raises.
    """
    from pikepdf import PikepdfWarning

    if not found.off:
        return b""
    cleaning = _Cleaning(pdf, found)
    for leaf in leaves:
        if leaf.page is not None:
            cleaning.page(leaf.page, attribute(leaf, "/Resources"))
    if not cleaning.changes:
        return b""
    out = BytesIO()
    with warnings.catch_warnings():
        # Of form fields that the source, too, has beside its form.
        warnings.simplefilter("ignore", PikepdfWarning)
        pdf.save(out)
    return out.getvalue()


@dataclass(slots=True, eq=False)
class _Cleaning:
    """One way through the content of all pages, each form once."""

    pdf: Pdf
    layers: Layers
    forms: set[Key] = field(default_factory=set)
    size: int = 0  # bytes looked through
    changes: int = 0

    def page(self, page: Object, resources: Any) -> None:
        import pikepdf

        try:
            cleaned = self._cleaned(page, resources, 0)
        except (pikepdf.PikepdfError, ValueError, TypeError):
            return  # no content that can be read: its text is judged by the pixels
        if cleaned is not None:
            page.Contents = self.pdf.make_stream(cleaned)

    def _cleaned(self, content: Object, resources: Any, depth: int) -> bytes | None:
        """The content without hidden text; None: nothing is changed."""
        import pikepdf

        if not self._may_look_through(content, depth):
            return None
        named = table(resources)
        kept = []
        dropped = 0
        hidden: list[bool] = []  # by the marks that are open here
        for part in pikepdf.parse_content_stream(content):
            operator = str(part.operator)
            operands = list(part.operands)
            if operator in OPENS:
                hidden.append(self._is_off(operands, named))
            elif operator == "EMC" and hidden:
                hidden.pop()
            shows = operator in SHOWS
            if shows and (any(hidden) or self._draws_hidden(operator, operands, named, depth)):
                dropped += 1
            else:
                kept.append(part)
        if not dropped:
            return None
        self.changes += dropped
        return pikepdf.unparse_content_stream(kept)

    def _may_look_through(self, content: Object, depth: int) -> bool:
        self.size += sum(len(stream.read_raw_bytes()) for stream in content_streams(content))
        return self.size <= MOST_CONTENT and depth <= DEEPEST

    def _is_off(self, operands: Sequence[Any], resources: Any) -> bool:
        """Whether a mark opens content of a layer that is off."""
        if len(operands) != 2 or name_of(operands[0]) != "/OC":
            return False
        name = name_of(operands[1])
        listed = table(resources.get("/Properties"))
        return self.layers.hides(entry(listed, name))

    def _draws_hidden(
        self, operator: str, operands: Sequence[Any], resources: Any, depth: int
    ) -> bool:
        """Whether it draws a form of a layer that is off; another form is cleaned in its place."""
        import pikepdf

        if operator != "Do" or not operands:
            return False
        name = name_of(operands[0])
        listed = table(resources.get("/XObject"))
        form = entry(listed, name)
        if not isinstance(form, pikepdf.Stream):
            return False
        if self.layers.hides(form.get("/OC")):
            return True
        if name_of(form.get("/Subtype")) == "/Form" and form.objgen not in self.forms:
            self.forms.add(form.objgen)
            inner = form.get("/Resources", resources)
            cleaned = self._cleaned(form, inner, depth + 1)
            if cleaned is not None:
                form.write(cleaned)
        return False
