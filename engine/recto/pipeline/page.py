"""One page through every stage: the whole of Recto in reading order.

A Page enters, a PageResult leaves: what its own text layer keeps (`start`), its first half
(`begin.begin`), what an LLM says where one is asked, its second half (`finish.finish`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from recto.local.coloured import visible
from recto.model.page import Page
from recto.model.result import PageResult
from recto.pipeline.begin import begin, begin_visible
from recto.pipeline.finish import finish
from recto.pipeline.local_page import LocalPage
from recto.pipeline.own_language import in_language_of
from recto.pipeline.stages import Stages
from recto.settings.llm import LlmOptions
from recto.sources.opening import holds_pdf

if TYPE_CHECKING:
    from recto.textlayer import TextLayer


def read_page(page: Page, stages: Stages) -> PageResult:
    """Read one page without an LLM. Raises ReaderFailed or MissingDependency."""
    found = start(page, stages)
    return finish(found, None, stages) if isinstance(found, LocalPage) else found


def start(page: Page, stages: Stages) -> PageResult | LocalPage:
    """The page done where its own text is good and to be kept, else what `begin` makes of it.
    Raises as `begin`.
    """
    page = visible(page)
    own = _own_text(page)
    if own is not None and stages.text_layer == "keep":
        kept = _kept(page, own, stages)
        if isinstance(kept, PageResult):
            return kept
        own = kept
    return replace(begin_visible(page, stages), own=own and replace(own, glyphs=()))


def _own_text(page: Page) -> TextLayer | None:
    """A picture has none, and what reads one is not loaded for it."""
    if not holds_pdf(page.source):
        return None
    from recto.textlayer import text_layer

    return text_layer(page)


def _kept(page: Page, own: TextLayer, stages: Stages) -> PageResult | TextLayer:
    from recto.textlayer import Readers, keep

    known = in_language_of(own.reading.text, stages)
    readers = Readers(known.tesseract, known.ppocr)
    return keep(page, own, readers, partial(_read_beside, stages=known))


def _read_beside(page: Page, stages: Stages) -> PageResult:
    """What the local readers read on a page that holds what a text layer leaves uncovered."""
    local = replace(stages, llm=LlmOptions(), layout="page", notes=())
    return finish(begin(page, local), None, local)
