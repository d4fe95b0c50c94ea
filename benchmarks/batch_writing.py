"""`python -m benchmarks.batch_writing IMAGE`: what does it take to prepare 2,000 batch requests?

One page's image enters; processor seconds, the memory that the preparation adds and the size of the
files leave, once for requests with the whole page and once for ten crops of lines each. Every
request is another one, since each page has a text of its own. Nothing is sent: the requests are
written as for `vllm run-batch`, into a folder that is thrown away.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from recto.model.page import Box, Page
from recto.model.transcript import Decision, Evidence, ShownLine
from recto.pipeline.batch_vision import BatchVision
from recto.reasons import Reason
from recto.settings.llm import LlmOptions
from recto.sources import open_pages
from recto_preprocessing import IDENTITY, View

LINES, ASKED = 40, 10  # of a page, and in a request about lines
TEXT = "The quick brown fox jumps over the lazy dog, and the dog does not mind."
Action = Literal["page", "lines"]


def evidence(page: Page) -> Evidence:
    """The page with made lines, evenly down its height."""
    step = page.height / (LINES + 2)
    lines = []
    for number in range(LINES):
        top = step * (number + 1)
        box = Box(0.1 * page.width, top, 0.9 * page.width, top + 0.8 * step)
        lines.append(ShownLine(number, box, TEXT, 0.2))
    return Evidence("page", View(page.raster, IDENTITY, page.dpi), tuple(lines), "eng")


def asked(page: Evidence, count: int, action: Action) -> Iterator[tuple[Evidence, list[Decision]]]:
    """So many pages that differ in a word, each with one request."""
    last = page.lines[-1] if action == "page" else page.lines[ASKED - 1]
    region = Box.around([page.lines[0].box, last.box])
    decision = Decision(region, action, Reason.ALL_PAGES, 1.0)
    for number in range(count):
        lines = (replace(page.lines[0], text=f"Page {number}. {TEXT}"), *page.lines[1:])
        yield replace(page, name=f"page {number}", lines=lines), [decision]


def memory() -> float:
    """The most that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(page: Evidence, count: int, action: Action) -> str:
    """One line of the table."""
    options = LlmOptions("always", "vllm", model="Qwen/Qwen2.5-VL-7B-Instruct", batch=True)
    before = memory()
    with TemporaryDirectory(prefix="recto-bench-") as folder:
        out = Path(folder)
        environ["XDG_CACHE_HOME"] = folder
        start = time.process_time()
        with closing(BatchVision(options, out, out / "sent.jsonl")) as batch:
            reader = batch.vision()

            async def every() -> None:
                for each, decisions in asked(page, count, action):
                    await reader.read(each, decisions)
                await reader.aclose()

            asyncio.run(every())
            batch.hand_in()
        seconds = time.process_time() - start
        files = list(out.rglob("part-*.jsonl"))
        requests = sum(len(file.read_bytes().splitlines()) for file in files)
        size = sum(file.stat().st_size for file in files) / 1e6
    grown = memory() - before
    return f"{action:6}{requests:9,}{seconds:14.1f}{grown:12.0f}{size:10.0f}{len(files):7}"


def main() -> None:
    """Print a row for each kind of request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("image")
    parser.add_argument("--count", type=int, default=2000)
    given = parser.parse_args()
    (page,) = [found for found in open_pages(given.image) if isinstance(found, Page)]
    print(
        f"{'asks':6}{'requests':>9}{'CPU seconds':>14}{'MB added':>12}{'MB files':>10}{'files':>7}"
    )
    shown = evidence(page)
    print(measured(shown, given.count, "lines"), flush=True)
    print(measured(shown, given.count, "page"), flush=True)


if __name__ == "__main__":
    main()
