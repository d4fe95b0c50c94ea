"""The server as programs see it: who is let in, what it answers, and what it never serves."""

import json
import os
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from tests import warm
from tests.review.runs import MadeRun, make_run
from tests.web.serving import Served, client, served, start

from recto.batch.corrections import every
from recto.batch.ledger import ledger_path, open_ledger
from recto.settings import Settings
from recto.web.serve import Served as Where
from recto.web.serve import serve

TRUTH = ["the harbour ledger of 1847", "names captain Reid twice"]
MISREAD = [("harbour", "barbour"), ("1847", "1841"), ("Reid", "Beid")]
RIGHT = {wrong: right for right, wrong in MISREAD}
HOSTILE = ["<script>alert(1)</script> &amp; {{7*7}}", "</title><img/src=x/onerror=alert(2)>"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> MadeRun:
    """Two files; of one the text is hostile, and read so that it waits in the queue."""
    misread = [*MISREAD, *((word, f"{word}x") for line in HOSTILE for word in line.split())]
    return make_run(tmp_path_factory.mktemp("run"), [TRUTH, HOSTILE], misread, ["txt", "json"])


@pytest.fixture(scope="module")
def review(run: MadeRun) -> Iterator[Served]:
    """One server for all that only looks."""
    with served(run.out) as started:
        yield started


@pytest.fixture(scope="module")
def ada(review: Served) -> Iterator[httpx2.Client]:
    """A person who came with the printed address."""
    with client(review) as found:
        yield found


def another(ada: httpx2.Client) -> str:
    """An address for one more person."""
    return str(ada.post("/api/link").json()["link"])


def test_the_printed_address_lets_one_browser_in(review: Served, ada: httpx2.Client) -> None:
    """And no second one; a link for another person is good once, too."""
    with httpx2.Client() as other:
        assert other.get(review.address).status_code == 403
        link = another(ada)
        assert other.get(link).status_code == 303
        assert other.get(f"{review.base}/api/start").status_code == 200
    with httpx2.Client() as third:
        assert third.get(link).status_code == 403


PATHS = (
    "/", "/static/main.js", "/api/start", "/api/items", "/api/page?file=1&number=0",
    "/image?file=1&number=0", "/crop?file=1&number=0&box=1,2,30,40", "/?token=", "/?token=x",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_answered_without_the_cookie(review: Served, path: str) -> None:
    """Not even with the page itself."""
    found = httpx2.get(f"{review.base}{path}")
    assert found.status_code == 403
    assert "harbour" not in found.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Host": "127.0.0.1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_other_sites_cannot_ask(
    review: Served, ada: httpx2.Client, headers: dict[str, str]
) -> None:
    """Whatever name of theirs points here (DNS rebinding), with the cookie or without."""
    refused = ada.post("/api/undo", headers=headers, json={})
    assert refused.status_code == 403
    if "Sec-Fetch-Site" not in headers:
        assert ada.get("/api/start", headers=headers).status_code == 403


def test_a_request_that_changes_something_says_where_it_comes_from(
    review: Served, ada: httpx2.Client
) -> None:
    """A form of another site may leave Origin out."""
    with client(review, another(ada)) as found:
        del found.headers["Origin"]
        assert found.post("/api/undo", json={}).status_code == 403


def test_every_answer_says_what_it_may_load(review: Served, ada: httpx2.Client) -> None:
    """Refusals, too: nothing inline, nothing from elsewhere, in no frame."""
    for found in (ada.get("/"), ada.get("/api/start"), httpx2.get(review.base)):
        policy = found.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["referrer-policy"] == "no-referrer"


def test_the_cookie_is_for_this_site_and_no_script(review: Served, ada: httpx2.Client) -> None:
    """HttpOnly, SameSite=Strict."""
    with httpx2.Client() as other:
        cookie = other.get(another(ada)).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


class Enough(Exception):
    """Ends a server that runs in the test's own process."""


def test_who_is_told_the_address_is_not_refused(run: MadeRun) -> None:
    """A browser may come before the server answers: then it waits."""
    came = []

    def started(address: str) -> None:
        parts = urlsplit(address)
        assert parts.hostname is not None
        assert parts.port is not None
        with socket.create_connection((parts.hostname, parts.port), timeout=5):
            came.append(address)
        raise Enough

    with pytest.raises(Enough):
        serve(run.out, Settings(), Where(), started)
    assert len(came) == 1


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_a_server_that_is_starting(run: MadeRun, asked: signal.Signals) -> None:
    """Whenever it is pressed once the address is there; it is no error, and outputs can follow."""
    told = []

    def started(address: str) -> None:
        told.append(address)
        signal.raise_signal(asked)

    before = signal.getsignal(asked)
    serve(run.out, Settings(), Where(), started)
    assert len(told) == 1
    assert signal.getsignal(asked) is before


def test_it_listens_on_this_machine_alone(review: Served) -> None:
    """Other addresses of the machine have no such port."""
    port = urlsplit(review.base).port
    assert port
    with socket.socket() as other, pytest.raises(OSError, match="refused"):
        other.connect(("127.0.0.2", port))


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/app.py",
        "/static//etc/passwd", "/.recto/ledger.sqlite", "/page-00.txt", "/api/none",
    ],
)  # fmt: skip
def test_no_path_of_a_request_is_a_path_on_the_disk(ada: httpx2.Client, path: str) -> None:
    """Only our own files, by their names."""
    found = ada.get(path)
    assert found.status_code == 404
    assert "import" not in found.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/page?file=99&number=0", "/api/page?file=1&number=5", "/api/page?file=-1&number=0",
        "/api/page?file=1%27&number=0", "/api/page", "/crop?file=1&number=0&box=1,2,3",
        "/crop?file=1&number=0&box=nan,1,2,3", "/crop?file=1&number=0&box=1e999,1,2,3",
        "/api/items?limit=9999", "/api/items?order=id;DROP", "/api/alike?id=x",
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(ada: httpx2.Client, path: str) -> None:
    """Never an internal error."""
    found = ada.get(path)
    assert found.status_code == 400
    assert found.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b"[" * 100_000, b'{"file": 1}', b'{"file": 1, "number": 0}',
        b'{"file": 1, "number": 0, "corrections": [7]}',
        b'{"file": 1, "number": 0, "corrections": [{"action": "undo", "box": [1, 2, 3, 4]}]}',
        b'{"file": 1, "number": 0, "corrections": [{"action": "text", "box": "x"}]}',
        b'{"file": true, "number": 0, "corrections": [{}]}',
    ],
)  # fmt: skip
def test_bodies_of_any_kind_are_refused(ada: httpx2.Client, body: bytes) -> None:
    """As are bodies without end."""
    found = ada.post("/api/say", content=body)
    assert found.status_code == 400
    large = ada.post("/api/say", content=b" " * (2 << 20))
    assert large.status_code == 413


