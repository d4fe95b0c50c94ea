"""One job read to its end, by the batch's own run, in a folder of its own.

A Live job and the Service's shared pool enter; an Outcome leaves, or Stopped where the job is
handed back: what its ledger has is done, and the next start goes on with it. Whatever goes wrong
with a document is that document's outcome.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from recto.batch.events import Found
from recto.batch.folder import SENT, prepared
from recto.batch.runner import Run
from recto.batch.runs import running_in
from recto.batch.stopping import Stopped
from recto.errors import RectoError
from recto.pipeline.vision import vision_for
from recto.serve.live import Live
from recto.serve.outcome import Outcome, failed, failed_by, of_run, written
from recto.serve.parameters import settings_for
from recto.serve.shared import SharedPool
from recto.settings.groups import Settings

OUT = "out"  # below a job's folder

Refusal = Callable[[Live, int], str]  # why a document of so many pages is not read; empty: it is


@dataclass(frozen=True, slots=True)
class Desk:
    """What all jobs are read with."""

    folder: Path  # of the jobs
    settings: Settings  # the operator's
    pool: SharedPool
    refusal: Refusal

    def read(self, live: Live) -> Outcome:
        """Do it all. Raises Stopped."""
        path = str(self.folder / live.row.id / live.row.name)
        try:
            return self._read(live, path)
        except Stopped:
            raise
        except RectoError as error:
            return failed_by(error, path, live.row.name)
        except Exception as error:  # noqa: BLE001 - one document never ends the service
            return failed("internal", f"internal error ({type(error).__name__})")

    def _read(self, live: Live, path: str) -> Outcome:
        out = self.folder / live.row.id / OUT
        settings = settings_for(live.row.asked, self.settings)
        settings = replace(settings, output=replace(settings.output, folder=str(out)))
        with prepared([path], settings) as run:
            why = self._follow(run, live, settings, out)
            if why:
                return failed("limit", why)
            files = written(out, live.row.name, settings.output.formats)
            return of_run(run.ledger, files, path, live.row.name)

    def _follow(self, run: Run, live: Live, settings: Settings, out: Path) -> str:
        """Read; why the rest is not read, if anything speaks against it."""
        stop = live.stop
        assert stop is not None  # noqa: S101 - it has begun
        vision = vision_for(settings.llm, out / SENT, settings.spelled)
        jobs = self.pool.jobs
        with (
            self.pool.share(settings, stop) as share,
            running_in(share, jobs, settings, vision) as runs,
        ):
            for event in run.events_in(runs, jobs):
                live.take(event)
                if isinstance(event, Found):
                    why = self.refusal(live, live.pages or 0)
                    if why:
                        return why
                stop.heed()
        return ""
