"""Instructions printed in a page change nothing: an obedient model's reply is undone by the reply's
own guards.

The cases that need a second reader are run by the pipeline's tests, from the same table.
"""

from __future__ import annotations

import pytest
from tests.vision.injections import CASES, Case
from tests.vision.pages import evidence, options, read, text_of, whole_page
from tests.vision.server import Server

REPLY_CASES = [case for case in CASES if case.needs == "reply"]


@pytest.mark.parametrize("style", ["lines", "page"])
@pytest.mark.parametrize("case", REPLY_CASES, ids=[case.name for case in REPLY_CASES])
def test_the_output_is_the_pages_own_text(case: Case, style: str) -> None:
    """Every line of the page, the instruction included, comes out as printed, nothing added; the
    reason is named.
    """
    page = evidence(case.lines)
    with Server(case.script) as server:
        found = read(page, options(server.url, retries=0), whole_page(page, style))
    assert text_of(page, found) == case.lines
    assert found.events
    assert not any(line.cells for line in found.lines)


def test_there_are_at_least_25_pages() -> None:
    """The suite is as large as promised, and every place on the page is used."""
    assert len(REPLY_CASES) >= 25
    assert {case.place for case in CASES} == {"print", "margin", "tiny", "rotated"}
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_instruction_is_on_the_drawn_page(case: Case) -> None:
    """The page has more ink than the invoice alone: what the pipeline reads is what the case
    says.
    """
    from tests.vision.injections import INVOICE
    from tests.vision.pages import drawn

    assert (case.page() < 128).sum() > (drawn(INVOICE) < 128).sum()
