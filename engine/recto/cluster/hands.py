"""Who does the work of a run: workers of this machine, or those of a Ray cluster.

Settings enter, Hands leave, which take Jobs and give back what became of each. The rest of a run
does not know which they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from recto.batch.runs import running
from recto.batch.stream import jobs_of
from recto.cluster.groups import Job
from recto.cluster.work import Bench, Ended
from recto.settings.groups import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from recto.pipeline.vision import Vision


class Hands(Protocol):
    """Workers."""

    @property
    def count(self) -> int:
        """How many there are."""
        ...

    def do(self, jobs: Iterator[Job]) -> Iterator[Ended]:
        """Do all jobs; they are asked for as workers become free."""
        ...

    def notes(self) -> tuple[str, ...]:
        """What the summary must say of the LLM."""
        ...

    def no_answer(self) -> str:
        """One sentence when the LLM was asked and no answer could be used; else empty."""
        ...


@dataclass(slots=True, eq=False)
class Own:
    """Worker processes of this machine."""

    bench: Bench
    count: int
    vision: Vision | None = None

    def do(self, jobs: Iterator[Job]) -> Iterator[Ended]:
        """Do all jobs."""
        return self.bench.do(jobs)

    def notes(self) -> tuple[str, ...]:
        """What the LLM's reader says."""
        return self.vision.notes if self.vision else ()

    def no_answer(self) -> str:
        """What the LLM's reader says."""
        return self.vision.no_answer if self.vision else ""


@contextmanager
def hands_for(settings: Settings, out: str, key: str, sent: Path) -> Iterator[Hands]:
    """The workers that the settings choose; leaving ends them. Raises MissingDependency,
    InvalidConfig.
    """
    if settings.batch.engine == "ray":
        from recto.cluster.ray_hands import on_ray

        with on_ray(
            settings,
            out,
            key,
            sent,
        ) as far:
            yield far
        return

    from recto.pipeline.vision import vision_for

    vision = vision_for(settings.llm, sent, settings.spelled)
    jobs = jobs_of(settings)
    with running(settings, jobs, vision) as runs:
        bench = Bench(
            runs,
            settings,
            out,
            key,
            jobs,
        )
        yield Own(bench, jobs, vision)