def test_hostile_texts_are_data(ada: httpx2.Client) -> None:
    """The page that the server makes holds none of them; JSON carries them as they are."""
    assert "onerror" not in ada.get("/").text
    page = ada.get("/api/page?file=2&number=0")
    assert page.headers["content-type"] == "application/json"
    assert "<script>alert(1)</script>x" in page.json()["lines"][0]["text"]


def test_crops_and_pages_are_pictures(ada: httpx2.Client) -> None:
    """Cut to the page, whatever box was asked for."""
    for path in (
        "/image?file=1&number=0",
        "/crop?file=1&number=0&box=20,20,200,60",
        "/crop?file=1&number=0&box=-999,-999,99999,99999",
        "/crop?file=1&number=0&box=9999,9999,1,1",
    ):
        found = ada.get(path)
        assert found.headers["content-type"] == "image/jpeg"
        assert found.content[:3] == b"\xff\xd8\xff"


def test_a_source_that_was_changed_is_not_shown(tmp_path: Path) -> None:
    """A ledger may name any file: only the bytes that were read are opened."""
    run = make_run(tmp_path, [TRUTH], MISREAD, ["txt"])
    (run.scans / "page-00.png").write_bytes(b"other bytes")
    with served(run.out) as review, client(review) as found:
        refused = found.get("/image?file=1&number=0")
        assert refused.status_code == 500
        assert "has changed since it was read" in refused.json()["error"]
        assert found.get("/api/page?file=1&number=0").status_code == 200


