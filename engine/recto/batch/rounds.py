"""A run whose LLM answers through batch jobs: read, hand in, wait, and read again what waited.

A Run and its BatchVision enter, Events leave, as of one run. A page whose asks wait is read again
when they are answered: a page's pixels and readings are too much to keep for days, and a second ask
depends on the answer to the first. It ends when nothing waits, or where it cannot go on by itself;
the same command then does.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from recto.batch.events import Event, Said, Stopped
from recto.batch.runner import Run
from recto.batch.sentences import many
from recto.reasons import told

if TYPE_CHECKING:
    from recto.pipeline.batch_vision import BatchVision

# Asks that may depend on each other: a page, its halves down to single lines, each once more, what
# was left out, the second look. More rounds than that is a fault of ours.
MOST_ROUNDS = 14
FIRST_LOOK, LONGEST_LOOK = 1.0, 300.0  # seconds between two looks at the jobs
SLOWER = 1.5  # times as long, while nothing changes


@dataclass(slots=True, eq=False)
class Rounds:
    """One run in rounds."""

    run: Run
    batch: BatchVision
    sleep: Callable[[float], None] = time.sleep
    fault: str = ""  # why the provider cannot be asked
    stopped: bool = field(default=False)

    def events(self, jobs: int) -> Iterator[Event]:
        """Do it all. Leaving the generator leaves the jobs running."""
        from recto.readers.vision.call.failures import CallFailed

        try:
            yield from self._rounds(jobs)
        except CallFailed as failed:
            failure = failed.failure
            why = told(failure.code)
            if failure.detail:
                why = f"{why} ({failure.detail})"
            self.fault = f"batch jobs at {self.batch.endpoint.host}: {why}"
            yield Stopped(self.fault)

    def left_running(self, out: str) -> str:
        """What to say of jobs that nobody waits for now; empty where there are none."""
        running = len(self.batch.desk.state.parts("sent", "queued"))
        if not running:
            return ""
        host = self.batch.endpoint.host
        go_on = "the same command goes on with them, today or later"
        jobs = many(running, "batch job")
        return f"{jobs} left at {host}: {go_on}; `recto cancel {out}` ends them"

    def _rounds(self, jobs: int) -> Iterator[Event]:
        run, batch = self.run, self.batch
        batch.begin()
        yield from self._notes()
        for _ in range(MOST_ROUNDS):
            run.asleep = batch.desk.state.waiting_pages()
            run.vision = batch.vision()
            yield from self._read(jobs)
            if self.stopped:
                return
            estimate = self._estimate()
            batch.hand_in()
            yield from estimate
            yield from self._notes()
            if not run.waited:
                batch.forget()
                return
            if batch.is_files:
                yield Stopped(self._to_run())
                return
            yield from self._wait()
            run.waiting = deque(run.waited)
            run.waited = []
        yield Stopped(f"{MOST_ROUNDS} rounds are over")

    def _read(self, jobs: int) -> Iterator[Event]:
        for event in self.run.events(jobs):
            self.stopped = self.stopped or isinstance(event, Stopped)
            yield event

    def _estimate(self) -> list[Event]:
        """What this round is about to ask, and what it will cost."""
        desk = self.batch.desk
        desk.fill()
        if not desk.filled:
            return []
        asked = [each for filled in desk.filled for each in filled.asked]
        expected = sum(each.expected for each in asked)
        most = sum(each.most.usd for each in asked)
        price = f"about ${expected:.4f} at batch prices, ${most:.4f} at most"
        if desk.price is None:
            price = "price not known"
        files = many(len(desk.filled), "file")
        return [Said(f"{many(len(asked), 'request')} in {files}: {price}")]

    def _wait(self) -> Iterator[Event]:
        """Until no job runs any more."""
        pause = FIRST_LOOK
        desk = self.batch.desk
        said = 0
        while running := len(desk.state.parts("sent", "queued")):
            if running != said:
                said = running
                host = self.batch.endpoint.host
                yield Said(f"waiting for {many(running, 'batch job')} at {host}")
            changed = self.batch.look()
            yield from self._notes()
            if changed:
                pause = FIRST_LOOK
                continue
            self.sleep(pause)
            pause = min(LONGEST_LOOK, SLOWER * pause)

    def _notes(self) -> Iterator[Event]:
        for note in self.batch.take_notes():
            yield Said(note)

    def _to_run(self) -> str:
        """The commands that answer the files."""
        from recto.readers.vision.jobs.file_jobs import command

        out = Path(self.run.settings.output.folder)
        parts = self.batch.desk.state.parts("sent")
        lines = [command(out, part.number, self.batch.endpoint.model) for part in parts]
        return f"the requests wait for: {'; '.join(lines)}"
