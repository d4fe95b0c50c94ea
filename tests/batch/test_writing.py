"""An error in one format costs that format, of that page at most; the others are written, and it is
named.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.batch.pages import FAST, draw, ledger_rows, name, run, texts
from tests.writers.samples import text_page

from recto.batch.plan import PASSES
from recto.batch.writing import named, write_one
from recto.errors import InvalidOutput, RectoError
from recto.writers.base import Head

HEAD = Head("scan.png", "digest", "0.1.0")
WRONG: Any = "not a number"


@pytest.mark.parametrize(
    ("kind", "pages", "fault", "code", "said"),
    [
        ("txt", [text_page("one")], None, 0, ""),
        (
            "page",
            [text_page("one"), text_page("two", index=1)],
            "BadArguments",
            1,
            "scan.png page 2: not written as page: ",
        ),
        (
            "page",
            [replace(text_page("one"), dpi=WRONG)],
            "internal",
            15,
            "scan.png page 1: not written as page: internal",
        ),
        (
            "hocr",
            [text_page("a"), replace(text_page("b", index=1), dpi=WRONG)],
            "internal",
            15,
            "scan.png page 2: ",
        ),
    ],
)
def test_whatever_a_writer_raises_is_named(
    tmp_path: Path, kind: str, pages: list[Any], fault: str | None, code: int, said: str
) -> None:
    """With file, page and format; no half of the file is left."""
    place = tmp_path / f"scan.{kind}"
    output = write_one(kind, str(place), HEAD, pages, "scan.png")
    assert place.exists() == (fault is None)
    assert len(list(tmp_path.iterdir())) == int(fault is None)
    if fault:
        assert output.lost is not None
        assert (output.lost.format, output.lost.kind, output.lost.exit_code) == (kind, fault, code)
        assert output.lost.error.startswith(said)
        assert bool(output.lost.trace) == (fault == "internal")


def test_a_file_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    """Its place is a folder: named, counted, exit code 5, in status; the next run tries again what
    passes.
    """
    source, out = tmp_path / "in", tmp_path / "out"
    for number in range(2):
        draw(source / f"{number}.png", name(number))
    (out / "0.md" / "in the way").mkdir(parents=True)
    done = run("read", source, "-o", out, "-f", "txt,md,json", *FAST)
    assert done.returncode == 5
    assert "0.png: not written as md: " in done.stderr
    assert "1 failed, could not be opened or written" in done.stderr
    assert set(texts(out)) == {"0.txt", "1.txt"}
    assert (out / "0.json").is_file()
    assert (out / "1.md").is_file()
    (lost,) = json.loads(run("status", out, "--json").stdout)["failures"]
    assert (Path(lost["path"]).name, lost["kind"]) == ("0.png", "FileAccess")
    written = (out / "0.json").stat().st_mtime_ns
    (out / "0.md" / "in the way").rmdir()
    (out / "0.md").rmdir()
    assert run("read", source, "-o", out, "-f", "txt,md,json", *FAST).returncode == 0
    assert (out / "0.md").is_file()
    assert (out / "0.json").stat().st_mtime_ns == written
    assert ledger_rows(out, "SELECT max(revision) FROM page") == [(1,)]


def test_one_page_of_a_format_of_one_page_a_file(tmp_path: Path) -> None:
    """The other page of the book has its file."""
    frames = [
        Image.open(draw(tmp_path / f"{text}.png", text)) for text in ("volume one", "volume two")
    ]
    frames[0].save(tmp_path / "book.tif", save_all=True, append_images=frames[1:], dpi=(200, 200))
    out = tmp_path / "out"
    (out / "book-0001.page.xml").mkdir(parents=True)
    done = run("read", tmp_path / "book.tif", "-o", out, "-f", "txt,page", *FAST)
    assert (done.returncode, "book.tif page 1: not written as page" in done.stderr) == (5, True)
    assert "volume two" in (out / "book-0002.page.xml").read_text()
    assert "volume two" in (out / "book.txt").read_text()


def kept_text(path: Path, text: str) -> Path:
    """A PDF whose font is not embedded: no PDF/A can be made of it."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=14)
    for line in range(12):
        pdf.cell(
            text=f"{text}, line {line} of a letter about the harbour and its pilots",
            new_x="LMARGIN",
            new_y="NEXT",
        )
    pdf.output(str(path))
    return path


def test_a_document_that_pdfa_refuses_has_its_other_formats(tmp_path: Path) -> None:
    """Exit code 4; the same command says it again without doing anything again; `retry` tries once
    more.
    """
    source, out = kept_text(tmp_path / "letter.pdf", "First"), tmp_path / "out"
    done = run("read", source, "-o", out, "-f", "txt,json,pdf,pdfa", *FAST)
    assert done.returncode == 4
    assert "letter.pdf: not written as pdfa: not valid PDF/A-2" in done.stderr
    assert sorted(path.name for path in out.glob("letter.*")) == [
        "letter.json",
        "letter.pdf",
        "letter.txt",
    ]
    written = (out / "letter.pdf").stat().st_mtime_ns
    again = run("read", source, "-o", out, "-f", "txt,json,pdf,pdfa", *FAST)
    assert (again.returncode, "nothing has changed" in again.stderr) == (4, True)
    retried = run("retry", out)
    assert (retried.returncode, "not written as pdfa" in retried.stderr) == (4, True)
    assert (out / "letter.pdf").stat().st_mtime_ns == written
    without = run("read", source, "-o", out, "-f", "txt,json,pdf", *FAST)
    assert (without.returncode, without.stderr.count("pdfa")) == (0, 0)


def test_standard_output_says_the_format_too(tmp_path: Path) -> None:
    """File and format, and the exit code of the reason."""
    done = run("read", kept_text(tmp_path / "letter.pdf", "First"), "-f", "pdfa", *FAST[:4])
    assert done.returncode == 4
    assert "letter.pdf: not written as pdfa: not valid PDF/A-2" in done.stderr


def test_an_error_of_ours_keeps_its_code_and_remedy() -> None:
    """What is raised on purpose stays what it is."""
    error = named("pdfa", InvalidOutput("bad font", remedy="embed it"), "a.pdf page 2")
    assert (type(error), str(error)) == (
        InvalidOutput,
        "a.pdf page 2: not written as pdfa: bad font; embed it",
    )


def test_every_fault_is_known_to_pass_or_to_stay() -> None:
    """The table names each error of the tree that a page or a format can end in; three are of a
    whole run, one of a review.
    """
    left = [RectoError]
    found = set()
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        found.add(kind.__name__)
    assert found - {"RectoError", "Incomplete", "NoAnswer", "TooManyErrors", "Stale"} <= set(PASSES)
