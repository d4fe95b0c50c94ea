"""A service, asked as programs ask it: a real process, real HTTP, real pages."""

import io
import json
import os
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.conftest import ROOT
from tests.serve.serving import QUICK, Serving, pdf, png, serving, submit, text_of

from recto.serve.tokens import digest_of

ADA, BOB, EYE = "ada-0123456789-0123456789", "bob-0123456789-0123456789", "eye-0123456789-012345678"
# Of schemathesis, for an address; `make test-doors DOORS=service` takes more, of all phases.
EXAMPLES = os.environ.get("SERVICE_EXAMPLES", "2")
PHASES = os.environ.get("SERVICE_PHASES", "fuzzing")
TOKENS = f"""
[ada]
sha256 = "{digest_of(ADA)}"

[bob]
sha256 = "{digest_of(BOB)}"
documents_per_day = 3
pages_per_day = 4

[eye]
sha256 = "{digest_of(EYE)}"
scopes = ["metrics"]
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("service")
    tokens = folder / "tokens.toml"
    tokens.write_text(TOKENS)
    limits = ("--max-body", "1", "--max-pages", "4", "-j", "1")
    with serving(folder / "out", "--tokens", str(tokens), *limits) as found:
        found.headers["Authorization"] = f"Bearer {ADA}"
        yield found
        said = found.end()
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert "Traceback" not in said, said
    for token in (ADA, BOB, EYE):
        assert token not in said
        assert token.encode() not in kept


@pytest.fixture
def client(service: Serving) -> Iterator[httpx2.Client]:
    with service.client() as found:
        yield found


@pytest.fixture(scope="module")
def letter(service: Serving) -> dict[str, Any]:
    """A job that has ended."""
    with service.client() as client:
        return submit(client, png(text_of(4)), format="txt,md").json()


def problem(answer: httpx2.Response, status: int) -> str:
    """What a refusal says."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    return str(told["detail"])


def test_a_small_document_is_answered_with_its_text(client: httpx2.Client) -> None:
    """As a body of its own or as a part of a form; choices in the address or in the form."""
    raw = submit(client, png(text_of(1)))
    assert (raw.status_code, raw.text.strip()) == (200, "Museum 1801")
    assert raw.headers["location"].startswith("/v1/documents/")
    assert raw.headers["x-content-type-options"] == "nosniff"
    files = {"file": ("../../../a letter.png", png(text_of(1)), "image/png")}
    form = client.post("/v1/documents", data=QUICK | {"format": "md"}, files=files)
    assert (form.status_code, form.text.strip()) == (200, "Museum 1801")
    assert form.headers["content-type"].startswith("text/markdown")
    assert client.get(form.headers["location"]).json()["name"] == "a_letter.png"


def test_what_is_left_of_a_job_is_its_results(service: Serving, letter: dict[str, Any]) -> None:
    """The document and the ledger are not kept any longer than they are needed."""
    folder = service.folder / "jobs" / letter["id"]
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert files == ["out/document.md", "out/document.txt"]


def test_a_longer_one_is_a_job_with_progress_and_results(client: httpx2.Client) -> None:
    """Events until its end; every format that was asked for, pages one by one where they are."""
    formats = "txt,json,page,pdf,docx"
    answer = submit(client, pdf("One 1", "Two 2"), format=formats, wait="0", name="b.pdf")
    assert answer.status_code == 202
    place = answer.headers["location"]
    assert problem(client.get(f"{place}/results/txt"), 409) == "the job has not ended"
    told = events(client, f"{place}/events")
    assert [kind for kind, _ in told][-1] == "end"
    assert {kind for kind, _ in told[:-1]} <= {"progress"}
    job = told[-1][1]
    assert job == client.get(place).json()
    assert (job["state"], job["pages"], job["pages_done"], job["errors"]) == ("done", 2, 2, [])
    assert list(job["results"]) == formats.split(",")
    results = {kind: client.get(path) for kind, path in job["results"].items()}
    assert {each.status_code for each in results.values()} == {200}
    assert results["txt"].text.split() == ["One", "1", "Two", "2"]
    assert results["json"].json()["source"] == f"jobs/{job['id']}/b.pdf"  # no path of the machine
    assert results["pdf"].content.startswith(b"%PDF-")
    with zipfile.ZipFile(io.BytesIO(results["page"].content)) as packed:
        assert packed.namelist() == [f"b-000{page}.page.xml" for page in (1, 2)]
    assert "Two" in client.get(f"{place}/results/page", params={"page": "2"}).text
    problem(client.get(f"{place}/results/page", params={"page": "3"}), 404)
    problem(client.get(f"{place}/results/page", params={"side": "4"}), 422)
    problem(client.get(f"{place}/results/html"), 404)


