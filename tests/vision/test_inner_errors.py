"""An error inside Recto while it asks costs at most that reply; what cannot be recorded is not
sent, but read.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.batch.pages import draw
from tests.vision.pages import evidence, options, read, text_of, whole_page
from tests.vision.server import Server, chat, edits, truthful

from recto.batch.answers import PageRead
from recto.batch.packed import unpack
from recto.batch.stream import PageDone
from recto.batch.tasks import FinishPage, ReadPage
from recto.batch.turns import Pending
from recto.cli.printing import Printing
from recto.model.transcript import Transcript, TranscriptLine
from recto.readers.vision import LlmOptions, VisionReader
from recto.readers.vision.ask.asks import Request, plan
from recto.readers.vision.asking import answer
from recto.readers.vision.call.cache import Cache
from recto.readers.vision.call.completion import Completion
from recto.readers.vision.call.wire import Learned
from recto.settings.groups import Local, Settings

TRUTH = [f"Ledger row {i}" for i in range(12)]
SHOWN: dict[int, str | None] = {i: f"Ledqer rovv {i}" for i in range(12)}


@dataclass
class Faulty:
    """A client with an error of ours in it, in its first call."""

    error: BaseException
    calls: int = 0

    async def send(self, request: Request, learned: Learned) -> Completion:
        self.calls += 1
        if self.calls == 1:
            raise self.error
        return Completion(text='{"edits": []}', finish="stop")

    async def aclose(self) -> None:
        """Nothing is open."""


def asked(error: BaseException) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Events and traces of a page of two asks of which the first meets the error."""
    page = evidence(TRUTH, SHOWN)
    asks = plan(page, whole_page(page), "auto")

    async def run() -> tuple[tuple[str, ...], tuple[str, ...]]:
        caller = replace(
            VisionReader(options("http://127.0.0.1:1/v1"), environ={}).caller, client=Faulty(error)
        )
        found = [await answer(caller, page, ask, "edits") for ask in asks]
        assert not caller.budget.in_flight
        assert len(found[-1].lines) == len(asks[-1].lines)
        return sum((each.events for each in found), ()), sum((each.traces for each in found), ())

    return asyncio.run(run())


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("\x1b[2J oh"), MemoryError(), RecursionError("x" * 10**6)]
)
def test_an_unforeseen_error_is_the_end_of_one_ask(error: Exception) -> None:
    """It is named and counted, its trace is short and printable, and the next ask goes out."""
    events, (trace,) = asked(error)
    assert events == ("fell-back:internal-error",)
    assert type(error).__name__ in trace or len(trace) > 1000
    assert len(trace) < 10_000
    assert "\x1b" not in trace


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3), asyncio.CancelledError()])
def test_an_interrupt_is_no_error_of_a_reply(error: BaseException) -> None:
    """It ends what it is meant to end."""
    with pytest.raises(type(error)):
        asked(error)


SETTINGS = Settings(
    local=Local("off", cleaning="off"), llm=LlmOptions("always", "vllm", model="gpt-4o")
)
# Lines that the page does not have: nothing that accept.py lets through, so the next stages do not
# expect them.
IMPOSSIBLE = (TranscriptLine("a line from nowhere", line=99),)


@pytest.fixture(scope="module")
def pending(tmp_path_factory: pytest.TempPathFactory) -> tuple[ReadPage, Pending]:
    """A page of two lines that waits for the LLM."""
    task = ReadPage(str(draw(tmp_path_factory.mktemp("page") / "page.png", "volume one")), 0)
    page = task.run(SETTINGS)
    assert isinstance(page, Pending)
    return task, page


@pytest.mark.parametrize("second", [False, True])
def test_an_error_of_arbitration_costs_the_answer(
    pending: tuple[ReadPage, Pending], second: bool
) -> None:
    """The local reading stands; event, status and trace tell; a first answer survives the fault of
    a second.
    """
    task, page = pending
    good = Transcript((TranscriptLine("Harbour ledger", line=0),), "gpt-4o", "image", (0, 1))
    bad = Transcript(IMPOSSIBLE, "gpt-4o", "image", (99,), events=("from-cache",))
    found = FinishPage(task, replace(page, first=good) if second else page, bad).run(SETTINGS)
    assert isinstance(found, PageRead)
    result = unpack(found.packed)
    assert result.text == "Harbour ledger\nvolume one"
    assert result.guards["not-looked:internal-error" if second else "fell-back:internal-error"] == 1
    assert result.guards["from-cache"] == 1
    assert result.status == ("ok" if second else "fell-back")
    assert "IndexError" in found.trace


