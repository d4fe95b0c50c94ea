"""Small pages for runs, drawn in a moment, read in a moment; each says which it is."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from tests import warm

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FAST = ("--second-reader", "off", "--clean", "off", "--no-report")


def draw(path: Path, text: str, width: int = 640) -> Path:
    """Write a page of two short lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page = Image.new("L", (width, 140), 255)
    pen = ImageDraw.Draw(page)
    pen.text((30, 20), "Harbour ledger", font=ImageFont.load_default(36), fill=0)
    pen.text((30, 76), text, font=ImageFont.load_default(36), fill=0)
    page.save(path, dpi=(200, 200))
    return path


def name(number: int) -> str:
    """17 -> "volume one seven"."""
    return "volume " + " ".join(NUMBERS[int(digit)] for digit in str(number))


def folder_of(folder: Path, count: int) -> Path:
    """A folder of single pages and, last, one TIFF of three frames."""
    for number in range(count - 3):
        draw(folder / f"shelf {number % 3}" / f"page-{number}.png", name(number))
    frames = [
        Image.open(draw(folder / f"f{number}.png", name(number)))
        for number in range(count - 3, count)
    ]
    frames[0].save(folder / "last.tif", save_all=True, append_images=frames[1:], dpi=(200, 200))
    for number in range(count - 3, count):
        (folder / f"f{number}.png").unlink()
    return folder


def command(*arguments: str | Path) -> list[str]:
    """`recto ARGUMENTS`, as a program."""
    return [sys.executable, "-m", "recto", *map(str, arguments)]


def interruptible() -> None:
    """Called in a new process: Ctrl-C reaches it, though a shell has started the tests in the
    background.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(
    *arguments: str | Path, path: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run it to its end; `path` comes first on PATH."""
    environment = os.environ | {"PATH": f"{path}{os.pathsep}{os.environ['PATH']}"} if path else None
    return warm.recto(*arguments, cwd=cwd, environment=environment)


def texts(out: Path) -> dict[str, str]:
    """Every text result below a folder."""
    return {str(file.relative_to(out)): file.read_text() for file in sorted(out.rglob("*.txt"))}


def timeless(out: Path) -> dict[str, Any]:
    """Every JSON result below a folder, without what a clock says."""
    return {
        str(file.relative_to(out)): _without_seconds(json.loads(file.read_text()))
        for file in out.rglob("*.json")
    }


def _without_seconds(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_seconds(item) for key, item in value.items() if key != "seconds"}
    return [_without_seconds(item) for item in value] if isinstance(value, list) else value


def ledger_rows(out: Path, query: str) -> Sequence[tuple[Any, ...]]:
    """Ask the ledger of a folder."""
    with sqlite3.connect(out / ".recto" / "ledger.sqlite") as database:
        rows = database.execute(query).fetchall()
    database.close()
    return rows
