"""A cancelled `aread`: nothing more is begun, no process and no file is left."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image
from tests.api.pages import FAST, WORDS, drawn, texts
from tests.vision.server import Answer, Server

import recto
from recto.batch.stopping import Stop, Stopped
from recto.batch.stream import read_in_order
from recto.settings.groups import Batch, Input, Local, Settings
from recto.sources.turns import ONE_AT_A_TIME

PAGES = 12
PATIENCE = 60.0  # seconds: only for a machine that is very busy


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of many pages."""
    folder = tmp_path_factory.mktemp("book")
    page = Image.open(drawn(folder))
    path = folder / "book.tiff"
    page.save(path, save_all=True, append_images=[page] * (PAGES - 1))
    return path


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def children() -> list[psutil.Process]:
    """Processes that this one has begun."""
    return psutil.Process().children(recursive=True)


async def when(happened: Callable[[], object]) -> None:
    """Wait for it."""
    async with asyncio.timeout(PATIENCE):
        while not happened():
            await asyncio.sleep(0.005)


def cancelled(happened: Callable[[], object], source: object, **options: Any) -> None:
    """Cancel a call once that has happened; returns when the call has."""

    async def run() -> None:
        call = asyncio.create_task(recto.aread(source, **options))  # type: ignore[arg-type]
        await when(happened)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

    asyncio.run(run())


def test_its_workers_end(book: Path, temporary: Path) -> None:
    """They and what they started are gone when CancelledError is raised."""
    before = set(children())
    seen: set[psutil.Process] = set()

    def begun() -> bool:
        seen.update(set(children()) - before)
        return len(seen) >= 2

    cancelled(begun, book.read_bytes(), jobs=2, **FAST)
    assert [process for process in seen if process.is_running()] == []
    assert list(temporary.iterdir()) == []


def test_an_open_call_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An endpoint that thinks for an hour keeps nobody."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    page = drawn(tmp_path)
    with Server(Answer(b"{}", latency=3600)) as server:
        cancelled(
            lambda: server.received,
            page,
            llm="always",
            provider="vllm",
            base_url=server.url,
            model="gpt-4o",
            **FAST,
        )
        assert len(server.received) == 1


@pytest.mark.parametrize("jobs", [0, 2])
def test_no_page_begins_once_it_was_asked(book: Path, jobs: int) -> None:
    """In this process and in workers: what is done is given, what is not is not waited for."""
    settings = Settings(
        input=Input(language="eng"),
        local=Local(second_reader="off"),
        batch=Batch(jobs=max(1, jobs), timeout_per_page=None),
    )
    with Stop() as stop, closing(read_in_order([str(book)], settings, None, stop)) as pages:
        first = next(pages)
        assert first.index == 0
        stop.ask()
        later = []
        with pytest.raises(Stopped):
            later.extend(iter(lambda: next(pages), None))
        assert len(later) < PAGES - 1


def test_a_call_that_waits_for_its_turn_is_not_begun(tmp_path: Path) -> None:
    """Others read meanwhile; whoever was cancelled takes no turn, and the next one reads."""
    page = drawn(tmp_path)

    async def run() -> recto.Document:
        with ONE_AT_A_TIME:
            call = asyncio.create_task(recto.aread(page, **FAST))
            await asyncio.sleep(0.05)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):  # not waited for without end
                await call
        return await recto.aread(page, **FAST)

    assert texts(asyncio.run(run())) == WORDS


def test_a_limit_of_time_is_kept(book: Path) -> None:
    """`asyncio.timeout` ends it, the loop goes on, and the same file is read afterwards."""

    async def run() -> recto.Document:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await recto.aread(book, **FAST)
        return await recto.aread(book, pages=1, **FAST)

    assert texts(asyncio.run(run())) == WORDS


def test_what_goes_wrong_later_is_heard_by_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No "exception was never retrieved" of work that was dropped."""
    page = drawn(tmp_path)
    cancelled(lambda: True, [page, tmp_path / "missing.png"], **FAST)
    assert caplog.records == []
