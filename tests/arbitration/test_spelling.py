"""Spellings that the LLM mends stay as printed; glyphs that the local readers misread are
mended.
"""

import pytest
from tests.arbitration.made import facts, page, transcript

from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.readers.tesseract.lexicon import EMPTY

KNOWN = EMPTY.with_words(
    ("public", "country", "house", "Government", "festival", "exercise", "Paris", "the", "of")
)


@pytest.mark.parametrize(
    ("printed", "written", "expected", "why"),
    [
        ("publick", "public", "publick", "old spelling"),
        ("countrey", "country", "countrey", "old spelling"),
        ("Governemnt", "Government", "Governemnt", "a misprint is what the page says"),
        ("testival", "festival", "festival", "one glyph for another is a misreading"),
        ("exerci-e", "exercise", "exercise", "a mark inside is a broken letter"),
        ("aris", "Paris", "Paris", "the first letter may be cut off"),
        ("house", "houfe", "house", "both known to nobody or not, a glyph is decided by the score"),
        ("publick", "publique", "publick", "no lexicon is asked"),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_spelling_stays_as_printed(
    printed: str, written: str, expected: str, why: str, named: bool
) -> None:
    """Two sure readers against a near word to which letters were added, or from which they were
    dropped.
    """
    body = [
        f"the {printed} of the harbour lies open",
        "and is closed by ice from december",
        "ships must wait for tide",
    ]
    lines = page(body, body)
    answer = [body[0].replace(printed, written), *body[1:]]
    found = hybrid_page(
        judge_page(lines, facts(lines, KNOWN)),
        transcript(*answer, asked=(0, 1, 2) if named else None),
    )
    assert found.lines[0].words[1].text == expected, why
    assert found.guards.get("respelled-by-llm", 0) == (expected == printed and printed != "house")


def test_an_unsure_reader_proves_no_spelling() -> None:
    """What Tesseract hardly read is no witness."""
    lines = page(["the publick of"], ["the publick of"], confidence=0.6)
    found = hybrid_page(
        judge_page(lines, facts(lines, KNOWN)), transcript("the public of", asked=(0,))
    )
    assert found.guards.get("respelled-by-llm", 0) == 0
