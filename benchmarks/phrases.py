"""`python -m benchmarks.phrases PAGES...`: whether what was read can be found in the PDF.

Images of pages enter; for each, the share of the three-word phrases of our plain text that
pdftotext (poppler) and PDFium find in our searchable PDF leaves, for phrases inside one line and
for those that run on into the next. Only here: what counts as found. A word that a line's end
parts is found whole: both programs join it, as people search it.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from recto.model.result import PageResult
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages, prepare
from recto.settings.groups import Input, Settings
from recto.sources import open_pages
from recto.writers.base import Head, Writer
from recto.writers.pdf import PDF
from recto.writers.plain import TEXT

LENGTH = 3  # words of a phrase
HYPHENS = "-\N{SOFT HYPHEN}\N{HYPHEN}"
JOINED_BY_PDFIUM = "\ufffe"  # what PDFium puts where it joins a word over a line's end
# Poppler marks right-to-left runs with these (UAX 9); they are not in the file.
BIDI_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))


@dataclass(frozen=True, slots=True)
class Found:
    """Phrases of a page, and how many of them each program finds."""

    phrases: int
    by_poppler: int
    by_pdfium: int


def within_lines(text: str) -> list[list[str]]:
    """The phrases of each line, word by word; tabs part the cells of a table's row."""
    found = []
    for line in text.replace("\t", "\n").split("\n"):
        found += _phrases(line.split())
    return found


def across_lines(text: str) -> list[list[str]]:
    """The phrases that begin in one line and end in another."""
    words: list[str] = []
    line_of: list[int] = []
    for number, line in enumerate(text.split("\n")):
        own = line.split()
        words += own
        line_of += [number] * len(own)
    return [
        words[at : at + LENGTH]
        for at in range(len(words) - LENGTH + 1)
        if line_of[at] != line_of[at + LENGTH - 1]
    ]


def _phrases(words: Sequence[str]) -> list[list[str]]:
    return [list(words[at : at + LENGTH]) for at in range(len(words) - LENGTH + 1)]


def is_found(phrase: Sequence[str], text: str) -> bool:
    """As it is, or with hyphens joined as at a line's end."""
    plain = " ".join(phrase)
    if plain in text:
        return True
    for hyphen in HYPHENS:
        plain = plain.replace(f"{hyphen} ", "").removesuffix(hyphen)
    return plain in text


def measured(phrases: Sequence[Sequence[str]], poppler: str, pdfium: str) -> Found:
    """How many of the phrases stand in each of two extracted texts."""
    by_poppler = sum(is_found(phrase, poppler) for phrase in phrases)
    by_pdfium = sum(is_found(phrase, pdfium) for phrase in phrases)
    return Found(len(phrases), by_poppler, by_pdfium)


def by_poppler(file: Path) -> str:
    """The text of a PDF as pdftotext gives it, on one line."""
    run = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True)
    text = run.stdout.decode().translate(BIDI_MARKS)
    return " ".join(text.split())


def by_pdfium(file: Path) -> str:
    """The same as PDFium gives it."""
    import pypdfium2

    texts = []
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            text = page.get_textpage().get_text_range()
            texts.append(text.replace(JOINED_BY_PDFIUM, ""))
    return " ".join(" ".join(texts).split())


def written(page: PageResult, writer: Writer) -> bytes:
    """The page in one format."""
    out = BytesIO()
    sink = writer.begin(out, Head(page.source, "", ""), None)
    sink.page(page)
    sink.end()
    return out.getvalue()


def of_page(page: PageResult) -> tuple[Found, Found]:
    """Within lines, and across them."""
    text = written(page, TEXT).decode()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page.pdf"
        file.write_bytes(written(page, PDF))
        poppler = by_poppler(file)
        pdfium = by_pdfium(file)
    inside = measured(within_lines(text), poppler, pdfium)
    across = measured(across_lines(text), poppler, pdfium)
    return inside, across


def _read(paths: Sequence[Path], stages: Stages) -> Iterator[PageResult]:
    for path in paths:
        for page in open_pages(str(path)):
            if hasattr(page, "error"):
                raise page.error
            yield read_page(page, stages)


def told(name: str, found: Found) -> str:
    """One line of the table."""
    count = max(1, found.phrases)
    poppler = 100 * found.by_poppler / count
    pdfium = 100 * found.by_pdfium / count
    return f"{name:50} {found.phrases:6} pdftotext {poppler:5.1f} % PDFium {pdfium:5.1f} %"


def total(all_found: Sequence[Found]) -> Found:
    """Of all pages together."""
    return Found(
        sum(found.phrases for found in all_found),
        sum(found.by_poppler for found in all_found),
        sum(found.by_pdfium for found in all_found),
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--language", default="eng")
    given = parser.parse_args()
    stages = prepare(Settings(Input(given.language)))
    inside, across = [], []
    for page in _read(given.pages, stages):
        in_lines, over_lines = of_page(page)
        inside.append(in_lines)
        across.append(over_lines)
        print(told(Path(page.source).name, in_lines), flush=True)
    print(told("within lines", total(inside)))
    print(told("across lines", total(across)))


if __name__ == "__main__":
    main()
