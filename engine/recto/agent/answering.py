"""What the tools do: read a file, find its doubtful words, compare readers on it.

Names and a few choices of an agent enter, with the operator's Settings and Fence; plain values
leave (told.py), or a RectoError by the name that was asked with. Pages are read by the batch's own
stream; what was read last is kept, so that a text and its doubts cost one reading.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from recto.agent.comparing import READERS, Readings, compared
from recto.agent.fence import RESULT, Copy, Fence
from recto.agent.told import (
    ComparedTold,
    DoubtsTold,
    FilesTold,
    TextTold,
    cut,
    doubts_told,
    page_told,
)
from recto.api import saving
from recto.batch.answers import Fault
from recto.batch.stopping import Stop
from recto.batch.stream import read_in_order
from recto.compare.systems import read
from recto.errors import BadArguments, RectoError
from recto.layout.document import all_settled
from recto.model.result import Document, PageResult
from recto.pipeline.vision import sent_by_programs, vision_for
from recto.readers.tesseract.install import check_language
from recto.settings.groups import Settings
from recto.sources import count_pages
from recto.sources.folders import ENDINGS
from recto.sources.opening import chosen
from recto.writers.result_json_contract import document_of

MOST_PAGES = 50  # that one call reads
MOST_FILES = 1_000  # in a list
MOST_WORDS = 500  # in a list
KEPT = 8  # readings
AS_PAGES = tuple(sorted(ENDINGS))
Key = tuple[str, str, str]  # sha256 of the file, language, pages
Form = Literal["md", "txt"]


@dataclass(slots=True, eq=False)
class Answering:
    """The operator's word, and what was read last."""

    fence: Fence
    settings: Settings
    budget: Path  # what all calls have spent on an LLM
    kept: OrderedDict[Key, tuple[PageResult, ...]] = field(default_factory=OrderedDict)

    def files(self, folder: str) -> FilesTold:
        """What may be asked for."""
        found = self.fence.listing(folder)
        shown = found[:MOST_FILES]
        is_cut = len(found) > len(shown)
        return FilesTold(shown, is_cut)

    def text(self, name: str, form: Form, language: str, pages: str, stop: Stop) -> TextTold:
        """A file's text."""
        results = self._results(name, language, pages, stop)
        document = Document(name, results, "", "")
        whole = saving.text(document, form)
        text, is_cut = cut(whole)
        in_figures = [page_told(page) for page in results]
        return TextTold(name, text, is_cut, in_figures)

    def doubts(self, name: str, language: str, pages: str, most: int, stop: Stop) -> DoubtsTold:
        """The words of a file, or of an earlier result, that a person should look at."""
        if not 0 < most <= MOST_WORDS:
            raise BadArguments(f"most is {most}", remedy=f"ask for 1 to {MOST_WORDS} words")
        if name.lower().endswith(RESULT):
            results = self._earlier(name, pages)
        else:
            results = self._results(name, language, pages, stop)
        return doubts_told(name, results, most)

    def compared(self, name: str, page: int, language: str, stop: Stop) -> ComparedTold:
        """One page by each local reader, and by all of them together."""
        found: Readings = {}
        with self._copy(name, AS_PAGES) as copy:
            settings = self._chosen(copy, language, str(page))
            path = str(copy.path)
            for reader in READERS:
                stop.heed()
                pages = []
                for read_page in read(reader, [path], settings):
                    problem = copy.renamed(read_page.problem)
                    pages.append(replace(read_page, path=name, problem=problem))
                found[reader] = pages
        return compared(name, page, found)

    def _results(self, name: str, language: str, pages: str, stop: Stop) -> tuple[PageResult, ...]:
        """The pages, read now or just before."""
        with self._copy(name, AS_PAGES) as copy:
            key = (copy.sha256, language, pages)
            known = self.kept.pop(key, None)
            if known is None:
                settings = self._chosen(copy, language, pages)
                known = self._read(copy, settings, stop)
        self.kept[key] = known
        if len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return known

    def _read(self, copy: Copy, settings: Settings, stop: Stop) -> tuple[PageResult, ...]:
        sent = sent_by_programs()
        vision = vision_for(settings.llm, sent, settings.spelled, budget_path=self.budget)
        path = str(copy.path)
        results = []
        for page in read_in_order([path], settings, vision, stop):
            answer = page.answer
            if isinstance(answer, Fault):
                raise answer.error
            result = replace(answer.result, source=copy.name)
            results.append(result)
        settled = all_settled(results)
        return tuple(settled)

    def _earlier(self, name: str, pages: str) -> Sequence[PageResult]:
        """Of a JSON result; the files that it names are not opened."""
        with self._copy(name, (RESULT,)) as copy:
            data = copy.path.read_bytes()
        document = document_of(data, name)
        by_index = {page.index: page for page in document.pages}
        count = max(by_index, default=-1) + 1
        wanted = chosen(pages, count, name, "pages")
        return [by_index[index] for index in wanted if index in by_index]

    def _chosen(self, copy: Copy, language: str, pages: str) -> Settings:
        """The operator's settings with what an agent may choose. Raises BadArguments for too much,
        MissingDependency for a language.
        """
        path = str(copy.path)
        count = count_pages(path)
        wanted = chosen(pages, count, copy.name, "pages")
        if len(wanted) > MOST_PAGES:
            what = f"has {count:,} pages, and one call reads {MOST_PAGES} at most"
            raise BadArguments(what, where=copy.name, remedy=f'say pages, e.g. "1-{MOST_PAGES}"')
        own = replace(self.settings.input, pages=pages)
        if language:
            own = replace(own, language=language)
        check_language(own.language, [], "language")
        return replace(self.settings, input=own)

    @contextmanager
    def _copy(self, name: str, endings: Sequence[str]) -> Iterator[Copy]:
        """The file, and errors that call it as it was asked for."""
        with self.fence.copy(name, endings) as copy:
            try:
                yield copy
            except RectoError as error:
                kind = type(error)
                what = copy.renamed(error.what)
                where = copy.renamed(error.where)
                remedy = copy.renamed(error.remedy)
                raise kind(what, where=where, remedy=remedy) from None
