"""Who runs against whom: a name, a command over the same pages, and where its text comes out.

Pages enter as image files (one PDF of the same images for OCRmyPDF), a command line leaves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recto.errors import MissingDependency

OCRMYPDF = "ocrmypdf>=17,<18"  # installed in a venv of its own: it is a rival, not a dependency


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to read the pages; `one_thread` sets OMP_THREAD_LIMIT=1, as anyone who measures it once does."""

    name: str
    one_thread: bool = True

    def command(self, files: Sequence[Path], out: Path, tools: Path) -> list[str]:
        """The command line; outputs go to `out`, which is there and empty."""
        names = [str(file) for file in files]
        if self.name.startswith("recto"):
            return [sys.executable, "-m", "recto", "read", *names, "-o", str(out), "-q", *_flags(self.name)]
        if self.name == "ocrmypdf":
            return [*_ocrmypdf(tools, out), str(_pdf(files, out.parent)), str(out / "pages.pdf")]
        tool = self.name.removesuffix(" (threads unset)")
        return [sys.executable, "-m", "benchmarks.speed.drivers", tool, str(out), *names]

    def environment(self) -> dict[str, str]:
        """This process's, with or without the limit."""
        plain = {key: value for key, value in os.environ.items() if key != "OMP_THREAD_LIMIT"}
        return {**plain, "OMP_THREAD_LIMIT": "1"} if self.one_thread else plain

    def texts(self, files: Sequence[Path], out: Path) -> list[str]:
        """What it read of each page, in the order of the files."""
        if self.name == "ocrmypdf":
            return (out / "pages.txt").read_text(encoding="utf-8").split("\f")[: len(files)]
        return [next(iter(out.rglob(f"{file.stem}*.txt"))).read_text(encoding="utf-8") for file in files]


CONTENDERS = (
    Contender("tesseract"),
    Contender("recto -j1 --second-reader off"),
    Contender("recto -j1"),
    Contender("recto -j2"),
    Contender("rapidocr", one_thread=False),
    Contender("pytesseract", one_thread=False),
    Contender("ocrmypdf"),
)


def _flags(name: str) -> list[str]:
    return ["--no-report", *name.removeprefix("recto").split()]


def _pdf(files: Sequence[Path], folder: Path) -> Path:
    import img2pdf

    path = folder / "pages-in.pdf"
    if not path.exists():
        path.write_bytes(img2pdf.convert([str(file) for file in files]))
    return path


def _ocrmypdf(tools: Path, out: Path) -> list[str]:
    program = tools / "ocrmypdf" / "bin" / "ocrmypdf"
    flags = ["--output-type", "pdf", "--optimize", "0", "-j", "1", "-q", "--sidecar", str(out / "pages.txt")]
    return [str(program), *flags]


def available(contender: Contender, tools: Path) -> bool:
    """Whether the tool is installed here."""
    if contender.name == "ocrmypdf":
        return (tools / "ocrmypdf" / "bin" / "ocrmypdf").exists()
    return contender.name.startswith(("recto", "rapidocr")) or shutil.which("tesseract") is not None


def install_ocrmypdf(tools: Path) -> None:
    """Make its venv once. Raises MissingDependency when pip cannot."""
    if available(Contender("ocrmypdf"), tools):
        return
    folder = tools / "ocrmypdf"
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", OCRMYPDF], check=True)
    except subprocess.CalledProcessError as fault:
        raise MissingDependency("OCRmyPDF could not be installed", remedy="run without --ocrmypdf") from fault
