"""What a page is called when the LLM's answer came to nothing: never "ok"."""

import pytest

from recto.arbitration.outcome import REFUSALS, TRUNCATIONS, with_transcript
from recto.model.result import PageResult
from recto.model.transcript import Transcript
from recto.readers.vision.reasons import WHY

PAGE = PageResult("page.png", 0, 100, 100, 300.0, "eng", ())


@pytest.mark.parametrize("why", sorted(WHY))
def test_every_way_to_fall_back_has_a_status(why: str) -> None:
    """Refused and truncated by name, everything else as fell-back."""
    expected = "refused" if why in REFUSALS else "truncated" if why in TRUNCATIONS else "fell-back"
    result = with_transcript(PAGE, Transcript((), "m", "image", None, events=(f"fell-back:{why}",)))
    assert result.status == expected
    assert result.guards[f"fell-back:{why}"] == 1


def test_the_codes_are_those_that_the_vision_reader_reports() -> None:
    """A code that no reader reports would never match."""
    assert set(WHY) >= REFUSALS | TRUNCATIONS


def test_an_answer_that_came_leaves_the_page_ok() -> None:
    """A retry on the way is counted, and no failure."""
    assert (
        with_transcript(
            PAGE, Transcript((), "m", "image", None, events=("retried:timeout",))
        ).status
        == "ok"
    )
