"""Which pages of a collection are read for its plan.

Paths and a number enter, pages leave: drawn at random, always the same ones of the same collection.
Only as many files are opened as it takes, so that a folder of a million files is no obstacle; of
files with several pages, each page is as likely as any other among those that were opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from recto.batch.survey import survey
from recto.errors import RectoError

SEED = 20_261_127
OPENED = 3  # files for each page of the sample
Page = tuple[str, int]  # path, 0-based


@dataclass(frozen=True, slots=True)
class Drawn:
    """The sample, and what was seen of the collection on the way."""

    pages: tuple[Page, ...]
    a_file: float  # pages in a file, on the average
    is_all: bool  # every file was opened
    faults: tuple[str, ...]  # of files that could not be opened, each with its file and remedy


def drawn(files: Sequence[str], wanted: str, size: int) -> Drawn:
    """So many pages of these files; `wanted`: as `--pages` chooses of each."""
    random = Random(SEED)  # noqa: S311 - no secret
    opened = list(files)
    if len(opened) > OPENED * size:
        opened = random.sample(opened, OPENED * size)
    pages: list[Page] = []
    faults: list[str] = []
    for path in opened:
        try:
            indices = survey(path, wanted).indices
        except RectoError as fault:
            faults.append(str(fault))
            continue
        pages += [(path, index) for index in indices]
    readable = max(1, len(opened) - len(faults))
    sample = random.sample(pages, min(size, len(pages)))
    a_file = len(pages) / readable
    return Drawn(tuple(sample), a_file, len(opened) == len(files), tuple(faults))
