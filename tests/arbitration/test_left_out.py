"""No local word goes without a flag: what the LLM leaves out is offered beside the word before
it.
"""

from tests.arbitration.made import facts, page, transcript
from tests.arbitration.test_hybrid import LONG

from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.arbitration.outcome import HybridPage
from recto.model.result import Word
from recto.reasons import Reason


def arbitrated(read: list[str], *written: str) -> HybridPage:
    """The page of two local readers that read alike, and an LLM."""
    lines = page(read, read)
    return hybrid_page(judge_page(lines, facts(lines)), transcript(*written))


def flagged(read: list[str], *written: str) -> dict[str, tuple[str, ...]]:
    """Flagged words with their alternatives."""
    result = arbitrated(read, *written)
    words: list[Word] = [word for line in result.lines for word in line.words]
    return {word.text: word.alternatives for word in words if word.flagged}


def test_a_stamp_at_the_foot_is_offered_with_the_last_word() -> None:
    """It does not come back, since furniture stands there, and is not lost."""
    assert flagged([*LONG, "LIBRARY"], *LONG) == {"feared": ("feared LIBRARY",)}


def test_a_running_head_is_offered_with_the_first_word() -> None:
    """Nothing printed stands before it, and it is too short to come back."""
    assert flagged(["12 REPOR", *LONG], *LONG) == {"the": ("12 REPOR the",)}


def test_a_running_head_of_eight_letters_comes_back() -> None:
    """Both local readers have it alike and surely: it opens the page."""
    result = arbitrated(["12 REPORT", *LONG], *LONG)
    first = result.lines[0].words
    assert [word.text for word in first[:2]] == ["12", "REPORT"]
    assert {word.reason for word in first[:2]} == {Reason.RESTORED_DROPPED_BY_LLM}


def test_a_word_inside_a_line_is_offered_where_it_stood() -> None:
    """The LLM dropped "old"."""
    written = [line.replace("the old mole", "the mole") for line in LONG]
    assert flagged(LONG, *written) == {"the": ("the old",)}


def test_nothing_is_offered_when_nothing_is_left_out() -> None:
    """A page that all have read alike has no flag."""
    assert flagged(LONG, *LONG) == {}


def test_what_is_left_out_is_counted() -> None:
    """So that the summary can say how many words are offered beside others."""
    assert arbitrated([*LONG, "LIBRARY"], *LONG).guards["left-out-with-llm"] == 1
    assert "left-out-with-llm" not in arbitrated(LONG, *LONG).guards
