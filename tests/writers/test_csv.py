"""CSV of tables: what a spreadsheet opens, and what it must not run."""

import csv
import io

import pytest
from tests.writers.samples import document, line, page

from recto.model.page import Box
from recto.model.result import Block, Cell
from recto.writers import WRITERS
from recto.writers.tables_csv import harmless


def test_tables_are_written_row_by_row_with_an_empty_row_between() -> None:
    """A merged cell stands at its first place; quotes and commas survive."""
    cells = (
        Cell(0, 0, 1, 2, ((0, 0, 2),)),
        Cell(1, 0, 1, 1, ((1, 0, 1),)),
        Cell(1, 1, 1, 1, ((1, 1, 2),)),
    )
    table = Block("table", Box(0, 0, 1, 1), (0, 1), cells=cells)
    lines = [line('both "columns"'), line("1,5 b", top=130)]
    out = io.BytesIO()
    WRITERS["csv"].write(document(page(lines, blocks=(table, table))), out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode(), newline="")))
    assert rows == [['both "columns"', ""], ["1,5", "b"], [], ['both "columns"', ""], ["1,5", "b"]]


def test_a_document_without_tables_is_an_empty_file() -> None:
    """Nothing is made up."""
    out = io.BytesIO()
    WRITERS["csv"].write(document(page([])), out)
    assert out.getvalue() == b""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("-12.50", "-12.50"),
        ("-3 %", "-3 %"),
        ("+49 30", "+49 30"),
        ("@x", "'@x"),
        ("-x", "'-x"),
    ],
)
def test_formulas_are_disarmed_and_numbers_are_not(text: str, expected: str) -> None:
    """A page cannot run anything in a spreadsheet."""
    assert harmless(text) == expected
