"""Every error that Recto raises on purpose, each with its exit code.

    RectoError                      15  anything not named below
    ├── BadArguments                 1  a flag or a value that cannot be used
    ├── InputError                   2  a file that cannot be read as pages
    │   ├── EncryptedPdf             8  a PDF that wants a password
    │   └── TooLarge                 2  more pixels or frames than the caps allow
    ├── MissingDependency            3  Tesseract, a language, or a package is not installed
    ├── InvalidOutput                4  what was written does not validate
    ├── FileAccess                   5  cannot open or write, by the system's own word
    ├── ReaderFailed                 7  a child process crashed, hung, or printed what is not OCR
    ├── InvalidConfig                9  recto.toml or the environment cannot be used
    ├── Incomplete                  10  finished, but some pages failed or fell back (--strict)
    ├── NoAnswer                    11  finished by local readers: no LLM call came to anything
    └── TooManyErrors               12  finished, but a page may be worse than --max-errors allows

The codes 1-9 and 15 are those that OCRmyPDF publishes, so scripts can treat both alike. A message
has three parts, in one line: which file and page, what happened, what to do next.
"""

from __future__ import annotations

import traceback
from typing import ClassVar

from recto.text.messages import one_line
from recto.text.names import shown

LONGEST_TRACE = 8000  # characters, the last ones; an error's own text may be as long as a reply


class RectoError(Exception):
    """The root: catching it catches everything that Recto raises on purpose.

    `where` names file and page ("scan.pdf page 3"), `what` the fault, `remedy` the next step; empty
    parts are left out. What does not print in a name is written out (messages.py, names.py).
    """

    exit_code: ClassVar[int] = 15

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = shown(what)
        self.where = one_line(where)
        self.remedy = shown(remedy)
        message = self.what
        if where:
            message = f"{self.where}: {message}"
        if remedy:
            message = f"{message}; {self.remedy}"
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (workers), so the keyword arguments must survive pickling.
        arguments = (type(self), self.what, self.where, self.remedy)
        return (_rebuild, arguments)


def _rebuild(kind: type[RectoError], what: str, where: str, remedy: str) -> RectoError:
    return kind(what, where=where, remedy=remedy)


class BadArguments(RectoError):
    """A flag or a value that cannot be used."""

    exit_code = 1


class InputError(RectoError):
    """A file that cannot be read as pages."""

    exit_code = 2


class EncryptedPdf(InputError):
    """A PDF that wants a password."""

    exit_code = 8


class TooLarge(InputError):
    """More pixels or frames than the caps allow; found from the header, before decoding."""


class MissingDependency(RectoError):
    """Tesseract, one of its languages, or an optional package is not installed."""

    exit_code = 3


class InvalidOutput(RectoError):
    """What was written does not validate against its own format."""

    exit_code = 4


class FileAccess(RectoError):
    """The system refused to open or write a file."""

    exit_code = 5


class ReaderFailed(RectoError):
    """A reader crashed, hung past its timeout, or returned what is not a reading."""

    exit_code = 7


class InvalidConfig(RectoError):
    """recto.toml or the environment holds a value that cannot be used."""

    exit_code = 9


class Incomplete(RectoError):
    """The run finished, but some pages failed or fell back to the local reading, and --strict was
    given.
    """

    exit_code = 10


class NoAnswer(RectoError):
    """The vision LLM was asked and no call came to anything; the local results are complete and
    written.

    Never raised: it names the exit code, and the warning below carries the same sentence to
    programs.
    """

    exit_code = 11


class TooManyErrors(RectoError):
    """Of a page more words are expected to be wrong or missing than --max-errors allows; all
    results are written.
    """

    exit_code = 12


class NoAnswerWarning(UserWarning):
    """What `recto.read` and `recto.read_many` warn of where the command ends with NoAnswer's
    code.
    """


def trace_of(error: BaseException) -> str:
    """Where an error comes from, for -vv: printable, and never longer than a screen or two."""
    trace = "".join(traceback.format_exception(error))
    end = trace[-LONGEST_TRACE:]
    lines = map(one_line, end.splitlines())
    return "\n".join(lines)
