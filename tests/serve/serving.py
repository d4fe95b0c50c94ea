"""A service as people start it: `recto serve` as a process of its own, its address read from
standard output; small documents to send; and a client.
"""

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from PIL import Image, ImageDraw, ImageFont

PATIENCE = 120.0  # seconds
# A page of one line, by one reader: a tenth of a second.
QUICK = {"second_reader": "off", "clean": "off", "psm": "7", "language": "eng"}
WORDS = ("Harbour", "Museum", "Quay", "ledgers", "volumes", "covers", "paper", "crews")


def line(text: str) -> Image.Image:
    """A line of print."""
    image = Image.new("L", (60 + 26 * len(text), 90), 255)
    ImageDraw.Draw(image).text((30, 20), text, 0, ImageFont.load_default(40))
    return image


def png(text: str) -> bytes:
    """The same as a file."""
    out = io.BytesIO()
    line(text).save(out, "PNG", dpi=(300, 300))
    return out.getvalue()


def pdf(*texts: str) -> bytes:
    """A page a text."""
    out = io.BytesIO()
    first, *others = map(line, texts)
    first.save(out, "PDF", save_all=True, append_images=others, resolution=300)
    return out.getvalue()


def text_of(number: int) -> str:
    """A text that no other number has."""
    return f"{WORDS[number % len(WORDS)]} {1800 + number}"


@dataclass(slots=True)
class Serving:
    """A running service."""

    process: subprocess.Popen[str]
    base: str
    folder: Path
    headers: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def client(self, **more: Any) -> Iterator[httpx2.Client]:
        """Lets itself in."""
        headers = self.headers | more.pop("headers", {})
        with httpx2.Client(base_url=self.base, headers=headers, timeout=PATIENCE, **more) as found:
            yield found

    def kill(self) -> None:
        """As kill -9 does."""
        self.process.kill()
        self.process.communicate()

    def end(self) -> str:
        """As the system does; what it said on standard error."""
        self.process.terminate()
        _, err = self.process.communicate(timeout=PATIENCE)
        return err


def start(folder: Path, *more: str, token: str = "", port: int = 0) -> Serving:
    """Start it; it is ready when its address is printed."""
    command = [sys.executable, "-m", "recto", "serve", "-o", str(folder), "--port", str(port)]
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RECTO_", "OPENAI_"))
    }
    if token:
        environment["RECTO_SERVE_TOKEN"] = token
    process = subprocess.Popen(
        [*command, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment | {"PYTHONWARNINGS": "default", "XDG_CONFIG_HOME": str(folder.parent)},
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    if not address:
        raise AssertionError(process.communicate()[1])
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Serving(process, address, folder, headers)


@contextmanager
def serving(folder: Path, *more: str, token: str = "") -> Iterator[Serving]:
    """Ends with the test."""
    service = start(folder, *more, token=token)
    try:
        yield service
    finally:
        assert service.process.stdout is not None
        if not service.process.stdout.closed:
            service.end()


def submit(client: httpx2.Client, data: bytes, **asked: Any) -> httpx2.Response:
    """A body that is the file itself, read as quickly as can be unless `asked` says otherwise."""
    headers = asked.pop("headers", {})
    return client.post("/v1/documents", params=QUICK | asked, content=data, headers=headers)


def ended(client: httpx2.Client, job: str) -> dict[str, Any]:
    """The job, once it has ended."""
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        found = client.get(f"/v1/documents/{job}").json()
        if found["state"] in ("done", "failed"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"{job} has not ended")
