"""Batch jobs as OpenAI has them (files and batches), and Mistral, whose words differ.

The same interface is spoken by DashScope, Moonshot and Zhipu. What each calls its things is a
table; members may be missing, null or of the wrong type. A file's answers may stand in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from recto.readers.vision.call.completion import as_mapping, number
from recto.readers.vision.call.told import NO_KEY, told, words_of
from recto.readers.vision.jobs.names import is_remote
from recto.readers.vision.jobs.offers import Offer
from recto.readers.vision.jobs.remote import (
    MARK_PART,
    MARK_RUN,
    MOST_LISTED,
    Job,
    JobState,
    checked,
    part_of,
)
from recto.readers.vision.jobs.transfer import Transfer

A_PAGE = "100"  # jobs in one answer to a listing
# What OpenAI says when too many tokens wait already, in `errors` or in the refusal itself.
FULL = ("token_limit_exceeded", "enqueued token", "queue limit", "too many batch")


@dataclass(frozen=True, slots=True)
class Words:
    """What one kind of provider calls things."""

    jobs: str  # below the base URL
    states: Mapping[str, JobState]
    files: tuple[str, str]  # members with the files of answers and of errors


OPENAI = Words(
    "/batches",
    {
        "VALIDATING": "checking", "IN_PROGRESS": "running", "FINALIZING": "running",
        "CANCELLING": "running", "COMPLETED": "ended", "EXPIRED": "ended", "CANCELLED": "ended",
        "FAILED": "void",
    },
    ("output_file_id", "error_file_id"),
)  # fmt: skip
MISTRAL = Words(
    "/batch/jobs",
    {
        "QUEUED": "checking", "RUNNING": "running", "CANCELLATION_REQUESTED": "running",
        "SUCCESS": "ended", "TIMEOUT_EXCEEDED": "ended", "CANCELLED": "ended", "FAILED": "void",
    },
    ("output_file", "error_file"),
)  # fmt: skip


class OpenAiJobs:
    """Batch jobs of one endpoint. Bound to the event loop of its first call."""

    def __init__(self, transfer: Transfer, offer: Offer, model: str) -> None:
        self._transfer = transfer
        self._offer = offer
        self._model = model
        self._words = MISTRAL if offer.shape == "mistral" else OPENAI

    async def hand_in(self, file: Path, run: str, part: int) -> Job:
        """Upload a file and start its job."""
        uploaded = await self._transfer.upload("/files", {"purpose": "batch"}, file)
        name = checked(uploaded.get("id"))
        marks = {MARK_RUN: run, MARK_PART: str(part)}
        body: dict[str, object] = {"endpoint": self._offer.url, "metadata": marks}
        if self._words is MISTRAL:
            body |= {"input_files": [name], "model": self._model}
        else:
            body |= {"input_file_id": name, "completion_window": self._offer.window}
        created = await self._transfer.post(self._words.jobs, body)
        return self._job(created)

    async def listed(self, run: str) -> list[Job]:
        """All jobs of the run that the provider knows, newest first."""
        found: list[Job] = []
        last = ""
        for at in range(MOST_LISTED):
            jobs, is_last = await self._page(at, last)
            found.extend(job for job in jobs if job.run == run)
            if is_last or jobs[-1].name == last:
                break
            last = jobs[-1].name
        return found

    async def _page(self, at: int, last: str) -> tuple[list[Job], bool]:
        """One answer to a listing, and whether none follows."""
        parameters = {"limit": A_PAGE}
        if self._words is MISTRAL:
            parameters = {"page_size": A_PAGE, "page": str(at)}
        elif last:
            parameters["after"] = last
        answer = await self._transfer.get(self._words.jobs, **parameters)
        rows = answer.get("data")
        named = filter(_has_name, rows if isinstance(rows, list) else [])
        jobs = [self._job(as_mapping(row)) for row in named]
        says_more = answer.get("has_more") is True or self._words is MISTRAL
        return jobs, not jobs or not says_more

    async def look(self, name: str) -> Job:
        """How a job stands."""
        return self._job(await self._transfer.get(f"{self._words.jobs}/{name}"))

    async def fetch(self, file: str, into: BinaryIO) -> None:
        """Fill `into` with a file of answers."""
        await self._transfer.download(f"/files/{file}/content", into)

    async def cancel(self, name: str) -> None:
        """End a job."""
        await self._transfer.post(f"{self._words.jobs}/{name}/cancel", {})

    async def aclose(self) -> None:
        """Close connections."""
        await self._transfer.aclose()

    def _job(self, body: Mapping[str, object]) -> Job:
        """A job out of its JSON."""
        said = str(body.get("status", ""))
        state = self._words.states.get(said.upper(), "running")
        files = [body.get(member) for member in self._words.files]
        named = tuple(file for file in files if isinstance(file, str) and is_remote(file))
        if state == "void" and named:
            state = "ended"
        marks = as_mapping(body.get("metadata"))
        counts = as_mapping(body.get("request_counts")) or body
        answered = counts.get("completed", counts.get("succeeded_requests"))
        errors = as_mapping(body.get("errors")).get("data", body.get("errors"))
        words = told(words_of(errors), NO_KEY)
        return Job(
            checked(body.get("id")),
            state,
            told(said, NO_KEY),
            str(marks.get(MARK_RUN, "")),
            part_of(marks.get(MARK_PART)),
            named,
            number(answered),
            words,
            is_full=is_full(words),
        )


def is_full(words: str) -> bool:
    """Whether a refusal says that too much waits already, not that anything is wrong."""
    lower = words.lower()
    return any(sign in lower for sign in FULL)


def _has_name(row: object) -> bool:
    return is_remote(as_mapping(row).get("id"))
