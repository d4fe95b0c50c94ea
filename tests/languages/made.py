"""Pages in several languages, drawn by the tests, and a Tesseract with fewer models."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from tests.textlayer.made import dejavu

from recto.model.page import Page
from recto.readers.tesseract.install import installation

ENGLISH = (
    "The harbour ledger of the north quay was kept by one clerk",
    "for nearly thirty years. He wrote in a small clear hand and",
    "used the same brown ink throughout. Every evening he counted",
    "the barrels, the sacks and the coils of rope, and every",
    "morning he began again. When the great storm came in winter",
    "the book was carried to the upper floor, where it stayed.",
)
GERMAN = (
    "Das Hauptbuch des nördlichen Hafens wurde dreißig Jahre lang",
    "von einem einzigen Schreiber geführt. Er schrieb mit kleiner,",
    "klarer Schrift und benutzte immer die gleiche braune Tinte.",
    "Jeden Abend zählte er die Fässer, die Säcke und die Taue, und",
    "jeden Morgen begann er wieder von vorne. Als im Winter der",
    "große Sturm kam, brachte man das Buch in das obere Stockwerk.",
)
NAMES = (
    "Abt-Huber, Friedrich, Schneidermeister, Steinenvorstadt 12",
    "Ackermann, Ludwig, Bäcker und Wirt, Rheingasse 47",
    "Aeschlimann-Moser, Gottlieb, Schreiner, Hammerstraße 8",
    "Altherr, Wittwe, Wäscherin, Untere Rebgasse 21",
    "Bachofen, Wilhelm, Posamenter, Spalenvorstadt 33",
    "Burckhardt-Stähelin, Karl, Kaufmann, Freie Straße 90",
    "Gysin, Jakob, Tuchhändler, beim Zeughaus",
)
GREEK = (
    "Το κατάστιχο της βόρειας προκυμαίας κρατήθηκε από έναν",
    "γραμματέα για σχεδόν τριάντα χρόνια. Έγραφε με μικρά και",
    "καθαρά γράμματα και χρησιμοποιούσε πάντα το ίδιο μελάνι.",
    "Κάθε βράδυ μετρούσε τα βαρέλια, τους σάκους και τα σχοινιά",
    "και κάθε πρωί άρχιζε πάλι από την αρχή.",
)
RUSSIAN = (
    "Книгу северной набережной почти тридцать лет вёл один",
    "писарь. Он писал мелким ясным почерком и всегда одними и",
    "теми же коричневыми чернилами. Каждый вечер он считал бочки,",
    "мешки и мотки верёвки, а каждое утро начинал сначала.",
    "Когда зимой пришла большая буря, книгу отнесли наверх.",
)


def drawn(*parts: Sequence[str], size: int = 34) -> Page:
    """The rows one below the other, at 300 dpi."""
    rows = [row for part in parts for row in part]
    font = ImageFont.truetype(str(dejavu()), size)
    step = 2 * size
    image = Image.new("L", (1500, step * (len(rows) + 2)), 255)
    brush = ImageDraw.Draw(image)
    for at, row in enumerate(rows):
        brush.text((100, step * (at + 1)), row, 0, font)
    return Page("x.png", 0, np.asarray(image), 300.0)


def models(folder: Path, *codes: str) -> Path:
    """A folder of models with only these of the installed ones, and osd."""
    home = installation().tessdata
    for code in (*codes, "osd"):
        there = folder / f"{code}.traineddata"
        there.symlink_to(home / there.name)
    for name in ("configs", "tessconfigs", "pdf.ttf"):
        if (home / name).exists():
            (folder / name).symlink_to(home / name)
    return folder


def counted(folder: Path) -> Path:
    """A `tesseract` that notes what it is asked and does it; the file with one line a call."""
    import shutil

    program = shutil.which("tesseract")
    log = folder / "calls.txt"
    script = folder / "tesseract"
    script.write_text(f'#!/bin/sh\necho "$@" >> "{log}"\nexec "{program}" "$@"\n')
    script.chmod(0o755)
    return log
