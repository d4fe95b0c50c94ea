"""What programs call: `read` one file, `read_many` files; both return Documents and read no
configuration file.

Choices are keyword arguments with the names that settings/groups.py documents. Anything that goes
wrong is a RectoError; in `read_many` the failed file is skipped only on request.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Literal

from recto.batch.answers import Fault
from recto.batch.stream import PageDone, read_in_order
from recto.errors import NoAnswerWarning
from recto.model.result import Document
from recto.pipeline.previous_result import head_of
from recto.pipeline.vision import sent_by_programs, vision_for
from recto.settings.groups import Batch, Input, Local, Settings
from recto.settings.llm import LlmOptions

SecondReader = Literal["auto", "off", "on"]
Layout = Literal["page", "line"]
TextLayer = Literal["keep", "redo", "compare"]


def read(  # noqa: PLR0913 - a public function: every choice is a keyword with a name and a type
    path: str | Path,
    *,
    language: str = "auto",
    pages: str = "",
    dpi: float | None = None,
    layout: Layout = "page",
    text_layer: TextLayer = "keep",
    second_reader: SecondReader = "auto",
    psm: int = 3,
    llm: LlmOptions | None = None,
    jobs: int = 1,
) -> Document:
    """Read one file (or a folder's only file). Raises RectoError for the first page that fails.

    Warns with NoAnswerWarning when the vision LLM was asked and no call came to anything: the pages
    are then the local reading, each with the status "fell-back" and a note that says why. With one
    job the page is read in this process, where no time limit can be kept: see `read_many` for files
    that you do not trust.
    """
    # A program that reads file after file keeps its readers warm in its own process.
    batch = Batch(jobs=jobs, timeout_per_page=None) if jobs == 1 else Batch(jobs=jobs)
    settings = Settings(
        Input(language, pages, dpi, layout, text_layer),
        Local(second_reader, psm),
        llm or LlmOptions(),
        batch=batch,
    )
    answers = _pages([path], settings)
    return document(str(path), list(answers), settings)


def read_many(
    paths: Iterable[str | Path], settings: Settings | None = None, *, skip_failed: bool = False
) -> Iterator[Document]:
    """Read many files, in order, with `settings.batch.jobs` processes and bounded memory.

    A failed page raises its RectoError when its file's turn comes; with `skip_failed` that file is
    left out.
    """
    chosen = settings or Settings()
    for path, answers in groupby(_pages(paths, chosen), key=lambda page: page.path):
        pages = list(answers)
        failed = any(isinstance(page.answer, Fault) for page in pages)
        if skip_failed and failed:
            continue
        yield document(path, pages, chosen)


def _pages(paths: Iterable[str | Path], settings: Settings) -> Iterator[PageDone]:
    vision = vision_for(settings.llm, sent_by_programs(), settings.spelled)
    names = list(map(str, paths))
    yield from read_in_order(names, settings, vision)
    if vision is not None and vision.no_answer:
        warnings.warn(vision.no_answer, NoAnswerWarning, stacklevel=3)


def document(path: str, pages: Iterable[PageDone], settings: Settings) -> Document:
    """One file's pages as a Document. Raises the first page's error, if any."""
    results = []
    for page in pages:
        if isinstance(page.answer, Fault):
            raise page.answer.error
        results.append(page.answer.result)
    head = head_of(path, settings)
    return Document(
        head.source,
        tuple(results),
        head.settings_digest,
        head.engine_version,
        head.source_sha256,
        head.calibration,
    )