def events(client: httpx2.Client, path: str) -> list[tuple[str, dict[str, Any]]]:
    """What a stream told, to its end."""
    with client.stream("GET", path) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        text = stream.read().decode()
    found = []
    for block in filter(None, text.split("\n\n")):
        fields = dict(row.split(": ", 1) for row in block.splitlines())
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_a_key_makes_one_job_of_many_requests(client: httpx2.Client) -> None:
    """At once or one after the other; with another document it is refused."""
    data, headers = png(text_of(2)), {"Idempotency-Key": "letter-2"}
    places: list[str] = []

    def ask() -> None:
        answer = submit(client, data, headers=headers, wait="0")
        places.append(answer.headers["location"])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = submit(client, data, headers=headers)
    assert (again.status_code, again.text.strip()) == (200, "Quay 1802")
    assert {*places, again.headers["location"]} == {again.headers["location"]}
    assert len(places) == 4
    problem(submit(client, png("other"), headers=headers), 422)
    problem(submit(client, data, headers=headers, psm="6"), 422)
    problem(submit(client, data, headers={"Idempotency-Key": "a b"}), 422)


def test_a_deleted_job_is_gone(service: Serving, client: httpx2.Client) -> None:
    """One that has ended, and one that is read; its folder with it."""
    done = submit(client, png(text_of(3)), format="txt,md").json()
    under_way = submit(client, pdf("One 1", "Two 2"), wait="0").json()
    for job in (done, under_way):
        place = f"/v1/documents/{job['id']}"
        assert client.delete(place).status_code == 204
        for path in (place, f"{place}/events", f"{place}/results/txt"):
            problem(client.get(path), 404)
        problem(client.delete(place), 404)
        latest = time.monotonic() + 60
        while (service.folder / "jobs" / job["id"]).exists():
            assert time.monotonic() < latest
            time.sleep(0.05)


def test_who_may_ask_for_what(service: Serving, letter: dict[str, Any]) -> None:
    """No token, a wrong one, one without the scope; the job of another is nobody's."""
    place = f"/v1/documents/{letter['id']}"
    with httpx2.Client(base_url=service.base) as nobody:
        for answer in (submit(nobody, b"x"), nobody.get(place), nobody.get("/metrics")):
            problem(answer, 401)
            assert answer.headers["www-authenticate"].startswith("Bearer")
        assert nobody.get("/healthz").json()["status"] == "ok"
        assert nobody.get("/readyz").json()["status"] == "ok"
        assert nobody.get("/openapi.json").json()["openapi"] == "3.1.0"
    with service.client(headers={"Authorization": f"Bearer {BOB}"}) as bob:
        for path in (place, f"{place}/results/txt", f"{place}/events"):
            problem(bob.get(path), 404)
        problem(bob.delete(place), 404)
        assert "scope metrics" in problem(bob.get("/metrics"), 403)
        assert "scope llm" in problem(submit(bob, png("x"), llm="auto"), 403)
    with service.client(headers={"Authorization": f"Bearer {EYE}"}) as eye:
        assert 'recto_documents_total{state="done"}' in eye.get("/metrics").text
        problem(submit(eye, b"x"), 403)


def test_a_quota_ends_what_a_client_has(service: Serving) -> None:
    """Pages as soon as they are counted, documents before they are taken; others go on."""
    with service.client(headers={"Authorization": f"Bearer {BOB}"}) as bob:
        assert submit(bob, pdf("One 1", "Two 2")).status_code == 200
        more = submit(bob, pdf("One 1", "Two 2", "Three 3")).json()
        assert more["state"] == "failed"
        assert "left of the quota" in more["errors"][0]["message"]
        assert submit(bob, png(text_of(6))).status_code == 200
        refused = submit(bob, png(text_of(8)))
        assert "documents a day" in problem(refused, 429)
        assert 3600 < int(refused.headers["retry-after"]) <= 86_400
    with service.client() as ada:
        assert submit(ada, png(text_of(8))).status_code == 200


