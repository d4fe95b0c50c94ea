"""`python -m benchmarks.speed.tesseracts`: Tesseract's command, the library of its own version and
the wheel's library on the same real pages: what differs, and what each costs.

Pages enter, a row a page and the sums leave. The command (5.3.0 on Debian 12) and the wheel (5.5.4)
are of two versions; so the system's own libtesseract is asked, too, through its C functions and
with the variables that the product gives the wheel's: what differs there is the way of asking, what
else differs is the version.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

import click
import psutil

from benchmarks import corpora
from recto.errors import RectoError
from recto.metrics.word_overlap import word_f1
from recto.model.page import Line, Pixels
from recto.readers.tesseract import by_command, library
from recto.readers.tesseract.asked import Asked, Said, grey
from recto.readers.tesseract.hocr import parse
from recto.readers.tesseract.install import installation, resolved
from recto.sources.opening import open_pages

LSTM = 3  # tesseract::OEM_DEFAULT
PAGE = 3  # page segmentation mode
SECONDS = 300.0


class SystemLibrary:
    """libtesseract.so.5 of this machine, one reader a language."""

    def __init__(self) -> None:
        self._c = ctypes.CDLL("libtesseract.so.5")
        for name in ("Create", "GetHOCRText", "GetUTF8Text"):
            getattr(self._c, f"TessBaseAPI{name}").restype = ctypes.c_void_p
        self._readers: dict[str, ctypes.c_void_p] = {}

    def read_page(self, asked: Asked, pixels: Pixels) -> Said:
        """As `library.read_page`."""
        reader = self._reader(asked)
        self._c.TessBaseAPIClearAdaptiveClassifier(reader)
        self._c.TessBaseAPISetPageSegMode(reader, asked.psm)
        self._c.TessBaseAPISetVariable(reader, b"user_defined_dpi", str(asked.dpi).encode())
        rows = grey(pixels)
        height, width = rows.shape
        content = rows.tobytes()
        self._c.TessBaseAPISetImage(reader, content, width, height, 1, width)
        hocr = self._text(self._c.TessBaseAPIGetHOCRText(reader, 0))
        written = self._text(self._c.TessBaseAPIGetUTF8Text(reader))
        self._c.TessBaseAPIClear(reader)
        return Said(hocr, written, "of the system")

    def _reader(self, asked: Asked) -> ctypes.c_void_p:
        if asked.language not in self._readers:
            reader = ctypes.c_void_p(self._c.TessBaseAPICreate())
            count = len(asked.variables)
            names = [name.encode() for name in asked.variables]
            values = [value.encode() for value in asked.variables.values()]
            strings = ctypes.c_char_p * count
            folder = str(installation().tessdata).encode()
            failed = self._c.TessBaseAPIInit4(
                reader, folder, asked.language.encode(), LSTM, None, 0,
                strings(*names), strings(*values), ctypes.c_size_t(count), 0,
            )  # fmt: skip
            assert not failed, asked.language
            self._readers[asked.language] = reader
        return self._readers[asked.language]

    def _text(self, at: int) -> str:
        text = ctypes.string_at(at).decode()
        self._c.TessDeleteText(ctypes.c_void_p(at))
        return text


@dataclass(frozen=True, slots=True)
class Row:
    """One page, read three times."""

    name: str
    words: int  # as the command reads it
    same_version: bool  # command and library of one version: the same lines, to the last digit
    differ: int  # words that the wheel reads otherwise than the command
    moved: int  # words alike whose boxes, confidences or alternatives differ
    command: float  # CPU s
    wheel: float
    f1_command: float
    f1_wheel: float


def rows(pages: Sequence[corpora.CorpusPage]) -> Iterator[Row]:
    """A row for each page whose model is installed."""
    system = SystemLibrary()
    for page in pages:
        try:
            language = resolved(page.ocr_language)
            (sheet,) = open_pages(str(page.image))
        except RectoError:
            continue
        asked = Asked(language, PAGE, round(min(max(sheet.dpi, 70), 2400)), True, 0)
        pixels = grey(sheet.raster)
        library.read_page(asked, pixels[:50, :50], SECONDS)  # the model is loaded
        before = _children()
        command = _lines(by_command.read_page(asked, pixels, SECONDS))
        by_the_command = _children() - before
        before = _library()
        wheel = _lines(library.read_page(asked, pixels, SECONDS))
        by_the_wheel = _library() - before
        own = _lines(system.read_page(asked, pixels))
        differ, moved = _differences(command, wheel)
        yield Row(
            f"{page.corpus}/{page.id}",
            sum(len(line.words) for line in command),
            own == command,
            differ,
            moved,
            by_the_command,
            by_the_wheel,
            word_f1(page.truth, _text(command)),
            word_f1(page.truth, _text(wheel)),
        )


def _lines(said: Said) -> tuple[Line, ...]:
    return tuple(parse(said.hocr, said.written))


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(" ".join(word.text for word in line.words) for line in lines)


def _differences(one: Sequence[Line], other: Sequence[Line]) -> tuple[int, int]:
    """Words of which the two have another text, and words alike in all but place or numbers."""
    mine = [word for line in one for word in line.words]
    theirs = [word for line in other for word in line.words]
    texts = [word.text for word in mine], [word.text for word in theirs]
    matcher = SequenceMatcher(None, *texts, autojunk=False)
    alike = moved = 0
    for block in matcher.get_matching_blocks():
        alike += block.size
        for step in range(block.size):
            moved += mine[block.a + step] != theirs[block.b + step]
    return max(len(mine), len(theirs)) - alike, moved


def _children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _library() -> float:
    """CPU seconds of the library's process and of ours, which fills and empties its pipe."""
    assert library._ours.process is not None  # noqa: SLF001
    its = psutil.Process(library._ours.process.pid).cpu_times()  # noqa: SLF001
    own = getrusage(RUSAGE_SELF)
    return its.user + its.system + own.ru_utime + own.ru_stime


