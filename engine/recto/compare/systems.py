"""What `recto compare` can compare: the two local readers alone, Recto without an LLM, and Recto
with one.

Paths and Settings enter, a PageText for each page leaves, in the order of the files. The local
readers alone see the page as it was found; the others are the engine itself with one setting
changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from recto.compare.diff import Said
from recto.errors import BadArguments, InputError, RectoError
from recto.model.page import Page, Reading, Usage
from recto.model.result import PageResult
from recto.reasons import Reason
from recto.settings.groups import Settings
from recto.text.messages import one_line

if TYPE_CHECKING:
    from recto.batch.stream import PageDone
    from recto.compare.shared import Shared
    from recto.pipeline.vision import Vision

LlmMode = Literal["off", "auto", "always", "only"]
# System -> mode of the LLM. "llm" prints what the model reads, "hybrid" asks it about everything,
# "auto" chooses, "pair" and "auto-pair" ask the second model, too, about what stays contested,
# "pair-pages" and "auto-pair-pages" about every page that goes whole, and those with examples show
# it lines of the collection.
MODES: Mapping[str, LlmMode] = {
    "local": "off",
    "auto": "auto",
    "hybrid": "always",
    "llm": "only",
    "auto-pair": "auto",
    "pair": "always",
    "auto-pair-pages": "auto",
    "pair-pages": "always",
    "auto-examples": "auto",
    "hybrid-examples": "always",
}
# those that ask a second model, with what they are without it
OF_DOUBTS: Mapping[str, str] = {"auto-pair": "auto", "pair": "hybrid"}
OF_PAGES: Mapping[str, str] = {"auto-pair-pages": "auto", "pair-pages": "hybrid"}
PAIRS: Mapping[str, str] = {**OF_DOUBTS, **OF_PAGES}
# those that show lines of a collection, with what they are without
EXAMPLES: Mapping[str, str] = {"auto-examples": "auto", "hybrid-examples": "hybrid"}
ALONE = ("tesseract", "ppocr")
NAMES = (*ALONE, *MODES)
# those of a page on which the local reading stands where the LLM's was wanted
LOST = (Reason.FELL_BACK, Reason.REFUSED, Reason.TRUNCATED)


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as one system read it."""

    path: str
    index: int  # 0-based
    text: str
    words: tuple[Said, ...]
    seconds: float
    usage: Usage = field(default_factory=Usage)
    # share of characters in lines on which both local readers agree, 0..1
    agreed: float | None = None
    problem: str = ""  # why there is no text
    exit_code: int = 0  # of that problem
    # why the local reading stands where the LLM's was wanted: "fell-back", "refused", "truncated"
    fell_back: str = ""

    @property
    def name(self) -> str:
        """File and page for people."""
        number = self.index + 1
        return one_line(f"{self.path} page {number}")


def mode_of(system: str) -> str:
    """ "auto: gpt-4o" -> "auto"."""
    return system.partition(": ")[0]


def is_given(system: str) -> bool:
    """Whether the user brought its texts: they were read elsewhere, at an unknown price."""
    return mode_of(system) not in NAMES


def asks(system: str) -> bool:
    """Whether the system is to ask an LLM."""
    return MODES.get(mode_of(system), "off") != "off"


def chosen(given: str, settings: Settings, models: Sequence[str] = ()) -> tuple[str, ...]:
    """The systems asked for; by default the local ones, and the three with an LLM where a model is
    named. Of several models each is a system of its own: "auto: gpt-4o".

    Raises BadArguments for a name that is none.
    """
    names = _named(given, settings)
    if len(models) < 2:
        return names
    found = []
    for name in names:
        found += [f"{name}: {model}" for model in models] if asks(name) else [name]
    return tuple(found)


def _named(given: str, settings: Settings) -> tuple[str, ...]:
    if not given:
        return _usual(settings)

    stripped = map(str.strip, given.split(","))
    names = tuple(dict.fromkeys(filter(None, stripped)))
    unknown = [name for name in names if name not in NAMES]
    if unknown or not names:
        what = f"no system named {', '.join(unknown)}"
        raise BadArguments(what, remedy=f"choose from {', '.join(NAMES)}")
    if settings.llm.second is None and not set(PAIRS).isdisjoint(names):
        what = "a pair is of two models"
        raise BadArguments(what, remedy="name the second one with --second-model")
    if not set(EXAMPLES).isdisjoint(names) and not has_examples(settings):
        what = "no examples are to be shown"
        raise BadArguments(what, remedy="give --examples N and a --collection that has some")
    return names


def has_examples(settings: Settings) -> bool:
    """The user wants some shown, and the collection has some."""
    collection = settings.local.collection
    return bool(settings.llm.examples and collection and collection.examples)


def _usual(settings: Settings) -> tuple[str, ...]:
    """Whatever the settings name a model for."""
    llm = settings.llm
    if not (llm.model or llm.base_url):
        return (*ALONE, "local")
    left_out: set[str] = set()
    if llm.second is None:
        left_out.update(PAIRS)
    if llm.second_model_for == "pages":
        left_out.update(OF_DOUBTS)
    else:
        left_out.update(OF_PAGES)
    if not has_examples(settings):
        left_out.update(EXAMPLES)
    return tuple(name for name in NAMES if name not in left_out)


def endpoint(system: str, settings: Settings, budget: Path | None = None) -> Vision | None:
    """What answers for the LLM; None for a system that asks none. Raises InvalidConfig before any
    page is read.

    `budget` is where the systems keep the limits that they share. Answers from the cache are priced
    as if they were asked for now: a comparison is about what reading costs.
    """
    if not asks(system):
        return None
    from recto.pipeline.vision import sent_by_programs, vision_for

    options = _with_mode(system, settings).llm
    sent = sent_by_programs()
    return vision_for(options, sent, settings.spelled, budget_path=budget, prices_stored=True)


