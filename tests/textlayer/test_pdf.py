"""The searchable PDF of a page whose own text was kept: what it lacks is added, what lies in it is
replaced.
"""

from pathlib import Path

import pikepdf
from pypdfium2 import PdfDocument
from tests.textlayer.made import PROSE, drawn, edited, font_file, lying, note, read, typeset

from recto.model.result import Document
from recto.writers import WRITERS


def written(source: Path) -> Path:
    """The source read and written as PDF."""
    out = source.with_suffix(".out.pdf")
    with out.open("wb") as file:
        WRITERS["pdf"].write(Document(str(source), (read(source),), "", ""), file)
    return out


def text_of(path: Path) -> list[str]:
    return PdfDocument(path)[0].get_textpage().get_text_range().split()


def test_a_note_can_be_found_and_the_text_stays(tmp_path: Path) -> None:
    """The words of the note are added once, the page's own content is untouched, and it looks as
    before.
    """
    source = edited(
        typeset(tmp_path / "x.pdf", PROSE), lambda pdf, page: note(pdf, page, "Cancelled on 3 May")
    )
    out = written(source)
    assert sorted(text_of(out)) == sorted([*" ".join(PROSE).split(), "Cancelled", "on", "3", "May"])
    with pikepdf.open(source) as before, pikepdf.open(out) as after:
        own = before.pages[0].Contents.read_bytes()
        contents = after.pages[0].Contents
        assert any(part.read_bytes() == own for part in contents)
    assert (drawn(out).raster == drawn(source).raster).all()


def test_a_lying_number_can_be_found_as_it_is_printed(tmp_path: Path) -> None:
    """The lie is muted."""
    source = lying(
        typeset(tmp_path / "x.pdf", (*PROSE, "Due 1450.00"), font=font_file(tmp_path)), {"4": "7"}
    )
    found = text_of(written(source))
    assert "1450.00" in found
    assert "1750.00" not in found
