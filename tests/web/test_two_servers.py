"""Two reviews of one folder at once, each a process of its own: claims and corrections hold for
both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.review.runs import MadeRun, make_run
from tests.web.serving import client, served

from recto.batch.corrections import every
from recto.batch.ledger import ledger_path, open_ledger
from recto.certify.design import Wanted, design
from recto.certify.drawing import cells_of, draw, total
from recto.review.index import refresh

TRUTH = ["the harbour ledger of 1847", "names captain Reid twice"]
MISREAD = [("harbour", "barbour"), ("1847", "1841"), ("Reid", "Beid")]
WORDS = 24  # that wait: three on each of eight pages

Pair = tuple[httpx2.Client, httpx2.Client]


@pytest.fixture
def run(tmp_path: Path) -> MadeRun:
    """Eight pages."""
    return make_run(tmp_path, [TRUTH] * 8, MISREAD, ["txt"])


@pytest.fixture
def pair(run: MadeRun) -> Iterator[Pair]:
    """Ada at one server, Bob at the other."""
    with ExitStack() as stack:
        clients = []
        for name in ("Ada", "Bob"):
            review = stack.enter_context(served(run.out))
            found = stack.enter_context(client(review))
            found.post("/api/name", json={"name": name})
            clients.append(found)
        yield clients[0], clients[1]


def waiting(browser: httpx2.Client, limit: int = 40) -> list[dict[str, Any]]:
    """What the queue gives."""
    found: list[dict[str, Any]] = browser.get(f"/api/items?limit={limit}").json()["items"]
    return found


def ids(items: list[dict[str, Any]]) -> set[int]:
    """Of the index."""
    return {item["id"] for item in items}


def accept(browser: httpx2.Client, item: dict[str, Any], after: str) -> httpx2.Response:
    """Say what stands there."""
    place = {"file": item["file"], "number": item["number"], "seen": item["seen"]}
    said = {"action": "text", "box": item["box"], "before": item["text"], "after": after}
    return browser.post("/api/say", json={**place, "corrections": [{**said, "saw": []}]})


def test_a_word_that_one_has_is_not_given_to_the_other(run: MadeRun, pair: Pair) -> None:
    """Through whichever server; it is when the claim has ended, or its clock was wrong."""
    ada, bob = pair
    first = waiting(ada, 10)
    second = waiting(bob)
    assert ids(first) & ids(second) == set()
    assert len(first) + len(second) == WORDS
    assert ids(waiting(ada, 10)) == ids(first)
    for until in (1.0, 1e12):
        with closing(sqlite3.connect(ledger_path(run.out))) as database, database:
            database.execute("UPDATE claim SET until = ?", (until,))
        assert len(waiting(bob)) == WORDS
        assert waiting(ada) == []
        waiting(bob, 1)
        assert len(waiting(ada)) == WORDS - 1


def test_both_at_the_same_moment_choose_other_words(pair: Pair) -> None:
    """Choice and claim are one step."""
    with ThreadPoolExecutor(2) as both:
        for _ in range(8):
            first, second = both.map(lambda browser: ids(waiting(browser, 12)), pair)
            assert first & second == set()
            assert len(first | second) == WORDS


def test_no_word_is_said_twice(run: MadeRun, pair: Pair) -> None:
    """Both accept the same word at the same moment: one is stored, the other hears by whom."""
    ada, bob = pair
    items = waiting(ada)
    with ThreadPoolExecutor(2) as both:
        for item in items[:8]:
            asks = [both.submit(accept, who, item, f"said{n}") for n, who in enumerate(pair)]
            answers = [ask.result() for ask in asks]
            assert sorted(answer.status_code for answer in answers) == [200, 409]
            refused = max(answers, key=lambda answer: answer.status_code).json()
            assert refused["by"] in ("Ada", "Bob", "somebody else")
    with open_ledger(run.out) as ledger:
        assert len(every(ledger)) == 8
    assert bob.get("/api/items?limit=1").json()["left"] == WORDS - 8


def test_a_drawn_place_is_given_to_one(run: MadeRun) -> None:
    """In the blind mode, too."""
    with open_ledger(run.out) as ledger:
        refresh(ledger)
        cells = cells_of(ledger)
        plan = design(total(cells), Wanted(0.9, margin=0.1, lines=0))
        draw(ledger, cells, plan, 7)
        ((places,),) = ledger.select("SELECT count(*) FROM sample")
    with served(run.out) as one, served(run.out) as two, client(one) as ada, client(two) as bob:
        first = ada.get("/api/blind").json()["items"]
        second = bob.get("/api/blind").json()["items"]
    assert ids(first) & ids(second) == set()
    assert len(first) + len(second) == min(places, 80)