def own_texts(folder: Path, keys: Sequence[tuple[str, int]]) -> list[PageText]:
    """What a folder of the user's own texts has of the pages, named as truth files are."""
    from recto.compare.truth import find
    from recto.metrics.markers import strip_markers
    from recto.text.spacing import words_of

    pages = []
    for path, index in keys:
        try:
            text = find(folder, path, index)
        except RectoError as error:
            pages.append(_lost(path, index, error))
            continue
        if text is None:
            fault = InputError(f"no text of page {index + 1}", where=str(folder))
            pages.append(_lost(path, index, fault))
            continue
        words = tuple(Said(word) for word in words_of(strip_markers(text)))
        pages.append(PageText(path, index, text, words, 0.0))
    return pages


def read(
    system: str,
    paths: Sequence[str],
    settings: Settings,
    vision: Vision | None = None,
    shared: Shared | None = None,
) -> Iterator[PageText]:
    """Every page of the files by one system; a page that fails is given with its problem.

    `vision` is the system's own endpoint. "local" leaves its results in `shared`, and a system that
    asks an LLM begins with them.
    """
    if system in ALONE:
        for path in paths:
            yield from _alone(system, path, settings)
        return
    from recto.batch.stream import read_in_order

    with_mode = _with_mode(system, settings)
    sources = {path: path for path in paths}
    if shared is None:
        pages = read_in_order(paths, with_mode, vision)
    elif asks(system):
        sources = shared.instead_of(paths)
        pages = read_in_order(list(sources), with_mode, vision)
    else:
        pages = shared.kept(read_in_order(paths, with_mode, vision), with_mode)
    yield from _texts(pages, sources)


def _texts(pages: Iterable[PageDone], sources: Mapping[str, str]) -> Iterator[PageText]:
    """The pages as they were read, under the names of their sources."""
    from recto.batch.answers import Fault

    for done in pages:
        source = sources.get(done.path, done.path)
        if isinstance(done.answer, Fault):
            yield _lost(source, done.index or 0, done.answer.error)
            continue
        result = done.answer.result
        yield PageText(
            source,
            result.index,
            result.text,
            words=tuple(Said(word.text, word.box) for word in result.words),
            seconds=sum(result.seconds.values()),
            usage=result.usage,
            agreed=_agreed(result),
            fell_back=result.status if result.status in LOST else "",
        )


def _with_mode(system: str, settings: Settings) -> Settings:
    mode, _, model = system.partition(": ")
    llm = replace(settings.llm, mode=MODES[mode], model=model or settings.llm.model)
    if mode not in EXAMPLES:
        llm = replace(llm, examples=0)
    if mode not in PAIRS:
        llm = replace(llm, second_model="", second_provider="", second_base_url="")
    llm = replace(llm, second_model_for="pages" if mode in OF_PAGES else "doubts")
    return replace(settings, llm=llm)


def _alone(system: str, path: str, settings: Settings) -> Iterator[PageText]:
    from recto.sources import open_pages

    try:
        wanted, said = settings.input, settings.spelled("input.pages")
        for page in open_pages(path, pages=wanted.pages, dpi=wanted.dpi, said=said):
            if isinstance(page, Page):
                yield _read_alone(system, page, settings)
            else:
                yield _lost(path, page.index, page.error)
    except RectoError as error:
        yield _lost(path, 0, error)


def _read_alone(system: str, page: Page, settings: Settings) -> PageText:
    start = perf_counter()
    try:
        reading = _reading(system, page, settings)
    except RectoError as error:
        return _lost(page.source, page.index, error)

    seconds = perf_counter() - start
    words = tuple(Said(word.text, word.box) for word in reading.words)
    return PageText(
        page.source,
        page.index,
        reading.text,
        words,
        seconds,
    )


def _lost(path: str, index: int, error: RectoError) -> PageText:
    return PageText(
        path,
        index,
        text="",
        words=(),
        seconds=0.0,
        problem=str(error),
        exit_code=error.exit_code,
    )


def _reading(system: str, page: Page, settings: Settings) -> Reading:
    from recto_preprocessing import IDENTITY, View

    view = View(page.raster, IDENTITY, page.dpi)
    if system == "tesseract":
        from recto.local.page_language.models import first_language
        from recto.readers.tesseract.install import AUTO, installed_languages
        from recto.readers.tesseract.reader import Tesseract

        psm = settings.local.psm
        language = settings.input.language
        if language == AUTO:  # which is Recto's own work
            language = first_language(installed_languages())
        tesseract = Tesseract(language, psm, alternatives=False)
        return tesseract.read(view)
    from recto.readers.ppocr.reader import Ppocr

    reading = Ppocr().read(view)
    lines = sorted(reading.lines, key=lambda line: (line.box.top, line.box.left))
    return replace(reading, lines=tuple(lines))


def _agreed(result: PageResult) -> float | None:
    """None where only one reader read the page; lines of which only Tesseract was asked count, as
    it was sure.
    """
    readers = {reading.reader for reading in result.readings}
    if len(readers) < 2 or not result.text:
        return None

    agreed = characters = 0
    for line in result.lines:
        length = len(line.text)
        characters += length
        disputed = [
            word
            for word in line.words
            if word.origin != "agreed" and word.reason is not Reason.TESSERACT_IS_SURE
        ]
        if not disputed:
            agreed += length
    return agreed / characters