def test_what_cannot_be_read_is_said_and_costs_nobody_else(client: httpx2.Client) -> None:
    """By its type, its length, its pages, its bytes."""
    assert "none that is read here" in problem(submit(client, b"hello"), 415)
    problem(submit(client, b'{"source": "/etc/passwd", "pages": []}'), 415)
    assert "no file" in problem(submit(client, b""), 422)
    assert "1 MB" in problem(submit(client, b"x" * 1_000_001), 413)
    assert "1 MB" in problem(submit(client, endless()), 413)
    assert "there is no parameter" in problem(submit(client, png("x"), base_url="http://x"), 422)
    assert "multipart" in problem(
        client.post("/v1/documents", content=b"x", headers={"Content-Type": "multipart/form-data"}),
        400,
    )
    long = submit(client, pdf(*map(text_of, range(5)))).json()
    assert long["state"] == "failed"
    assert "5 pages are more than the 4" in long["errors"][0]["message"]
    absent = submit(client, pdf("One 1"), pages="9").json()
    assert (absent["state"], absent["results"]) == ("failed", {})
    broken = submit(client, png("whole")[:40]).json()
    assert (broken["state"], broken["errors"][0]["message"][:13]) == ("failed", "document.png:")
    half = submit(client, png("whole")[:300]).json()
    assert (half["state"], half["whole"]) == ("done", False)
    assert "ends early" in half["notes"][0]
    bomb = submit(
        client, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0\10\0\0\0\0\xe0\x90\x9d\x88"
    ).json()
    assert bomb["state"] == "failed"


def test_who_speaks_no_http_costs_nobody_else(service: Serving, client: httpx2.Client) -> None:
    """Headers without end, half a request, a body that does not come: others are answered."""
    parts = urlsplit(service.base)
    place = (str(parts.hostname), parts.port)
    head = f"POST /v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ADA}\r\n"
    sent = {
        "huge headers": b"GET /healthz HTTP/1.1\r\nX: " + b"x" * 1_000_000,
        "no HTTP": b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" * 100,
        "half a request": head.encode(),
        "no body": f"{head}Content-Length: 500000\r\n\r\n".encode(),
        "a lying length": f"{head}Content-Length: -5\r\n\r\n".encode(),
        "two lengths": f"{head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n".encode(),
        "a NUL": b"GET /healthz\0 HTTP/1.1\r\n\r\n",
    }
    with ExitStack() as open_ones:
        for data in sent.values():
            connection = open_ones.enter_context(socket.create_connection(place, 30))
            with suppress(OSError):  # refused while it comes
                connection.sendall(data)
        assert client.get("/healthz").status_code == 200
        assert submit(client, png(text_of(9))).text.strip() == "Museum 1809"
    latest = time.monotonic() + 60
    while list((service.folder / "uploads").iterdir()):  # nobody sends the rest of them any more
        assert time.monotonic() < latest
        time.sleep(0.05)


def endless() -> Iterator[bytes]:
    """A body of no declared length."""
    for _ in range(200):
        yield b"\x89PNG\r\n\x1a\n" + b"x" * 20_000


def test_schemathesis_finds_nothing(service: Serving, tmp_path: Path) -> None:
    """Requests that the specification allows, and others; bounded: a few of every kind."""
    pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    config = ROOT / "tests" / "serve" / "schemathesis.toml"
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis as st; st()"]
    command += ["--config-file", str(config), "run", f"{service.base}/openapi.json"]
    command += ["--header", f"Authorization: Bearer {ADA}", "--max-examples", EXAMPLES]
    command += ["--phases", PHASES, "--seed", "1", "--no-color", "--suppress-health-check", "all"]
    command += ["--request-timeout", "120"]  # an example is read, on a machine that may be busy
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert service.process.poll() is None
