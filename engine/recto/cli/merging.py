"""`recto read scans/ -o book.pdf --merge`: one PDF of everything that is read.

The paths, the flags and the settings enter; one PDF leaves, whole or not at all, and the exit code.
Every source is written as a PDF of its own first, as without --merge, and the PDFs are joined in
the order of the sources, each with a bookmark and its own bookmarks below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, BinaryIO

from recto._version import __version__
from recto.batch.facts import Summary
from recto.batch.sentences import many
from recto.batch.stream import read_in_order
from recto.cli.one_file import Flags
from recto.cli.printing import Printing, answered
from recto.cli.spinner import waited
from recto.cli.terminal import say
from recto.errors import BadArguments, InputError
from recto.files.atomic import atomic
from recto.pipeline.previous_result import with_images
from recto.pipeline.vision import sent_by_programs, vision_for
from recto.readers.tesseract.install import check_language
from recto.settings.groups import Settings
from recto.sources.folders import expand
from recto.sources.kept import refuse_over_sources
from recto.text.names import shown

if TYPE_CHECKING:
    from recto.batch.stream import PageDone
    from recto.writers.pdf_bookmarks import Bookmark

ARCHIVAL = "pdfa"
KINDS = ("pdf", ARCHIVAL)


@dataclass(slots=True)
class Parts:
    """The sources' PDFs as they come: one open at a time, the others closed files."""

    folder: Path
    settings: Settings
    verbose: int
    quiet: bool
    summary: Summary = field(default_factory=Summary)
    written: list[tuple[str, Path]] = field(default_factory=list)  # source, its PDF
    failed: int = 0  # sources and pages that are not in the whole
    exit_code: int = 0
    source: str = ""
    file: BinaryIO | None = None
    printing: Printing | None = None

    def take(self, page: PageDone) -> None:
        """Write one page into the PDF of its source."""
        if self.printing is None or page.path != self.source:
            self.close()
            self._open(page.path)
        assert self.printing is not None  # noqa: S101 - opened just now
        code = self.printing.exit_code
        self.printing.exit_code = 0
        self.printing.take(page)
        self.failed += bool(self.printing.exit_code)
        self.printing.exit_code = code or self.printing.exit_code

    def close(self) -> None:
        """End the PDF that is open; one without a page is none."""
        if self.printing is None or self.file is None:
            return
        self.printing.end()
        self.exit_code = self.exit_code or self.printing.exit_code
        self.file.close()
        if self.printing.sink is not None:
            self.written.append((self.source, Path(self.file.name)))
        self.printing = None

    def _open(self, source: str) -> None:
        path = self.folder / f"{len(self.written)}.pdf"
        self.source, self.file = source, path.open("w+b")
        self.printing = Printing(
            self.file, self.settings, self.verbose, self.quiet, self.summary, several=True
        )


def merge_into(
    paths: Sequence[str], flags: Flags, settings: Settings, *, quiet: bool, verbose: int
) -> int:
    """Read everything into the one PDF that -o names; the exit code. Raises BadArguments where that
    is no PDF.
    """
    start = perf_counter()
    kind = _kind(flags, settings)
    target = Path(settings.output.folder)
    files = [source.path for source in expand(paths)]
    images = with_images(files)
    read = [*images, *settings.files]
    refuse_over_sources([target], read, remedy="name another file with -o")
    check_language(
        settings.input.language, files, settings.spelled("input.language"), settings.local.tesseract
    )
    # Each part is an ordinary PDF: the whole is made archival once, at the end.
    output = replace(settings.output, formats=("pdf",))
    settings = replace(settings, output=output)
    vision = vision_for(settings.llm, sent_by_programs(), settings.spelled)
    with TemporaryDirectory(prefix="recto-merge-") as folder:
        parts = Parts(Path(folder), settings, verbose, quiet)
        pages = read_in_order(files, settings, vision)
        for page in waited(pages, target.name, quiet=quiet):
            parts.take(page)
        parts.close()
        if not parts.written:
            raise InputError("no page of it could be read", where=str(target))
        notes = _join(parts.written, target, archival=kind == ARCHIVAL)
    if not quiet:
        seconds = perf_counter() - start
        of_llm = vision.notes if vision else ()
        for line in (*parts.summary.lines(seconds), *notes, *of_llm):
            say(line)
    if parts.failed:
        lost = many(parts.failed, "page")
        theirs = "it, or its text" if parts.failed == 1 else "them, or their text"
        say(f"{lost} could not be read; {target} lacks {theirs}")
    return answered(vision, parts.exit_code)


def _kind(flags: Flags, settings: Settings) -> str:
    """ "pdf" or "pdfa". Raises BadArguments."""
    name = settings.output.folder
    asked = settings.output.formats if "formats" in flags.get("output", {}) else ("pdf",)
    if not name.lower().endswith(".pdf") or Path(name).is_dir():
        what = "--merge makes one PDF"
        raise BadArguments(what, where=name, remedy="name it with -o, e.g. -o book.pdf")
    if len(asked) != 1 or asked[0] not in KINDS:
        what = f"--merge makes a PDF, not {','.join(asked)}"
        raise BadArguments(what, remedy="give -f pdf or -f pdfa, or no -f")
    return ARCHIVAL if name.lower().endswith(".pdfa.pdf") else asked[0]


def _join(written: Sequence[tuple[str, Path]], target: Path, *, archival: bool) -> Sequence[str]:
    """Write the whole; what had to be changed for the archive."""
    from pikepdf import OutlineItem, Pdf, String

    from recto.writers.pdf import few, join
    from recto.writers.pdf_archive import save, save_archival
    from recto.writers.pdf_bookmarks import items_of

    measured, language = _measured(written)
    with Pdf.new() as whole:
        join(whole, few([path for _, path in written]))
        with whole.open_outline() as outline:
            for (source, _), (start, own) in zip(written, measured, strict=True):
                item = OutlineItem(shown(Path(source).name), start)
                item.children = items_of(own, start)
                item.is_closed = bool(own)
                outline.root.append(item)
        whole.docinfo["/Producer"] = f"recto {__version__}"
        if language:
            whole.Root.Lang = String(language)
        with atomic(target) as out:
            if archival:
                return save_archival(whole, out, "B")
            save(whole, out)
    return ()


def _measured(
    written: Sequence[tuple[str, Path]],
) -> tuple[list[tuple[int, tuple[Bookmark, ...]]], str]:
    """The 0-based page at which each part begins with the part's own bookmarks, and the language of
    the first that has one.
    """
    from pikepdf import Pdf

    from recto.writers.pdf_bookmarks import bookmarks_of

    found, language, count = [], "", 0
    for _, path in written:
        with Pdf.open(path) as part:
            found.append((count, bookmarks_of(part)))
            count += len(part.pages)
            language = language or str(part.Root.get("/Lang", ""))
    return found, language
