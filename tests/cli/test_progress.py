"""How far a run is: the total follows what is found, and every page of it is reached."""

import re
from pathlib import Path

import pytest
from PIL import Image
from tests.batch.pages import FAST, draw, name, run

from recto.batch.events import Began, Event, FileEnded, Found, PageEnded
from recto.batch.facts import Outcome, PageCounts, Summary, loss_line, page_line
from recto.batch.report import explained, noticed, table
from recto.cli.progress import Tally
from recto.cli.status import clock
from recto.model.page import Usage


def page(path: str, index: int = 0, **facts: object) -> PageEnded:
    # Each test names real fields
    return PageEnded(path, index, PageCounts(**facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "events",
    [
        [Found("a", 1), page("a"), FileEnded("a", ("a.txt",)), FileEnded("b", error="no image")],
        [
            Found("a", 3),
            *(page("a", index) for index in range(3)),
            FileEnded("a"),
            FileEnded("b", skipped="there"),
        ],
        [
            Found("a", 0),
            FileEnded("a", skipped="nothing has changed"),
            Found("b", 1),
            page("b"),
            FileEnded("b"),
        ],
    ],
)
def test_at_the_end_all_pages_are_done(events: list[Event]) -> None:
    """Files that cannot be opened, that are passed over, that were done before: none leaves the bar
    short.
    """
    tally = Tally()
    for event in [Began(files=2, jobs=1), *events]:
        tally.take(event)
    assert tally.total == tally.summary.pages


def test_the_text_tells_doubt_money_and_failures() -> None:
    """What people look for while a run goes on."""
    tally = Tally()
    tally.take(page("a", words=200, flagged=5, usage=Usage(1000, 50, 0, 2, 0.25)))
    tally.take(page("b", outcome="failed"))
    assert tally.text.split(", ", 1)[1] == "2.5% doubtful, 1,050 tokens, $0.25, 1 failed"


def test_a_summary_names_every_outcome_that_is_not_plain_success() -> None:
    """Blank, refused and failed pages are different things; notes and guards are counted."""
    summary = Summary()
    for facts in (
        PageCounts("ok", 3, 1, 2.7, notes=("resolution assumed",)),
        PageCounts("blank", notes=("resolution assumed",)),
        PageCounts("refused", guards={"loop-cut": 2, "retried:timeout": 1, "renamed": 3}),
        PageCounts("failed"),
    ):
        summary.add(facts)
    assert summary.lines(12.34) == [
        "4 pages, 1 failed, 3 words, mean confidence 0.900, 1 flagged, 12.3 s",
        "1 page blank: the page has no ink",
        "1 page refused: the model refused",
        "2 pages: resolution assumed",
        "3 times: renamed",
        "2 times: a repeated piece of text was cut or not used",
        "1 time: the call was sent again: no whole reply within the time limit",
    ]
    assert summary.incomplete == 2


def test_the_report_of_a_run_speaks_sentences() -> None:
    """Its tables of outcomes and of what was noticed."""
    ended = table("Ended", ("Outcome", "That is", "Pages"), explained([("blank", 1200)]))
    assert "<td>blank<td>the page has no ink<td class=n>1,200" in ended
    rows = noticed([("divided:truncated", 2), ("renamed", 1)])
    assert rows == [
        ("the ask was divided in two: the text was cut off before its end", "2"),
        ("renamed", "1"),
    ]


def test_a_page_in_one_line() -> None:
    """Under -v."""
    facts = PageCounts("ok", 2, 1, 1.5, 0.44)
    assert (
        page_line("a.pdf", 6, facts)
        == "a.pdf page 7: ok, 2 words, confidence 0.750, 1 flagged, 0.4 s"
    )


@pytest.mark.parametrize(("seconds", "said"), [(12, "12 s"), (75, "1 min"), (7300, "2 h 2 min")])
def test_time_left_is_said_in_the_unit_that_matters(seconds: float, said: str) -> None:
    """Nobody wants 7300 seconds."""
    assert clock(seconds) == said


@pytest.mark.parametrize(
    ("outcome", "notes", "said"),
    [
        ("ok", ("300 dpi assumed",), ""),
        ("blank", (), ""),
        ("fell-back", ("the LLM's reply was cut",), ""),
        ("unreadable", (), "a.png page 2: unreadable"),
        (
            "truncated",
            ("300 dpi assumed", "the file ends early: some of the page is missing"),
            "a.png page 2: truncated: the file ends early: some of the page is missing",
        ),
        (
            "ok",
            ("no data at the bottom: 39% of the image",),
            "a.png page 2: ok: no data at the bottom: 39% of the image",
        ),
    ],
)
def test_what_a_page_has_lost_is_a_line(
    outcome: Outcome, notes: tuple[str, ...], said: str
) -> None:
    """Whatever is hidden else; a whole page, or one that an LLM left, has none."""
    assert loss_line("a.png", 1, PageCounts(outcome, notes=notes)) == said


CUT = {"PNG": {}, "JPEG": {"quality": 80}, "TIFF": {"tiffinfo": {278: 20}}}


@pytest.mark.parametrize("kind", CUT)
@pytest.mark.parametrize("into_folder", [True, False])
def test_quiet_hides_no_loss(tmp_path: Path, kind: str, into_folder: bool) -> None:
    """A file that was cut off is read as far as it goes, and says so under --quiet, too; a whole
    one says nothing.
    """
    whole = draw(tmp_path / "whole.png", name(1))
    cut = tmp_path / f"cut.{kind.lower()}"
    Image.open(whole).save(cut, kind, dpi=(200, 200), **CUT[kind])
    data = cut.read_bytes()
    cut.write_bytes(data[: len(data) * 6 // 10])
    place = ("-o", tmp_path / "out") if into_folder else ()
    done = run("read", cut, "-q", *place, *FAST)
    assert done.returncode == 0
    assert re.fullmatch(
        r"recto: .*cut\.\w+ page 1: truncated: the file ends early: .* missing\n", done.stderr
    )
    assert run("read", whole, "-q", *place, *FAST).stderr == ""
