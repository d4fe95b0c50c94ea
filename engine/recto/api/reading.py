"""`read` one source, `read_many` sources, `aread` beside a running loop.

Sources and settings enter, Documents leave, in order. A failed page raises its error when its
source's turn comes; in `read_many` that source is left out on request. Sources that are no files
lie in a folder of their own while they are read, and are called what they are in every message.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Unpack, overload

from recto.api.document import Document, document_of
from recto.api.given import Given
from recto.api.keywords import Keywords
from recto.api.options import settings_for_many, settings_for_one
from recto.api.sources import Source, found, refuse_one
from recto.api.spoken import by_keyword
from recto.batch.answers import Fault
from recto.batch.facts import GOOD, PageCounts
from recto.batch.stopping import Stop
from recto.batch.stream import PageDone, read_in_order
from recto.errors import Incomplete, NoAnswerWarning, RectoError, TooManyErrors
from recto.layout.document import all_settled
from recto.model import result
from recto.model.result import PageResult
from recto.pipeline.previous_result import head_of, is_result
from recto.pipeline.vision import sent_by_programs, vision_for
from recto.settings.groups import Settings

GRACE = 2.0  # seconds that a cancelled call waits for its work to end


@overload
def read(
    source: Source, settings: Settings | None = ..., *, bgr: bool = ..., **options: Unpack[Keywords]
) -> Document: ...


@overload
def read(
    source: list[Source] | tuple[Source, ...],
    settings: Settings | None = ...,
    *,
    bgr: bool = ...,
    **options: Unpack[Keywords],
) -> list[Document]: ...


def read(
    source: Source | list[Source] | tuple[Source, ...],
    settings: Settings | None = None,
    *,
    bgr: bool = False,
    **options: Unpack[Keywords],
) -> Document | list[Document]:
    """Read a page, or a file of pages: a path, bytes, a binary file object, a PIL image or a numpy
    array (grey or RGB; bgr=True for OpenCV's). A list gives a list of Documents.

    Options are the settings of `recto read` by the names of its flags (docs/reference/settings.md),
    over `settings`: language="eng+deu", pages="1-3", llm="auto", max_cost=1.5, jobs=4. With one job
    a page is read in this process, where no time limit can be kept.

    Raises RectoError for the first page that fails, TypeError for what is no source. Warns with
    NoAnswerWarning when a vision LLM was asked in vain: the pages are then the local reading.
    """
    chosen = settings_for_one(settings, options)
    if isinstance(source, list | tuple):
        return list(_documents(source, chosen, bgr=bgr))
    documents = _documents([source], chosen, bgr=bgr)
    (document,) = documents
    return document


def read_many(
    sources: Iterable[Source],
    settings: Settings | None = None,
    *,
    skip_failed: bool = False,
    bgr: bool = False,
    **options: Unpack[Keywords],
) -> Iterator[Document]:
    """Read many sources, as `read` takes them, in order, with `jobs` processes (one a processor
    unless said) and bounded memory.

    A failed page raises its RectoError when its source's turn comes; with `skip_failed` that
    source is left out, until more than `max_failed` pages have failed. Raises TypeError at once for
    what is one source, and no series of them.
    """
    refuse_one(sources)
    chosen = settings_for_many(settings, options)
    return _documents(sources, chosen, bgr=bgr, skip_failed=skip_failed)


@overload
async def aread(
    source: Source, settings: Settings | None = ..., *, bgr: bool = ..., **options: Unpack[Keywords]
) -> Document: ...


@overload
async def aread(
    source: list[Source] | tuple[Source, ...],
    settings: Settings | None = ...,
    *,
    bgr: bool = ...,
    **options: Unpack[Keywords],
) -> list[Document]: ...


async def aread(
    source: Source | list[Source] | tuple[Source, ...],
    settings: Settings | None = None,
    *,
    bgr: bool = False,
    **options: Unpack[Keywords],
) -> Document | list[Document]:
    """`read` in a thread, so that the event loop goes on.

    Pages that are read in this process are read one at a time, while others wait for an endpoint. A
    cancelled call begins no further page and no call to an endpoint; its worker processes and open
    calls have ended when CancelledError is raised. Only a page that is being read in this process
    is read to its end, which is not waited for longer than two seconds.
    """
    stop = Stop()
    reading = partial(_until_stopped, source, settings, options, stop, bgr=bgr)
    work = asyncio.ensure_future(asyncio.to_thread(reading))
    work.add_done_callback(_dropped)
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        stop.ask()
        await asyncio.wait([work], timeout=GRACE)
        raise


def _until_stopped(
    source: Any, settings: Settings | None, options: Keywords, stop: Stop, *, bgr: bool
) -> Any:
    """As `read` does. Raises Stopped."""
    with stop:
        chosen = settings_for_one(settings, options)
        is_series = isinstance(source, list | tuple)
        sources = source if is_series else [source]
        documents = list(_documents(sources, chosen, bgr=bgr, stop=stop))
        return documents if is_series else documents[0]


def _dropped(work: asyncio.Future[Any]) -> None:
    """What went wrong in work that nobody waits for any more is nobody's to hear of."""
    if not work.cancelled():
        work.exception()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a source lies while it is read."""

    path: str
    given: Given | None

    def placed(self, error: RectoError) -> RectoError:
        """The error by the name of what was given."""
        if self.given is None:
            return error
        name = self.given.name
        where = error.where.replace(self.path, name)
        what = error.what.replace(self.path, name)
        kind = type(error)
        return kind(what, where=where, remedy=error.remedy)


def _documents(
    sources: Iterable[object],
    settings: Settings,
    *,
    bgr: bool,
    skip_failed: bool = False,
    stop: Stop | None = None,
) -> Iterator[Document]:
    most = settings.batch.max_failed if skip_failed else 0
    failed = 0
    with by_keyword(), ExitStack() as ending:
        places = ending.enter_context(_on_disk(sources, bgr=bgr))
        paths = [place.path for place in places]
        # Closed here: an error that somebody keeps would keep the worker processes, too.
        pages = ending.enter_context(closing(_pages(paths, settings, stop)))
        for place, group in zip(places, _by_source(pages), strict=True):
            faults = [page.answer for page in group if isinstance(page.answer, Fault)]
            failed += len(faults)
            if not faults:
                yield _document(place, group, settings)
            elif most is not None and failed > most:
                raise place.placed(faults[0].error)


@contextmanager
def _on_disk(sources: Iterable[object], *, bgr: bool) -> Iterator[Sequence[_Place]]:
    """Where each source lies; what is no file gets a file, until the block ends."""
    with TemporaryDirectory(prefix="recto-given-") as folder:
        places = []
        for number, source in enumerate(sources, 1):
            one = found(source, bgr=bgr)
            given = None
            if isinstance(one, Given):
                given = one
                path = one.put(Path(folder), number)
                one = str(path)
            place = _Place(one, given)
            places.append(place)
        yield places


def _pages(paths: Sequence[str], settings: Settings, stop: Stop | None) -> Generator[PageDone]:
    sent = sent_by_programs()
    vision = vision_for(settings.llm, sent, settings.spelled)
    yield from read_in_order(paths, settings, vision, stop)
    if vision is not None and vision.no_answer:
        warnings.warn(vision.no_answer, NoAnswerWarning, stacklevel=5)


def _by_source(pages: Iterable[PageDone]) -> Iterator[list[PageDone]]:
    """The pages of each source; one that is named twice in a row is told by a page that comes
    again.
    """
    group: list[PageDone] = []
    path = ""
    seen: set[int | None] = set()
    for page in pages:
        is_other = page.path != path or page.index in seen
        if group and is_other:
            yield group
            group = []
            seen = set()
        group.append(page)
        path = page.path
        seen.add(page.index)
    if group:
        yield group


def _document(place: _Place, pages: Iterable[PageDone], settings: Settings) -> Document:
    """One source's pages as a Document."""
    results: list[PageResult] = []
    for page in pages:
        assert not isinstance(page.answer, Fault)  # noqa: S101 - those have been raised
        results.append(page.answer.result)
    head = head_of(place.path, settings)
    source = head.source
    if place.given is not None:
        source = place.given.name
        results = [replace(each, source=source) for each in results]
    if settings.batch.strict:
        _refuse_incomplete(results)
    if settings.batch.max_errors is not None:
        _refuse_worse(results, settings.batch.max_errors)
    document = result.Document(
        source,
        (),
        head.settings_digest,
        head.engine_version,
        head.source_sha256,
        head.calibration,
    )
    stored = str(Path(place.path).absolute()) if is_result(place.path) else ""
    return document_of(document, all_settled(results), place.given, stored)


def _refuse_incomplete(pages: Iterable[PageResult]) -> None:
    for page in pages:
        if page.status not in GOOD:
            number = page.index + 1
            where = f"{page.source} page {number}"
            what = f"the page is {page.status}"
            remedy = "take the page as it is with strict=False"
            raise Incomplete(what, where=where, remedy=remedy)


def _refuse_worse(pages: Iterable[PageResult], limit: float) -> None:
    for page in pages:
        errors = PageCounts.of(page).errors
        if errors > limit:
            number = page.index + 1
            where = f"{page.source} page {number}"
            what = f"{errors:.1%} of its words may be wrong or missing"
            remedy = f"look at it, or allow more than max_errors={limit:g}"
            raise TooManyErrors(what, where=where, remedy=remedy)
