"""A sample drawn from groups that nobody has opened: every word as likely as another, and no more
groups opened than words are drawn from.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.review.runs import MadeRun, make_run

from recto.batch.ledger import open_ledger
from recto.certify.design import Design, Wanted
from recto.certify.drawing import Cell, cells_of, draw, total
from recto.errors import FileAccess

SHORT, LONG = ["a quiet harbour"], ["names captain Reid twice and a ledger"] * 4
SIZE = 3000


@pytest.fixture
def run(tmp_path: Path) -> MadeRun:
    """Pages of 3 and of 28 words."""
    return make_run(tmp_path, [SHORT, LONG, SHORT, LONG, SHORT], [], ["txt"])


def plan_of(cells: Sequence[Cell], size: int) -> Design:
    """All words are one stratum, as of a reader that is sure of everything."""
    spread = total(cells)
    return Design(Wanted(0.99, lines=0), 2, spread.count, spread.expected, (0.0, 1.0), (0, size))


def grouped(cells: Sequence[Cell], asked: Counter[int]) -> list[Cell]:
    """Two pages a group, which says when it is opened."""

    def opening(number: int, pages: Sequence[Cell]) -> Callable[[], Sequence[Cell]]:
        def opened() -> Sequence[Cell]:
            asked[number] += 1
            return pages

        return opened

    groups = []
    for number in range(0, len(cells), 2):
        pages = cells[number : number + 2]
        groups.append(Cell(0, number, "", total(pages), opening(number, pages)))
    return groups


def test_every_word_is_as_likely_as_another(run: MadeRun) -> None:
    """Of groups as of pages: each page has its share of the drawn words, within four deviations."""
    with open_ledger(run.out) as ledger:
        cells = cells_of(ledger)
        plan = plan_of(cells, SIZE)
        draw(ledger, grouped(cells, Counter()), plan, 11)
        drawn = dict(ledger.select("SELECT sha256, sum(times) FROM sample GROUP BY sha256"))
    assert sum(drawn.values()) == SIZE
    for cell in cells:
        share = cell.spread.count / plan.words
        deviation = (SIZE * share * (1 - share)) ** 0.5
        assert abs(drawn[cell.sha256] - SIZE * share) < 4 * deviation


def test_groups_without_a_drawn_word_stay_closed(run: MadeRun) -> None:
    """One word is drawn: one group is asked for its pages."""
    asked: Counter[int] = Counter()
    with open_ledger(run.out) as ledger:
        cells = cells_of(ledger)
        draw(ledger, grouped(cells, asked), plan_of(cells, 1), 11)
        assert len(ledger.select("SELECT 1 FROM sample")) == 1
    assert asked.total() == 1


def test_a_group_that_does_not_hold_its_words_is_named(run: MadeRun) -> None:
    """Else others would be drawn in their place."""
    with open_ledger(run.out) as ledger:
        cells = cells_of(ledger)
        lying = Cell(0, 7, "", total(cells), list)
        with pytest.raises(FileAccess, match="group 7: its pages do not hold the words"):
            draw(ledger, [lying], plan_of(cells, 5), 11)
        assert ledger.select("SELECT 1 FROM sample") == []
