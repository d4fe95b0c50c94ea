"""A million pages whose readers return at once: what the driver of a run over groups costs.

python -m benchmarks.simulated_million OUT --pages 1000000 [--kill]

SIMULATED: no page is read. Everything else is the product's: sources are named one by one, planned,
handed out, their manifests published by worker processes and counted by the driver, which writes
its plan into OUT. Printed as JSON: the driver's own CPU time a page, its largest memory, and with
--kill how long a run that was killed half way (-9) takes until it hands out its next group.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from recto.batch.answers import PageRead
from recto.batch.facts import PageCounts
from recto.cluster.driver import FarRun
from recto.cluster.groups import Job
from recto.cluster.kept import Kept, known
from recto.cluster.reads import Read
from recto.cluster.results import Results
from recto.cluster.work import Ended
from recto.model.page import Usage
from recto.places.listing import Found
from recto.places.place import place_of
from recto.settings.groups import Output, Settings

A_FOLDER = 1_000  # pages
PAGE = PageRead(b"", PageCounts("ok", 350, 12, 343.7, 2.9, Usage(900, 400, 0, 1, 0.001)))
SETTINGS = Settings(output=Output(formats=("jsonl",)))


@dataclass(slots=True, eq=False)
class AtOnce:
    """Workers that read nothing and publish manifests."""

    count: int
    out: str
    key: str
    began: float = 0.0  # monotonic: when the first group was handed out

    def do(self, jobs: Iterator[Job]) -> Iterator[Ended]:
        """As real workers do, two groups for each at a time."""
        with ProcessPoolExecutor(self.count) as pool:
            out: set[Future[Ended]] = set()
            more = True
            while more or out:
                while more and len(out) < 2 * self.count:
                    job = next(jobs, None)
                    more = job is not None
                    if job is not None:
                        self.began = self.began or time.monotonic()
                        out.add(pool.submit(published, job, self.out, self.key))
                done, out = wait(out, return_when=FIRST_COMPLETED) if out else (set(), out)
                for future in done:
                    yield future.result()

    def notes(self) -> tuple[str, ...]:
        """No LLM."""
        return ()

    def no_answer(self) -> str:
        """No LLM."""
        return ""


def published(job: Job, out: str, key: str) -> Ended:
    """In a worker: the group's pages as if read, its manifest published."""
    kept = Kept(place_of(out), key)
    reads = [Read(piece, piece.path, "0" * 64, None, ((0, PAGE),)) for piece in job.group.pieces]
    nothing = Settings(output=Output(formats=()))
    manifest = Results(job.group, tuple(reads), kept, nothing, Path(out)).published()
    kept.publish(manifest)
    return Ended(job, manifest=manifest)


class Simulated(FarRun):
    """A run over sources that are not there."""

    def _listed(self) -> Iterator[Found]:
        for number in range(int(os.environ["SIMULATED_PAGES"])):
            name = f"shelf {number // A_FOLDER}/page-{number}.png"
            yield Found(f"simulated/{name}", name, "450000-1")


def run(out: str, workers: int) -> dict[str, float]:
    """One run, from nothing or from where an earlier one ended."""
    start, cpu = time.monotonic(), time.process_time()
    hands = AtOnce(workers, out, "simulated")
    found = Simulated(place_of(out), "simulated", ["simulated"], SETTINGS, hands)
    for _ in found.events():
        pass
    state = found.state()
    driver = time.process_time() - cpu
    return {
        "pages": state.summary.pages,
        "left": state.pages_left,
        "wall_s": round(time.monotonic() - start, 1),
        "until_first_group_s": round(hands.began - start, 2),
        "driver_cpu_s": round(driver, 1),
        "driver_ms_a_page": round(1000 * driver / max(1, state.summary.pages), 4),
        "driver_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def killed_half_way(arguments: list[str], out: str) -> float:
    """Start a run and kill it when half of its groups are done; seconds that it had."""
    start = time.monotonic()
    command = [sys.executable, "-m", __spec__.name, *arguments]
    process = subprocess.Popen(command, start_new_session=True)
    place = place_of(out)
    while process.poll() is None:
        time.sleep(0.5)
        plan = known(place)
        done = len(Kept(place, "simulated").manifests())
        if plan and plan.planned and done > plan.groups // 2:
            os.killpg(process.pid, signal.SIGKILL)  # its workers, too: they would wait for ever
            process.wait()
    return round(time.monotonic() - start, 1)


def main() -> None:
    """As the module says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--pages", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill", action="store_true")
    chosen = parser.parse_args()
    os.environ["SIMULATED_PAGES"] = str(chosen.pages)
    told: dict[str, object] = {"simulated": True, "workers": chosen.workers}
    if chosen.kill:
        arguments = [chosen.out, "--workers", str(chosen.workers), "--pages", str(chosen.pages)]
        told["killed_after_s"] = killed_half_way(arguments, chosen.out)
    told.update(run(chosen.out, chosen.workers))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
