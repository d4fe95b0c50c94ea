"""How far a run is: the total follows what is found, and every page of it is reached."""

import pytest

from recto.batch.events import Began, Event, FileEnded, Found, PageEnded
from recto.batch.facts import PageCounts, Summary, page_line
from recto.cli.progress import Tally
from recto.cli.status import clock
from recto.model.page import Usage


def page(path: str, index: int = 0, **facts: object) -> PageEnded:
    return PageEnded(path, index, PageCounts(**facts))  # type: ignore[arg-type]  # each test names real fields


@pytest.mark.parametrize(
    "events",
    [
        [Found("a", 1, 0), page("a"), FileEnded("a", ("a.txt",)), FileEnded("b", error="no image")],
        [
            Found("a", 3, 0),
            *(page("a", index) for index in range(3)),
            FileEnded("a"),
            FileEnded("b", skipped="there"),
        ],
        [
            Found("a", 0, 2),
            FileEnded("a", skipped="nothing has changed"),
            Found("b", 1, 0),
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
        PageCounts("refused", guards={"loop": 2}),
        PageCounts("failed"),
    ):
        summary.add(facts)
    assert summary.lines(12.34) == [
        "4 pages, 3 words, mean confidence 0.900, 1 flagged, 12.3 s",
        "1 page blank",
        "1 page refused",
        "1 page failed",
        "2 pages: resolution assumed",
        "guard loop: 2",
    ]
    assert summary.incomplete == 2


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