def test_a_trace_is_shown_to_those_who_ask_for_it(
    pending: tuple[ReadPage, Pending], capfd: pytest.CaptureFixture[str]
) -> None:
    """-vv; nobody else is told more than the event's name."""
    task, page = pending
    bad = Transcript(IMPOSSIBLE, "gpt-4o", "image", (99,))
    found = FinishPage(task, page, bad).run(SETTINGS)
    assert isinstance(found, PageRead)
    for verbose in (0, 1, 2):
        with open(os.devnull, "wb") as out:  # noqa: PTH123 - a device
            Printing(out, SETTINGS, verbose).take(PageDone(task.path, 0, found))
        assert ("Traceback" in capfd.readouterr().err) == (verbose == 2)


def a_folder(path: Path) -> None:
    path.mkdir(parents=True)


def a_pipe(path: Path) -> None:
    path.parent.mkdir(parents=True)
    os.mkfifo(path)


def no_folder(path: Path) -> None:
    path.parent.write_text("a file where a folder should be")


@pytest.mark.parametrize("obstacle", [a_folder, a_pipe, no_folder])
def test_what_cannot_be_recorded_stops_the_asking_and_not_the_reading(
    tmp_path: Path, obstacle: Callable[[Path], None]
) -> None:
    """Nothing is sent, every page is local, and the run says where the record should be."""
    record = tmp_path / "state" / "sent.jsonl"
    obstacle(record)
    page = evidence(TRUTH, SHOWN)

    async def run(url: str) -> tuple[Transcript, str]:
        reader = VisionReader(options(url), environ={}, ledger_path=record)
        found = await reader.read(page, whole_page(page))
        await reader.aclose()
        return found, reader.no_answer

    with Server(chat(edits({}))) as server:
        found, said = asyncio.run(run(server.url))
    assert server.received == []
    assert text_of(page, found) == list(SHOWN.values())
    assert set(found.events) == {"fell-back:unrecorded"}
    assert str(record) in said
    assert "cannot be recorded" in said


DAMAGED = {
    "nothing": "",
    "truncated": '{"text": "{}", "fin',
    "a list": "[1]",
    "null": "null",
    "text that is null": '{"text": null, "finish": "stop"}',
    "text that is a tree": '{"text": {"a": []}, "finish": "stop"}',
    "finish that is a number": '{"text": "{}", "finish": 1e400}',
    "deep": "[" * 200_000,
    "5,000 digits": '{"text": ' + "9" * 5000 + "}",
    "5 MB": '{"finish": "stop", "text": "' + "a" * 5_000_000 + '"}',
    "bytes": b"\xff\xfe\x00\x80",
    "a number": 17,
}


@pytest.mark.parametrize("entry", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_entry_of_the_cache_was_never_there(tmp_path: Path, entry: object) -> None:
    """It is asked for again, and mended by the answer."""
    path, page = tmp_path / "c.sqlite", evidence(TRUTH[:1], {0: SHOWN[0]})
    with Server(truthful({0: TRUTH[0]})) as server:
        read(page, options(server.url), cache_path=path)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE replies SET answer = ?", (entry,))
        again = read(page, options(server.url), cache_path=path)
        mended = read(page, options(server.url), cache_path=path)
    assert text_of(page, again) == text_of(page, mended) == TRUTH[:1]
    assert (again.events, mended.events) == ((), ("from-cache",))
    assert len(server.received) == 2


@pytest.mark.parametrize(
    "body",
    [
        "[]", "7", "[" * 99_999, '{"without": "all"}',
        '{"without": [[]], "structured": null, "limit_name": null, "most_output": null}',
        '{"without": [], "structured": "poem", "limit_name": null, "most_output": null}',
        '{"without": [], "structured": [], "limit_name": {}, "most_output": null}',
        '{"without": [], "structured": null, "limit_name": null, "most_output": "9"}',
        '{"without": [], "structured": null, "limit_name": null, "most_output": -5}',
        '{"without": [], "structured": null, "limit_name": null, "most_output": 1e400}',
        '{"without": [], "structured": null, "limit_name": null, "most_output": true}',
    ],
)  # fmt: skip
def test_what_was_learned_of_an_endpoint_is_data_too(tmp_path: Path, body: str) -> None:
    """What is not of that form was never learned."""
    path = tmp_path / "c.sqlite"
    endpoint = VisionReader(options("http://127.0.0.1:1/v1"), environ={}).endpoint
    cache = Cache(path)
    cache.remember(endpoint, Learned(most_output=900))
    assert cache.recall(endpoint).most_output == 900
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE learned SET body = ?", (body,))
    assert cache.recall(endpoint) == Learned()
    cache.close()


def test_a_count_of_the_endpoint_never_breaks_the_run(tmp_path: Path) -> None:
    """Absurd counts are no counts: the estimate stands in for them, and the budget goes on."""
    answer_body = json.loads(chat(edits({})).body)
    answer_body["usage"] = {"prompt_tokens": 10**400, "completion_tokens": -(10**400)}
    with Server(replace(chat(""), body=json.dumps(answer_body).encode())) as server:
        found = read(evidence(TRUTH, SHOWN), options(server.url, max_tokens=100_000))
    assert len(found.lines) == 12
    assert 0 < found.usage.input_tokens + found.usage.output_tokens < 10_000
