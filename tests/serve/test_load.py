"""Two workers and fifty clients for ten minutes: no job is lost, memory stays flat, and the service
answers at once that it is there.

`make test-doors DOORS=service`; SERVICE_SECONDS=60 for a minute. What was measured is printed
and kept in SERVICE_FIGURES.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.serve.serving import Serving, ended, png, serving, submit, text_of

SECONDS = float(os.environ.get("SERVICE_SECONDS", "0"))
FIGURES = os.environ.get("SERVICE_FIGURES", "")
CLIENTS, WORKERS, QUEUE = 50, 2, 30  # fewer places than clients: some are told to come back
HEALTH = 100.0  # ms, of 99 in 100 answers
GROWTH = 1.1  # of memory, from the second tenth of the time to the last
TEXTS = 40

pytestmark = pytest.mark.skipif(not SECONDS, reason="takes minutes, on a machine of its own")


@dataclass(slots=True)
class Seen:
    """What the clients saw."""

    statuses: Counter[int] = field(default_factory=Counter)
    jobs: dict[str, int] = field(default_factory=dict)  # accepted -> its text
    read: Counter[str] = field(default_factory=Counter)  # how often its text came
    wrong: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # seconds from request to text
    lock: threading.Lock = field(default_factory=threading.Lock)


def test_fifty_clients_lose_no_job(tmp_path: Path) -> None:
    """Every accepted job ends once, with the text that its page shows."""
    pages = [png(text_of(number)) for number in range(TEXTS)]
    seen = Seen()
    more = ("-j", str(WORKERS), "--queue", str(QUEUE))
    with serving(tmp_path / "out", *more) as service:
        with service.client() as client:
            submit(client, pages[0])  # the workers are warm
        probe = _probe(service)
        memory: list[float] = []
        end = time.monotonic() + SECONDS
        threads = [
            threading.Thread(target=_ask, args=(service, pages, seen, end, number))
            for number in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            memory.append(_memory(service.process.pid))
            time.sleep(1)
        health = sorted(map(float, probe.communicate()[0].split()))
        assert probe.returncode == 0
        with service.client() as client:
            states = {job: ended(client, job)["state"] for job in seen.jobs}
    tenth = max(1, len(memory) // 10)
    figures = {
        "seconds": SECONDS,
        "clients": CLIENTS,
        "workers": WORKERS,
        "processors": os.cpu_count(),
        "jobs": len(seen.jobs),
        "statuses": dict(seen.statuses),
        "seconds_to_text_median": round(median(seen.waits), 2),
        "health_answers": len(health),
        "health_ms_median": round(median(health), 1),
        "health_ms_p99": round(quantiles(health, n=100)[98], 1),
        "health_ms_most": health[-1],
        "memory_mb_second_tenth": round(median(memory[tenth : 2 * tenth]), 1),
        "memory_mb_last_tenth": round(median(memory[-tenth:]), 1),
        "memory_mb_most": round(max(memory), 1),
    }
    sys.stdout.write(f"{json.dumps(figures)}\n")
    if FIGURES:
        Path(FIGURES).write_text(json.dumps(figures, indent=1))
    assert seen.wrong == []
    assert set(states.values()) == {"done"}
    assert set(seen.read) == set(seen.jobs)
    assert set(seen.read.values()) == {1}
    assert set(seen.statuses) <= {200, 202, 429}
    assert figures["memory_mb_last_tenth"] <= GROWTH * figures["memory_mb_second_tenth"]
    assert figures["health_ms_p99"] <= HEALTH


def _probe(service: Serving) -> subprocess.Popen[str]:
    parts = urlsplit(service.base)
    program = Path(__file__).with_name("probing.py")
    return subprocess.Popen(
        [sys.executable, str(program), str(parts.hostname), str(parts.port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _ask(service: Serving, pages: list[bytes], seen: Seen, end: float, number: int) -> None:
    """One client: a document after the other, waiting where it is told to."""
    chance = random.Random(number)  # noqa: S311 - which page it sends
    with service.client() as client:
        while time.monotonic() < end:
            which = chance.randrange(len(pages))
            start = time.monotonic()
            answer = submit(client, pages[which], wait=chance.choice(["0", "5", "30"]))
            with seen.lock:
                seen.statuses[answer.status_code] += 1
            if answer.status_code == 429:
                time.sleep(min(5, int(answer.headers["retry-after"])))
                continue
            if answer.status_code not in (200, 202):
                seen.wrong.append(answer.text)
                return
            job = answer.headers["recto-job"]
            with seen.lock:
                seen.jobs[job] = which
            text = answer.text if answer.status_code == 200 else _later(client, job)
            with seen.lock:
                seen.read[job] += 1
                seen.waits.append(time.monotonic() - start)
                if text.split() != text_of(which).split():
                    seen.wrong.append(f"{text_of(which)}: {text[:200]}")


def _later(client: httpx2.Client, job: str) -> str:
    """Told by its events that it has ended."""
    with client.stream("GET", f"/v1/documents/{job}/events") as stream:
        stream.read()
    return client.get(f"/v1/documents/{job}/results/txt").text


def _memory(process: int) -> float:
    """MB of the service and all that it started."""
    total = 0.0
    left = [process]
    while left:
        one = left.pop()
        try:
            status = Path(f"/proc/{one}/status").read_text()
            for children in Path(f"/proc/{one}/task").glob("*/children"):  # of every thread
                left += map(int, children.read_text().split())
        except OSError:  # it has just ended
            continue
        rows = [row.split() for row in status.splitlines() if row.startswith("VmRSS:")]
        total += sum(int(row[1]) for row in rows) / 1024
    return total
