"""The index in a run's report: each file with its picture, its results and what is to be looked at,
the least sure first.

An open ledger and the output folder enter, rows for a template leave. Only here: what a link may
lead to (a file below the output folder that is there), and how many pictures a report holds.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from recto.batch.ledger import Ledger
from recto.text.names import located, shown

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_FILES = 5_000  # rows: 2 MB of HTML
MOST_PICTURES = 60  # of the first rows: some .05 s and 6 kB each
SIDE = 160  # px of a picture
MOST_PIXELS = 80_000_000  # of a source of which a picture is made
QUALITY = 70  # of JPEG, as Pillow counts it


@dataclass(frozen=True, slots=True)
class Link:
    """One result."""

    name: str  # the format
    href: str  # relative to the report


@dataclass(frozen=True, slots=True)
class Row:
    """One file of the run."""

    name: str
    pages: int
    words: int
    confidence: str  # mean, as text; empty without words
    flagged: int
    links: Sequence[Link]
    picture: str  # data URI; empty where there is none


def rows(ledger: Ledger, out: Path) -> tuple[list[Row], int]:
    """The files with a result, the least sure first, and how many are left out."""
    found = ledger.select(
        "SELECT file, path, count(*), total(words), total(confidence), total(flagged), min(number)"
        " FROM listed_page WHERE outcome NOT IN ('', 'failed') GROUP BY file"
        " ORDER BY total(words) > 0, total(confidence) / max(1, total(words)), file"
    )
    places = places_of(ledger)
    sources = _sources(ledger)
    made: list[Row] = []
    for file, path, pages, words, confidence, flagged, first in found[:MOST_FILES]:
        picture = ""
        if len(made) < MOST_PICTURES:
            picture = _picture(sources.get(file, path), first)
        mean = f"{confidence / words:.3f}" if words else ""
        links = [*_links(out, places.get(file, ()))]
        made.append(Row(shown(path), pages, int(words), mean, int(flagged), links, picture))
    return made, max(0, len(found) - MOST_FILES)


def _links(out: Path, places: Sequence[tuple[str, str]]) -> Iterator[Link]:
    for kind, place in places:
        if (out / place).is_file():
            yield Link(kind, href(place))


def href(place: str) -> str:
    """A path below the report's folder as an address; never one of another scheme or place."""
    return "./" + quote(os.fsencode(place))


def places_of(ledger: Ledger) -> dict[int, list[tuple[str, str]]]:
    """File -> format and place below the output folder, those that people open first."""
    found: dict[int, list[tuple[str, str]]] = {}
    if not ledger.select("SELECT 1 FROM sqlite_master WHERE name = 'place'"):
        return found
    listed = ledger.select("SELECT file, format, place FROM place ORDER BY file, format")
    for file, kind, raw_place in listed:
        place = os.fsdecode(raw_place)
        is_below = not place.startswith("/") and ".." not in place.split("/")
        if is_below:
            found.setdefault(file, []).append((kind, place))
    for pairs in found.values():
        pairs.sort(key=lambda pair: pair[0] not in {"html", "pdf"})
    return found


def _sources(ledger: Ledger) -> dict[int, str]:
    """File -> where it was read from."""
    if not ledger.select("SELECT 1 FROM sqlite_master WHERE name = 'origin'"):
        return {}
    return {
        file: os.fsdecode(path) for file, path in ledger.select("SELECT file, path FROM origin")
    }


def _picture(path: str, index: int) -> str:
    """A small picture of a page as a data URI; empty where none can be made: it is an ornament."""
    from PIL import Image

    name = located(path)
    try:
        image = _of_pdf(name, index) if name.lower().endswith(".pdf") else _of_image(name, index)
        image.thumbnail((SIDE, SIDE))
        out = BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=QUALITY)
    except (Exception, Image.DecompressionBombWarning):  # noqa: BLE001 - libraries raise all kinds
        return ""
    encoded = base64.b64encode(out.getvalue())
    return f"data:image/jpeg;base64,{encoded.decode()}"


def _of_image(name: str, index: int) -> Picture:
    from PIL import Image, ImageOps

    image: Image.Image = Image.open(name)
    if image.width * image.height > MOST_PIXELS:
        raise ValueError("too large")
    if index:
        image.seek(index)
    image.draft("RGB", (2 * SIDE, 2 * SIDE))
    return ImageOps.exif_transpose(image).convert("RGB")


def _of_pdf(name: str, index: int) -> Picture:
    import pypdfium2

    from recto.sources.pdf import given_password

    pdf = pypdfium2.PdfDocument(name, password=given_password())
    try:
        page = pdf[index]
        scale = 2 * SIDE / max(page.get_size())
        picture: Picture = page.render(scale=min(1.0, scale)).to_pil()
        return picture
    finally:
        pdf.close()
