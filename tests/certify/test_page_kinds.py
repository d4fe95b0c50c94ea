"""Kinds of pages: told by what was done to a page, and judged apart in the certificate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.review.runs import make_run, page_of

from recto.arbitration.page.unreadable_page import NOTE
from recto.batch.answers import PageRead
from recto.batch.ledger import open_ledger
from recto.certify.certificate import every_share, html
from recto.certify.design import Wanted, design
from recto.certify.drawing import cells_of, draw, total
from recto.certify.found import certified, refuse_other_sample, rows_of
from recto.certify.page_kinds import RULES, TOLD, kind_of
from recto.model.result import Block, Cell, PageResult, Step
from recto.review.index import refresh

LINES = ["one two three", "four five six", "seven eight nine"]
PLAIN = page_of("scan.png", LINES, {})
DEWARPED = (Step("dewarp", "bent", 0.0, 0.0, 0.1),)
DIVIDED = (Step("background", "uneven", 0.0, 0.0, 0.1),)


def with_table(lines: tuple[int, ...]) -> PageResult:
    """These lines stand in a table."""
    cell = Cell(0, 0, 1, 1, tuple((line, 0, 3) for line in lines))
    table = Block("table", PLAIN.lines[0].box, lines, cells=(cell,))
    return replace(PLAIN, blocks=(table,))


KINDS = [
    (PLAIN, "plain"),
    (replace(PLAIN, notes=(NOTE,)), "illegible"),
    (replace(PLAIN, status="unreadable", lines=()), "illegible"),
    (replace(PLAIN, steps=DEWARPED), "bent"),
    (replace(PLAIN, steps=DIVIDED + DEWARPED), "bent"),
    (replace(PLAIN, steps=DIVIDED), "uneven"),
    (with_table((0, 1)), "tables"),
    (with_table((0,)), "plain"),
    (replace(with_table((0, 1)), steps=DIVIDED), "tables"),
    (replace(PLAIN, lines=()), "plain"),
]


@pytest.mark.parametrize(("page", "kind"), KINDS)
def test_a_page_has_one_kind(page: PageResult, kind: str) -> None:
    """The first rule that holds; the last one always does."""
    assert kind_of(page) == kind


def test_every_kind_has_its_words() -> None:
    """For the report."""
    assert list(TOLD) == list(RULES)


def test_each_kind_has_a_row_of_its_own(tmp_path: Path) -> None:
    """A kind whose words are all wrong is seen; the whole is judged as without kinds, and of one
    kind alone nothing more is said.
    """
    run = make_run(tmp_path, [LINES] * 6, [], ["txt"])
    with open_ledger(run.out) as ledger:
        for number in range(3):
            name = f"page-{number:02}.png"
            bent = replace(page_of(str(run.scans / name), LINES, {}), steps=DEWARPED)
            ledger.page_read(ledger.file(name), 0, "digest", PageRead.of(bent))
        refresh(ledger)
        cells = cells_of(ledger)
        plan = design(total(cells), Wanted(0.99, margin=0.02, lines=0))
        draw(ledger, cells, plan, 3)
        with ledger.database as database:
            database.execute(
                "UPDATE sample SET at = 1, who = 'Ada',"
                " said = CASE WHEN stratum LIKE '%-bent' THEN 'wrong' ELSE text END"
            )
        rows = rows_of(ledger)
        refuse_other_sample(rows, plan)
    found = certified(rows, plan, total(cells))
    shares = {share.name: share for share in every_share(found)}
    bent = shares["sure words, pages that were bent"]
    plain = shares["sure words, other pages"]
    assert (bent.right, plain.right) == (0, 1)
    assert bent.drawn + plain.drawn == plan.size
    assert abs(bent.drawn - plain.drawn) < plan.size / 3  # as many as they have words
    assert bent.high < 0.1
    assert found.words.wrong == bent.drawn
    assert "pages that were bent" in html(found, "x")

    alone = [replace(row, page_kind="plain") for row in rows]
    names = [share.name for share in certified(alone, plan, total(cells)).strata]
    assert names == ["doubtful words", "doubtful numbers", "sure words", "sure numbers"]
