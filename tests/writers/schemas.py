"""The published schemas, from the folder beside the project; tests that need them skip where it is
absent.
"""

import os
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

FOLDER = Path(
    os.environ.get("RECTO_SCHEMAS", Path(__file__).parents[2].parent / "shared" / "schemas")
)
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
    """The compiled schema `name`; skips the test when the folder is absent."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"published schemas are not at {FOLDER}; set RECTO_SCHEMAS to their folder")
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return etree.XMLSchema(etree.parse(path, parser))
