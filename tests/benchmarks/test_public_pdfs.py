"""What the run over public PDFs counts as drawn otherwise, and as lost in silence."""

import json
from pathlib import Path

import pikepdf
import pytest
from tests.writers.pdf_sources import source

from benchmarks.public_pdfs import checked

TEXT = b"BT /F 18 Tf 20 100 Td (seven barrels of oats arrived) Tj ET"
SEEN = ["seven", "barrels", "of", "oats", "arrived"]


def result(
    folder: Path, words: list[str], *, flagged: bool = False, notes: tuple[str, ...] = ()
) -> None:
    """The JSON result of one page."""
    page = {
        "index": 0,
        "notes": list(notes),
        "lines": [{"words": [{"text": w, "flagged": flagged} for w in words]}],
    }
    (folder / "x.json").write_text(json.dumps({"pages": [page]}))


@pytest.mark.parametrize(
    ("words", "flagged", "notes", "lost"),
    [
        (SEEN, False, (), False),
        (["seven", "barre1s", "of", "oats", "arriued"], False, (), False),  # an OCR's mistakes
        (["SEVEN", "BARRELSOF", "OATS,", "arrived"], False, (), False),
        (["seven"], False, (), True),
        ([], False, (), True),
        (["seven", "of", "b", "a", "c", "d"], True, (), False),
        (["seven"], False, ("text layer kept",), True),
        ([], False, ("unread ink",), False),
    ],
)
def test_words_that_are_seen_and_nowhere_are_lost_unless_it_is_said(
    words: list[str], flagged: bool, notes: tuple[str, ...], lost: bool, tmp_path: Path
) -> None:
    """A flag or a note on the page says it."""
    path = source(tmp_path / "in.pdf", TEXT)
    out = tmp_path / "out"
    out.mkdir()
    result(out, words, flagged=flagged, notes=notes)
    assert bool(checked(path, out).lost) == lost


@pytest.mark.parametrize(
    ("more", "otherwise"), [(b"", ()), (b" 0 0 20 20 re f", (1,)), (b" 1 g 0 0 99 20 re f", ())]
)
def test_pixels_that_change_are_found(
    more: bytes, otherwise: tuple[int, ...], tmp_path: Path
) -> None:
    """A page is drawn before and after."""
    path = source(tmp_path / "in.pdf", TEXT)
    out = tmp_path / "out"
    out.mkdir()
    result(out, SEEN)
    with pikepdf.open(path) as pdf:
        pdf.pages[0].contents_add(more)
        pdf.save(out / "x.pdf")
    assert checked(path, out).drawn_otherwise == otherwise
