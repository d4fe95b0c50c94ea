"""Where the links of the built documentation lead.

python scripts/site_links.py build/docs/html

Links inside the site must lead to a page and, behind a #, to a place on it; nothing may be loaded
from elsewhere (scripts, styles, fonts, pictures). Links to elsewhere are listed and not followed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

# What a browser fetches by itself, as XPath; links that a person follows are none of these.
LOADED = "//@src | //link[not(@rel='next' or @rel='prev' or @rel='canonical')]/@href | //@srcset"
IN_STYLES = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


def main() -> int:
    """1 where a link leads nowhere, or something is loaded from elsewhere."""
    site = Path(sys.argv[1])
    pages = sorted(site.rglob("*.html"))
    faults = [fault for page in pages for fault in _faults(page)]
    faults += [fault for sheet in site.rglob("*.css") for fault in _loads(sheet)]
    for fault in faults:
        print(fault, file=sys.stderr)
    for address in sorted({each for page in pages for each in _elsewhere(page)}):
        print(address)
    return int(bool(faults) or not pages)


def _faults(page: Path) -> Iterator[str]:
    for address in _tree(page).xpath(LOADED):
        if _is_elsewhere(address):
            yield f"{page}: loads {address}"
    for address in _tree(page).xpath("//a/@href"):
        if not _is_elsewhere(address) and not _is_there(page, address):
            yield f"{page}: {address} leads nowhere"


def _loads(sheet: Path) -> Iterator[str]:
    for found in IN_STYLES.finditer(sheet.read_text(encoding="utf-8")):
        address = found[1] or found[2]
        if _is_elsewhere(address):
            yield f"{sheet}: loads {address}"


def _elsewhere(page: Path) -> Iterator[str]:
    return (address for address in _tree(page).xpath("//a/@href") if _is_elsewhere(address))


def _is_elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in ("http", "https", "mailto")


def _is_there(page: Path, address: str) -> bool:
    parts = urlsplit(address)
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return False
    return not parts.fragment or unquote(parts.fragment) in _places(target)


@cache
def _places(page: Path) -> frozenset[str]:
    return frozenset(_tree(page).xpath("//@id"))


@cache
def _tree(page: Path) -> html.HtmlElement:
    return html.fromstring(page.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
