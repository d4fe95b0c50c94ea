"""One page of the sample, read as a run would read it, and measured.

A task for a worker: page and settings enter, what it took and what an LLM would be asked leaves.
Nothing is sent, and no key is needed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from recto.batch.answers import Told
from recto.batch.opening import find_page
from recto.batch.spread import spread_of
from recto.batch.turns import stages_of
from recto.planning.figures import Sampled, Tokens
from recto.settings.groups import Settings
from recto.text.messages import one_line

if TYPE_CHECKING:
    from recto.model.result import PageResult
    from recto.pipeline.local_page import LocalPage

Mode = Literal["auto", "always"]
MODES: tuple[Mode, ...] = ("auto", "always")


@dataclass(frozen=True, slots=True)
class Probed(Told):
    """What one page was."""

    sampled: Sampled


@dataclass(frozen=True, slots=True)
class Probe:
    """Read this page, and measure."""

    path: str
    index: int  # 0-based

    @property
    def name(self) -> str:
        """For people."""
        return one_line(f"{self.path} page {self.index + 1}")

    def run(self, settings: Settings) -> Probed:
        """As a run with an LLM would, up to the asking. Raises any RectoError."""
        from recto.pipeline.finish import finish
        from recto.pipeline.local_page import LocalPage

        _warm(self.path, self.index, settings)
        before = cpu_seconds()
        stages = stages_of(settings)
        local = _begun(self.path, self.index, settings)
        page = local
        if isinstance(local, LocalPage):
            page = finish(local, None, stages)
        seconds = cpu_seconds() - before
        asked = _asked(local, settings) if isinstance(local, LocalPage) else {}
        tokens: dict[str, Tokens] = {mode: asked.get(mode, (0, 0)) for mode in MODES}
        words = page.words if not isinstance(page, LocalPage) else ()
        return Probed(Sampled(seconds, spread_of(words), tokens))


def cpu_seconds() -> float:
    """Of this process and of its finished children: Tesseract runs as one."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _warm(path: str, index: int, settings: Settings) -> None:
    """The first page of a worker is read twice: loading models is no page's doing."""
    if _is_first():
        _begun(path, index, settings)


@lru_cache(maxsize=1)
def _once() -> list[bool]:
    """Whether this process has read a page."""
    return [True]


def _is_first() -> bool:
    first = _once()
    is_first = first[0]
    first[0] = False
    return is_first


def _begun(path: str, index: int, settings: Settings) -> PageResult | LocalPage:
    from recto.pipeline.page import start

    page = find_page(path, index, settings.input.dpi)
    return start(page, stages_of(settings))


def _asked(local: LocalPage, settings: Settings) -> dict[Mode, Tokens]:
    """Tokens that each mode would send, and expects to be written; none where no model is known."""
    from recto.model.page import Box
    from recto.pipeline.asked import asked_about
    from recto.readers.vision.reader import VisionReader

    found: dict[Mode, Tokens] = {}
    whole = Box(0, 0, local.read.width, local.read.height)
    for mode in MODES:
        options = replace(settings.llm, mode=mode, cache=False, batch=False, max_cost=None)
        reader = VisionReader(options)
        decisions = asked_about(local.reading, whole, options)
        usage = reader.estimate(local.evidence, decisions).usage
        found[mode] = (usage.input_tokens, usage.output_tokens)
    return found
