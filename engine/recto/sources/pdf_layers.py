"""Layers of a PDF (optional content) that are switched off: what stands on them is not seen, and is
no text.

An open pikepdf document enters; the annotations that are on such layers leave, by page, and the
document without the text that is. PDFium does not draw marked content and forms of a layer that is
off, but finds their text; annotations it draws as well. What is off is what a viewer shows when it
opens the file: the default configuration (ISO 32000-1, 8.11).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from recto.sources.pdf_tree import Leaf, attribute

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

Key = tuple[int, int]  # object number and generation
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

        if not self.off or not isinstance(condition, pikepdf.Dictionary):
            return False
        if str(condition.get("/Type")) != "/OCMD":
            return condition.objgen in self.off
        rule = condition.get("/VE")
        if isinstance(rule, pikepdf.Array):
            return not self._holds(rule, 0)
        listed = condition.get("/OCGs")
        groups = _items(listed) if isinstance(listed, pikepdf.Array) else [listed]
        on = [
            group.objgen not in self.off
            for group in groups
            if isinstance(group, pikepdf.Dictionary)
        ]
        policy = POLICIES.get(str(condition.get("/P")), any)
        return bool(on) and not policy(on)

    def _holds(self, rule: Any, depth: int) -> bool:
        """A visibility expression: [/And ...], [/Or ...], [/Not one] of groups and of such."""
        import pikepdf

        if isinstance(rule, pikepdf.Dictionary):
            return rule.objgen not in self.off
        if not isinstance(rule, pikepdf.Array) or not len(rule) or depth > DEEPEST:
            return True
        kind, *parts = _items(rule)
        held = (self._holds(part, depth + 1) for part in parts)
        return RULES.get(str(kind), all)(held)


def layers(pdf: Pdf) -> Layers:
    """Of the document's default configuration. Raises nothing for what is written wrongly in it."""
    properties = _dictionary(pdf.Root.get("/OCProperties"))
    if properties is None:
        return Layers(frozenset())
    default = _dictionary(properties.get("/D")) or {}
    off = set(_keys(properties.get("/OCGs"))) if str(default.get("/BaseState")) == "/OFF" else set()
    off -= set(_keys(default.get("/ON")))
    off |= set(_keys(default.get("/OFF")))
    for use in _items(default.get("/AS")):
        if _dictionary(use) is not None and str(use.get("/Event")) == "/View":
            off = _as_viewed(off, use)
    return Layers(frozenset(off))


def _as_viewed(off: set[Key], use: Any) -> set[Key]:
    """Groups that say themselves whether they are seen on a screen."""
    found = set(off)
    for group in filter(None, map(_dictionary, _items(use.get("/OCGs")))):
        usage = _dictionary(group.get("/Usage")) or {}
        state = str((_dictionary(usage.get("/View")) or {}).get("/ViewState"))
        if state == "/OFF":
            found.add(group.objgen)
        elif state == "/ON":
            found.discard(group.objgen)
    return found


def hidden_notes(found: Layers, leaves: Sequence[Leaf]) -> tuple[tuple[int, int], ...]:
    """(page, place in its /Annots), both 0-based, of annotations on layers that are off."""
    if not found.off:
        return ()
    return tuple(
        (index, place)
        for index, leaf in enumerate(leaves)
        for place, note in enumerate(
            _items(leaf.page.get("/Annots") if leaf.page is not None else None)
        )
        if _dictionary(note) is not None and found.hides(note.get("/OC"))
    )


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
            found = self._cleaned(page, resources, 0)
        except (pikepdf.PikepdfError, ValueError, TypeError):
            return  # no content that can be read: its text is judged by the pixels
        if found is not None:
            page.Contents = self.pdf.make_stream(found)

    def _cleaned(self, content: Object, resources: Any, depth: int) -> bytes | None:
        """The content without hidden text; None: nothing is changed."""
        import pikepdf

        own = _dictionary(resources) or {}
        self.size += sum(len(stream.read_raw_bytes()) for stream in _streams(content))
        if self.size > MOST_CONTENT or depth > DEEPEST:
            return None
        kept, hidden, dropped = [], list[bool](), 0
        for part in pikepdf.parse_content_stream(content):
            operator = str(part.operator)
            operands = list(part.operands)
            if operator in ("BDC", "BMC"):
                hidden.append(self._is_off(operands, own))
            elif operator == "EMC" and hidden:
                hidden.pop()
            if operator in SHOWS and (
                any(hidden) or self._draws_hidden(operator, operands, own, depth)
            ):
                dropped += 1
                continue
            kept.append(part)
        self.changes += dropped
        return pikepdf.unparse_content_stream(kept) if dropped else None

    def _is_off(self, operands: Sequence[Any], resources: Any) -> bool:
        if len(operands) != 2 or str(operands[0]) != "/OC":
            return False
        listed = _dictionary(resources.get("/Properties")) or {}
        return self.layers.hides(listed.get(str(operands[1])))

    def _draws_hidden(
        self, operator: str, operands: Sequence[Any], resources: Any, depth: int
    ) -> bool:
        """Whether it draws a form of a layer that is off; another form is cleaned in its place."""
        import pikepdf

        if operator != "Do" or not operands:
            return False
        form = (_dictionary(resources.get("/XObject")) or {}).get(str(operands[0]))
        if not isinstance(form, pikepdf.Stream):
            return False
        if self.layers.hides(form.get("/OC")):
            return True
        if str(form.get("/Subtype")) == "/Form" and form.objgen not in self.forms:
            self.forms.add(form.objgen)
            found = self._cleaned(form, form.get("/Resources", resources), depth + 1)
            if found is not None:
                form.write(found)
        return False


def _streams(content: Object) -> list[Object]:
    import pikepdf

    if isinstance(content, pikepdf.Stream):
        return [content]
    contents = content.get("/Contents")
    parts = _items(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return [part for part in parts if isinstance(part, pikepdf.Stream)]


def _keys(listed: Any) -> Iterator[Key]:
    for group in _items(listed):
        if _dictionary(group) is not None:
            yield group.objgen


def _items(listed: Any) -> list[Any]:
    import pikepdf

    return [listed[at] for at in range(len(listed))] if isinstance(listed, pikepdf.Array) else []


def _dictionary(value: Any) -> Any:
    import pikepdf

    return value if isinstance(value, pikepdf.Dictionary) else None
