"""The tools as people call them, one loop each: `python -m benchmarks.speed.drivers TOOL OUT
FILE...`.

Run as a process of its own, so that start-up, models and memory are counted. Each writes
OUT/<stem>.txt.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


def tesseract(files: Sequence[Path], out: Path) -> None:
    """`tesseract page.jpg out/page txt tsv`, one process a page."""
    for file in files:
        command = [
            "tesseract",
            str(file),
            str(out / file.stem),
            "-l",
            "eng",
            "--psm",
            "3",
            "txt",
            "tsv",
        ]
        subprocess.run(command, check=True, capture_output=True)


def pytesseract(files: Sequence[Path], out: Path) -> None:
    """The usual few lines: open with Pillow, RGB, image_to_data."""
    from PIL import Image
    from pytesseract import Output, image_to_data

    for file in files:
        data = image_to_data(Image.open(file).convert("RGB"), lang="eng", output_type=Output.DICT)
        text = " ".join(word for word in data["text"] if word.strip())
        (out / f"{file.stem}.txt").write_text(text, encoding="utf-8")


def rapidocr(files: Sequence[Path], out: Path) -> None:
    """RapidOCR with its defaults, boxes in its own order."""
    from rapidocr import RapidOCR

    engine = RapidOCR()
    for file in files:
        found = engine(str(file))
        text = "\n".join(getattr(found, "txts", None) or ())  # None: no text on the page
        (out / f"{file.stem}.txt").write_text(text, encoding="utf-8")


TOOLS: Mapping[str, Callable[[Sequence[Path], Path], None]] = {
    "tesseract": tesseract,
    "pytesseract": pytesseract,
    "rapidocr": rapidocr,
}


if __name__ == "__main__":
    TOOLS[sys.argv[1]]([Path(name) for name in sys.argv[3:]], Path(sys.argv[2]))
