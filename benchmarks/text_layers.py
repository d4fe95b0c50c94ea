"""`python -m benchmarks.text_layers FOLDER`: what it costs to compare the text layers of PDFs with
their pixels.

A folder of PDFs enters; for every page whose own text is kept, the CPU seconds of looking at its
layer leave, drawing the page left out (every reading of it draws it). Only here: which pages count.
A page that is read anew is no born-digital page, and counts in the last line alone.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import numpy as np

from recto.errors import RectoError
from recto.model.page import Page
from recto.model.result import PageResult
from recto.pipeline.page import start
from recto.pipeline.stages import Stages, prepare
from recto.settings.groups import Settings
from recto.sources import open_pages

FEWEST = 50  # words of a page that is worth timing


def cpu_seconds() -> float:
    """Of this process and of the children that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(each.ru_utime + each.ru_stime for each in used)


def started(stages: Stages) -> float:
    """CPU seconds until PP-OCR has read its first word: no page's cost, it is paid once in each
    process.
    """
    before = cpu_seconds()
    if stages.ppocr:
        blank = np.full((48, 96), 255, np.uint8)
        stages.ppocr.recognise([blank])
        stages.ppocr.detect(blank)
    return cpu_seconds() - before


def timed(path: Path, most: int, stages: Stages) -> Iterator[tuple[float, bool]]:
    """(CPU seconds, whether its own text was kept) of the file's first pages that have words
    enough.
    """
    for number, page in enumerate(open_pages(str(path))):
        if number == most:
            return
        if not isinstance(page, Page):
            continue
        before = cpu_seconds()
        found = start(page, stages)
        used = cpu_seconds() - before
        if not isinstance(found, PageResult):
            yield used, False
        elif len(found.words) >= FEWEST:
            yield used, True


def main() -> None:
    """One line a file, the median and the quartiles at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=3, help="of each file, at most")
    parser.add_argument("--enough", type=int, default=100, help="kept pages, after which it ends")
    given = parser.parse_args()
    stages = prepare(Settings())
    print(f"starting the readers, once a process: {started(stages):.2f} CPU s")
    kept: list[float] = []
    anew = 0
    for path in sorted(given.folder.glob("*.pdf")):
        try:
            rows = list(timed(path, given.pages, stages))
        except RectoError as error:
            print(f"{path.name}: {error.what}")
            continue
        own = [seconds for seconds, is_kept in rows if is_kept]
        anew += len(rows) - len(own)
        kept += own
        print(f"{path.name}: {', '.join(f'{seconds:.2f}' for seconds in own) or '-'}")
        if len(kept) >= given.enough:
            break
    if len(kept) > 1:
        first, middle, third = quantiles(kept, n=4)
        spread = f"quartiles {first:.2f} and {third:.2f}, dearest {max(kept):.2f}"
        print(f"{len(kept)} pages kept: median {middle:.2f}, {spread} CPU s a page")
    print(f"{anew} pages read anew")


if __name__ == "__main__":
    main()
