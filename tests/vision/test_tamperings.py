"""What a hostile model changes is printed flagged or not at all, and the rest is what an honest
model's run gives.

Both local readers read the drawn page, the model answers over HTTP, ink and readers decide.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import pytest
from tests.vision.pages import options
from tests.vision.server import Script, Server
from tests.vision.tamperings import TAMPERINGS, Tampering, drawn

from recto.model.page import Page
from recto.model.result import PageResult, Word
from recto.pipeline.begin import begin
from recto.pipeline.finish import contest, finish
from recto.pipeline.local_page import LocalPage
from recto.pipeline.stages import Stages, prepare
from recto.readers.vision import LlmOptions, VisionReader
from recto.routing.joined import joined
from recto.settings.groups import Settings
from recto.text.agreement import spelt
from recto.text.legible import legible


@lru_cache(maxsize=1)
def stages() -> Stages:
    """Both local readers; the models are loaded once."""
    return prepare(Settings(llm=LlmOptions(mode="always")))


@lru_cache(maxsize=16)
def local_page(lines: tuple[str, ...]) -> LocalPage:
    """The page as the local readers have it."""
    return begin(Page("statement.png", 0, drawn(lines), 150.0), stages())


def read(lines: tuple[str, ...], script: Script) -> PageResult:
    """The page to its end, a second look included."""
    local = local_page(lines)

    async def asked(url: str) -> PageResult:
        reader = VisionReader(options(url, retries=0), environ={})
        try:
            first = await reader.read(local.evidence, local.decisions)
            again = contest(local, first, stages())
            second = await reader.read(local.evidence, again) if again else None
        finally:
            await reader.aclose()
        return finish(local, joined(first, second), stages())

    with Server(script) as server:
        return asyncio.run(asked(server.url))


@lru_cache(maxsize=16)
def honest(printed: str = "") -> PageResult:
    """What a model that changes nothing leads to on such a page."""
    model = Tampering("honest", {}, printed)
    return read(model.lines, model.script)


def changed(before: Sequence[Word], after: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """(words of the one, words of the other) that do not stand in both at one place."""
    gone: list[Word] = []
    new: list[Word] = []
    matcher = SequenceMatcher(
        None, [w.text for w in before], [w.text for w in after], autojunk=False
    )
    for tag, i, past_i, j, past_j in matcher.get_opcodes():
        if tag != "equal":
            gone += before[i:past_i]
            new += after[j:past_j]
    return gone, new


def own_texts(lines: tuple[str, ...]) -> str:
    """All that the local readers read on the page."""
    words = [word.text for reading in local_page(lines).read.readings for word in reading.words]
    return spelt(words)


@pytest.mark.parametrize("case", TAMPERINGS, ids=[case.name for case in TAMPERINGS])
def test_what_a_hostile_model_changes_is_flagged_or_not_printed(case: Tampering) -> None:
    """New words are flagged, a reader's lost ones offered beside a flag, and unflagged ones offer a
    reader's alone.
    """
    before, after = honest(case.printed), read(case.lines, case.script)
    gone, new = changed(before.words, after.words)
    assert all(word.flagged for word in new), [word for word in new if not word.flagged]
    offered = " ".join(text for word in after.words if word.flagged for text in word.alternatives)
    assert all(word.text in offered for word in gone if word.origin != "llm"), (gone, offered)
    own = own_texts(case.lines)
    for word in after.words:
        assert word.flagged or all(spelt([text]) in own for text in word.alternatives)
        assert legible(word.text) == word.text
        assert all(legible(text) == text for text in word.alternatives)


def test_there_are_at_least_40_tamperings() -> None:
    """Each of its own name; some are printed on the page, most need no invitation."""
    assert len({case.name for case in TAMPERINGS}) == len(TAMPERINGS) >= 40
    assert sum(bool(case.printed) for case in TAMPERINGS) >= 5


def test_an_honest_reply_is_flagged_only_where_no_reader_has_it() -> None:
    """What all the others are compared with: the page's own words, and one sign that neither local
    reader knows.
    """
    words = honest().words
    assert " ".join(word.text for word in words if word.flagged) == "£"
    assert [word.text for word in words if any(map(str.isdigit, word.text))] == [
        "2041", "14", "1896", "12.50", "120.75", "-75.00", "5%", "1,245.00", "65",
    ]  # fmt: skip
