"""A table's first and last column are read, however close to the edge of its picture they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from recto.model.page import Page
from recto.pipeline.page import read_page
from recto.pipeline.stages import prepare
from recto.settings.groups import Local, Settings
from recto.sources import open_pages

ROWS = (
    "Item Count Price",
    "Flour 12 3.40",
    "Sugar 70 11.05",
    "Salt 150 0.90",
    "Coffee 31 24.00",
    "Tea 18 6.75",
)
SETTINGS = Settings(local=Local(second_reader="on"))
LEFT = (0, 420, 720, 1000)  # px, of the columns, and the right end
HEIGHT = 70  # px of a row


def table(margin: int, ruled: bool) -> Image.Image:
    """The rows, `margin` px from every side, ruled or not."""
    size = (LEFT[-1] + 2 * margin + 3, len(ROWS) * HEIGHT + 2 * margin + 3)
    page, font = Image.new("L", size, 255), ImageFont.load_default(34)
    pen = ImageDraw.Draw(page)
    inset = 15 if ruled else 0
    for at, row in enumerate(ROWS):
        for left, cell in zip(LEFT, row.split(), strict=False):
            pen.text((margin + left + inset, margin + at * HEIGHT + 14), cell, 0, font)
    if ruled:
        for x in LEFT:
            pen.line((margin + x, margin, margin + x, margin + len(ROWS) * HEIGHT), 0, 3)
        for at in range(len(ROWS) + 1):
            pen.line((margin, margin + at * HEIGHT, margin + LEFT[-1], margin + at * HEIGHT), 0, 3)
    return page


@pytest.mark.parametrize(("margin", "ruled"), [(80, True), (10, True), (1, True), (10, False)])
def test_no_column_is_taken_for_a_page_beside_it(tmp_path: Path, margin: int, ruled: bool) -> None:
    """Neither its rule nor a picture cut close is the edge of a scan that tears lines."""
    path = tmp_path / "table.png"
    table(margin, ruled).save(path, dpi=(300, 300))
    (page,) = open_pages(str(path))
    assert isinstance(page, Page)
    found = read_page(page, prepare(SETTINGS))
    assert not [note for note in found.notes if "torn lines" in note]
    words = {word.text for word in found.words}
    assert {"Flour", "Sugar", "Salt", "Coffee", "Tea"} <= words
    assert {"3.40", "11.05", "0.90", "24.00", "6.75"} <= words
