"""A provider of batch jobs on 127.0.0.1: files, jobs, answers; in the shape of OpenAI, Mistral or
Gemini, with faults.

Requests are answered by the same scripts as live ones (tests/vision/server.py), so that a batch and
a live run hear the same. What each request cost is counted: one that two jobs answered was paid for
twice.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.vision.jobs.faults import Faults
from tests.vision.jobs.shapes import Quiet, as_chat, as_gemini, gemini_job, part_of, tail_of
from tests.vision.server import Received, Script

STRANGER = "f" * 64  # the name of a request that nobody made


@dataclass
class Provider:
    """Everything that it has, and what was asked of it."""

    script: Script
    faults: Faults = field(default_factory=Faults)
    shape: str = "openai"
    files: dict[str, bytes] = field(default_factory=dict)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    paid: Counter[str] = field(default_factory=Counter)  # requests that were answered, by name
    tokens: Counter[str] = field(default_factory=Counter)
    calls: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    # told of each call, before it is worked on and before it is answered: "create", "after"; True:
    # whoever asked is gone
    watch: Callable[[str, str], bool] = lambda _kind, _when: False

    def __enter__(self) -> Provider:
        provider = self

        class Handler(_Handler):
            of = provider

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Base URL."""
        version = "v1beta/openai" if self.shape == "gemini" else "v1"
        return f"http://127.0.0.1:{self._server.server_port}/{version}"

    @property
    def handed_in(self) -> list[str]:
        """Names of all requests in all jobs that did not fail."""
        names = []
        for job in self.jobs.values():
            if job["status"] != "failed":
                names += [row["name"] for row in job["rows"]]
        return names

    def put_file(self, content: bytes) -> str:
        """A file's new name."""
        prefix = "files/" if self.shape == "gemini" else "file-"
        name = f"{prefix}{len(self.files) + 1}"
        self.files[name] = content
        return name

    def create(self, file: str, marks: Mapping[str, str], label: str = "") -> dict[str, Any]:
        """A new job."""
        rows = [self._row(line) for line in self.files[file].splitlines()]
        prefix = "batches/" if self.shape == "gemini" else "batch_"
        name = f"{prefix}{len(self.jobs) + 1}"
        job = {"id": name, "status": "validating", "rows": rows, "marks": dict(marks)}
        job |= {"label": label, "looks": 0, "output": None, "error": None, "words": ""}
        self.jobs[name] = job
        return job

    def _row(self, line: bytes) -> dict[str, Any]:
        row = json.loads(line)
        if self.shape == "gemini":
            return {"name": row["key"], "body": as_chat(row["request"])}
        return {"name": row["custom_id"], "body": row["body"]}

    def looked(self, name: str) -> dict[str, Any]:
        """The job after one more look."""
        job = self.jobs[name]
        if job["status"] not in ("validating", "in_progress"):
            return job
        job["looks"] += 1
        if self.faults.happens("full"):
            job |= {"status": "failed", "words": "Enqueued token limit reached for this model"}
        elif self.faults.happens("failed"):
            job |= {"status": "failed", "words": "the input file is not valid"}
        elif job["looks"] > self.faults.looks:
            self._end(job)
        else:
            job["status"] = "in_progress"
        return job

    def _end(self, job: dict[str, Any]) -> None:
        rows = job["rows"]
        job["status"] = "completed"
        if self.faults.happens("expired"):
            job["status"] = "expired"
            rows = rows[: len(rows) // 2]
        good, bad = [], []
        complaint, self.faults.complaint = self.faults.complaint, ""
        for row in rows:
            if self.faults.happens("missing"):
                continue
            if complaint:
                bad.append(self._refusal(row["name"], 400, complaint))
            elif self.faults.happens("refused"):
                bad.append(self._refusal(row["name"], 500, "the engine is overloaded"))
            elif self.faults.happens("filtered"):
                bad.append(self._refusal(row["name"], 400, "content_filter: the picture"))
            else:
                good.append(self._answer(row))
        if self.faults.twice:
            good += good
        if self.faults.strangers and good:
            good.append(good[0].replace(rows[0]["name"], STRANGER))
        if self.faults.shuffled:
            random.Random(4).shuffle(good)  # noqa: S311 - the same disorder every time
        if self.faults.garbage:
            good.insert(0, '{"custom_id": 7, broken')
        job["output"] = self.put_file("\n".join(good).encode()) if good else None
        job["error"] = self.put_file("\n".join(bad).encode()) if bad else None

    def _answer(self, row: dict[str, Any]) -> str:
        received = Received(0, "/v1/chat/completions", {}, row["body"])
        body = json.loads(self.script(received).body)
        body["model"] = self.faults.model or row["body"].get("model", "")
        self.paid[row["name"]] += 1
        self.tokens["input"] += body["usage"]["prompt_tokens"]
        self.tokens["output"] += body["usage"]["completion_tokens"]
        if self.shape == "gemini":
            return json.dumps({"key": row["name"], "response": as_gemini(body)})
        response = {"status_code": 200, "request_id": "r", "body": body}
        return json.dumps(
            {"id": "b", "custom_id": row["name"], "response": response, "error": None}
        )

    def _refusal(self, name: str, status: int, words: str) -> str:
        error = {"message": words, "type": "error", "code": status}
        if self.shape == "gemini":
            return json.dumps({"key": name, "error": error})
        response = {"status_code": status, "request_id": "r", "body": {"error": error}}
        return json.dumps({"id": "b", "custom_id": name, "response": response, "error": None})

    def shown(self, job: dict[str, Any]) -> dict[str, Any]:
        """A job as the shape has it."""
        if self.shape == "gemini":
            return gemini_job(job)
        if self.shape == "mistral":
            status = {"validating": "QUEUED", "in_progress": "RUNNING", "completed": "SUCCESS"}
            status["expired"] = "TIMEOUT_EXCEEDED"
            word = status.get(job["status"], job["status"].upper())
            return {
                "id": job["id"], "status": word, "metadata": job["marks"], "errors": [],
                "output_file": job["output"], "error_file": job["error"],
            }  # fmt: skip
        errors = {"data": [{"code": "x", "message": job["words"]}]} if job["words"] else None
        counts = {"total": len(job["rows"]), "completed": 0, "failed": 0}
        return {
            "id": job["id"], "object": "batch", "status": job["status"], "metadata": job["marks"],
            "output_file_id": job["output"], "error_file_id": job["error"], "errors": errors,
            "request_counts": counts,
        }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.1; one lock for everything."""

    of: Provider
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        with self.of.lock:
            self._note("GET", b"")
            self._get(urlsplit(self.path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        with self.of.lock:
            self._note("POST", body)
            self._post(urlsplit(self.path).path, body)

    def _note(self, method: str, _: bytes) -> None:
        time.sleep(self.of.faults.slow)
        if self.of.watch(self._kind(), "before"):
            raise ConnectionAbortedError
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.of.calls.append((method, self.path, headers))

    def _kind(self) -> str:
        """What the call is about."""
        path = urlsplit(self.path).path
        if path.endswith(("/content", ":download")):
            return "content"
        if path.endswith(("/files", "/upload/here")):
            return "files"
        if path.endswith(("/batches", "/batch/jobs")):
            return "create" if self.command == "POST" else "list"
        return "look"

    def _get(self, url: Any) -> None:
        provider, path = self.of, url.path
        given = parse_qs(url.query)
        if path.endswith(("/content", ":download")):
            name = path.removesuffix("/content").removesuffix(":download")
            self._say(provider.files[tail_of(name, provider.shape)])
        elif path.endswith(("/batches", "/batch/jobs")):
            self._list(given)
        elif provider.faults.happens("polls"):
            self._say({"error": {"message": "try later"}}, 500)
        else:
            name = tail_of(path, provider.shape)
            if name not in provider.jobs:
                self._say({"error": {"message": "no such batch"}}, 404)
                return
            self._say(provider.shown(provider.looked(name)))

    def _list(self, given: Mapping[str, list[str]]) -> None:
        jobs = [self.of.shown(job) for job in reversed(self.of.jobs.values())]
        if self.of.shape == "gemini":
            self._say({"operations": jobs})
            return
        start = 0
        if "after" in given:
            names = [job["id"] for job in jobs]
            start = names.index(given["after"][0]) + 1
        if self.of.shape == "mistral":
            start = 2 * int(given["page"][0])
        rows = jobs[start : start + 2]  # two a page, so that paging is tried
        self._say({"object": "list", "data": rows, "has_more": start + 2 < len(jobs)})

    def _post(self, path: str, body: bytes) -> None:
        provider = self.of
        if path.endswith("/files") and provider.shape == "gemini":
            _, port = self.server.server_address
            place = f"http://127.0.0.1:{port}/upload/here"
            self._say({}, 200, {"X-Goog-Upload-URL": place})
        elif path.endswith(("/files", "/upload/here")):
            if provider.faults.happens("keys"):
                words = {"message": "Incorrect API key", "code": "invalid_api_key"}
                self._say({"error": words}, 401)
            elif provider.faults.happens("uploads"):
                self._say({"error": {"message": "overloaded"}}, 503)
            elif provider.shape == "gemini":
                self._say({"file": {"name": provider.put_file(body)}})
            else:
                self._say({"id": provider.put_file(part_of(body))})
        elif path.endswith(("/cancel", ":cancel")):
            name = tail_of(path.removesuffix("/cancel").removesuffix(":cancel"), provider.shape)
            provider.jobs[name]["status"] = "cancelled"
            self._say(provider.shown(provider.jobs[name]))
        else:
            self._create(json.loads(body))

    def _create(self, body: dict[str, Any]) -> None:
        provider = self.of
        if provider.faults.happens("full_at_once"):
            words = "Enqueued token limit reached for gpt-4o"
            self._say({"error": {"message": words, "code": "token_limit_exceeded"}}, 429)
            return
        batch = body.get("batch", {})
        file = body.get("input_file_id") or body.get("input_files", [""])[0]
        file = file or batch["inputConfig"]["fileName"]
        job = provider.create(file, body.get("metadata", {}), batch.get("displayName", ""))
        if provider.faults.happens("creations_lost"):
            self._say({"error": {"message": "gateway"}}, 503)
        else:
            self._say(provider.shown(job))

    def _say(
        self, answer: object, status: int = 200, more: Mapping[str, str] | None = None
    ) -> None:
        self.of.watch(self._kind(), "after")
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        with suppress(ConnectionError):  # whoever asked may have been killed
            self.send_response(status)
            for name, value in (more or {}).items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
