"""Real pages, Tesseract's real lines and recorded readings over real HTTP: the whole vision path, a
page a corpus.
"""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.vision.pages import options, read, text_of, whole_page
from tests.vision.replaying import recorded
from tests.vision.server import Server

from recto.metrics.word_overlap import word_f1
from recto.model.transcript import Evidence, ShownLine
from recto.readers.tesseract.reader import Tesseract
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY

# Small pages on which Tesseract finds nearly every line; the recorded reading and the truth are
# looked up by id.
PAGES = [
    ("receipts", "r001", "gpt-5.4"),
    ("photographed-documents", "de_book_12", "gemini-3-pro"),
    ("cookery-bibliography", "p0005", "claude-haiku-4.5"),
    ("loc-manuscripts-and-books", "2019713436-1624", "gemini-2.5-flash"),
]


@pytest.mark.corpus
@pytest.mark.parametrize(("corpus", "page_id", "reader"), PAGES)
def test_a_recorded_reading_improves_tesseracts_lines(
    corpus: str, page_id: str, reader: str, corpora: Path
) -> None:
    """Replayed, as a page ask, through prompts, HTTP, parser and guards: more words are right than
    before.
    """
    folder = corpora / corpus
    entries = map(json.loads, (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines())
    entry = next(entry for entry in entries if entry["id"] == page_id)
    pixels = np.asarray(cv2.imread(str(folder / entry["image"]), cv2.IMREAD_GRAYSCALE), np.uint8)
    view = View(pixels, IDENTITY, 200.0)
    lines = Tesseract(entry["language"], alternatives=False).read(view).lines
    shown = tuple(
        ShownLine(i, line.box, line.text, sum(1 - word.raw_confidence for word in line.words))
        for i, line in enumerate(lines)
    )
    page = Evidence(entry["id"], view, shown, entry["language"])
    with Server(
        recorded((folder / entry["readings"][reader]["path"]).read_text(encoding="utf-8"))
    ) as server:
        found = read(page, options(server.url), whole_page(page, "page"))
    truth = (folder / entry["truth"]).read_text(encoding="utf-8")
    before, after = "\n".join(line.text for line in lines), "\n".join(text_of(page, found))
    assert word_f1(truth, after) > word_f1(truth, before)
    assert not any(event.startswith("fell-back") for event in found.events)
