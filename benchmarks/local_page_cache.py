"""A page up to the point where an LLM may be asked, made once and used for every system that goes
on from there.

A PageUnderTest and settings enter, the engine's own LocalPage leaves. It is kept on disk under a
digest of the source that it rests on and of the weights and thresholds in force, so that a second
run over all recorded readings takes seconds a page; any change of these makes it anew, from the
engines' stored readings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np

from benchmarks.dependencies import Entry, sources
from benchmarks.engines import StoredPpocr, StoredTesseract
from benchmarks.fitted import in_force
from benchmarks.page_under_test import PageUnderTest
from recto.local.script_model import script_model_beside
from recto.model.page import Box
from recto.model.transcript import Decision
from recto.pipeline.begin import begin
from recto.pipeline.local_page import LocalPage
from recto.pipeline.stages import Stages, prepare
from recto.readers.tesseract.install import installed_languages
from recto.routing.evidence import doubts
from recto.routing.route import LineDoubt, route
from recto.settings.groups import Input, Settings
from recto.settings.groups import Local as LocalSettings
from recto.settings.llm import LlmOptions

# "on" is what `auto` means to a page that an LLM may see
SecondReader = Literal["auto", "off", "on"]
OFF = LlmOptions()
# What a begun page rests on; the readers' own outputs have keys of their own (engines.py).
BEGIN = (Entry("recto.sources.opening", "open_pages"), Entry("recto.pipeline.begin", "begin"))


@dataclass(frozen=True, slots=True)
class Routed:
    """A begun page, and what is asked about it."""

    local: LocalPage
    sent: float  # share of the page's characters that is asked about, 0..1

    @property
    def asks(self) -> bool:
        """Whether anything is sent."""
        return any(decision.action != "keep" for decision in self.local.decisions)


def stages(
    sheet: PageUnderTest,
    *,
    cleaning: str = "auto",
    second_reader: SecondReader = "auto",
    llm: LlmOptions = OFF,
) -> Stages:
    """What `recto read` would use with these settings, but with the engines' outputs kept."""
    local = LocalSettings(cleaning=cleaning, second_reader=second_reader)
    plain = prepare(Settings(Input(sheet.page.ocr_language), local, llm))
    asked = plain.tesseract.alternatives
    language = plain.tesseract.language  # with what is read beside it
    tesseract = StoredTesseract(language=language, alternatives=asked, sheet=sheet)
    return replace(plain, tesseract=tesseract, ppocr=plain.ppocr and StoredPpocr(sheet=sheet))


def begun(
    sheet: PageUnderTest,
    cleaning: str = "auto",
    second_reader: SecondReader = "auto",
    llm: LlmOptions = OFF,
) -> LocalPage:
    """The local reading; its evidence has blank pixels of the right size, since nobody here looks
    at them. `llm` says only whether one is to come: Tesseract alone is asked more of then.
    """
    key = f"begin {_engine()} {in_force()} {sheet.page.ocr_language} {cleaning} {second_reader}"
    ready = stages(sheet, cleaning=cleaning, second_reader=second_reader)
    beside = script_model_beside(ready.tesseract.language, installed_languages())
    if beside and second_reader != "off":
        key += f" beside {beside}"
    if second_reader == "off" and llm.mode != "off":
        key += " before an LLM"
        ready = stages(sheet, cleaning=cleaning, second_reader=second_reader, llm=llm)
    file = sheet.page.image.read_bytes()

    def make() -> LocalPage:
        return _blanked(begin(sheet.raster, ready))

    return sheet.once(key, lambda: sheet.stored(key, file, make))


def routed(sheet: PageUnderTest, options: LlmOptions, second_reader: SecondReader = "on") -> Routed:
    """The same page with the decisions that these options make: what is asked does not change what
    was read.
    """
    local = begun(sheet, second_reader=second_reader, llm=options)
    facts = local.reading.facts
    doubtful = sheet.once(f"doubts {second_reader}", lambda: doubts(local.reading))
    page = Box(0, 0, local.read.width, local.read.height)
    decisions = route(
        doubtful,
        page,
        facts.agreement,
        facts.tesseract_mean,
        options,
        two_readers=facts.two_readers,
    )
    return Routed(replace(local, decisions=decisions), share_sent(doubtful, decisions))


def share_sent(lines: Sequence[LineDoubt], decisions: Sequence[Decision]) -> float:
    """Share of a page's characters that is asked about, 0..1."""
    if any(decision.action in ("page", "transcribe") for decision in decisions):
        return 1.0
    asked = {decision.region for decision in decisions if decision.action != "keep"}
    total = sum(line.characters for line in lines)
    return sum(line.characters for line in lines if line.box in asked) / total if total else 0.0


def _blanked(local: LocalPage) -> LocalPage:
    view = local.evidence.view
    # grey: a third of the bytes to keep and to scale
    blank = np.zeros(view.pixels.shape[:2], np.uint8)
    return replace(local, evidence=replace(local.evidence, view=replace(view, pixels=blank)))


@lru_cache(maxsize=1)
def _engine() -> str:
    """A digest of every source file that has a part in `begin`."""
    state = hashlib.sha256()
    for file in sources(BEGIN):
        state.update(file.read_bytes())
    return state.hexdigest()[:16]
