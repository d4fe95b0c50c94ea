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

# from PyPI, in a venv of its own: a rival must not choose the versions that we use
OCRMYPDF = "ocrmypdf>=17,<18"
# from PyPI, in a folder of its own: with it in our environment every test would read with it
LIBRARY = "tesserocr>=2.9,<3"
WITH_LIBRARY = "--tesseract library"
PROFILED = "recto -j1"  # its results say what each stage took


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to read the pages; `one_thread` sets OMP_THREAD_LIMIT=1, as anyone who measures it
    once does. `once`: in the first round alone, since it takes several times as long as the others.
    """

    name: str
    one_thread: bool = True
    once: bool = False

    def command(self, files: Sequence[Path], out: Path, tools: Path) -> list[str]:
        """The command line; outputs go to `out`, which is there and empty."""
        if self.name == OCR_MY_PDF.name:
            return [
                str(_program(tools)),
                *_OCRMYPDF,
                str(out / "pages.txt"),
                str(pdf_of(files)),
                str(out / "pages.pdf"),
            ]
        if self.name.startswith("recto"):
            flags = self.name.removeprefix("recto").removesuffix(PDF).removesuffix(AUTO)
            if WITH_LIBRARY not in flags:
                flags += " --tesseract command"
            if self.name == PROFILED:
                flags += " -f txt,json"
            given = (
                [str(pdf_of(files)), "-f", "txt,pdf"]
                if PDF in self.name
                else [str(file) for file in files]
            )
            return [
                sys.executable,
                "-m",
                "recto",
                "read",
                *given,
                "-o",
                str(out),
                "-q",
                "--no-report",
                *(() if AUTO in self.name else ("-l", "eng")),
                *flags.split(),
            ]
        return [
            sys.executable,
            "-m",
            "benchmarks.speed.drivers",
            self.name,
            str(out),
            *map(str, files),
        ]

    def environment(self, tools: Path) -> dict[str, str]:
        """This process's, with or without the limit, and with Tesseract's library where the name
        says so.
        """
        plain = {
            key: value
            for key, value in os.environ.items()
            if key not in ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS")
        }
        if self.one_thread:
            plain["OMP_THREAD_LIMIT"] = "1"
        if WITH_LIBRARY in self.name:
            plain["PYTHONPATH"] = str(_library(tools))
        return plain

    def texts(self, files: Sequence[Path], out: Path) -> list[str]:
        """What it read of each page, in the order of the files."""
        whole = next(out.rglob("pages*.txt"), None)
        if whole is not None:
            return whole.read_text(encoding="utf-8").split("\f")[: len(files)]
        return [
            next(iter(out.rglob(f"{file.stem}*.txt"))).read_text(encoding="utf-8") for file in files
        ]


# a name that ends so is not told the language; all others read what they are told is English
AUTO = ", no -l"
PDF = ", PDF to PDF"  # a name that ends so reads one PDF of the pages and writes a searchable one
# it limits Tesseract's threads itself
OCR_MY_PDF = Contender("ocrmypdf -j2, PDF to PDF", one_thread=False)
CONTENDERS = (
    Contender("tesseract"),
    Contender("pytesseract", one_thread=False, once=True),
    OCR_MY_PDF,
    Contender("rapidocr", one_thread=False, once=True),
    Contender("recto -j1 --second-reader off"),
    Contender("recto -j2 --second-reader off"),
    Contender("recto -j2 --second-reader off" + PDF),
    Contender("recto -j1 --second-reader off " + WITH_LIBRARY),
    Contender("recto -j2 --second-reader off " + WITH_LIBRARY),
    Contender("recto -j2 --second-reader off " + WITH_LIBRARY + PDF),
    Contender(PROFILED),
    Contender("recto -j2"),
    Contender("recto -j2" + AUTO),
    Contender("recto -j1 " + WITH_LIBRARY),
    Contender("recto -j2 " + WITH_LIBRARY),
)
# Text layer only: no PDF/A, no recompression, both of which cost it more.
_OCRMYPDF = ("--output-type", "pdf", "--optimize", "0", "-j", "2", "-l", "eng", "-q", "--sidecar")


def pdf_of(files: Sequence[Path]) -> Path:
    """One PDF of the same images beside them, made once."""
    import img2pdf

    path = files[0].parent / "pages.pdf"
    if not path.exists():
        path.write_bytes(img2pdf.convert([str(file) for file in files]))
    return path


def _program(tools: Path) -> Path:
    return tools / "ocrmypdf" / "bin" / "ocrmypdf"


def _library(tools: Path) -> Path:
    return (tools / "tesserocr").absolute()


def available(contender: Contender, tools: Path) -> bool:
    """Whether the tool is installed here."""
    if contender == OCR_MY_PDF:
        return _program(tools).exists()
    if WITH_LIBRARY in contender.name:
        return _library(tools).exists()
    return contender.name.startswith(("recto", "rapidocr")) or shutil.which("tesseract") is not None


def install_library(tools: Path) -> None:
    """Put the wheel of Tesseract's library into a folder once. Raises MissingDependency when pip
    cannot.
    """
    folder = _library(tools)
    if folder.exists():
        return
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), LIBRARY]
    try:
        subprocess.run(command, check=True)
    except subprocess.CalledProcessError as fault:
        shutil.rmtree(folder, ignore_errors=True)
        raise MissingDependency(
            "tesserocr could not be installed", remedy="run with --no-library"
        ) from fault


def install_ocrmypdf(tools: Path) -> None:
    """Make its venv once. Raises MissingDependency when pip cannot."""
    if available(OCR_MY_PDF, tools):
        return
    folder = tools / "ocrmypdf"
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", OCRMYPDF], check=True)
    except subprocess.CalledProcessError as fault:
        shutil.rmtree(folder, ignore_errors=True)
        raise MissingDependency(
            "OCRmyPDF could not be installed", remedy="run with --no-ocrmypdf"
        ) from fault
