"""Every output format written again with what people said: valid, with the text that they said, and
the boxes that were measured.
"""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from tests.review.runs import FORMATS, MadeRun, draw, make_run, page_of, put_page
from tests.review.test_desk import MISREAD, TRUTH, opened, said_of
from tests.writers.schemas import schema

from recto.batch.ledger import open_ledger
from recto.errors import BadArguments
from recto.pipeline.previous_result import wants_llm
from recto.review.rewriting import rewrite
from recto.settings.groups import Settings
from recto.writers import read_json


@pytest.fixture
def run(tmp_path: Path) -> MadeRun:
    """A reviewed run, its outputs written."""
    made = make_run(tmp_path, [TRUTH], MISREAD)
    with opened(made) as desk:
        for text, after in (("Beid", "Reid"), ("1841", "1847"), ("barbour", "harbour")):
            desk.say(1, [replace(said_of(desk, text, after), at=1_764_000_000.0)], 0)
    written = rewrite(made.out, Settings())
    assert not written.lost
    assert len(written.paths) == len(FORMATS)
    return made


def test_texts_are_those_that_people_said(run: MadeRun) -> None:
    """In plain text, Markdown, PDF, HTML and XML alike."""
    assert (run.out / "page-00.txt").read_text().split() == " ".join(TRUTH).split()
    assert "captain Reid" in (run.out / "page-00.md").read_text()
    for name in ("page-00.hocr", "page-00.alto.xml", "page-00.page.xml", "page-00.html"):
        text = (run.out / name).read_text()
        assert "Reid" in text
        assert "human" in text
    import pypdfium2

    for name in ("page-00.pdf", "page-00.pdfa.pdf"):
        with pypdfium2.PdfDocument(run.out / name) as pdf:
            assert pdf[0].get_textpage().get_text_range().split() == " ".join(TRUTH).split()


def test_json_says_who_and_how_sure(run: MadeRun) -> None:
    """Origin, confidence and reason; box and other readings are kept."""
    page = json.loads((run.out / "page-00.json").read_text())["pages"][0]
    word = page["lines"][1]["words"][2]
    assert word["text"] == "Reid"
    assert word["origin"] == "human"
    assert word["confidence"] == 0.995
    assert word["reason"] == "written-by-a-person"
    assert word["alternatives"] == ["Beid"]
    assert word["box"] == [216, 60, 272, 90]


def test_alto_and_page_are_valid_and_say_that_people_looked(run: MadeRun) -> None:
    """In ALTO's Processing and PAGE's metadata."""
    alto = run.out / "page-00.alto.xml"
    tree = etree.parse(alto)
    schema("alto-4-4.xsd").assertValid(tree)
    space = "{http://www.loc.gov/standards/alto/ns-v4#}"
    steps = tree.findall(f".//{space}Processing")
    names = [step.get("ID") for step in steps]
    readers = ["reader-tesseract", "reader-ppocr", "reader-human"]
    assert names == ["recto", *readers, "review"]
    assert steps[-1].findtext(f"{space}processingAgency") == "Ada"
    assert steps[-1].findtext(f"{space}processingDateTime") == "2025-11-24T16:00:00Z"
    page = run.out / "page-00.page.xml"
    schema("page-2019-07-15.xsd").assertValid(etree.parse(page))
    assert 'name="review" value="3 corrections by people: Ada"' in page.read_text()


def test_an_llm_is_not_asked_about_what_people_corrected(run: MadeRun) -> None:
    """A new reading of an earlier result would be without what they said."""
    page = read_json(run.out / "page-00.json").pages[0]
    assert not wants_llm(page)
    with opened(run) as desk:
        said = desk.page(1, 0).page
        agreed = [word for word in said.words if word.origin != "human"]
    kept = replace(page.lines[0], words=tuple(agreed))
    assert wants_llm(replace(page, lines=(kept,), blocks=()))


def test_nothing_is_written_twice(run: MadeRun) -> None:
    """Only what is behind; an undo is something that was said, too."""
    assert rewrite(run.out, Settings()).paths == ()
    with opened(run) as desk:
        desk.take_back("Ada")
    assert len(rewrite(run.out, Settings()).paths) == 10
    assert "barbour" in (run.out / "page-00.txt").read_text()


def test_what_does_not_fit_is_said(run: MadeRun) -> None:
    """With file and page, when the outputs are written."""
    with opened(run) as desk:
        stray = replace(said_of_nothing(desk), before="nobody", after="read this")
        from recto.batch.corrections import put

        put(desk.ledger, [stray])
    notes = rewrite(run.out, Settings()).notes
    assert any("page-00.png page 1: 1 correction does not fit" in note for note in notes)


