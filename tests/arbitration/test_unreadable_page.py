"""A page that the local readers cannot read is told apart from one on which a single reader
fails.
"""

import json
from pathlib import Path
from typing import Literal

import pytest
from tests.arbitration.made import facts, page
from tests.arbitration.test_hybrid import BODY
from tests.local.made import line, reading

from recto.arbitration.flags import AT_MOST, PageDoubts, doubted
from recto.arbitration.local_reading import judge_page, local_lines
from recto.arbitration.page.unreadable_page import NOTE, is_unreadable
from recto.local.fusion import fuse
from recto.model.page import Page
from recto.pipeline.page import read_page
from recto.pipeline.stages import prepare
from recto.readers.tesseract.lexicon import EMPTY
from recto.reasons import Reason
from recto.settings.groups import Input, Local, Settings
from recto.sources import open_pages
from recto.witnesses.local import page_facts

SCRAWL = [
    "qh tiarboar lcs opn io lbe uaih",
    "oud i lcsod bg iee fmn deeemb",
    "Stups af more thn twchve",
]


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "sure", "expected"),
    [
        (BODY, BODY, 0.7, False),  # they agree: print, however unsure
        (SCRAWL, BODY[:3], 0.97, False),  # Tesseract alone fails, as on a comic
        (SCRAWL, [text[::-1] for text in SCRAWL], 0.75, True),  # neither reads it
        (["a1"], ["xz"], 0.5, False),  # a label is no page
    ],
)
def test_a_page_is_unjudged_where_neither_reader_reads_it(
    tesseract: list[str], ppocr: list[str], sure: float, expected: bool
) -> None:
    """They differ in most characters, and the better one is unsure."""
    first = reading(
        "tesseract", *(line(text, top=30.0 * k, confidence=0.3) for k, text in enumerate(tesseract))
    )
    second = reading(
        "ppocr", *(line(text, top=30.0 * k, confidence=sure) for k, text in enumerate(ppocr))
    )
    lines = fuse(first, second)
    assert is_unreadable(lines, facts(lines)) == expected


@pytest.mark.parametrize(("sure", "expected"), [(0.3, True), (0.6, False)])
def test_tesseract_alone_judges_by_its_own_mean(sure: float, expected: bool) -> None:
    """Without a second reader there is nothing else to go by."""
    lines = fuse(
        reading(
            "tesseract", *(line(text, top=30.0 * k, confidence=sure) for k, text in enumerate(BODY))
        ),
        None,
    )
    assert is_unreadable(lines, page_facts(lines, EMPTY, "eng", two_readers=False)) == expected


def test_no_word_looks_sure_that_one_reader_alone_has() -> None:
    """Words on which both agree keep their confidence."""
    lines = page(["the harbour lies"], ["the barbaur lies"])
    words = {
        word.text: word
        for row in doubted(local_lines(judge_page(lines, facts(lines))), PageDoubts(True))
        for word in row.words
    }
    assert not words["lies"].flagged
    (other,) = words.keys() - {"the", "lies"}
    assert (words[other].flagged, words[other].confidence <= 0.5) == (True, True)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("corpus", "kind", "expected"),
    [
        ("loc-manuscripts-and-books", "handwritten", True),
        ("cookery-bibliography", "printed-book", False),
    ],
)
def test_real_pages_are_told_apart(corpora: Path, corpus: str, kind: str, expected: bool) -> None:
    """The first of its kind, as Tesseract alone and as both readers read it."""
    found = (
        json.loads(row)
        for row in (corpora / corpus / "pages.jsonl").read_text(encoding="utf-8").splitlines()
    )
    image = corpora / corpus / next(entry["image"] for entry in found if entry["kind"] == kind)
    (seen,) = open_pages(str(image))
    assert isinstance(seen, Page)
    readers: tuple[Literal["off", "on"], ...] = ("off", "on")
    for reader in readers:
        result = read_page(seen, prepare(Settings(Input("eng"), Local(second_reader=reader))))
        most = AT_MOST[Reason.PAGE_UNREADABLE]
        sure = [each for each in result.words if each.confidence > most and each.origin != "agreed"]
        assert (NOTE in result.notes, not sure) == (expected, expected)