def accept(found: httpx2.Client, item: dict[str, object], after: str) -> httpx2.Response:
    """As the browser does it."""
    said = {"box": item["box"], "before": item["text"], "after": after, "saw": item["readings"]}
    body = {
        "file": item["file"],
        "number": item["number"],
        "seen": item["seen"],
        "corrections": [said],
    }
    return found.post("/api/say", json=body)


def test_a_killed_server_loses_no_accepted_word(tmp_path: Path) -> None:
    """kill -9 right behind the answer; the next server goes on, and undo reaches back."""
    run = make_run(tmp_path, [TRUTH, TRUTH], MISREAD, ["txt"])
    review = start(run.out, "--name", "Ada")
    with client(review) as found:
        items = found.get("/api/items").json()["items"]
        for item in items[:4]:
            assert accept(found, item, "word").status_code == 200
        os.kill(review.process.pid, signal.SIGKILL)
    review.process.communicate()
    with open_ledger(run.out, read_only=True) as ledger:
        assert [each.before for each in every(ledger)] == [item["text"] for item in items[:4]]
    with served(run.out) as again, client(again) as found:
        assert found.get("/api/items").json()["left"] == 2
        undone = found.post("/api/undo", json={}).json()
        assert undone["item"]["text"] == items[3]["text"]
        assert found.get("/api/items").json()["left"] == 3


def test_a_word_is_shown_in_its_lines_with_every_reader(ada: httpx2.Client) -> None:
    """The lines before and behind, where it stands, and how sure each reader is."""
    items = ada.get("/api/items?text=Beid").json()["items"]
    box = ",".join(str(side) for side in items[0]["box"])
    context = ada.get(f"/api/context?file={items[0]['file']}&number=0&box={box}").json()
    before, own, behind = context["lines"]
    assert before == ["the", "barbour", "ledger", "of", "1841"]
    assert own[context["at"]] == "Beid"
    assert behind == []
    assert context["sure"] == {"tesseract": 0.6, "ppocr": 0.6}
    assert items[0]["readings"] == [["tesseract", "Beid"], ["ppocr", "Reid"]]
    assert items[0]["beside"] == ["captain", "twice"]
    assert "speak for Tesseract" in items[0]["reason"]
    left, top, right, bottom = context["crop"]
    assert left < items[0]["box"][0] < items[0]["box"][2] < right
    assert top < items[0]["box"][1] < items[0]["box"][3] < bottom


def test_two_people_get_other_words_and_lose_none(tmp_path: Path) -> None:
    """Claims part the queue; a word that both have before them is stored once, and the second is
    told by whom.
    """
    run = make_run(tmp_path, [TRUTH], MISREAD, ["txt"])
    with served(run.out) as review, client(review) as ada, client(review, another(ada)) as bob:
        bob.post("/api/name", json={"name": "Bob"})
        first = ada.get("/api/items?limit=2").json()["items"]
        second = bob.get("/api/items?limit=2").json()["items"]
        assert len(first) == 2
        assert len(second) == 1
        assert first[0]["id"] != second[0]["id"] != first[1]["id"]
        assert accept(bob, first[0], "bobs").status_code == 200
        refused = accept(ada, first[0], "adas")
        assert refused.status_code == 409
        assert refused.json()["by"] == "Bob"
        assert refused.json()["found"] == "bobs"
        trail = ada.get("/api/trail?file=1&number=0").json()["trail"]
        assert [(each["who"], each["before"], each["after"]) for each in trail] == [
            ("Bob", first[0]["text"], "bobs")
        ]
        assert trail[0]["saw"] == first[0]["readings"]


