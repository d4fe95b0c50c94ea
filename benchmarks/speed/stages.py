"""Costs inside Recto that no rival has: start-up, alignment and arbitration, and growth with the
number of pages.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.corpora import CorpusPage
from benchmarks.speed import runs
from benchmarks.speed.measure import Cost, run
from recto.text.placement import align_lines

REPEATS = 5
LONG_PAGE = 5000  # characters


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
        "recto read, a blank page, no second reader": [
            *recto,
            "read",
            str(blank),
            "--second-reader",
            "off",
            "-q",
        ],
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
    """CPU milliseconds for 5,000 characters: matching a recorded reading to both local ones, and
    every decision.

    Give long pages: on a title page what is done once for a page counts as if it were done for
    every line.
    """
    from benchmarks.local_page_cache import begun
    from benchmarks.page_under_test import PageUnderTest
    from recto.arbitration.hybrid import hybrid_page
    from recto.model.transcript import Transcript
    from recto.readers.vision.replay import whole

    characters, seconds = 0, 0.0
    for page in pages:
        local = begun(PageUnderTest(page, store), second_reader="on")
        for reading in page.readings.values():
            transcript = Transcript(whole(reading.text), reading.model, reading.saw, asked=None)
            characters += len(reading.text)
            seconds += min(_cpu(partial(hybrid_page, local.reading, transcript)) for _ in range(2))
    name = "matching and arbitrating three readings"
    return (
        [Figure(name, 1000 * seconds / characters * LONG_PAGE, "ms for 5,000 characters")]
        if characters
        else []
    )


def _cpu(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def profile(results: Path) -> list[Figure]:
    """Seconds a page of each stage, as one worker's JSON results say: on an idle machine hardly
    more than its CPU.
    """
    totals: dict[str, float] = defaultdict(float)
    pages = 0
    for file in results.rglob("*.json"):
        for page in json.loads(file.read_text(encoding="utf-8")).get("pages", ()):
            pages += 1
            for stage, seconds in page["seconds"].items():
                totals[stage] += seconds
    by_time = sorted(totals.items(), key=lambda each: -each[1])
    return [Figure(f"stage {name}", total / pages, "s a page") for name, total in by_time]


def growth(files: Sequence[Path], counts: Sequence[int], folder: Path) -> list[tuple[int, Cost]]:
    """`recto read -j 2` over one PDF of so many small pages: seconds a page and memory should not
    grow. What `folder` has of an earlier run is not run again.
    """
    import img2pdf

    done = runs.earlier(folder)
    costs = []
    for count in counts:
        name = f"growth, {count} pages"
        if (0, name) not in done:
            images = [str(files[i % len(files)]) for i in range(count)]
            document = folder / f"pages-{count}.pdf"
            document.write_bytes(img2pdf.convert(images))
            done[0, name] = runs.Run(0, name, _read(document, folder), word_f1=0.0)
            runs.keep(folder, done[0, name])
            document.unlink()
        costs.append((count, done[0, name].cost))
    return costs


def _read(document: Path, folder: Path) -> Cost:
    out = folder / "growth"
    shutil.rmtree(out, ignore_errors=True)
    options = ["-o", str(out), "-j", "2", "-q", "--second-reader", "off"]
    command = [sys.executable, "-m", "recto", "read", str(document), *options]
    return run(command, folder / "log.txt")
