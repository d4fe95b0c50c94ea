"""The command `recto read` on one document: text, result and archive PDF in a folder.

A document and a folder enter, what was written leaves, or RectoFailed with Recto's own sentence.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USUAL_TIMEOUT = 3600.0  # seconds for one document
NO_ANSWER = 11  # Recto's exit code: complete, but by its local readers alone
INVALID_OUTPUT = 4  # one format could not be written; the others are there


class RectoFailed(Exception):
    """The document could not be read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Read:
    """What Recto wrote of one document."""

    text: str
    result: dict[str, Any]  # schema: recto/schema/result-1.json
    archive: Path | None
    said: str  # on standard error: what must be told, though all went well


def command() -> str:
    """The program's name or path."""
    return os.environ.get("RECTO_PAPERLESS_COMMAND", "recto")


def is_there() -> bool:
    """Whether the command can be run."""
    return shutil.which(command()) is not None


def read(document: Path, folder: Path, language: str, *, archive: bool) -> Read:
    """Read a document. Raises RectoFailed."""
    formats = ["json", "txt"]
    if archive:
        formats.append("pdfa")
    out = folder / "recto"
    flags = ["-o", str(out), "-f", ",".join(formats), "-l", language, "--no-report", "-q"]
    more = shlex.split(os.environ.get("RECTO_PAPERLESS_FLAGS", ""))
    done = _run(["read", *flags, *more, "--", str(document)])
    results = sorted(out.glob("*.json"))
    if done.returncode not in (0, NO_ANSWER, INVALID_OUTPUT) or not results:
        raise RectoFailed(done.stderr.strip() or f"recto ended with code {done.returncode}")
    texts = sorted(out.glob("*.txt"))
    if not texts:
        raise RectoFailed(done.stderr.strip() or "no text could be written")
    text = texts[0].read_text(encoding="utf-8")
    result = json.loads(results[0].read_text(encoding="utf-8"))
    place = _archive(out, results[0]) if archive else None
    return Read(text, result, place, done.stderr.strip())


def _archive(out: Path, result: Path) -> Path:
    """PDF/A; of a document that cannot be one, a plain searchable PDF. Raises RectoFailed."""
    found = sorted(out.glob("*.pdfa.pdf"))
    if found:
        return found[0]
    place = out / "archive.pdf"
    done = _run(["read", "-o", str(place), "-q", "--", str(result)])
    if not place.is_file():
        raise RectoFailed(done.stderr.strip() or "no searchable PDF could be written")
    return place


def _run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    limit = float(os.environ.get("RECTO_PAPERLESS_TIMEOUT", USUAL_TIMEOUT))
    try:
        return subprocess.run(
            [command(), *arguments], capture_output=True, text=True, timeout=limit, check=False
        )
    except FileNotFoundError:
        raise RectoFailed("recto is not installed; pip install recto-ocr") from None
    except subprocess.TimeoutExpired:
        what = f"recto took more than {limit:g} s; allow more with RECTO_PAPERLESS_TIMEOUT"
        raise RectoFailed(what) from None
