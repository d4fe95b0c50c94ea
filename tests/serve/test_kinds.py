"""What is taken of an upload, and what it is called."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from recto.serve.kinds import ending_of, safe_name
from recto.sources import count_pages


@pytest.mark.parametrize(
    ("form", "ending"),
    [
        ("PNG", ".png"),
        ("JPEG", ".jpg"),
        ("TIFF", ".tif"),
        ("WEBP", ".webp"),
        ("GIF", ".gif"),
        ("BMP", ".bmp"),
        ("JPEG2000", ".jp2"),
        ("PPM", ".pnm"),
        ("PDF", ".pdf"),
    ],
)
def test_what_recto_reads_is_taken(form: str, ending: str, tmp_path: Path) -> None:
    """By its bytes, and under an ending by which it is read."""
    out = BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, form)
    assert ending_of(out.getvalue()) == ending
    place = tmp_path / f"page{ending}"
    place.write_bytes(out.getvalue())
    assert count_pages(str(place)) == 1


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"hello",
        b'{"schema": "result-1", "source": "/etc/shadow"}',  # an earlier result names a file
        b'{"@context": "http://iiif.io/api/presentation/3/context.json"}',
        b"<mets><file href='file:///etc/passwd'/></mets>",
        b"PK\x03\x04",
        b"\x7fELF",
        b"#!/bin/sh",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0",
        b"P7\n",
    ],
)
def test_what_names_other_files_or_is_no_page_is_not_taken(head: bytes) -> None:
    """A client has no say in which files are opened."""
    assert ending_of(head) == ""


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("letter.png", "letter.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\scans\\page 1.JPG", "page_1.png"),
        ("a/.recto/lock", "lock.png"),
        (".hidden", "hidden.png"),
        ("..", "document.png"),
        ("", "document.png"),
        ("a\0b\n.png", "a_b.png"),
        ("Ausgang: Bücher №2.pdf", "Ausgang__Bücher__2.png"),
        ("信件.png", "信件.png"),
        ("x" * 300, f"{'x' * 50}.png"),
        ("a.b.c.png", "a_b_c.png"),
    ],
)
def test_a_name_is_no_path(given: str, name: str) -> None:
    """Letters and digits stay."""
    assert safe_name(given, ".png") == name
