"""Grades of pages: each doubt by its own number, and none of them a mean."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from tests.conftest import Recto
from tests.writers.samples import document, line, page

from recto.batch.answers import PageRead
from recto.batch.facts import PageCounts, Summary
from recto.batch.ledger import open_ledger
from recto.batch.ledger_check import refuse_wrong_values
from recto.batch.report import page as report_page
from recto.batch.report import told_by
from recto.batch.survey import Surveyed
from recto.batch.totals import reckon
from recto.batch.worst_pages import worst_pages
from recto.model.page import Box
from recto.model.result import Block, PageResult, ResultLine, Unsettled
from recto.settings.groups import Output, Settings
from recto.triage.grades import DocumentGrade, Grade, grade_of
from recto.writers import WRITERS, read_json
from recto.writers.pages_csv import COLUMNS

ROOT = Path(__file__).parents[2]


def doubted(text: str, confidence: float, top: float = 100) -> ResultLine:
    """A line whose words are all as sure."""
    made = line(text, top=top)
    words = [replace(word, confidence=confidence) for word in made.words]
    return replace(made, words=tuple(words))


def mixed_page(index: int = 0, unsettled: Unsettled | None = None) -> PageResult:
    """A sure heading of four words above an unsure table of two."""
    lines = [doubted("a heading of four", 0.99), doubted("1,245 1,290", 0.5, top=160)]
    blocks = (
        Block("heading", Box(50, 100, 300, 120), (0,)),
        Block("table", Box(50, 160, 300, 180), (1,)),
    )
    return replace(page(lines, index, blocks), unsettled=unsettled)


def test_a_page_names_what_is_wrong_and_where() -> None:
    """A mean of .83 would hide that half of the table is wrong."""
    grade = grade_of(mixed_page(unsettled=Unsettled(20, 0.25)))
    assert grade.wrong == pytest.approx(4 * 0.01 + 2 * 0.5)
    assert grade.region is not None
    assert (grade.region.kind, grade.region.words, grade.region.wrong) == ("table", 2, 1.0)
    assert (grade.unread, grade.order, grade.script_unsure) == (20, 0.25, False)
    assert grade.lost == pytest.approx(1.04 + 4)  # twenty characters are four words
    assert grade.share == pytest.approx(5.04 / 10)


@pytest.mark.parametrize(
    ("found", "share"),
    [
        (page([]), 0.0),  # blank
        (replace(page([]), unsettled=Unsettled(unread=30)), 1.0),  # ink, and not one word
        (page([doubted("all sure", 1.0)]), 0.0),
        (page([doubted("hardly", 0.1)]), 0.9),
    ],
)
def test_the_share_is_of_words_that_the_page_should_have(found: PageResult, share: float) -> None:
    """Ink that nobody read counts, so that a page without a word is not without a fault."""
    assert grade_of(found).share == pytest.approx(share)
    assert PageCounts.of(found).errors == pytest.approx(share)


def test_a_document_names_its_worst_page() -> None:
    """By words lost, not by their share: there is most to do."""
    total = DocumentGrade()
    pages = [
        Grade(words=100, wrong=4.0),
        Grade(words=3, wrong=2.0, order=0.5),
        Grade(words=10, wrong=0.1, unread=40, script_unsure=True),
    ]
    for index, grade in enumerate(pages):
        total = total.plus(index, grade)
    assert (total.words, total.unread, total.worst_page) == (113, 40, 2)
    assert total.worst_lost == pytest.approx(8.1)
    assert (total.order_unsure, total.script_unsure) == (1, 1)


def test_json_has_the_grades_and_reads_back_without_them() -> None:
    """They are made of the rest: who edits a confidence by hand gets another grade."""
    value = document(mixed_page(unsettled=Unsettled(10, 0.5, True)), page([], 1))
    out = io.BytesIO()
    WRITERS["json"].write(value, out)
    found = json.loads(out.getvalue())
    schema = json.loads((ROOT / "engine/recto/schema/result-1.json").read_text())
    jsonschema.validate(found, schema)
    grade = found["pages"][0]["triage"]
    assert grade["region"]["kind"] == "table"
    assert (grade["wrong"], grade["unread"], grade["script_unsure"]) == (1.04, 10, True)
    assert found["triage"]["worst_page"] == 0
    assert found["triage"]["words"] == 6


def test_what_is_unsettled_comes_back_from_json(tmp_path: Path) -> None:
    """It is stored, since pixels are gone when a result is read again."""
    value = document(mixed_page(unsettled=Unsettled(10, 0.5, True)))
    path = tmp_path / "a.json"
    with path.open("wb") as out:
        WRITERS["json"].write(value, out)
    assert read_json(str(path)).pages[0].unsettled == Unsettled(10, 0.5, True)


def test_pages_csv_has_a_row_a_page() -> None:
    """A blank page, too, and a source that a spreadsheet cannot run."""
    first = replace(mixed_page(unsettled=Unsettled(10, 0.5)), source="=cmd.png", notes=("+a", "b"))
    out = io.BytesIO()
    WRITERS["pages.csv"].write(document(first, replace(page([], 1), status="blank")), out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    told = [rows[0][name] for name in ("source", "page", "words", "wrong", "region", "region_box")]
    assert told == ["'=cmd.png", "1", "6", "1.04", "table", "50 160 300 180"]
    assert (rows[0]["unread"], rows[0]["order_unsure"], rows[0]["notes"]) == (
        "10",
        "0.500",
        "'+a; b",
    )
    assert (rows[1]["page"], rows[1]["status"], rows[1]["share"]) == ("2", "blank", "0.0000")


def put(out: Path, *pages: PageResult) -> None:
    """A run's ledger with these pages of one file, and a result of it."""
    with open_ledger(out) as ledger:
        ledger.set_fact("state", "ended")
        ledger.list_files([("book.tif", "/scans/book.tif")])
        file = ledger.file("book.tif")
        ledger.surveyed(file, Surveyed(tuple(range(len(pages))), "1" * 64, 10, 1), "")
        file = ledger.file("book.tif")
        for each in pages:
            ledger.page_read(file, each.index, "settings", PageRead.of(each))
        with ledger.database as database:
            database.execute("INSERT INTO place VALUES (?, 'pdf', ?)", (file.id, b"book.pdf"))
            database.execute(
                "INSERT INTO place VALUES (?, 'pages.csv', ?)", (file.id, b"book.pages.csv")
            )