@click.command()
@click.option("--corpora", "root", type=click.Path(path_type=Path))
@click.option("--pages", default=4, show_default=True, help="Of each corpus.")
@click.option("--smallest", is_flag=True, help="Its smallest files, not pages from all over it.")
def main(root: Path | None, pages: int, smallest: bool) -> None:
    """Print a row a page, and the sums."""
    chosen: list[corpora.CorpusPage] = []
    for corpus in corpora.load(corpora.folder(root)):
        if smallest:
            by_size = sorted(corpus.pages, key=lambda page: page.image.stat().st_size)
            chosen += by_size[:pages]
        else:
            step = max(1, len(corpus.pages) // pages)
            chosen += corpus.pages[::step][:pages]
    done = []
    for row in rows(chosen):
        done.append(row)
        same = "alike" if row.same_version else "DIFFERS"
        click.echo(
            f"{row.name:55} {row.words:5} words, one version {same}, wheel: {row.differ} other, "
            f"{row.moved} moved; CPU s {row.command:.2f} {row.wheel:.2f}; "
            f"F1 {row.f1_command:.3f} {row.f1_wheel:.3f}"
        )
        sys.stdout.flush()
    words = sum(row.words for row in done)
    alike = sum(row.same_version for row in done)
    cpu = sum(row.wheel for row in done) / sum(row.command for row in done)
    ratios = sorted(row.wheel / row.command for row in done)
    click.echo(
        f"{len(done)} pages, {words} words; one version: {alike} pages alike; the wheel reads "
        f"{sum(row.differ for row in done)} words otherwise; CPU {cpu:.2f} of the command's, "
        f"median page {ratios[len(ratios) // 2]:.2f}; F1 "
        f"{sum(row.f1_command for row in done) / len(done):.4f} "
        f"{sum(row.f1_wheel for row in done) / len(done):.4f}"
    )


if __name__ == "__main__":
    main()
