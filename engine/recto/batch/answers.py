"""What a worker answers to a task: small frozen values that go through a pipe.

A page that was read, outputs that are on disk, or the fault that the task ended in; a page that
waits for the LLM stands in turns.py. A page result travels packed (packed.py), the form in which
the ledger keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass

from recto.batch.doubts import PageIndex, index_of
from recto.batch.facts import PageCounts
from recto.batch.packed import pack, unpack
from recto.errors import RectoError
from recto.model.result import PageResult


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
    kept_index: PageIndex = PageIndex()  # noqa: RUF009 - frozen; of a page that is packed

    @classmethod
    def of(cls, page: PageResult, traces: tuple[str, ...] = ()) -> PageRead:
        """As it is made where the page was read."""
        trace = "\n".join(traces)
        return cls(b"", PageCounts.of(page), trace, page, page.source)

    @property
    def packed(self) -> bytes:
        """What `pack` makes of it."""
        if self.page is None:
            return self.stored
        return pack(self.page)

    @property
    def index(self) -> PageIndex:
        """What the ledger keeps to find the page's doubtful words by."""
        if self.page is None:
            return self.kept_index
        return index_of(self.page)

    @property
    def result(self) -> PageResult:
        """The page itself. Raises FileAccess where what was stored is damaged."""
        if self.page is None:
            return unpack(self.stored, self.source)
        return self.page

    def __reduce__(self) -> tuple[type[PageRead], tuple[object, ...]]:
        fields = (self.packed, self.facts, self.trace, None, self.source, self.index)
        return PageRead, fields


@dataclass(frozen=True, slots=True)
class Fault:
    """The task raised `error`; `kind` is its name in the ledger: "timeout", "killed", or the
    error's class.
    """

    error: RectoError
    kind: str
    trace: str = ""  # of an internal error, for -vv


@dataclass(frozen=True, slots=True)
class Waits:
    """The page has its local reading, and what was asked about it waits for a batch job: it is read
    again when that has answered.
    """


@dataclass(frozen=True, slots=True)
class Told:
    """What a task of a layer above answers; the layer says what is in it."""


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
    said: int = 0  # the last correction that is in them; 0: nobody has said anything
