"""The turns of one page: read locally, asked about once or twice, finished.

A page, one of an earlier result, or one with the LLM's answer enters; PageRead leaves, or Pending
where the LLM is to be asked next. Only here: when a page waits for the LLM, and that an error in
what it answered costs the answer, not the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from recto.batch.answers import PageRead
from recto.model.page import Page
from recto.model.transcript import Decision, Disputed, Evidence, Transcript, lost
from recto.settings.groups import Settings

if TYPE_CHECKING:
    from recto.pipeline.local_page import LocalPage
    from recto.pipeline.stages import Stages


def stages_of(settings: Settings) -> Stages:
    """Readers are built once a worker; what a followed collection teaches, whenever it changes."""
    local = settings.local
    stages = _prepared(settings)
    if not local.follow:
        return stages
    from recto.pipeline.stages import with_collection
    from recto.settings.collection_file import newest

    return with_collection(stages, local, newest(local.follow))


@lru_cache(maxsize=1)
def _prepared(settings: Settings) -> Stages:
    from recto.pipeline.stages import prepare

    return prepare(settings)


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """A page with its local reading, waiting for the vision LLM."""

    local: LocalPage
    decisions: tuple[Decision, ...]  # those that are still to be answered
    first: Transcript | None = None  # what the LLM has read already, when it is asked a second time

    @property
    def evidence(self) -> Evidence:
        """What the vision LLM may see."""
        return self.local.evidence

    @property
    def asks(self) -> bool:
        """Whether anything is to be sent."""
        actions = {decision.action for decision in self.decisions}
        return not actions <= {"keep"}

    def again(self, transcript: Transcript, settings: Settings) -> Pending | None:
        """The page with what is still contested after a first answer; None when nothing is to be
        asked again.
        """
        from recto.pipeline.finish import contest

        if self.first is not None:
            return None
        asked = contest(self.local, transcript, stages_of(settings))
        if not asked:
            return None
        told = [each.plain if isinstance(each, Disputed) else each for each in asked]
        decisions = (*self.local.decisions, *told)
        return Pending(replace(self.local, decisions=decisions), asked, transcript)

    def finish(self, transcript: Transcript | None, settings: Settings) -> PageRead:
        """Arbitrate and lay out; None: nothing was sent. Raises any RectoError."""
        from recto.pipeline.finish import finish
        from recto.routing.joined import joined

        known = joined(self.first, transcript)
        page = finish(self.local, known, stages_of(settings))
        traces: tuple[str, ...] = ()
        if known is not None:
            traces = known.traces
            if known.other is not None:
                traces += known.other.traces
        return PageRead.of(page, traces)


def read_found(page: Page, settings: Settings) -> PageRead | Pending:
    """Take a page through every stage, or up to the LLM where one is to be asked. Raises any
    RectoError.
    """
    from recto.pipeline.local_page import LocalPage
    from recto.pipeline.page import read_page, start

    stages = stages_of(settings)
    if settings.llm.mode == "off":
        return PageRead.of(read_page(page, stages))
    local = start(page, stages)
    if not isinstance(local, LocalPage):
        return PageRead.of(local)
    pending = Pending(local, local.decisions)
    return pending if pending.asks else pending.finish(None, settings)


def read_again(path: str, index: int, settings: Settings) -> PageRead | Pending:
    """A page of an earlier result: as it is, or up to the LLM where that has not read it. Raises
    any RectoError.
    """
    from recto.pipeline.previous_result import earlier_page, pixels_of, wants_llm

    earlier = earlier_page(path, index)
    if settings.llm.mode == "off" or not wants_llm(earlier):
        return PageRead.of(earlier)
    from recto.pipeline.begin import resume

    local = resume(earlier, pixels_of(earlier), stages_of(settings))
    pending = Pending(local, local.decisions)
    return pending if pending.asks else PageRead.of(earlier)


def answered(
    pending: Pending, transcript: Transcript | None, settings: Settings
) -> PageRead | Pending:
    """The page to its end, or up to the second ask; `transcript` None: nothing was sent.

    Raises any RectoError that the local reading alone raises, too.
    """
    try:
        if transcript is not None:
            second = pending.again(transcript, settings)
            if second is not None:
                return second
        return pending.finish(transcript, settings)
    except Exception as error:  # the one place where a transcript is arbitrated
        less = without_newest(pending, transcript, error)
        if less is None:
            raise
    return answered(*less, settings)


def without_newest(
    pending: Pending, transcript: Transcript | None, error: BaseException
) -> tuple[Pending, Transcript | None] | None:
    """The same page without the newest answer that has any text; None when there is none to leave
    out.
    """
    if transcript is not None and transcript.other and transcript.other.lines:
        other = lost(transcript.other, error)
        return pending, replace(transcript, other=other)
    if transcript is not None and (transcript.lines or transcript.order):
        return pending, lost(transcript, error)
    first = pending.first
    if first is not None and (first.lines or first.order):
        return replace(pending, first=lost(first, error)), transcript
    return None