def said_of_nothing(desk):  # type: ignore[no-untyped-def]
    """Of a place without words."""
    from recto.corrections.correction import Correction
    from recto.model.page import Box

    return Correction(desk.source(1).sha256, 0, "text", Box(600, 5, 690, 15), "", "", "Ada", 1.0)


def test_a_source_that_is_gone_costs_what_shows_it(run: MadeRun) -> None:
    """And is named; the ledger keeps what was said."""
    with opened(run) as desk:
        desk.take_back("Ada")
    (run.scans / "page-00.png").unlink()
    written = rewrite(run.out, Settings())
    assert any("pdf" in fault for fault in written.lost)
    assert "barbour" in (run.out / "page-00.txt").read_text()


def test_tables_are_written_with_what_people_said(tmp_path: Path) -> None:
    """Cells follow words that were split."""
    from recto.batch.answers import PageRead
    from recto.model.result import Block, Cell

    made = make_run(tmp_path, [["tea 12 cups"]], formats=["csv"])
    with open_ledger(made.out) as ledger:
        page = page_of(str(made.scans / "page-00.png"), ["tea 1Z cups"], {})
        cells = tuple(Cell(0, i, 1, 1, ((0, i, i + 1),)) for i in range(3))
        table = replace(page, blocks=(Block("table", page.lines[0].box, (0,), cells=cells),))
        ledger.page_read(ledger.file("page-00.png"), 0, "d", PageRead.of(table))
    with opened(made) as desk:
        line = desk.page(1, 0).page.lines[0]
        from recto.corrections.correction import Correction

        sha256 = desk.source(1).sha256
        desk.say(1, [Correction(sha256, 0, "text", line.words[1].box, "1Z", "1 2", "Ada", 1.0)], 0)
    rewrite(made.out, Settings())
    (file,) = made.out.glob("*.csv")
    rows = list(csv.reader(io.StringIO(file.read_text())))
    assert ["tea", "1 2", "cups"] in rows


@pytest.mark.parametrize(
    "place",
    [
        "../elsewhere.txt",
        "sub/../../elsewhere.txt",
        "{root}/elsewhere.txt",
        ".recto/elsewhere.txt",
        ".recto/../../elsewhere.txt",
        "elsewhere.html",
    ],
)
def test_no_place_of_a_ledger_leads_elsewhere(tmp_path: Path, place: str) -> None:
    """A folder of results may come from anybody, and what it names is written with its texts."""
    made = make_run(tmp_path, [TRUTH], MISREAD, ["txt"])
    there = place.format(root=tmp_path)
    with opened(made) as desk:
        desk.say(1, [said_of(desk, "Beid", "Reid")], 0)
        with desk.ledger.database as database:
            database.execute("UPDATE place SET place = ?", (there.encode(),))
    assert rewrite(made.out, Settings()).paths == ()
    assert not list(tmp_path.rglob("elsewhere*"))


def test_no_source_is_written_over(tmp_path: Path) -> None:
    """Not even one that a ledger has among its results."""
    made = make_run(tmp_path, [TRUTH], MISREAD, ["txt"])
    source = made.out / "source.txt"
    with opened(made) as desk:
        source.write_bytes((made.scans / "page-00.png").read_bytes())
        before = source.read_bytes()
        desk.say(1, [said_of(desk, "Beid", "Reid")], 0)
        with desk.ledger.database as database:
            database.execute("UPDATE place SET place = ?", (b"source.txt",))
            database.execute("UPDATE origin SET path = ?", (str(source).encode(),))
    with pytest.raises(BadArguments, match="written"):
        rewrite(made.out, Settings())
    assert source.read_bytes() == before


def test_what_was_said_of_other_bytes_is_counted(tmp_path: Path) -> None:
    """A source that was changed has none of it: said, since it is in no output."""
    made = make_run(tmp_path, [TRUTH], MISREAD, ["txt"])
    with opened(made) as desk:
        desk.say(1, [said_of(desk, "Beid", "Reid")], 0)
        draw(made.scans / "page-00.png", [*TRUTH, "more"])
        put_page(desk.ledger, made.scans / "page-00.png", TRUTH, dict(MISREAD), "other")
    (note,) = rewrite(made.out, Settings()).notes
    assert note.startswith("1 correction is of files that are not here, or have changed")