def test_a_run_lists_its_worst_pages_first(tmp_path: Path) -> None:
    """With links to the page in the PDF; the exit code goes by the worst share."""
    sure = page([doubted("nothing wrong at all here", 1.0)], 0)
    (tmp_path / "book.pdf").write_bytes(b"a PDF")
    put(tmp_path, sure, mixed_page(1, Unsettled(5)), mixed_page(2, Unsettled(500, 0.1)))
    with open_ledger(tmp_path, read_only=True) as ledger:
        refuse_wrong_values(ledger.database, "here")
        found = worst_pages(ledger, tmp_path)
        state = reckon(ledger)
        text = report_page(told_by(ledger, tmp_path), state, ["x"], Settings(output=Output("o")))
    assert [row.index for row in found] == [2, 1]
    assert found[0].region == "table at 50, 160: 1.0 of 2 words"
    assert [link.href for link in found[0].links] == ["./book.pdf#page=3"]
    assert 'href="./book.pdf#page=3"' in text
    assert text.index("Pages, the worst first") < text.index("How pages ended")
    assert state.summary.worst_page == "/scans/book.tif page 3"
    assert state.summary.over(0.9)
    assert not state.summary.over(1.0)
    assert not state.summary.over(None)


def test_a_script_that_cannot_be_read_is_worse_than_any_share() -> None:
    """There the words' confidence is no more to be believed than the words."""
    summary = Summary()
    read = replace(page([doubted("sure and wrong", 0.99)]), unsettled=Unsettled(script=True))
    summary.add(PageCounts.of(read), "a.png page 1")
    assert summary.over(0.5).startswith("a.png page 1: 100.0% of its words may be wrong")


def test_the_exit_code_says_that_a_page_is_too_bad(recto: Recto, samples: Path) -> None:
    """12, with the results written and a sentence even under --quiet."""
    fast = ("--second-reader", "off", "--clean", "off", "-q", "--no-report", "-j", "1")
    letter = samples / "letter.png"
    done = recto("read", letter, *fast, "--max-errors", "0")
    assert done.returncode == 12
    assert "Harbour" in done.stdout
    assert "page 1: " in done.stderr
    assert "--max-errors 0)" in done.stderr
    done = recto("read", letter, "-o", "out", *fast, "--max-errors", "0", "-f", "pages.csv")
    assert done.returncode == 12
    assert "letter.png page 1: " in done.stderr
    done = recto("read", letter, "-o", "out", *fast, "--max-errors", "0.9", "-f", "pages.csv")
    assert (done.returncode, done.stderr) == (0, "")
