"""The local reading of the pages, made once and taken up by every system that asks an LLM.

Pages as they are read enter; the file to read in place of each source leaves: its JSON result, or
the source itself where a page of it failed, which every system then meets for itself. Only here: a
system that begins from the result reads nothing again that no LLM reads, as `recto read x.json
--llm` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from recto.batch.answers import Fault
from recto.batch.stream import PageDone
from recto.pipeline.previous_result import head_of, is_result
from recto.settings.groups import Settings
from recto.writers import WRITERS


@dataclass(slots=True)
class Shared:
    """The results of one local reading, in a folder that the caller removes."""

    folder: Path
    results: dict[str, Path] = field(default_factory=dict)  # source -> its result, when whole

    def kept(self, pages: Iterable[PageDone], settings: Settings) -> Iterator[PageDone]:
        """The same pages, each written into its source's result on the way."""
        for path, of_one in groupby(pages, key=attrgetter("path")):
            yield from self._written(path, of_one, settings)

    def _written(
        self, path: str, pages: Iterable[PageDone], settings: Settings
    ) -> Iterator[PageDone]:
        place = self.folder / f"{len(self.results)}.json"
        sink, is_whole = None, not is_result(path)
        with place.open("wb") as out:
            for page in pages:
                if isinstance(page.answer, Fault):
                    is_whole = False
                elif is_whole:
                    sink = sink or WRITERS["json"].begin(out, head_of(path, settings), None)
                    sink.page(page.answer.result)
                yield page
            if sink is not None:
                sink.end()
        if sink is not None and is_whole:
            self.results[path] = place

    def instead_of(self, paths: Sequence[str]) -> dict[str, str]:
        """What to read -> the source that it stands for, in the order of the sources."""
        found = {}
        for path in paths:
            place = self.results.get(path)
            found[str(place) if place else path] = path
        return found
