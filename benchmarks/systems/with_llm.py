"""Recto with a vision LLM: a recorded reading in the model's place, or a live endpoint.

"hybrid" asks about every page whole, "auto" sends what the local readers leave in doubt. The page
goes through the engine's own pipeline; only what answers for the LLM differs. No recorded model saw
Tesseract's text, and none was asked for lines, so replays approximate a live run and say so. What a
replay would have cost is the engine's own estimate of the requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.corpora import CorpusPage
from benchmarks.local_page_cache import Routed, SecondReader, routed, stages
from benchmarks.outcome import Outcome, of_result
from benchmarks.page_under_test import PageUnderTest
from benchmarks.price import usd_of
from benchmarks.systems.local import as_markdown
from recto.errors import ReaderFailed
from recto.model.page import Usage
from recto.model.transcript import Decision, Transcript
from recto.pipeline.begin import begin
from recto.pipeline.finish import contest, finish
from recto.pipeline.local_page import LocalPage
from recto.pipeline.stages import Stages
from recto.readers.vision.ask.tokens import family
from recto.readers.vision.reader import VisionReader
from recto.readers.vision.replay import ReplayVision
from recto.routing.joined import joined
from recto.settings.llm import LlmOptions

Mode = Literal["auto", "always"]
MODES: dict[str, Mode] = {"hybrid": "always", "auto": "auto"}


@dataclass(frozen=True, slots=True)
class Replayed:
    """`recto read --llm always` (or auto) had the recorded model answered."""

    kind: str  # "hybrid" or "auto"
    model: str
    target: float | None = None  # --target-error

    @property
    def name(self) -> str:
        """The kind, "@" and the target error where there is one, and the reading's name."""
        return f"{self.kind}{'' if self.target is None else f'@{self.target:g}'}:{self.model}"

    def covers(self, page: CorpusPage) -> bool:
        """Pages that this model read."""
        return self.model in page.readings

    @property
    def options(self) -> LlmOptions:
        """What a user would set."""
        plain = LlmOptions(
            mode=MODES[self.kind], provider="openai", cache=False, target_error=self.target
        )
        return replace(plain, model=self.model.removesuffix("+ocr"))

    def read(self, sheet: PageUnderTest) -> Outcome:
        """The local reading is made once for all models of a page, and the same question is
        answered once.
        """
        page = routed(sheet, self.options)
        outcome = sheet.once(
            f"{self.model} on {asked(page.local.decisions)}", lambda: self.answer(sheet, page)
        )
        return replace(outcome, sent=page.sent)

    def answer(
        self, sheet: PageUnderTest, page: Routed, second_reader: SecondReader = "on"
    ) -> Outcome:
        """The page as it comes out when the recorded reading is the LLM's answer."""
        recorded, options = sheet.page.readings[self.model], self.options
        transcript, usage = None, Usage()
        if page.asks:
            replay = ReplayVision(recorded.text, self.model, recorded.saw, guide(page.local))
            transcript = asyncio.run(replay.read(page.local.evidence, page.local.decisions))
            # models of one family count alike
            alike = f"estimate {id(family(options.model))} {asked(page.local.decisions)}"
            usage = sheet.once(alike, lambda: _estimated(page.local, options))
            usage = replace(usage, usd=usd_of(options.model, usage))
        result = finish(
            page.local, transcript, stages(sheet, second_reader=second_reader, llm=options)
        )
        outcome = of_result(result, as_markdown(result))
        return replace(outcome, replayed=True, saw=recorded.saw, usage=usage, sent=page.sent)


def guide(local: LocalPage) -> dict[int, str]:
    """What stands on each local line, so that a recorded text can be cut to lines even where
    Tesseract failed.
    """
    rows = [
        [word.text for unit in line.units for word in unit.ppocr or unit.tesseract]
        for line in local.lines
    ]
    return {i: " ".join(words) for i, words in enumerate(rows)}


def asked(decisions: Sequence[Decision]) -> str:
    """What is asked about the page, whatever the reason."""
    return repr([(each.region, each.action) for each in decisions if each.action != "keep"])


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

    def read(self, sheet: PageUnderTest) -> Outcome:
        """Ask the endpoint. Raises InvalidConfig without a key, ReaderFailed where no call was
        answered.
        """
        options = LlmOptions(mode="always", provider=self.provider, model=self.model)
        reader = VisionReader(options)
        reader.check()
        live = stages(sheet, llm=options)
        local = begin(sheet.raster, live)
        transcript = asyncio.run(_ask(reader, local, live))
        # the local page would be stored as the model's
        if not (transcript.lines or transcript.usage.output_tokens):
            raise ReaderFailed(
                f"no answer ({', '.join(transcript.events)})", where=reader.endpoint.base_url
            )
        result = finish(local, transcript, live)
        return replace(of_result(result, as_markdown(result)), saw="image+ocr:tesseract", sent=1.0)


async def _ask(reader: VisionReader, local: LocalPage, live: Stages) -> Transcript:
    """As a run does: once, and blind again about what stays contested."""
    try:
        first = await reader.read(local.evidence, local.decisions)
        again = contest(local, first, live)
        second = await reader.read(local.evidence, again) if again else None
        return joined(first, second) or first
    finally:
        await reader.aclose()


def _estimated(local: LocalPage, options: LlmOptions) -> Usage:
    """What the engine would send, counted but not sent."""
    return VisionReader(options, environ={}).estimate(local.evidence, local.decisions).usage
