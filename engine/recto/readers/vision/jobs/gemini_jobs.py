"""Batch jobs as Gemini has them: a file through its upload interface, a long-running operation, a
file of responses.

ai.google.dev/api/batch-mode and /gemini-api/docs/files: the interface lies beside the
OpenAI-compatible one, on the same host. A job carries no metadata but a display name, which holds
the marks by which it is found again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from recto.readers.vision.call.completion import as_mapping, number
from recto.readers.vision.call.told import NO_KEY, told, words_of
from recto.readers.vision.jobs.names import is_remote
from recto.readers.vision.jobs.openai_jobs import is_full
from recto.readers.vision.jobs.remote import MOST_LISTED, Job, JobState, checked, part_of
from recto.readers.vision.jobs.transfer import Transfer

COMPATIBLE = "/openai"  # the end of the base URL of the compatible endpoint
KIND = "application/jsonl"
A_PAGE = "100"
STATES: Mapping[str, JobState] = {
    "PENDING": "checking", "RUNNING": "running", "SUCCEEDED": "ended", "CANCELLED": "ended",
    "EXPIRED": "ended", "FAILED": "void",
}  # fmt: skip


class GeminiJobs:
    """Batch jobs of Gemini. Bound to the event loop of its first call."""

    def __init__(self, transfer: Transfer, model: str) -> None:
        self._transfer = transfer
        self._model = model.removeprefix("models/")
        _, _, version = transfer.base_url.rpartition("/")
        self._version = version  # "v1beta": it stands behind /upload and /download, too

    async def hand_in(self, file: Path, run: str, part: int) -> Job:
        """Upload a file and start its job."""
        label = f"recto-{run}-{part}"
        size = str(file.stat().st_size)
        start = {
            "x-goog-upload-protocol": "resumable",
            "x-goog-upload-command": "start",
            "x-goog-upload-header-content-length": size,
            "x-goog-upload-header-content-type": KIND,
        }
        about = {"file": {"displayName": label}}
        place = await self._transfer.started(f"//upload/{self._version}/files", start, about)
        finish = {"x-goog-upload-offset": "0", "x-goog-upload-command": "upload, finalize"}
        uploaded = await self._transfer.put_bytes(place, finish, file)
        name = checked(as_mapping(uploaded.get("file")).get("name"))
        batch = {"displayName": label, "inputConfig": {"fileName": name}}
        path = f"/models/{self._model}:batchGenerateContent"
        return _job(await self._transfer.post(path, {"batch": batch}))

    async def listed(self, run: str) -> list[Job]:
        """All jobs of the run that Gemini knows."""
        found: list[Job] = []
        token = ""
        for _ in range(MOST_LISTED):
            parameters = {"pageSize": A_PAGE}
            if token:
                parameters["pageToken"] = token
            answer = await self._transfer.get("/batches", **parameters)
            rows = answer.get("operations", answer.get("batches"))
            for row in rows if isinstance(rows, list) else []:
                if is_remote(as_mapping(row).get("name")):
                    job = _job(as_mapping(row))
                    found += [job] if job.run == run else []
            token = str(answer.get("nextPageToken") or "")
            if not token:
                break
        return found

    async def look(self, name: str) -> Job:
        """How a job stands."""
        return _job(await self._transfer.get(f"/{name}"))

    async def fetch(self, file: str, into: BinaryIO) -> None:
        """Fill `into` with a file of answers."""
        path = f"//download/{self._version}/{file}:download"
        await self._transfer.download(path, into, alt="media")

    async def cancel(self, name: str) -> None:
        """End a job."""
        await self._transfer.post(f"/{name}:cancel", {})

    async def aclose(self) -> None:
        """Close connections."""
        await self._transfer.aclose()


def _job(body: Mapping[str, object]) -> Job:
    """A job out of its operation."""
    about = as_mapping(body.get("metadata")) or body
    said = str(about.get("state", ""))
    _, _, word = said.rpartition("STATE_")
    output = as_mapping(about.get("output")) or as_mapping(body.get("response"))
    file = output.get("responsesFile")
    files = (file,) if isinstance(file, str) and is_remote(file) else ()
    stats = as_mapping(about.get("batchStats"))
    answered = stats.get("successfulRequestCount")
    words = told(words_of(body.get("error")), NO_KEY)
    mark, _, part = str(about.get("displayName", "")).rpartition("-")
    counted = int(answered) if isinstance(answered, str) and answered.isdecimal() else answered
    return Job(
        checked(body.get("name")),
        STATES.get(word, "running"),
        told(word.lower(), NO_KEY),
        mark.removeprefix("recto-") if mark.startswith("recto-") else "",
        part_of(part),
        files,
        number(counted),
        words,
        is_full=is_full(words),
    )
