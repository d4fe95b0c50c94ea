"""What runs on a Ray cluster: the workers, and the one actor that asks the LLM for all of them.

Plain classes, made actors by ray_hands.py. Settings enter; Ended, Transcripts and the record of
what left the machine come back.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from recto._version import __version__
from recto.cluster.groups import Job
from recto.cluster.work import Bench, Ended
from recto.model.transcript import Decision, Evidence, Transcript
from recto.readers.ppocr.device import CARD
from recto.settings.groups import Settings


class Reader:
    """One worker, in a process of its own on some node."""

    def __init__(self, settings: Settings, out: str, key: str, folder: str, desk: Any) -> None:
        from recto.batch.runs import running

        with suppress(OSError):  # another machine, where paths are absolute or URLs
            os.chdir(folder)
        if has_card():
            os.environ[CARD] = "1"  # for this worker's own processes
        self._stack = ExitStack()
        vision = _Asked(desk) if desk is not None else None
        runs = self._stack.enter_context(running(settings, 1, vision))
        self._bench = Bench(
            runs,
            settings,
            out,
            key,
            1,
        )

    def ready(self) -> str:
        """Which Recto it is."""
        return __version__

    def do(self, job: Job) -> Ended:
        """One group."""
        (ended,) = self._bench.do(iter([job]))
        return ended


def has_card() -> bool:
    """Whether Ray has given this actor a graphics card, or a share of one."""
    import ray

    return bool(ray.get_gpu_ids())


class _Asked:
    """The LLM's actor, as a worker asks it."""

    notes: tuple[str, ...] = ()
    no_answer = ""

    def __init__(self, desk: Any) -> None:
        self._desk = desk

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript | None:
        """Ask what the decisions want."""
        answer: Transcript | None = await self._desk.read.remote(evidence, decisions)
        return answer

    async def aclose(self) -> None:
        """It is not the worker's to close."""


class Desk:
    """What asks the LLM for the whole cluster: one event loop, so one budget and one rate limit.

    Killed and started again it goes on with what was spent (`budget`, a file beside the driver) and
    with the replies that came.
    """

    def __init__(self, settings: Settings, sent: str, budget: str) -> None:
        from recto.pipeline.vision import vision_for

        self._sent = Path(sent)
        self._sent.parent.mkdir(parents=True, exist_ok=True)
        place = Path(budget)
        place.parent.mkdir(parents=True, exist_ok=True)
        self._vision = vision_for(
            settings.llm,
            self._sent,
            settings.spelled,
            budget_path=place,
        )

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript | None:
        """As Vision.read."""
        if self._vision is None:
            return None
        return await self._vision.read(evidence, decisions)

    async def said(self) -> tuple[tuple[str, ...], str, bytes]:
        """Notes, what to say where there was no answer, and the record of what left."""
        if self._vision is None:
            return (), "", b""
        record = self._sent.read_bytes() if self._sent.exists() else b""
        return self._vision.notes, self._vision.no_answer, record
