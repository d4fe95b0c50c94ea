"""The order in which a layer's lines are printed, and where what stands beside them comes in."""

from pathlib import Path

import pytest
from fpdf import FPDF
from tests.textlayer.made import ALONE, PROSE, read
from tests.writers.samples import line

from recto.ink.strokes import NO_STROKES
from recto.textlayer.order import in_reading_order, joined

COLUMNS = [
    line(text, left=left, top=100 + 30 * i)
    for left in (50, 450)
    for i, text in enumerate(["a", "b", "c", "d"])
]


def test_two_columns_stay_as_the_file_has_them() -> None:
    """A step to the head of the next column is no jump."""
    assert in_reading_order(COLUMNS, NO_STROKES) == COLUMNS


def test_lines_dropped_about_the_page_are_put_in_order(tmp_path: Path) -> None:
    """The file draws the last line first."""
    pdf = FPDF(unit="pt", format=(420, 300))
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    for i in (4, 1, 5, 0, 3, 2):
        pdf.text(30, 40 + 20 * i, PROSE[i])
    pdf.output(str(tmp_path / "x.pdf"))
    assert read(tmp_path / "x.pdf", stages=ALONE).text.splitlines() == list(PROSE)


@pytest.mark.parametrize(
    ("left", "top", "order"),
    [
        (200, 100, ["one new", "two", "three"]),
        (50, 60, ["new", "one", "two", "three"]),
        (50, 145, ["one", "two", "new", "three"]),
        (50, 400, ["one", "two", "three", "new"]),
        (700, 130, ["one", "two", "new", "three"]),
    ],
)
def test_new_lines_come_where_a_reader_comes_to_them(
    left: float, top: float, order: list[str]
) -> None:
    """Behind a label on its row, before the first line, between two, after the last, or beside from
    afar.
    """
    own = [line(text, top=100 + 30 * i) for i, text in enumerate(("one", "two", "three"))]
    found = joined(own, [line("new", left=left, top=top, height=14)])
    assert [each.text for each in found] == order
