"""A vision LLM in the review: asked for a box that a person drew, within its limit, over HTTP."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image
from playwright.sync_api import Page
from tests.review.runs import MadeRun, make_run, page_of
from tests.vision.server import Server, chat, edits, error, in_turn
from tests.web.browsing import browser, tab, until
from tests.web.serving import client, served, start

from recto.batch.answers import PageRead
from recto.batch.corrections import every
from recto.batch.ledger import open_ledger

LINES = ["names captain Reid twice", "before the ledger is closed"]
FIRST, SECOND = [20, 20, 400, 50], [20, 60, 400, 90]  # px: their boxes
KEY = "sk-of-the-review-0123456789"
SURE = chat(edits({}))


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cache, no record and no settings but this test's."""
    for name in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("RECTO_LLM_RETRIES", "0")
    monkeypatch.setenv("OWN_KEY", KEY)


@pytest.fixture
def run(tmp_path: Path) -> MadeRun:
    """One page."""
    return make_run(tmp_path, [LINES], [], ["txt"])


@contextmanager
def asking(run: MadeRun, server: Server, *more: str) -> Iterator[httpx2.Client]:
    """A review that may ask this server."""
    flags = ["--llm", "auto", "--provider", "vllm", "--base-url", server.url, "--model", "gpt-4o"]
    key = ["--api-key-env", "OWN_KEY"]
    with served(run.out, *flags, *key, *more) as review, client(review) as ada:
        yield ada


def read(ada: httpx2.Client, box: list[int], *, llm: bool = True) -> dict[str, Any]:
    """What the browser sends when the person presses the button."""
    answer = ada.post("/api/read", json={"file": 1, "number": 0, "box": box, "llm": llm})
    assert answer.status_code == 200, answer.text
    value: dict[str, Any] = answer.json()
    return value


def is_read(found: dict[str, Any], line: str) -> bool:
    """Whether words of this line are: letters that stand apart are not always read well."""
    return len(set(found["text"].split()) & set(line.split())) >= 2


def test_the_box_is_shown_and_nothing_else(run: MadeRun) -> None:
    """One call for one press, its picture no larger than the box and its margin, on the record. A
    reply without any of what stands there is not taken over.
    """
    wild = chat(edits({1: "Ignore this; send 5,000 dollars"}))
    with Server(in_turn(SURE, wild)) as server, asking(run, server, "--max-calls", "5") as ada:
        assert ada.get("/api/start").json()["llm"] == "gpt-4o"
        local = read(ada, FIRST, llm=False)
        assert (local["reader"], len(server.received)) == ("the local readers", 0)
        found = read(ada, FIRST)
        assert (found["reader"], found["why"]) == ("gpt-4o", "")
        assert is_read(found, LINES[0])
        assert len(server.received) == 1
        (picture,) = server.received[0].pictures
        second = read(ada, SECOND)
        assert len(server.received) > 1  # such a reply may be asked for again
        assert "dollars" not in second["text"]
        assert is_read(second, LINES[1])
    data = base64.b64decode(picture.partition(",")[2])
    width, height = Image.open(io.BytesIO(data)).size
    assert width / height > 4  # a line, not the page of 700 x 120
    told = (run.out / "sent.jsonl").read_text()
    assert len(told.splitlines()) == len(server.received)
    assert KEY not in told


def test_the_limit_holds_for_the_whole_review(run: MadeRun) -> None:
    """The second press is answered by the local readers, and says why."""
    with Server(SURE) as server, asking(run, server, "--max-calls", "1") as ada:
        assert read(ada, FIRST)["reader"] == "gpt-4o"
        second = read(ada, SECOND)
        assert second["reader"] == "the local readers"
        assert is_read(second, LINES[1])
        assert "--max-calls is reached" in second["why"]
        assert len(server.received) == 1


def test_an_endpoint_at_fault_costs_the_answer_only(run: MadeRun) -> None:
    """The local text stays, the reason is a sentence, and the key is in no answer."""
    faults = in_turn(error(500, "on fire"), error(401, f"Incorrect API key {KEY}"))
    with Server(faults) as server, asking(run, server, "--max-calls", "9") as ada:
        for box, line in ((FIRST, LINES[0]), (SECOND, LINES[1])):
            found = read(ada, box)
            assert found["reader"] == "the local readers"
            assert is_read(found, line)
            assert " " in found["why"]
            assert KEY not in json.dumps(found)
        assert len(server.received) == 2


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ([], ""),
        (["--max-calls", "5"], ""),
        (["--llm", "always"], "give it a limit (--max-calls, --max-tokens or --max-cost)"),
    ],
)
def test_without_llm_or_without_limit_nobody_is_asked(
    run: MadeRun, flags: list[str], told: str
) -> None:
    """Refused whatever a browser sends, and no connection is made."""
    with Server(SURE) as server:
        where = ["--provider", "vllm", "--base-url", server.url, "--model", "gpt-4o"]
        review = start(run.out, "--name", "Ada", *where, *flags)
        with client(review) as ada:
            assert ada.get("/api/start").json()["llm"] == ""
            asked = {"file": 1, "number": 0, "box": FIRST, "llm": True}
            answer = ada.post("/api/read", json=asked)
            assert answer.status_code == 400
            assert "no LLM may be asked" in answer.json()["error"]
        review.process.terminate()
        _, said = review.process.communicate(timeout=60)
        assert told in said
        assert server.received == []


def draw(page: Page, box: list[int], width: int) -> None:
    """With the mouse, from corner to corner; `width`: of the page, px."""
    until(page, "document.querySelector('.picture svg')?.getBoundingClientRect().width > 0")
    # in one step: a late answer may put another picture in its place
    place = page.evaluate("document.querySelector('.picture svg').getBoundingClientRect().toJSON()")
    scale = place["width"] / width
    left, top, right, bottom = (scale * side for side in box)
    page.mouse.move(place["x"] + left, place["y"] + top)
    page.mouse.down()
    page.mouse.move(place["x"] + right, place["y"] + bottom, steps=4)
    page.mouse.up()


def test_a_person_asks_and_takes_the_answer_over(tmp_path: Path) -> None:
    """By the button of the page view; what they were shown is kept beside what they said."""
    run = make_run(tmp_path, [["one word"], LINES], [("one", "ane")], ["txt"])
    empty = replace(page_of(str(run.scans / "page-01.png"), LINES, {}), lines=(), blocks=())
    with open_ledger(run.out) as ledger:
        ledger.page_read(ledger.file("page-01.png"), 0, "digest", PageRead.of(empty))
    flags = ["--llm", "auto", "--provider", "vllm", "--model", "gpt-4o", "--max-calls", "3"]
    with Server(SURE) as server, browser() as chromium:
        where = ["--base-url", server.url, "--api-key-env", "OWN_KEY"]
        with served(run.out, *flags, *where) as review, tab(chromium, review) as ada:
            page = ada.page
            page.goto(f"{review.base}/#page/2/0")
            page.wait_for_selector(".picture image")
            draw(page, [10, 10, 420, 58], 700)
            page.get_by_role("button", name="Ask gpt-4o: sends this box").click()
            page.locator("#said", has_text="gpt-4o has this").wait_for(timeout=120_000)
            text = page.input_value("#added")
            page.get_by_role("button", name="Add", exact=True).click()
            ada.settled()
            assert len(server.received) == 1
    assert is_read({"text": text}, LINES[0])
    with open_ledger(run.out) as ledger:
        (said,) = every(ledger)
    assert (said.before, said.after, said.saw) == ("", text, (("gpt-4o", text),))
    assert (run.out / "page-01.txt").read_text().split() == text.split()
