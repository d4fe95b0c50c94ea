"""A service that ends, by kill -9 and by the system's word: what was accepted ends once, with the
same text.
"""

import os
import sqlite3
import time
from pathlib import Path

import httpx2
import pytest
from tests.serve.serving import Serving, ended, pdf, png, serving, start, submit, text_of

from recto.serve.serving import is_this_machine

# `make test-doors DOORS=service` kills it during fifty.
JOBS = int(os.environ.get("SERVICE_JOBS", "3"))
KILLS = int(os.environ.get("SERVICE_KILLS", "1"))
IS_DOOR = "SERVICE_JOBS" in os.environ
MORE = ("-j", "2" if IS_DOOR else "1", "--queue", "1000")


def test_kill_9_loses_no_job_and_ends_none_twice(tmp_path: Path) -> None:
    """Killed while jobs are read; their clients ask with the same keys."""
    folder = tmp_path / "out"
    jobs: dict[str, int] = {}
    service = start(folder, *MORE)
    try:
        _refuses_browsers(service)
        for kill in range(KILLS + 1):
            with service.client() as client:
                for number in range(len(jobs), (kill + 1) * JOBS // (KILLS + 1)):
                    jobs[_accepted(client, number)] = number
            if kill < KILLS:
                _wait_for_end(service, (kill + 1) * JOBS // (KILLS + 2))
                service.kill()
                service = start(folder, *MORE)
        with service.client() as client:
            # Who does not know whether it was heard asks again, and is told the same.
            assert _accepted(client, 0) in jobs
            for job, number in jobs.items():
                assert ended(client, job)["state"] == "done"
                text = client.get(f"/v1/documents/{job}/results/txt").text
                assert text.split() == text_of(number).split()
        assert len(jobs) == JOBS
    finally:
        service.end()
    with sqlite3.connect(folder / "service.sqlite") as database:
        rows = database.execute("SELECT state, count(*), count(ended) FROM job GROUP BY state")
        assert rows.fetchall() == [("done", JOBS, JOBS)]
    database.close()


def _refuses_browsers(service: Serving) -> None:
    """Where no token is wanted: what any page on the web could make a browser send here."""
    with service.client() as client:
        assert client.get("/healthz").status_code == 200
        for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
            assert client.get("/healthz", headers=headers).status_code == 403
            assert submit(client, png("x"), headers=headers).status_code == 403


def _accepted(client: httpx2.Client, number: int) -> str:
    headers = {"Idempotency-Key": f"job-{number}"}
    answer = submit(client, png(text_of(number)), wait="0", headers=headers)
    assert answer.status_code in (200, 202), answer.text
    return answer.headers["recto-job"]


def _wait_for_end(service: Serving, count: int) -> None:
    """Until so many jobs have ended; seen without asking the service."""
    latest = time.monotonic() + 300
    with sqlite3.connect(service.folder / "service.sqlite") as database:
        query = "SELECT count(*) FROM job WHERE state = 'done'"
        while database.execute(query).fetchone()[0] < count:
            assert time.monotonic() < latest
            time.sleep(0.05)
    database.close()


@pytest.mark.skipif(not IS_DOOR, reason="takes minutes, with two starts")
def test_told_to_end_it_hands_back_what_it_cannot_finish(tmp_path: Path) -> None:
    """No time is given: the next start goes on; who waits is told that the job is accepted."""
    folder = tmp_path / "out"
    document = pdf(*map(text_of, range(6)))
    with serving(folder, "-j", "1", "--grace", "0") as service, service.client() as client:
        job = submit(client, document, wait="0").json()["id"]
        with client.stream("GET", f"/v1/documents/{job}/events") as stream:
            told = []
            for row in stream.iter_lines():
                if '"pages_done": 1,' in row:
                    service.process.terminate()
                if row.startswith("event"):
                    told.append(row)
        assert told[-1] == "event: stopped"
        assert service.process.wait(60) == 0
    with serving(folder, "-j", "1") as service, service.client() as client:
        found = ended(client, job)
        assert (found["state"], found["pages"], found["pages_done"]) == ("done", 6, 6)
        text = client.get(f"/v1/documents/{job}/results/txt").text
        assert text.split() == " ".join(map(text_of, range(6))).split()


def test_elsewhere_than_on_this_machine_it_wants_tokens(tmp_path: Path) -> None:
    """It does not start, and says why; nothing is left behind."""
    with pytest.raises(AssertionError, match="no token is wanted"):
        start(tmp_path / "out", "--host", "0.0.0.0")  # noqa: S104 - that is refused
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - that is what it is about
        ("::", False),
        ("192.168.1.2", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_which_addresses_are_this_machine_alone(host: str, is_ours: bool) -> None:
    """A name that is not known to be is not."""
    assert is_this_machine(host) is is_ours
