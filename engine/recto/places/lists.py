"""Lists of pages: IIIF manifests (versions 2 and 3) and METS files, each page an image elsewhere.

The path of a list on this machine enters; the addresses of its pages leave in their order. Nothing
is fetched here. Only here: which image of a page is meant, and that a list of anybody's making
leads to files beside it and to http(s) addresses only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from recto.errors import FileAccess, InputError, TooLarge
from recto.places.urls import MARK, refuse_secrets

if TYPE_CHECKING:
    from lxml.etree import _Element

HEAD = 1 << 16  # bytes in which a list says what it is
MOST_BYTES = 1 << 26  # of a list; one of 10,000 pages takes some 10 MB
MOST_PAGES = 100_000
IIIF = b"iiif.io/api/presentation/"
METS = b"http://www.loc.gov/METS/"
NAMES: Mapping[str, str] = {
    "m": "http://www.loc.gov/METS/", "x": "http://www.w3.org/1999/xlink",
}  # fmt: skip
# Groups of files in a METS list by what people call the best images in it, best first.
USES = ("MAX", "MASTER", "ORIGINAL", "OCR-D-IMG", "DEFAULT", "PRESENTATION", "IMAGE")


def is_list(path: str) -> bool:
    """Whether a file of this machine is a IIIF manifest or a METS list."""
    if not path.lower().endswith((".json", ".xml", ".mets")):
        return False
    try:
        with Path(path).open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError):
        return False
    return IIIF in head or METS in head


def pages(path: str) -> list[str]:
    """The addresses of the pages: paths beside the list, or http(s) URLs.

    Raises InputError for a list that cannot be understood or leads elsewhere, TooLarge, FileAccess.
    """
    data = _bytes_of(path)
    named = list(_iiif(data, path) if IIIF in data[:HEAD] else _mets(data, path))
    if not named:
        raise InputError("names no page", where=path, remedy="give another list")
    if len(named) > MOST_PAGES:
        raise TooLarge(f"more than {MOST_PAGES:,} pages", where=path, remedy="split it")
    return [_address(each, path) for each in named]


def is_fetched(address: str) -> bool:
    """Whether a page is elsewhere, so that it must be fetched."""
    return address.startswith(("http://", "https://"))


def _bytes_of(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as fault:
        what = f"cannot be opened ({fault.strerror})"
        raise FileAccess(what, where=path, remedy="check its permissions") from None
    if len(data) > MOST_BYTES:
        raise TooLarge(f"more than {MOST_BYTES:,} bytes", where=path, remedy="split it")
    return data


def _address(named: str, path: str) -> str:
    """Where a page is. Raises InputError for one that is neither beside the list nor on the web."""
    if is_fetched(named):
        refuse_secrets(named)
        return named
    plain = named
    if MARK in named:
        parts = urlsplit(named)
        plain = unquote(parts.path)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
            what = f"a page is at {parts.scheme}://, which no list may lead to"
            raise InputError(what, where=path, remedy="download the pages")
    folder = Path(path).parent
    place = folder / plain
    inside = os.path.realpath(place)
    if not Path(inside).is_relative_to(os.path.realpath(folder)):
        what = f"{plain} is not beside the list"
        raise InputError(what, where=path, remedy="move the list to its images")
    return str(place)


def _iiif(data: bytes, path: str) -> Iterator[str]:
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise InputError("is no JSON", where=path, remedy="download it again") from fault
    for canvas in _canvases(manifest):
        for body in _bodies(canvas):
            address = _image(body)
            if address:
                yield address
                break


def _canvases(manifest: Any) -> Iterator[Any]:
    """Of version 3: items; of version 2: those of the first sequence."""
    yield from _list(manifest, "items")
    for sequence in _list(manifest, "sequences")[:1]:
        yield from _list(sequence, "canvases")


def _bodies(canvas: Any) -> Iterator[Any]:
    for page in _list(canvas, "items"):
        for annotation in _list(page, "items"):
            yield from _list(annotation, "body")
    for image in _list(canvas, "images"):
        yield from _list(image, "resource")


def _image(body: Any) -> str:
    """The address of an image, as large as there is one; empty where there is none."""
    if not isinstance(body, dict):
        return ""
    for service in _list(body, "service"):
        root = _id(service)
        if root:
            kind = str(service.get("type", "")) + str(service.get("@context", ""))
            size = "max" if "ImageService3" in kind or "image/3" in kind else "full"
            return f"{root.rstrip('/')}/full/{size}/0/default.jpg"
    return _id(body)


def _id(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    found = value.get("id") or value.get("@id")
    return found if isinstance(found, str) else ""


def _list(value: Any, key: str) -> list[Any]:
    """The values of a property, which may stand alone."""
    found = value.get(key) if isinstance(value, dict) else None
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _mets(data: bytes, path: str) -> Iterator[str]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise InputError("is no XML", where=path, remedy="download it again") from fault
    places = _best_group(root)
    ordered = [places.pop(name) for name in _in_order(root) if name in places]
    yield from ordered or places.values()


def _best_group(root: _Element) -> dict[str, str]:
    """File id -> address, of the group that holds the best images."""
    groups = []
    for group in root.iterfind(".//m:fileSec//m:fileGrp", NAMES):
        found = _images(group)
        if found:
            use = (group.get("USE") or "").upper()
            ranks = [rank for rank, name in enumerate(USES) if name in use]
            groups.append((min(ranks, default=len(USES)), found))
    if not groups:
        return {}
    return min(groups, key=lambda group: group[0])[1]


def _images(group: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in group.iterfind("m:file", NAMES):
        place = file.find("m:FLocat", NAMES)
        kind = file.get("MIMETYPE") or "image/"
        href = "" if place is None else place.get(f"{{{NAMES['x']}}}href")
        if href and kind.startswith(("image/", "application/pdf")):
            found[file.get("ID") or str(len(found))] = href
    return found


def _in_order(root: _Element) -> Iterator[str]:
    """File ids as the physical structure has its pages."""
    for structure in root.iterfind(".//m:structMap", NAMES):
        if (structure.get("TYPE") or "").upper() != "PHYSICAL":
            continue
        for pointer in structure.iterfind(".//m:fptr", NAMES):
            yield pointer.get("FILEID") or ""
