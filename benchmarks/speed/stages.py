"""Costs inside Recto that no rival has: start-up, alignment and arbitration, and growth with the number of pages."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.corpora import CorpusPage
from benchmarks.speed.measure import Cost, run
from recto.placement import align_lines

REPEATS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its unit."""

    name: str
    value: float
    unit: str


def start_up(folder: Path) -> list[Figure]:
    """Median seconds until `recto --version` and until the first page of an empty image is read."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    blank = folder / "blank.png"
    Image.new("L", (64, 64), 255).save(blank, dpi=(300, 300))
    recto = [sys.executable, "-m", "recto"]
    commands = {
        "recto --version": [*recto, "--version"],
        "recto read, a blank page, no second reader": [*recto, "read", str(blank), "--second-reader", "off", "-q"],
        "tesseract, the same page": ["tesseract", str(blank), "-"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    return [Figure(name, _median(command, folder), "s") for name, command in commands.items()]


def _median(command: Sequence[str], folder: Path) -> float:
    return median(run(command, folder / "log.txt").wall for _ in range(REPEATS))


def alignment(pages: Sequence[CorpusPage]) -> list[Figure]:
    """Words a CPU second when recorded readings are placed on the lines of the truth."""
    words, start = 0, process_time()
    for page in pages:
        lines = [line.split() for line in page.truth.splitlines() if line.strip()]
        for reading in page.readings.values():
            read = reading.text.split()
            align_lines(lines, read)
            words += len(read)
    seconds = process_time() - start
    return [Figure("alignment of two readings", words / seconds, "words/s")] if words else []


def arbitration(pages: Sequence[CorpusPage], store: Path) -> list[Figure]:
    """Words a second through fusion, rules and confidence, from stored engine outputs."""
    from benchmarks.begun import stages
    from benchmarks.sheet import Sheet
    from recto.pipeline import read_page

    words, seconds = 0, 0.0
    for page in pages:
        sheet = Sheet(page, store)
        result = read_page(sheet.raster, stages(sheet))
        result = read_page(sheet.raster, stages(sheet))  # the second time lexicon and weights are loaded
        words += len(result.words)
        seconds += result.seconds["fusion"] + result.seconds["arbitration"]
    return [Figure("fusion and arbitration", words / seconds, "words/s")]


def growth(files: Sequence[Path], counts: Sequence[int], folder: Path) -> list[tuple[int, Cost]]:
    """`recto read` over a PDF of 10, 100 and 500 pages: seconds a page and memory should not grow."""
    import img2pdf

    costs = []
    for count in counts:
        images = [str(files[i % len(files)]) for i in range(count)]
        document = folder / f"pages-{count}.pdf"
        document.write_bytes(img2pdf.convert(images))
        out = folder / "growth"
        shutil.rmtree(out, ignore_errors=True)
        command = [sys.executable, "-m", "recto", "read", str(document), "-o", str(out), "-j", "2", "-q"]
        costs.append((count, run([*command, "--second-reader", "off"], folder / "log.txt")))
        document.unlink()
    return costs
