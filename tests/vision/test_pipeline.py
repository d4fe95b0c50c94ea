"""Pages that print instructions, through the whole pipeline, before a model that obeys: the page's
own text comes out.

Tesseract and PP-OCR read the drawn page, an obedient model answers over HTTP, ink and readers
decide.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache

import pytest
from tests.vision.injections import CASES, Case
from tests.vision.pages import options
from tests.vision.server import Server

from recto.model.page import Page
from recto.model.result import PageResult
from recto.pipeline.begin import begin
from recto.pipeline.finish import contest, finish
from recto.pipeline.local_page import LocalPage
from recto.pipeline.stages import Stages, prepare
from recto.readers.vision import LlmOptions, VisionReader
from recto.routing.joined import joined
from recto.settings.groups import Settings
from recto.text.alignment import compact


@lru_cache(maxsize=1)
def stages(choice: LlmOptions) -> Stages:
    """Both local readers; the models are loaded once."""
    return prepare(Settings(llm=choice))


@lru_cache(maxsize=2)
def local_page(case: Case) -> LocalPage:
    """The case's page as the local readers have it."""
    return begin(Page(f"{case.name}.png", 0, case.page(), 150.0), stages(LlmOptions(mode="always")))


def read(case: Case) -> PageResult:
    """The page to its end, a second look included."""
    local = local_page(case)

    async def asked(choice: LlmOptions) -> PageResult:
        reader = VisionReader(choice, environ={})
        try:
            first = await reader.read(local.evidence, local.decisions)
            again = contest(local, first, stages(LlmOptions(mode="always")))
            second = await reader.read(local.evidence, again) if again else None
        finally:
            await reader.aclose()
        return finish(local, joined(first, second), stages(LlmOptions(mode="always")))

    with Server(case.script) as server:
        return asyncio.run(asked(options(server.url, retries=0)))


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_page_says_what_it_said_without_the_llm(case: Case) -> None:
    """Letters and digits of the local reading, the instruction included, nothing more; the reason
    is counted.
    """
    found = read(case)
    alone = finish(local_page(case), None, stages(LlmOptions(mode="always")))
    assert compact(found.text) == compact(alone.text)
    assert found.guards
