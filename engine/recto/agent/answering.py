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

from recto.agent.fence import RESULT, Copy, Fence
from recto.agent.told import (
    ComparedTold,
    DoubtsTold,
    FilesTold,
    LineTold,
    TextTold,
    cut,
    doubts_told,
    page_told,
)
from recto.api import saving
from recto.batch.answers import Fault
from recto.batch.stopping import Stop
from recto.batch.stream import read_in_order
from recto.compare.diff import most_differing, side_by_side
from recto.compare.scores import agreement
from recto.compare.systems import PageText, read
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
MOST_LINES = 40  # on which readers differ
KEPT = 8  # readings
READERS = ("tesseract", "ppocr", "local")
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
        found = self.fence.listing(folder, MOST_FILES)
        return FilesTold(found[:MOST_FILES], is_cut=len(found) > MOST_FILES)

    def text(self, name: str, form: Form, language: str, pages: str, stop: Stop) -> TextTold:
        """A file's text."""
        results = self._results(name, language, pages, stop)
        text, is_cut = cut(_written(name, results, form))
        pages_told = [page_told(page) for page in results]
        return TextTold(name, text, is_cut, pages_told)

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
        found: dict[str, list[PageText]] = {}
        failed: list[str] = []
        with self._copy(name, AS_PAGES) as copy:
            settings = self._chosen(copy, language, str(page))
            for reader in READERS:
                stop.heed()
                found[reader] = list(read(reader, [str(copy.path)], settings))
                failed += [
                    f"{reader}: {_renamed(each.problem, copy)}"
                    for each in found[reader]
                    if each.problem
                ]
        return _compared(name, page, found, failed)

    def _results(self, name: str, language: str, pages: str, stop: Stop) -> tuple[PageResult, ...]:
        """The pages, read now or just before."""
        with self._copy(name, AS_PAGES) as copy:
            key = (copy.sha256, language, pages)
            if key not in self.kept:
                settings = self._chosen(copy, language, pages)
                self.kept[key] = self._read(copy, settings, stop)
            self.kept.move_to_end(key)
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return self.kept[key]

    def _read(self, copy: Copy, settings: Settings, stop: Stop) -> tuple[PageResult, ...]:
        sent, spelled = sent_by_programs(), settings.spelled
        vision = vision_for(settings.llm, sent, spelled, budget_path=self.budget)
        results = []
        for page in read_in_order([str(copy.path)], settings, vision, stop):
            if isinstance(page.answer, Fault):
                raise page.answer.error
            results.append(replace(page.answer.result, source=copy.name))
        return tuple(all_settled(results))

    def _earlier(self, name: str, pages: str) -> Sequence[PageResult]:
        """Of a JSON result; the files that it names are not opened."""
        with self._copy(name, (RESULT,)) as copy:
            document = document_of(copy.path.read_bytes(), name)
        count = max((page.index for page in document.pages), default=-1) + 1
        wanted = set(chosen(pages, count, name, "pages"))
        return [page for page in document.pages if page.index in wanted]

    def _chosen(self, copy: Copy, language: str, pages: str) -> Settings:
        """The operator's settings with what an agent may choose. Raises BadArguments for too much,
        MissingDependency for a language.
        """
        count = count_pages(str(copy.path))
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
                what, where = _renamed(error.what, copy), _renamed(error.where, copy)
                raise kind(what, where=where, remedy=_renamed(error.remedy, copy)) from None


def _renamed(text: str, copy: Copy) -> str:
    return text.replace(str(copy.path), copy.name)


def _written(name: str, pages: Sequence[PageResult], form: Form) -> str:
    """The pages in a format."""
    document = Document(name, tuple(pages), "", "")
    return saving.text(document, form)


def _compared(
    name: str, page: int, found: dict[str, list[PageText]], failed: list[str]
) -> ComparedTold:
    texts: dict[str, str] = {}
    is_cut = False
    for reader, pages in found.items():
        texts[reader], was_cut = cut("\n".join(each.text for each in pages if not each.problem))
        is_cut = is_cut or was_cut
    said = {
        reader: [word for each in pages for word in each.words] for reader, pages in found.items()
    }
    others = {reader: words for reader, words in said.items() if reader != "local"}
    lines = side_by_side(texts["local"], others)
    differing = []
    for line in most_differing(lines, MOST_LINES):
        pieces = {}
        for reader, said_there in line.readings.items():
            pieces[reader] = " ".join(piece.text for piece in said_there)
        differing.append(LineTold(page, line.reference, pieces))
    alike = {f"{a} and {b}": round(share, 4) for (a, b), share in agreement(found).items()}
    return ComparedTold(name, texts, is_cut, failed, alike, differing)
