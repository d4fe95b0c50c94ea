"""Rows that a benchmark keeps page by page, so that a run that was stopped goes on.

Pages enter with what is to be measured of each; a line of JSON for each row is appended to a file
when its page is done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpora import CorpusPage
from benchmarks.fitted import Fitted, applied
from benchmarks.loop.command import FOLDS
from benchmarks.page_under_test import PageUnderTest
from benchmarks.reply_lengths import unreadable_named
from benchmarks.run import STORE

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def keep_missing(
    pages: Sequence[CorpusPage],
    file: Path,
    done: Collection[tuple[str, str]],
    earlier: Path,
    fitted: Path | None,
    measured: Callable[[CorpusPage, PageUnderTest], Iterable[DataclassInstance]],
) -> None:
    """Measure the pages that are not `done` (corpus, page). Their readings are taken from `earlier`
    (only read) or stored beside `file`; with `fitted` (LOOP of the loop) each page is read by
    weights and thresholds that never saw its corpus.
    """
    store = file.parent
    store.mkdir(parents=True, exist_ok=True)
    for page in pages:
        if (page.corpus, page.id) in done:
            continue
        sheet = PageUnderTest(page, store / STORE, earlier / STORE)
        fold = Fitted(fitted / FOLDS / page.corpus) if fitted else None
        with applied(fold) if fold else nullcontext(), unreadable_named():
            rows = [json.dumps(asdict(row)) for row in measured(page, sheet)]
        with file.open("a", encoding="utf-8") as handle:
            handle.write("".join(f"{row}\n" for row in rows))
