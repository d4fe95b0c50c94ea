"""XML elements from plain values: names, attributes and children enter, serialised bytes leave.

Every string passes through `printable`, so no reading can make a file that does not parse. Elements
carry no namespace: the writers' own opening tag declares the default one, and pages are serialised
one by one inside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from recto.writers.characters import printable

Element = ET.Element
# tail of an element that nothing parts from the next; no text can hold it
GLUE = "\x00"
# In this order: an ampersand that an entity has brought stays.
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def element(
    tag: str,
    attributes: Mapping[str, object] | None = None,
    children: Iterable[Element] = (),
    text: str = "",
) -> Element:
    """An element; attributes that are None are left out."""
    made = ET.Element(tag)
    for name, value in (attributes or {}).items():
        if value is not None:
            made.set(name, printable(str(value)))
    made.text = printable(text) or None
    made.extend(children)
    return made


def serialised(root: Element, depth: int = 0) -> bytes:
    """`root` as UTF-8 on indented lines, `depth` levels in; text content is not touched by the
    indentation, and no line ends behind GLUE.
    """
    ET.indent(root, "  ", depth)
    markup = ET.tostring(root, encoding="unicode").replace(GLUE, "")
    margin = "  " * depth
    return f"{margin}{markup}\n".encode()


def attribute(text: str) -> str:
    """`text` escaped for a double-quoted attribute in markup written by hand."""
    escaped = printable(text)
    for character, entity in ENTITIES.items():
        escaped = escaped.replace(character, entity)
    return escaped
