"""What a worker can be asked: small frozen values that go through a pipe.

Survey finds out how many pages a file has, ReadPage reads one of them, FinishPage brings one to its
end with what the LLM read. What they answer stands in answers.py, how a page is read in turns.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from recto.batch.answers import Fault, PageRead, Told, Waits, Written
from recto.batch.opening import find_page
from recto.batch.survey import Surveyed, survey, survey_result
from recto.batch.turns import Pending, answered, read_again, read_found, without_newest
from recto.model.page import Page
from recto.model.transcript import Transcript
from recto.pipeline.previous_result import is_result
from recto.settings.groups import Settings
from recto.text.messages import one_line

Answer = Surveyed | PageRead | Pending | Waits | Written | Told | Fault


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
        if is_result(self.path):
            return survey_result(self.path, self.pages, settings)
        return survey(self.path, self.pages, settings.spelled("input.pages"))


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Read this page."""

    path: str
    index: int  # 0-based

    @property
    def name(self) -> str:
        """For people."""
        number = self.index + 1
        return one_line(f"{self.path} page {number}")

    def run(self, settings: Settings) -> PageRead | Pending:
        """Take the page through every stage, or up to the LLM. Raises any RectoError."""
        if is_result(self.path):
            return read_again(self.path, self.index, settings)
        page = find_page(self.path, self.index, settings.input.dpi)
        return read_found(page, settings)


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
        """In a worker: to its end, or up to the second ask. Raises any RectoError that the local
        reading alone raises, too.
        """
        return answered(self.page, self.transcript, settings)

    def less(self, error: BaseException) -> FinishPage | None:
        """The same page without the newest answer that has any text; None when there is none to
        leave out.
        """
        left = without_newest(self.page, self.transcript, error)
        if left is None:
            return None
        page, transcript = left
        return FinishPage(self.task, page, transcript)
