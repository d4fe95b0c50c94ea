"""What a worker can be asked, and what it answers: small frozen values that go through a pipe.

Survey finds out how many pages a file has, ReadPage reads one of them, and a fault of either is an
answer too. A page result travels as compressed JSON, the form in which the ledger keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from recto.batch.facts import PageCounts
from recto.batch.packed import pack, unpack
from recto.batch.survey import Surveyed
from recto.errors import InputError, RectoError
from recto.model.page import Page
from recto.model.result import PageResult
from recto.model.transcript import Decision, Evidence, Transcript, lost
from recto.pipeline.previous_result import is_result
from recto.settings.groups import Settings
from recto.text.messages import one_line

if TYPE_CHECKING:
    from recto.pipeline.local_page import LocalPage
    from recto.pipeline.stages import Stages


@dataclass(frozen=True, slots=True)
class Survey:
    """How many pages has this file, and what is in it?"""

    path: str
    pages: str = ""  # "1-3,7"; empty: all

    @property
    def name(self) -> str:
        """For people."""
        return one_line(self.path)

    def run(self, settings: Settings) -> Surveyed:
        """Look at the file's header and hash its bytes. Raises InputError and its kin, FileAccess,
        BadArguments.
        """
        from recto.batch.survey import survey, survey_result

        if is_result(self.path):
            return survey_result(self.path, self.pages, settings)
        return survey(self.path, self.pages)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Read this page."""

    path: str
    index: int  # 0-based

    @property
    def name(self) -> str:
        """For people."""
        return one_line(f"{self.path} page {self.index + 1}")

    def run(self, settings: Settings) -> PageRead | Pending:
        """Take the page through every stage, or up to the LLM. Raises any RectoError."""
        if is_result(self.path):
            return read_again(self.path, self.index, settings)
        return read_found(find_page(self.path, self.index, settings.input.dpi), settings)


