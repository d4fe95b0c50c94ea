"""Pages that wait for the LLM: bounded, each answered once, whatever the endpoint does."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

import pytest
from tests.batch.doom import Doom, NeedsLlm, NeedsPatience

from recto.batch.answers import Fault, PageRead, Written
from recto.batch.asker import Asker
from recto.batch.pool import Pool
from recto.batch.runs import Hybrid, running
from recto.batch.tasks import Answer, Task
from recto.batch.turns import Pending
from recto.errors import InvalidConfig
from recto.model.transcript import Decision, Evidence, Transcript, TranscriptLine
from recto.settings.groups import Settings
from recto.settings.llm import LlmOptions

pytestmark = pytest.mark.usefixtures("workers_find_the_tests")
SETTINGS = Settings(llm=LlmOptions(mode="always", concurrency=2))


@dataclass
class Endpoint:
    """Answers after a moment; remembers how many pages were out at once."""

    fault: Exception | None = None
    out: int = 0
    most: int = 0
    pages: list[str] = field(default_factory=list)
    closed: bool = False
    threads: set[str] = field(default_factory=set)
    notes: tuple[str, ...] = ()

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript:
        self.out += 1
        self.most = max(self.most, self.out)
        self.threads.add(threading.current_thread().name)
        await asyncio.sleep(0.05)
        self.out -= 1
        self.pages.append(evidence.name)
        if self.fault:
            raise self.fault
        return Transcript((), "model", "image", None)

    async def aclose(self) -> None:
        self.closed = True


class Talkative(Endpoint):
    """Answers with text."""

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript:
        await Endpoint.read(self, evidence, decisions)
        return Transcript((TranscriptLine("a text"),), "model", "image", None)


def answers(endpoint: Endpoint, tasks: Sequence[Task], most: int) -> dict[str, Answer]:
    left, found = list(tasks), {}
    with Pool(SETTINGS, 2) as pool:
        asker = Asker(endpoint)
        pool.wake = asker.wake
        runs = Hybrid(pool, asker, most)
        while left or runs.busy:
            while left and runs.has_room:
                runs.start(left.pop(0))
            for task, answer in runs.finished():
                assert task.name not in found, "answered twice"
                found[task.name] = answer
        asker.close()
    return found


@pytest.mark.parametrize("most", [1, 3, 20])
def test_every_page_takes_its_three_turns_and_no_more_wait_than_allowed(most: int) -> None:
    """Pages and other tasks mixed; one event loop for all calls."""
    endpoint = Endpoint()
    tasks: list[Task] = [*(NeedsLlm(f"page {number}") for number in range(8)), Doom("echo", 1)]
    found = answers(endpoint, tasks, most)
    assert isinstance(found.pop("echo 1"), Written)
    read = {
        name: answer.packed.decode()
        for name, answer in found.items()
        if isinstance(answer, PageRead)
    }
    assert read == {f"page {number}": f"page {number} read by model" for number in range(8)}
    assert endpoint.most <= most
    assert sorted(endpoint.pages) == sorted(read)
    assert endpoint.threads == {"vision"}
    assert endpoint.closed


def test_what_cannot_be_asked_is_a_fault_of_its_page() -> None:
    """And of no other task."""
    fault = InvalidConfig("no key", where="vision LLM")
    found = answers(Endpoint(fault), [NeedsLlm("page"), Doom("echo", 1)], most=4)
    lost = found["page"]
    assert isinstance(lost, Fault)
    assert lost.kind == "InvalidConfig"
    assert isinstance(found["echo 1"], Written)


def test_an_error_inside_recto_while_it_asks_costs_the_answer_and_not_the_page() -> None:
    """The page is finished without one."""
    found = answers(Endpoint(ZeroDivisionError("oh")), [NeedsLlm("page"), Doom("echo", 1)], most=4)
    read = found["page"]
    assert isinstance(read, PageRead)
    assert read.packed == b"page read by none"


def patience(pool: Pool) -> float:
    """Seconds that no good task needs on this machine, however busy: six starts of a worker."""
    start = monotonic()
    pool.start(Doom("echo"))
    pool.finished()
    return max(2.0, 6 * (monotonic() - start))


@pytest.mark.parametrize(("end", "tries"), [("hang", 1), ("die", 2)])
def test_an_answer_that_a_worker_does_not_survive_is_left_out(end: str, tries: int) -> None:
    """Time-out: at once. Killed: when it happens again, since the first time it may have been
    something else.
    """
    task = NeedsPatience(end)
    found: list[Answer] = []
    with Pool(SETTINGS, 1) as pool:
        pool.timeout = patience(pool)
        asker = Asker(Talkative())
        pool.wake = asker.wake
        runs = Hybrid(pool, asker, most=2)
        for _ in range(tries):
            runs.start(task)
            while runs.busy:
                found += [answer for _, answer in runs.finished()]
        asker.close()
    last = found.pop()
    assert isinstance(last, PageRead)
    assert last.packed.decode() == f"{end} read by model"
    assert [answer.kind for answer in found if isinstance(answer, Fault)] == ["killed"] * (
        tries - 1
    )


def test_one_page_in_this_process_is_asked_about_too() -> None:
    """`recto read page.png --llm always` starts no worker."""
    with running(SETTINGS, 0, Endpoint()) as runs:
        runs.start(NeedsLlm("page"))
        ((_, answer),) = runs.finished()
    assert isinstance(answer, PageRead)
    assert answer.packed == b"page read by model"


def test_pages_that_are_out_are_given_up_when_the_run_ends() -> None:
    """Ctrl-C does not wait for a slow endpoint."""
    endpoint = Endpoint()
    asker = Asker(endpoint)
    pending = NeedsLlm("page").run(SETTINGS)
    assert isinstance(pending, Pending)
    asker.ask(NeedsLlm("page"), pending)
    asker.close()
    assert endpoint.pages == []