def test_all_alike_are_said_at_once(tmp_path: Path) -> None:
    """After a preview, and only those that were left in."""
    run = make_run(tmp_path, [TRUTH, TRUTH, TRUTH], MISREAD, ["txt"])
    with served(run.out) as review, client(review) as found:
        item = next(
            item for item in found.get("/api/items").json()["items"] if item["text"] == "Beid"
        )
        alike = found.get(f"/api/alike?id={item['id']}").json()["items"]
        assert [each["text"] for each in alike] == ["Beid"] * 3
        ids = [each["id"] for each in alike[:2]]
        done = found.post("/api/say-alike", json={"ids": ids, "after": "Reid"}).json()
        assert done == {"done": 2, "missed": 0}
        again = found.post("/api/say-alike", json={"ids": ids, "after": "Raid"}).json()
        assert again == {"done": 0, "missed": 2}  # somebody was faster since the preview
        assert found.get("/api/items?text=Beid").json()["left"] == 1


def test_outputs_are_written_on_request_and_at_the_end(tmp_path: Path) -> None:
    """By the button, and when the server is told to stop."""
    run = make_run(tmp_path, [TRUTH], MISREAD, ["txt"])
    with served(run.out) as review, client(review) as found:
        items = found.get("/api/items").json()["items"]
        by_text = {item["text"]: item for item in items}
        accept(found, by_text["Beid"], "Reid")
        assert len(found.post("/api/write", json={}).json()["paths"]) == 1
        assert "captain Reid" in (run.out / "page-00.txt").read_text()
        accept(found, by_text["1841"], "1847")
    assert "of 1847" in (run.out / "page-00.txt").read_text()


def test_the_command_exports_imports_and_writes(tmp_path: Path) -> None:
    """Without a browser: what one folder was told, another of the same sources is told, too."""
    run = make_run(tmp_path / "one", [TRUTH], MISREAD, ["txt"])
    other = make_run(tmp_path / "two", [TRUTH], MISREAD, ["txt"])
    with served(run.out) as review, client(review) as found:
        for item in found.get("/api/items").json()["items"]:
            accept(found, item, RIGHT[item["text"]])
    file = tmp_path / "said.jsonl"
    for arguments in (
        (run.out, "--export", file),
        (other.out, "--import", file, "--write"),
    ):
        done = warm.recto("review", *arguments)
        assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert {line["who"] for line in lines} == {"Ada"}
    assert (other.out / "page-00.txt").read_text().split() == " ".join(TRUTH).split()


def rename(run: MadeRun, table: str, name: str) -> None:
    """From another process's side."""
    with closing(sqlite3.connect(ledger_path(run.out))) as database:
        database.execute(f"ALTER TABLE {table} RENAME TO {name}")


def test_a_ledger_that_cannot_be_used_now_is_said_so(tmp_path: Path) -> None:
    """The browser keeps what was said, and sends it again: 503, in words."""
    run = make_run(tmp_path, [TRUTH], MISREAD, ["txt"])
    with served(run.out, "--host", "::1") as review, client(review) as found:
        assert review.base.startswith("http://[::1]:")
        item = found.get("/api/items").json()["items"][0]
        assert found.post("/api/read", json={"file": 1, "number": 0, "box": 7}).status_code == 400
        rename(run, "correction", "elsewhere")
        refused = accept(found, item, "said")
        assert refused.status_code == 503
        assert "cannot be used now" in refused.json()["error"]
        rename(run, "elsewhere", "correction")
        assert accept(found, item, "said").status_code == 200
