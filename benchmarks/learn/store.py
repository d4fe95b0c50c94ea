"""Both local readings of every page of the corpora, read once and kept, so that learning takes seconds.

A corpora folder enters, StoredPages leave. Delete the store to read everything anew after a change of readers or
cleaning.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recto.local.fusion import LocalLine
from recto.model import Page, Reading
from recto.pipeline import Stages, begin
from recto.readers.ppocr import Ppocr
from recto.readers.tesseract import Tesseract
from recto.sources import open_pages

FRAKTUR = "city-directories-fraktur"


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One page with its truth, its recorded LLM readings and both local readings."""

    corpus: str
    id: str
    kind: str
    language: str
    truth: str
    recorded: dict[str, str]  # reader -> text
    tesseract: Reading
    ppocr: Reading
    lines: tuple[LocalLine, ...]  # both readings fused, in reading order

    @property
    def document(self) -> str:
        """What splits keep together: captures of one document are one."""
        return f"{self.corpus}/{self.id.split('-p')[0].split('_indoor')[0].split('_outdoor')[0]}"


def load(corpora: Path, store: Path, jobs: int = 2) -> Iterator[StoredPage]:
    """Every page of every corpus, read where the store lacks it."""
    rows = [(folder, row) for folder in sorted(corpora.iterdir()) if folder.is_dir() for row in _rows(folder)]
    missing = [(folder, row, store) for folder, row in rows if not _path(store, folder, row).is_file()]
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(_read, missing))
    for folder, row in rows:
        tesseract, ppocr, lines = pickle.loads(_path(store, folder, row).read_bytes())
        yield StoredPage(
            folder.name,
            row["id"],
            row["kind"],
            _language(folder, row),
            (folder / row["truth"]).read_text(encoding="utf-8"),
            {name: (folder / each["path"]).read_text(encoding="utf-8") for name, each in row["readings"].items()},
            tesseract,
            ppocr,
            lines,
        )


def _rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines()]


def _path(store: Path, folder: Path, row: dict[str, Any]) -> Path:
    return store / folder.name / f"{row['id']}.pickle"


def _language(folder: Path, row: dict[str, Any]) -> str:
    return "Fraktur" if folder.name == FRAKTUR else str(row["language"])


def _read(task: tuple[Path, dict[str, Any], Path]) -> None:
    folder, row, store = task
    page = next(p for p in open_pages(str(folder / row["image"])) if isinstance(p, Page))
    stages = Stages(Tesseract(_language(folder, row)), Ppocr(), "on")
    local = begin(page, stages)
    tesseract, ppocr = local.result.readings
    path = _path(store, folder, row)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps((tesseract, ppocr, local.lines)))
