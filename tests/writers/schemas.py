"""The published schemas of ALTO, PAGE and TEI, as they lie in `xsd` beside this file, compiled."""

from functools import cache
from pathlib import Path

from lxml import etree

FOLDER = Path(__file__).parent / "xsd"
# ALTO imports XLink by URL; tests use no network, so a stand-in gives the one attribute group that
# ALTO refers to.
_XLINK = b"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"
targetNamespace="http://www.w3.org/1999/xlink">
<xsd:attributeGroup name="simpleLink"/></xsd:schema>"""


class _Local(etree.Resolver):
    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        return self.resolve_string(_XLINK, context) if "xlink" in system_url else None


@cache
def schema(name: str) -> etree.XMLSchema:
    """The compiled schema `name`."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return etree.XMLSchema(etree.parse(FOLDER / name, parser))


@cache
def relax_ng(name: str) -> etree.RelaxNG:
    """The compiled RELAX NG schema `name`."""
    return etree.RelaxNG(etree.parse(FOLDER / name))