@dataclass(frozen=True, slots=True, eq=False)
class ReadGiven:
    """Read a page that is in memory already; for this process only."""

    page: Page

    @property
    def path(self) -> str:
        """Its source."""
        return self.page.source

    @property
    def name(self) -> str:
        """For people."""
        return self.page.name

    def run(self, settings: Settings) -> PageRead | Pending:
        """As ReadPage does."""
        return read_found(self.page, settings)


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that was read: packed as the ledger keeps it once it leaves its process, and what was
    counted of it.
    """

    stored: bytes  # empty in the process that read the page
    facts: PageCounts
    trace: str = ""  # of an error inside Recto that cost an answer of the LLM, for -vv
    page: PageResult | None = None
    source: str = ""  # the page's: a packed page holds that name as it is shown

    @classmethod
    def of(cls, page: PageResult, traces: tuple[str, ...] = ()) -> PageRead:
        """As it is made where the page was read."""
        return cls(b"", PageCounts.of(page), "\n".join(traces), page, page.source)

    @property
    def packed(self) -> bytes:
        """What `pack` makes of it."""
        return self.stored if self.page is None else pack(self.page)

    @property
    def result(self) -> PageResult:
        """The page itself. Raises FileAccess where what was stored is damaged."""
        return unpack(self.stored, self.source) if self.page is None else self.page

    def __reduce__(self) -> tuple[type[PageRead], tuple[bytes, PageCounts, str, None, str]]:
        return PageRead, (self.packed, self.facts, self.trace, None, self.source)


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
        return any(decision.action != "keep" for decision in self.decisions)

    def again(self, transcript: Transcript, settings: Settings) -> Pending | None:
        """The page with what is still contested after a first answer; None when nothing is to be
        asked again.
        """
        from recto.pipeline.page import contest

        asked = contest(self.local, transcript, _stages(settings)) if self.first is None else ()
        if not asked:
            return None
        decisions = (*self.local.decisions, *asked)
        local = replace(self.local, decisions=decisions)
        return Pending(local, asked, transcript)

    def finish(self, transcript: Transcript | None, settings: Settings) -> PageRead:
        """Arbitrate and lay out; None: nothing was sent. Raises any RectoError."""
        from recto.pipeline.page import finish
        from recto.routing.joined import joined

        known = joined(self.first, transcript)
        return PageRead.of(
            finish(self.local, known, _stages(settings)), known.traces if known else ()
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """The task raised `error`; `kind` is its name in the ledger: "timeout", "killed", or the
    error's class.
    """

    error: RectoError
    kind: str
    trace: str = ""  # of an internal error, for -vv


@dataclass(frozen=True, slots=True)
class Lost:
    """A format of a file, or of one page of it, that could not be written."""

    format: str
    page: int | None  # 0-based; None: the whole file
    kind: str  # of the fault
    error: str
    exit_code: int
    trace: str = ""  # of an internal error, for -vv; not kept


@dataclass(frozen=True, slots=True)
class Written:
    """The outputs of a file are on disk, but for those that were lost."""

    paths: tuple[str, ...]
    lost: tuple[Lost, ...] = ()
    notes: tuple[str, ...] = ()  # what had to be changed for a format, with its file


Answer = Surveyed | PageRead | Pending | Written | Fault


class Task(Protocol):
    """Something that a worker can do: a frozen value that is pickled to it."""

    @property
    def path(self) -> str:
        """The file that it is about."""
        ...

    @property
    def name(self) -> str:
        """File and page, for people."""
        ...

    def run(self, settings: Settings) -> Answer:
        """Do it. Raises RectoError."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class FinishPage:
    """Bring a page to its end with what the LLM read."""

    task: Task  # that began it
    page: Pending
    transcript: Transcript | None  # None: nothing was sent

    @property
    def path(self) -> str:
        """Its source."""
        return self.task.path

    @property
    def name(self) -> str:
        """For people."""
        return self.task.name

    def run(self, settings: Settings) -> PageRead | Pending:
        """In a worker: to its end, or up to the second ask; an error costs the answer, not the
        page.

        Raises any RectoError that the local reading alone raises, too.
        """
        try:
            again = self.page.again(self.transcript, settings) if self.transcript else None
            return again or self.page.finish(self.transcript, settings)
        except Exception as error:  # the one place where a transcript is arbitrated
            less = self.less(error)
            if less is None:
                raise
        return less.run(settings)

    def less(self, error: BaseException) -> FinishPage | None:
        """The same page without the newest answer that has any text; None when there is none to
        leave out.
        """
        first = self.page.first
        if self.transcript is not None and self.transcript.lines:
            return FinishPage(self.task, self.page, lost(self.transcript, error))
        if first is not None and first.lines:
            return FinishPage(
                self.task, replace(self.page, first=lost(first, error)), self.transcript
            )
        return None


def read_found(page: Page, settings: Settings) -> PageRead | Pending:
    """Take a page through every stage, or up to the LLM where one is to be asked. Raises any
    RectoError.
    """
    stages = _stages(settings)
    if settings.llm.mode == "off":
        from recto.pipeline.page import read_page

        return PageRead.of(read_page(page, stages))
    from recto.pipeline.local_page import LocalPage
    from recto.pipeline.page import start

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
    from recto.pipeline.page import resume

    local = resume(earlier, pixels_of(earlier), _stages(settings))
    pending = Pending(local, local.decisions)
    return pending if pending.asks else PageRead.of(earlier)


@lru_cache(maxsize=1)
def _stages(settings: Settings) -> Stages:
    """Readers are built once a worker."""
    from recto.pipeline.stages import prepare

    return prepare(settings)


def find_page(path: str, index: int, dpi: float | None) -> Page:
    """One page of a file. Raises InputError and its kin."""
    from recto.sources import PageFault, open_pages

    for page in open_pages(path, pages=str(index + 1), dpi=dpi):
        if isinstance(page, PageFault):
            raise page.error
        return page
    raise InputError(
        "the page is gone", where=f"{path} page {index + 1}", remedy="was the file changed?"
    )
