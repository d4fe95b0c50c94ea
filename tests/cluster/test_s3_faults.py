"""An S3 server that fails half way, and two runs into one bucket: what is published is whole, and
the same command goes on.
"""

import http.client
import http.server
import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.batch.pages import FAST, command, folder_of, run, texts
from tests.cluster.stores import downloaded, uploaded

pytest.importorskip("s3fs", reason="needs the packages of recto[cluster]")

SMALL = ("--shard-pages", "2")
FORMATS = ("-f", "txt,jsonl")
PAGES = 7


class Way(http.server.ThreadingHTTPServer):
    """Stands before an S3 server; from the FROM-th written object on it fails as it is told."""

    def __init__(self, server: str, how: str, begins: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behind = urlsplit(server).netloc
        self.how = how
        self.begins = begins
        self.written = 0

    def fails(self, method: str) -> bool:
        """Whether this request does."""
        self.written += method == "PUT"
        return self.written >= self.begins


class Handler(http.server.BaseHTTPRequestHandler):
    """One request, passed on."""

    protocol_version = "HTTP/1.1"
    server: Way

    def log_message(self, *arguments: Any) -> None:
        """Nothing."""

    def pass_on(self) -> None:
        """Or not."""
        length = int(self.headers.get("Content-Length") or 0)
        if self.server.fails(self.command):
            if self.server.how == "refuses":
                said = b"<Error><Code>Odd</Code><Message>secret-of-the-harbour</Message></Error>"
                self.send_response(503)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
            self.close_connection = True
            return
        body = self.rfile.read(length)
        link = http.client.HTTPConnection(self.server.behind)
        link.request(self.command, self.path, body, dict(self.headers))
        reply = link.getresponse()
        data = reply.read()
        self.send_response(reply.status)
        for name, value in reply.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", reply.headers.get("Content-Length") or str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        link.close()

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = pass_on  # noqa: N815 - http.server's names


@pytest.fixture
def way(
    request: pytest.FixtureRequest, s3_server: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Way]:
    """As the test asks for it, with clients that give up soon."""
    how, begins = request.param
    server = Way(s3_server["AWS_ENDPOINT_URL"], how, begins)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("way", [("refuses", 9), ("hangs up", 15)], indirect=True)
def test_a_server_that_fails_half_way_costs_nothing_that_is_done(
    way: Way, s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run ends with the place's error; every manifest that stands names results that stand; and
    the same command goes on.
    """
    pages = folder_of(tmp_path / "in", PAGES)
    assert run("read", pages, "-o", tmp_path / "calm", *FAST).returncode == 0
    arguments = ("read", pages, "-o", f"{s3}/out", *FORMATS, *SMALL, *FAST)
    with monkeypatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{way.server_port}")
        patch.setenv("AWS_MAX_ATTEMPTS", "1")
        failed = run(*arguments)
    assert failed.returncode == 5, failed.stderr
    assert "the place does not answer" in failed.stderr
    assert "secret-of-the-harbour" not in failed.stderr
    assert "Traceback" not in failed.stderr
    half = downloaded(f"{s3}/out", tmp_path / "half")
    for file in half.glob(".recto/*/groups/*.json"):
        manifest = json.loads(file.read_bytes())
        for name in manifest["shards"]:
            assert (half / name).is_file()
        for each in manifest["files"]:
            assert all((half / name).is_file() for name in each["outputs"])
    assert run(*arguments).returncode == 0
    out = downloaded(f"{s3}/out", tmp_path / "out")
    assert texts(out) == texts(tmp_path / "calm")
    assert len(lines(out)) == len(set(lines(out))) == PAGES


def lines(out: Path) -> list[tuple[str, int]]:
    """Document and page of every line of the shards."""
    found = []
    for file in (out / "jsonl").iterdir():
        for line in file.read_text().splitlines():
            value = json.loads(line)
            found.append((value["document"], value["index"]))
    return found


def test_two_runs_at_once_into_one_bucket_lose_nothing(s3: str, tmp_path: Path) -> None:
    """One is refused, or both do the same work: every page stands once, whole."""
    pages = folder_of(tmp_path / "in", PAGES)
    assert run("read", pages, "-o", tmp_path / "calm", *FAST).returncode == 0
    uploaded(pages, f"{s3}/in")
    arguments = command("read", f"{s3}/in", "-o", f"{s3}/out", *FORMATS, *SMALL, *FAST)
    both = [subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [each.communicate(timeout=300)[1] for each in both]
    codes = sorted(each.returncode for each in both)
    assert codes[0] == 0, told
    assert codes[1] in (0, 5), told
    assert codes[1] == 0 or "another run is writing here" in "".join(told)
    out = downloaded(f"{s3}/out", tmp_path / "out")
    assert texts(out) == texts(tmp_path / "calm")
    assert len(lines(out)) == len(set(lines(out))) == PAGES
