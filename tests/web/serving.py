"""A review as people start it: `recto review OUT` as a process of its own, its address read from
standard output, and a client that was let in.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2


@dataclass(frozen=True, slots=True)
class Served:
    """A running review."""

    process: subprocess.Popen[str]
    address: str  # good once

    @property
    def base(self) -> str:
        """Without the token."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


def start(out: Path, *more: str) -> Served:
    """Start it; it is ready when its address is printed."""
    command = [sys.executable, "-m", "recto", "review", str(out), "--no-browser", *more]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONWARNINGS": "default"},
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    if not address:
        raise AssertionError(process.communicate()[1])
    return Served(process, address)


@contextmanager
def served(out: Path, *more: str) -> Iterator[Served]:
    """Ends with the test, as with Ctrl-C."""
    review = start(out, "--name", "Ada", *more)
    try:
        yield review
    finally:
        review.process.terminate()
        review.process.communicate(timeout=30)


@contextmanager
def client(review: Served, address: str = "") -> Iterator[httpx2.Client]:
    """Let in by the token, with the headers that a browser sends."""
    headers = {"Origin": review.base, "Sec-Fetch-Site": "same-origin"}
    with httpx2.Client(base_url=review.base, headers=headers, timeout=120) as found:
        entered = found.get(address or review.address, follow_redirects=True)
        assert entered.status_code == 200, entered.text
        yield found
