"""What an LLM says about a page is not printed; what the page prints in brackets is."""

import pytest
from tests.arbitration.made import facts, page, transcript
from tests.arbitration.test_hybrid import LONG

from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.arbitration.one_sided.remarks import remarks, without


def left(text: str, *printed: str) -> str:
    """The LLM's words without its remarks, when the page has these lines."""
    words = text.split()
    return " ".join(without(words, remarks(words, page(list(printed), list(printed)))))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("the yard [illegible] is", "the yard is"),
        ("the yard [?] is [...]", "the yard is"),
        ("[Seal of the United States] the yard", "the yard"),
        ("the yard [illegible handwritten text at the bottom]", "the yard"),
        ("the yard (lower left margin) is", "the yard is"),
        ("der Hof [Stempel der Bibliothek] ist", "der Hof ist"),
        ("the yard [that?] is", "the yard [that?] is"),
        ("the yard (see table 4) is", "the yard (see table 4) is"),
        ("the yard [1] is [open", "the yard [1] is [open"),
        ("the [* Deposited 1855 *] yard", "the [* Deposited 1855 *] yard"),
        ("![Image: stamp with text] the yard", "the yard"),  # a Markdown picture has no address
        ("![Stamp: the yard is] open", "the yard is] open"),  # what a remark quotes is read
        ("[Round stamp: of no great age] the yard", "the yard"),
    ],
)
def test_remarks_go_and_readings_stay(written: str, expected: str) -> None:
    """Brackets with a describing term, or without a letter."""
    assert left(written, "the yard is") == expected


def test_a_remark_that_the_page_prints_is_text() -> None:
    """An edition of letters has "[illegible]" in print, and a local reader sees it."""
    assert left("the yard [illegible] is", "the yard [illegible] is") == "the yard [illegible] is"


def test_a_describing_word_in_round_brackets_may_be_print() -> None:
    """A local reader has the word and lost the bracket."""
    assert (
        left("The Yard (with illustrations)", "The Yard with illustrations")
        == "The Yard (with illustrations)"
    )


def test_a_remark_is_kept_in_the_notes_and_counted() -> None:
    """Nothing that the LLM wrote is lost without a word."""
    lines = page(LONG, LONG)
    result = hybrid_page(judge_page(lines, facts(lines)), transcript("[Image of a harbour]", *LONG))
    assert [line.text for line in result.lines] == LONG
    assert (result.guards["remark-by-llm"], result.unprinted) == (1, ("[Image of a harbour]",))


def test_what_the_llm_could_not_read_comes_from_the_local_readers() -> None:
    """A line of which it says that it is illegible."""
    lines = page(LONG, LONG)
    written = [*LONG[:5], "[illegible line]", *LONG[6:]]
    result = hybrid_page(judge_page(lines, facts(lines)), transcript(*written))
    assert [line.text for line in result.lines] == LONG
