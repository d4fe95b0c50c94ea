"""Recto with a vision LLM: a recorded reading in the model's place, or a live endpoint.

"hybrid" asks about every page whole, "auto" sends what the local readers leave in doubt. The page goes through the
engine's own pipeline; only what answers for the LLM differs. No recorded model saw Tesseract's text, and none was asked
for lines, so replays approximate a live run and say so. What a replay would have cost is the engine's own estimate of
the requests.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from benchmarks.corpora import CorpusPage
from benchmarks.outcome import Outcome, of_result
from benchmarks.price import usd_of
from benchmarks.sheet import Sheet
from benchmarks.systems.local import as_markdown, stages
from recto.model import Decision, Evidence, Transcript, Usage
from recto.pipeline import LocalPage, begin, finish
from recto.readers.vision.options import LlmOptions
from recto.readers.vision.reader import VisionReader
from recto.readers.vision.regions import asked_lines
from recto.readers.vision.replay import ReplayVision

Mode = Literal["auto", "always"]
MODES: dict[str, Mode] = {"hybrid": "always", "auto": "auto"}


class Answers(Protocol):
    """What reads in the LLM's place."""

    async def read(self, evidence: Evidence, decisions: tuple[Decision, ...]) -> Transcript:
        """As VisionReader.read."""
        ...


@dataclass(frozen=True, slots=True)
class Replayed:
    """`recto read --llm always` (or auto) had the recorded model answered."""

    kind: str  # "hybrid" or "auto"
    model: str

    @property
    def name(self) -> str:
        """The kind and the reading's name."""
        return f"{self.kind}:{self.model}"

    def covers(self, page: CorpusPage) -> bool:
        """Pages that this model read."""
        return self.model in page.readings

    def read(self, sheet: Sheet) -> Outcome:
        """The local reading is made once for all models of a page."""
        recorded = sheet.page.readings[self.model]
        options = LlmOptions(mode=MODES[self.kind], provider="openai", model=_plain(self.model), cache=False)
        outcome = _read(sheet, options, ReplayVision(recorded.text, self.model, recorded.saw))
        return replace(outcome, replayed=True, saw=recorded.saw, usage=outcome.usage)


@dataclass(frozen=True, slots=True)
class Live:
    """`recto read --llm always --provider PROVIDER --model MODEL`, for real: it costs money."""

    provider: str
    model: str

    @property
    def name(self) -> str:
        """ "live:" with provider and model."""
        return f"live:{self.provider}/{self.model}"

    def covers(self, page: CorpusPage) -> bool:
        """Every page."""
        return True

    def read(self, sheet: Sheet) -> Outcome:
        """Ask the endpoint. Raises InvalidConfig without a key."""
        options = LlmOptions(mode="always", provider=self.provider, model=self.model)
        reader = VisionReader(options)
        reader.check()
        return _read(sheet, options, reader)


def _read(sheet: Sheet, options: LlmOptions, answers: Answers) -> Outcome:
    local = _begun(sheet, options)
    asks = any(decision.action != "keep" for decision in local.decisions)
    transcript = asyncio.run(answers.read(local.evidence, local.decisions)) if asks else None
    result = finish(local, transcript, stages(sheet, llm=options))
    outcome = of_result(result, as_markdown(result))
    usage = outcome.usage if outcome.usage.calls or not asks else _estimated(local, options)
    return replace(outcome, usage=usage, sent=_sent(local))


def _begun(sheet: Sheet, options: LlmOptions) -> LocalPage:
    """Up to the LLM, once for each mode."""
    return sheet.once(f"begin {options.mode}", lambda: begin(sheet.raster, stages(sheet, llm=options)))


def _estimated(local: LocalPage, options: LlmOptions) -> Usage:
    usage = VisionReader(options, environ={}).estimate(local.evidence, local.decisions).usage
    return replace(usage, usd=usd_of(options.model, usage))


def _sent(local: LocalPage) -> float:
    """Share of the page's characters that are asked about, 0..1; unread lines count as mean ones."""
    if any(decision.action in ("page", "transcribe") for decision in local.decisions):
        return 1.0
    lines = local.evidence.lines
    asked = asked_lines(lines, local.decisions)
    known = [len(line.text) for line in lines if line.text]
    mean = sum(known) / len(known) if known else 1.0
    total = sum(len(line.text) if line.text else mean for line in lines)
    return sum(len(line.text) if line.text else mean for line in asked) / total if total else 0.0


def _plain(model: str) -> str:
    """ "gpt-4o+ocr" is gpt-4o, shown another engine's text."""
    return model.removesuffix("+ocr")
