"""The reply cache: what is asked only once, what is kept, and that its own faults cost nothing but
time.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from tests.vision.pages import evidence, options, read, text_of, whole_page
from tests.vision.server import Answer, Received, Server, chat, edits, error, truthful

from recto.model.page import Usage
from recto.model.transcript import Transcript
from recto.readers.vision import VisionReader

TRUTH = [f"line {i} of the page" for i in range(100)]
SHOWN: dict[int, str | None] = {i: f"1ine {i} of tne page" for i in range(100)}
PAGE = evidence(TRUTH, SHOWN)
GOOD = truthful(dict(enumerate(TRUTH)))


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    """Good answers come from the cache, free, and give the same transcript."""
    with Server(GOOD) as server:
        runs = [read(PAGE, options(server.url), cache_path=tmp_path / "c.sqlite") for _ in range(2)]
        assert len(server.received) == 10
    assert text_of(PAGE, runs[0]) == text_of(PAGE, runs[1]) == TRUTH
    assert runs[1].usage == Usage()
    assert Counter(runs[1].events) == {"from-cache": 10}


def test_a_comparison_prices_stored_answers_as_if_they_were_asked_now(tmp_path: Path) -> None:
    """To the cent, and nothing is asked; what an entry of before does not say is estimated."""
    place = tmp_path / "c.sqlite"
    with Server(GOOD) as server:
        asked = options(server.url)
        first = read(PAGE, asked, cache_path=place)
        stored = read(PAGE, asked, cache_path=place, prices_stored=True)
        sent = len(server.received)
        with sqlite3.connect(place) as database:
            database.execute("UPDATE replies SET answer = json_remove(answer, '$.tokens')")
        older = read(PAGE, asked, cache_path=place, prices_stored=True)
        assert len(server.received) == sent
    assert stored.usage == first.usage
    assert first.usage.input_tokens > 0
    assert 0.2 < older.usage.output_tokens / first.usage.output_tokens < 5
    assert older.usage.calls == first.usage.calls


def _full(received: Received) -> str:
    return json.dumps({"lines": [{"id": i, "text": text} for i, text in received.shown.items()]})


def test_what_changes_the_question_misses_the_cache(tmp_path: Path) -> None:
    """Model, reply style, glossary, pixels and the text shown are all part of the key."""

    def script(received: Received) -> Answer:
        return chat(
            edits({1: "two"})
            if "edits" in received.body["messages"][0]["content"]
            else _full(received)
        )

    small = evidence(["one", "two"], {1: "tvvo"})
    variants = [
        (small, {}),
        (small, {"model": "gpt-4o-mini"}),
        (small, {"reply": "full"}),
        (evidence(["one", "two"], {1: "twc"}), {}),
        (evidence(["one", "Two"], {1: "tvvo"}), {}),
        (evidence(["one", "two"], {1: "tvvo"}, glossary=("term",)), {}),
    ]
    with Server(script) as server:
        for page, more in variants:
            read(page, options(server.url, **more), cache_path=tmp_path / "c.sqlite")
        assert len(server.received) == len(variants)


def test_an_answer_that_was_not_good_is_not_kept(tmp_path: Path) -> None:
    """A refusal is asked again the next time."""
    with Server(chat("I cannot help with that.")) as server:
        for _ in range(2):
            read(evidence(["one"]), options(server.url), cache_path=tmp_path / "c.sqlite")
        assert len(server.received) == 4


def test_a_refused_parameter_is_remembered_for_the_next_run(tmp_path: Path) -> None:
    """Per base URL and model: the second run does not send it again."""

    def script(received: Received) -> Answer:
        if "temperature" in received.body:
            return error(400, "temperature is not supported with this model")
        return GOOD(received)

    with Server(script) as server:
        for page, model, refused in [
            (PAGE, "a", 1),
            (evidence(["x"]), "a", 0),
            (evidence(["x"]), "b", 1),
        ]:
            before = len(server.received)
            read(
                page,
                options(server.url, model=model, concurrency=1),
                cache_path=tmp_path / "c.sqlite",
            )
            assert sum("temperature" in each.body for each in server.received[before:]) == refused


def test_no_cache_means_no_file(tmp_path: Path) -> None:
    """`--no-cache` neither reads nor writes."""
    with Server(GOOD) as server:
        read(PAGE, options(server.url, cache=False), cache_path=tmp_path / "c.sqlite")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fault", ["not a database", "a directory", "row is not JSON"])
def test_a_broken_cache_is_a_slower_run(fault: str, tmp_path: Path) -> None:
    """The page is read, and the reader notes that the cache is off."""
    path = tmp_path / "c.sqlite"
    with Server(GOOD) as server:
        if fault == "not a database":
            path.write_bytes(b"nonsense " * 200)
        elif fault == "a directory":
            path.mkdir()
        else:
            read(PAGE, options(server.url), cache_path=path)
            with sqlite3.connect(path) as connection:
                connection.execute("UPDATE replies SET answer = '{'")
            connection.close()

        async def run() -> tuple[Transcript, tuple[str, ...]]:
            reader = VisionReader(options(server.url), environ={}, cache_path=path)
            found = await reader.read(PAGE, whole_page(PAGE))
            await reader.aclose()
            return found, reader.notes

        found, notes = asyncio.run(run())
    assert text_of(PAGE, found) == TRUTH
    assert any("cache" in note for note in notes)


def test_the_cache_holds_answers_only(tmp_path: Path) -> None:
    """Neither pictures nor what was asked; nobody else may read the file."""
    with Server(GOOD) as server:
        read(PAGE, options(server.url), cache_path=tmp_path / "c.sqlite")
    path = tmp_path / "c.sqlite"
    content = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"image/" not in content
    assert b"1ine" not in content
    assert path.stat().st_mode & 0o077 == 0


def test_a_cancelled_run_keeps_what_was_answered(tmp_path: Path) -> None:
    """Ctrl-C in the middle: answers that came are in the cache, so that the next run asks only for
    the rest.
    """

    def script(received: Received) -> Answer:
        return GOOD(received) if received.number <= 4 else Answer(b"", latency=30)

    async def interrupted(reader: VisionReader, server: Server) -> None:
        task = asyncio.create_task(reader.read(PAGE, whole_page(PAGE)))
        while len(server.received) < 6:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await reader.aclose()

    with Server(script) as server:
        reader = VisionReader(
            options(server.url, concurrency=2), environ={}, cache_path=tmp_path / "c.sqlite"
        )
        asyncio.run(interrupted(reader, server))
        before = len(server.received)
        server.script = GOOD
        found = read(PAGE, options(server.url), cache_path=tmp_path / "c.sqlite")
        assert len(server.received) - before == 6
    assert text_of(PAGE, found) == TRUTH
    assert not reader._caller.budget.in_flight
