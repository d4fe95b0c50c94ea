"""The pages of a run that a person should see first, by what is expected to be wrong with them.

An open ledger enters; WorstPages leave, those with the most words wrong or missing first, each with
links to its results. Only here: in which order pages are worst, for the report and the exit code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from recto.batch.ledger import Ledger
from recto.batch.outputs import page_place
from recto.batch.results import Link, href, places_of
from recto.text.names import shown
from recto.triage.grades import LETTERS, errors_of

MOST_PAGES = 200  # rows of the report
PAGE = "file, path, number, words, flagged"
IS_READ = "outcome NOT IN ('', 'failed')"
NO_GRADE = "words - confidence AS wrong, 0 AS unread, 0.0 AS disorder, 0 AS script, '' AS region"
GRADE = (
    "coalesce(wrong, words - confidence) AS wrong, coalesce(unread, 0) AS unread,"
    " coalesce(disorder, 0.0) AS disorder, coalesce(script, 0) AS script,"
    " coalesce(region, '') AS region"
)
LOST = f"wrong + unread / {LETTERS} DESC, file, number"
SHARE = f"(wrong + unread / {LETTERS}) / max(1e-9, words + unread / {LETTERS}) DESC, file, number"
JOINED = "LEFT JOIN page_grade USING (file, number)"
AT = {"html": "", "pdf": "#page={}", "pdfa": "#page={}"}  # what a viewer opens at the page


@dataclass(frozen=True, slots=True)
class WorstPage:
    """One page in numbers."""

    path: str
    index: int  # 0-based
    words: int
    flagged: int
    wrong: float  # words expected to be wrong
    unread: int = 0  # characters of ink that has no word
    order: float = 0.0  # share of the words whose place is unsure
    script_unsure: bool = False
    region: str = ""  # the worst block, for people
    links: tuple[Link, ...] = ()

    @property
    def lost(self) -> float:
        """Words wrong or missing."""
        missing = self.unread / LETTERS
        return self.wrong + missing

    @property
    def errors(self) -> float:
        """What --max-errors is held against."""
        return errors_of(
            self.words,
            self.wrong,
            self.unread,
            script_unsure=self.script_unsure,
        )


def worst_pages(ledger: Ledger, out: Path, most: int = MOST_PAGES) -> list[WorstPage]:
    """Pages with anything in doubt, those with the most words wrong or missing first."""
    rows = _rows(ledger, f"wrong + unread + disorder + script > 0 ORDER BY {LOST} LIMIT {most}")
    places = places_of(ledger)
    pages = dict(ledger.select("SELECT file, count(*) FROM listed_page GROUP BY file"))
    found = []
    for file, *values in rows:
        page = _page(values)
        links = links_to(
            out,
            page.index,
            places.get(file, ()),
            is_alone=pages[file] == 1,
        )
        found.append(replace(page, links=links))
    return found


def worst_share(ledger: Ledger) -> WorstPage | None:
    """The page with the greatest share of its words wrong or missing."""
    rows = _rows(ledger, f"1 ORDER BY script DESC, {SHARE} LIMIT 1")
    if not rows:
        return None
    _, *values = rows[0]
    return _page(values)


def _rows(ledger: Ledger, rest: str) -> list[tuple[Any, ...]]:
    """Pages that were read; `rest`: our own condition and order."""
    grade, joined = GRADE, JOINED
    if not ledger.select("SELECT 1 FROM sqlite_master WHERE name = 'page_grade'"):
        grade, joined = NO_GRADE, ""
    # only texts of our own, as above
    columns = f"{PAGE}, {grade}"
    inner = f"SELECT {columns} FROM listed_page {joined} WHERE {IS_READ}"  # noqa: S608
    return ledger.select(f"SELECT * FROM ({inner}) WHERE {rest}")  # noqa: S608


def _page(values: Sequence[Any]) -> WorstPage:
    path, index, words, flagged, wrong, unread, disorder, script, region = values
    return WorstPage(
        shown(path),
        index,
        words,
        flagged,
        max(0.0, wrong),
        unread,
        disorder,
        bool(script),
        region,
    )


def links_to(
    out: Path, index: int, places: Sequence[tuple[str, str]], *, is_alone: bool
) -> tuple[Link, ...]:
    """To the page in the results that people look at, or in the first that there is; `is_alone`:
    its file has no other page. Never to what is not there.
    """
    chosen = [pair for pair in places if pair[0] in AT]
    found = []
    for kind, place in chosen or places[:1]:
        if kind == "page" and not is_alone:
            place = page_place(place, kind, index)  # noqa: PLW2901
        if not (out / place).is_file():
            continue
        number = index + 1
        anchor = AT.get(kind, "")
        address = href(place) + anchor.format(number)
        found.append(Link(kind, address))
    return tuple(found)
