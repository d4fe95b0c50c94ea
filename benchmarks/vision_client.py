"""How close the vision client comes to the ideal of its concurrency limit, and how much memory
waiting calls take.

`python -m benchmarks.vision_client [--latency 2] [--concurrency 32]` starts a scripted server in a
process of its own, sends 200 line asks and prints the time against calls / concurrency x latency,
then 1,000 asks and prints the memory above idle. Nothing leaves the machine; no model is involved.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import time
from multiprocessing.connection import Connection

import psutil
from tests.vision.pages import evidence, whole_page
from tests.vision.server import Answer, Server, chat, edits

from recto.model.transcript import Evidence, Transcript
from recto.readers.vision import LlmOptions, VisionReader

LINES = 10  # in one ask


def serve(latency: float, pipe: Connection) -> None:
    """Run a server until the pipe says stop."""
    good = chat(edits({}))
    with Server(Answer(good.body, latency=latency)) as server:
        pipe.send(server.url)
        pipe.recv()
        pipe.send(len(server.received))


def pages(calls: int, pages_at_once: int) -> list[Evidence]:
    """Pages whose lines make so many asks together."""
    lines = calls * LINES // pages_at_once
    return [evidence([f"line {i} of the page" for i in range(lines)]) for _ in range(pages_at_once)]


async def run(url: str, wanted: list[Evidence], concurrency: int) -> tuple[float, int, float]:
    """Seconds, lines answered, and the largest memory above idle in MB."""
    options = LlmOptions(
        provider="vllm", base_url=url, model="gpt-4o", concurrency=concurrency, timeout=60
    )
    reader = VisionReader(options, environ={})
    # imports openai: 1.4 s, once a run
    await reader.read(evidence(["warm up"]), whole_page(evidence(["warm up"])))
    process = psutil.Process(os.getpid())
    idle = process.memory_info().rss
    start = time.perf_counter()
    reading = asyncio.gather(*(reader.read(page, whole_page(page)) for page in wanted))
    most = idle
    while not reading.done():
        await asyncio.wait([reading], timeout=0.1)
        most = max(most, process.memory_info().rss)
    seconds = time.perf_counter() - start
    found: list[Transcript] = await reading
    await reader.aclose()
    return seconds, sum(len(each.lines) for each in found), (most - idle) / 1e6


def measure(calls: int, pages_at_once: int, latency: float, concurrency: int) -> None:
    """One run against a fresh server, printed."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(
        target=serve, args=(latency, theirs), daemon=True
    )
    server.start()
    seconds, lines, memory = asyncio.run(run(ours.recv(), pages(calls, pages_at_once), concurrency))
    ours.send("stop")
    served = ours.recv() - 1  # the warm-up
    server.join(10)
    ideal = served / concurrency * latency
    print(
        f"{served} calls of {LINES} lines, {pages_at_once} pages, concurrency {concurrency},"
        f" latency {latency:g} s: {seconds:.2f} s, ideal {ideal:.2f} s, ratio"
        f" {seconds / ideal:.2f}; {lines} lines answered; +{memory:.0f} MB"
    )


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=2.0)
    parser.add_argument("--concurrency", type=int, default=32)
    chosen = parser.parse_args()
    measure(200, 1, chosen.latency, chosen.concurrency)
    measure(1000, 10, chosen.latency, chosen.concurrency)


if __name__ == "__main__":
    main()
