"""A thousand calls held back by a small limit: what waits must stay small."""

from __future__ import annotations

import subprocess
import sys

# In a process of its own, so that what other tests left in memory does not count: 1,000 asks of ten
# lines each.
MEASURE = """
import asyncio, psutil
from tests.vision.pages import evidence, options, whole_page
from tests.vision.server import Answer, Server, chat, edits
from recto.readers.vision import VisionReader

TRUTH = [f"Row {i} of a long ledger" for i in range(100)]
PAGE = evidence(TRUTH)
LATE = Answer(chat(edits({})).body, latency=0.02)


async def main(url):
    reader, process = VisionReader(options(url, concurrency=8), environ={}), psutil.Process()
    await reader.read(PAGE, whole_page(PAGE))  # libraries loaded, connections open
    idle = most = process.memory_info().rss
    pages = asyncio.gather(*(reader.read(PAGE, whole_page(PAGE)) for _ in range(100)))
    while not pages.done():
        most = max(most, process.memory_info().rss)
        await asyncio.sleep(0.02)
    answered = sum(len(found.lines) for found in await pages)
    await reader.aclose()
    print(answered, (most - idle) // 2**20)


with Server(LATE) as server:
    asyncio.run(main(server.url))
    assert len(server.received) == 1010, len(server.received)
"""


def test_a_thousand_calls_need_less_than_300_megabytes_more_than_idle() -> None:
    """100 pages of ten asks at once, eight calls in flight: pictures are made only for what is
    about to be sent.
    """
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    answered, megabytes = map(int, done.stdout.split())
    assert answered == 10_000
    assert megabytes < 300
