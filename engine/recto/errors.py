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
    └── Incomplete                  10  finished, but some pages failed or fell back (--strict)

The codes 1-15 are those that OCRmyPDF publishes, so scripts can treat both alike. A message has three parts, in one
line: which file and page, what happened, what to do next.
"""

from __future__ import annotations

from typing import ClassVar

from recto.names import one_line, shown


class RectoError(Exception):
    """The root: catching it catches everything that Recto raises on purpose.

    `where` names file and page ("scan.pdf page 3"), `what` the fault, `remedy` the next step; empty parts are left out.
    A name that is not printable is escaped as names.py says.
    """

    exit_code: ClassVar[int] = 15

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = shown(what), one_line(where), shown(remedy)
        head = f"{self.where}: {self.what}" if where else self.what
        super().__init__(f"{head}; {self.remedy}" if remedy else head)

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (workers), so the keyword arguments must survive pickling.
        return (_rebuild, (type(self), self.what, self.where, self.remedy))


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
    """The run finished, but some pages failed or fell back to the local reading, and --strict was given."""

    exit_code = 10
