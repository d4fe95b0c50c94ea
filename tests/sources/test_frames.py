"""Which of a TIFF's pictures are pages: thumbnails and masks are left out, and it is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pikepdf import Pdf
from tests.sources.tiffs import LONG, SHORT, Tags, grey, tiff

from recto.model.page import Box, Page
from recto.model.result import Document, PageResult, ResultLine, Word
from recto.sources import PageFault, count_pages, frame_number, open_pages
from recto.writers import WRITERS

PAGE, THUMB = (60, 40), (15, 10)  # height, width
# What a frame is marked as: a page, a thumbnail (the new tag, the old one, with other bits), a
# mask.
KINDS: dict[str, tuple[tuple[int, int], dict[int, tuple[int, tuple[int, ...]]]]] = {
    "page": (PAGE, {}),
    "marked page": (PAGE, {254: (LONG, (2,))}),
    "old page": (PAGE, {255: (SHORT, (1,))}),
    "thumb": (THUMB, {254: (LONG, (1,))}),
    "old thumb": (THUMB, {255: (SHORT, (2,))}),
    "thumb of many": (THUMB, {254: (LONG, (3,))}),
    "mask": (PAGE, {254: (LONG, (4,))}),
    "mask of a thumb": (THUMB, {254: (LONG, (5,))}),
    "small page": (THUMB, {}),
    "thumb on its side": ((50, 30), {254: (LONG, (1,))}),
    "page with one below": (PAGE, {330: (LONG, (8,))}),
    "page with two below": (PAGE, {330: (LONG, (8, 8))}),
    "reserved bit": (PAGE, {254: (LONG, (8,))}),
    "reserved bits": (PAGE, {254: (LONG, (2 + 16 + 64,))}),
    "small with a reserved bit": (THUMB, {254: (LONG, (8,))}),
    "thumb with a reserved bit": (THUMB, {254: (LONG, (1 + 8,))}),
    "mask with a reserved bit": (PAGE, {254: (LONG, (4 + 8,))}),
    "short thumb": (THUMB, {254: (SHORT, (1,))}),
    "old page of many": (THUMB, {255: (SHORT, (3,))}),
    "old unknown": (THUMB, {255: (SHORT, (7,))}),
    "large thumb": ((90, 70), {254: (LONG, (1,))}),
}


def frame(kind: str, level: int) -> tuple[Tags, np.ndarray]:
    """A frame of one grey level, by which it is known again."""
    size, marks = KINDS[kind]
    tags, values = grey(np.full(size, level, np.uint8))
    return {**tags, **marks}, values


FILES = [
    (["page"], [0]),
    (["page", "thumb"], [0]),
    (["thumb", "page"], [1]),
    (["page", "old thumb"], [0]),
    (["marked page", "thumb of many", "marked page"], [0, 2]),
    (["old page", "old thumb"], [0]),
    (["page", "thumb", "page", "thumb"], [0, 2]),
    (["page", "mask"], [0]),
    (["page", "thumb", "mask of a thumb", "mask"], [0]),
    (["page", "small page"], [0, 1]),
    (["thumb"], [0]),
    (["thumb", "thumb"], [0, 1]),
    (["mask"], [0]),
    (["page", "large thumb"], [0, 1]),
    (["page", "thumb on its side"], [0]),
    (["page", "reserved bit", "reserved bits"], [0, 1, 2]),
    (["reserved bit", "thumb with a reserved bit"], [0]),
    (["page", "small with a reserved bit", "mask with a reserved bit"], [0, 1]),
    (["page", "short thumb", "old page of many", "old unknown"], [0, 2, 3]),
]


@pytest.mark.parametrize(
    "damage", ["cut off in the third", "third is elsewhere", "third is nothing"]
)
def test_where_a_tiff_breaks_the_pages_before_it_are_read(tmp_path: Path, damage: str) -> None:
    """The frame that cannot be had is a failed page of its own number; what follows cannot be
    known.
    """
    whole = tiff([frame("page", 50 + 10 * at) for at in range(4)])
    second = len(tiff([frame("page", 50)]))
    third = len(tiff([frame("page", 50 + 10 * at) for at in range(2)]))
    data = bytearray(whole)
    if damage == "cut off in the third":
        del data[third + 20 :]
    elif damage == "third is elsewhere":
        tags = int.from_bytes(data[second : second + 2], "little")
        link = second + 2 + 12 * tags
        data[link : link + 4] = (len(whole) + 5000).to_bytes(4, "little")
    else:
        data[third : third + 2] = b"\0\0"
    path = tmp_path / "x.tif"
    path.write_bytes(data)
    found = list(open_pages(str(path)))
    assert [int(page.raster[0, 0]) for page in found[:2] if isinstance(page, Page)] == [50, 60]
    assert [(type(page), page.index) for page in found[2:]] == [(PageFault, 2)]
    assert isinstance(found[0], Page)
    assert "damaged at its picture 3" in " ".join(found[0].notes)
    assert count_pages(str(path)) == 3


@pytest.mark.parametrize(("kinds", "pages"), FILES)
def test_only_pages_are_pages(tmp_path: Path, kinds: list[str], pages: list[int]) -> None:
    """Numbered among themselves; a file of nothing but thumbnails, or of one larger than any page,
    is still read.
    """
    path = tmp_path / "x.tif"
    path.write_bytes(tiff([frame(kind, 50 + 10 * at) for at, kind in enumerate(kinds)]))
    found = list(open_pages(str(path)))
    assert [page.index for page in found] == list(range(len(pages)))
    assert [int(page.raster[0, 0]) for page in found if isinstance(page, Page)] == [
        50 + 10 * at for at in pages
    ]
    assert count_pages(str(path)) == len(pages)
    assert [frame_number(str(path), index) for index in range(len(pages))] == pages


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["page", "thumb"], "1 thumbnail or mask in the file left out: no pages"),
        (["page", "thumb", "mask"], "2 thumbnails and masks in the file left out: no pages"),
        (["page with one below"], "1 picture below the file's pages (SubIFDs) not read"),
        (["page with two below"], "2 pictures below the file's pages (SubIFDs) not read"),
    ],
)
def test_what_was_left_out_is_said(tmp_path: Path, kinds: list[str], said: str) -> None:
    """In the page's notes."""
    (tmp_path / "x.tif").write_bytes(tiff([frame(kind, 90) for kind in kinds]))
    (page,) = open_pages(str(tmp_path / "x.tif"))
    assert isinstance(page, Page)
    assert said in "; ".join(page.notes)


def test_the_pdf_shows_the_page_and_not_the_frame_of_its_number(tmp_path: Path) -> None:
    """A mask of the page's own size comes first."""
    path = tmp_path / "x.tif"
    path.write_bytes(tiff([frame("mask", 50), frame("page", 200)]))
    words = (Word("word", Box(5, 5, 30, 20), 0.9, "agreed", "readers-agree"),)
    line = ResultLine(words, Box(5, 5, 30, 20), (5, 20, 30, 20))
    result = PageResult(str(path), 0, 40, 60, 100.0, "eng", (line,))
    with (tmp_path / "x.pdf").open("wb") as out:
        WRITERS["pdf"].write(Document(str(path), (result,), "", ""), out)
    with Pdf.open(tmp_path / "x.pdf") as pdf:
        (picture,) = pdf.pages[0].get_images().values()
        assert set(picture.read_bytes()) == {200}
