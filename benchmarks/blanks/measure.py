"""Characters invented on a page: by each reader alone, by the local reading, and by the hybrid
under the inventing stand-in.

A BlankPage enters, counts by system leave. Invented are letters and digits that are printed and not
on the page; what a page truly has is not counted, and neither is what is only offered as another
reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import LCSseq

from benchmarks.blanks.inventing_model import INVENTIONS, reply
from benchmarks.blanks.made import BlankPage
from recto.model.page import Page, Usage
from recto.model.result import PageResult
from recto.model.transcript import Transcript
from recto.pipeline.begin import begin
from recto.pipeline.finish import finish
from recto.pipeline.local_page import LocalPage
from recto.pipeline.stages import Stages, prepare
from recto.readers.vision.ask.asks import build, draft, plan
from recto.readers.vision.asking import judge
from recto.readers.vision.call.calls import Answer
from recto.readers.vision.call.completion import Completion
from recto.readers.vision.call.failures import BadReply
from recto.readers.vision.call.providers import resolve
from recto.reasons import Reason
from recto.settings.groups import Input, Settings
from recto.settings.llm import LlmOptions
from recto.text.alignment import compact

DPI = 100.0
OPTIONS = LlmOptions(mode="always", provider="vllm", model="inventing-stand-in")


@dataclass(frozen=True, slots=True)
class Read:
    """What each system invented on one page."""

    page: str
    kind: str
    seed: int  # from which it was drawn
    invented: Mapping[str, int]  # system -> characters
    statuses: Mapping[str, str] = field(default_factory=dict)


def stages() -> Stages:
    """As for a run with an LLM: a page is read once, and finished with its answer and without."""
    return prepare(Settings(Input("eng"), llm=OPTIONS))


def read(page: BlankPage, seed: int, with_stages: Stages) -> Read:
    """Read the page once, and let every invention answer for the LLM."""
    raster = Page(f"{page.name}.png", 0, page.pixels, DPI)
    local = begin(raster, with_stages)
    alone = finish(local, None, with_stages)
    invented = {}
    for reading in local.read.readings:
        invented[reading.reader] = invented_in(reading.text, page.text)
    invented["local"] = invented_in(alone.text, page.text)
    statuses = {"local": alone.status}
    for name, lines in INVENTIONS.items():
        result = with_invention(local, lines, with_stages)
        invented[f"hybrid, {name}"] = invented_in(result.text, page.text)
        statuses[f"hybrid, {name}"] = result.status
    return Read(page.name, page.kind, seed, invented, statuses)


def with_invention(local: LocalPage, lines: tuple[str, ...], chosen: Stages) -> PageResult:
    """The page when the stand-in answers every ask, its replies judged as any endpoint's."""
    endpoint = resolve(OPTIONS, {})
    answered: list[object] = []
    events: list[str] = []
    for ask in plan(local.evidence, local.decisions, "auto"):
        drafted = draft(ask, local.evidence, endpoint, "edits")
        request = build(drafted, endpoint)
        completion = Completion(reply(ask, lines), "stop")
        try:
            accepted = judge(Answer(completion, Usage()), request, endpoint)
        except BadReply as bad:
            events.append(f"{Reason.FELL_BACK}:{bad.code}")
            continue
        answered += accepted.lines
        events += accepted.events
    if not (answered or events):
        return finish(local, None, chosen)
    transcript = Transcript(tuple(answered), OPTIONS.model, "image", None, events=tuple(events))
    return finish(local, transcript, chosen)


def invented_in(text: str, truth: str) -> int:
    """Letters and digits of the text that the page does not have."""
    printed = compact(text)
    return len(printed) - int(LCSseq.similarity(printed, compact(truth)))
