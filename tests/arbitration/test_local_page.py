"""A page taken from the local readers: theirs is every word, the LLM breaks ties and is heard in
alternatives.
"""

from tests.arbitration.made import facts, page, transcript
from tests.arbitration.test_hybrid import LONG

from recto.arbitration.hybrid import HybridPage, hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.model.result import Word

LOOP = "the the " * 120


def failed(tesseract: list[str], ppocr: list[str], *written: str) -> HybridPage:
    """The page after an LLM that ended in a loop."""
    lines = page(tesseract, ppocr)
    return hybrid_page(judge_page(lines, facts(lines)), transcript(*written, LOOP))


def words(result: HybridPage) -> list[Word]:
    """All of them."""
    return [word for line in result.lines for word in line.words]


def test_the_page_is_the_local_readers() -> None:
    """Nothing of the loop is printed, and the reason is told."""
    result = failed(LONG, LONG, *LONG[:4])
    assert [line.text for line in result.lines] == LONG
    assert dict(result.guards) == {"llm-page-outvoted": 1}


def test_a_tie_between_the_local_readers_is_broken_by_the_llm() -> None:
    """Tesseract reads "harbcur", PP-OCR "harbour"; so does the LLM, and the other way round on the
    next line.
    """
    tesseract = [LONG[0].replace("harbour", "harbcur"), *LONG[1:]]
    ppocr = [LONG[0], LONG[1].replace("december", "decernber"), *LONG[2:]]
    result = failed(tesseract, ppocr, *LONG[:4])
    assert [line.text for line in result.lines] == LONG
    reasons = {word.text: word.reason for word in words(result)}
    assert (reasons["harbour"], reasons["december"]) == ("llm-and-ppocr", "llm-and-tesseract")


def test_what_the_llm_alone_has_is_offered() -> None:
    """A short stretch, beside the word that it follows; the loop is not."""
    result = failed(LONG, LONG, *LONG[:2], "see also page nine", *LONG[2:4])
    offered = {word.text: word.alternatives for word in words(result) if word.flagged}
    assert offered == {"on": ("on see also page nine",)}
