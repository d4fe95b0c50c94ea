"""What a page is called when the LLM's answer came to nothing: never "ok"."""

import pytest

from recto.arbitration.outcome import (
    REFUSALS,
    TRUNCATIONS,
    UNHEARD,
    llm_notes,
    llm_reading,
    status_of,
)
from recto.model.transcript import Transcript
from recto.reasons import Reason, of_kind


def silent(*events: str) -> Transcript:
    """An answer without a line."""
    return Transcript((), "m", "image", None, events=events)


@pytest.mark.parametrize("why", of_kind("ask"))
def test_every_way_to_fall_back_has_a_status(why: Reason) -> None:
    """Refused and truncated by name, everything else as fell-back; the note says it in words."""
    expected = "refused" if why in REFUSALS else "truncated" if why in TRUNCATIONS else "fell-back"
    transcript = silent(f"fell-back:{why}")
    assert status_of(transcript, "ok") == expected
    assert llm_notes(transcript) == (f"{UNHEARD}: {why.sentence}",)
    assert llm_reading(transcript).notes == (f"fell-back:{why}",)


def test_the_codes_are_those_that_the_vision_reader_reports() -> None:
    """A code that no reader reports would never match."""
    assert set(of_kind("ask")) >= REFUSALS | TRUNCATIONS


@pytest.mark.parametrize("local", ["ok", "blank", "unreadable", "truncated"])
def test_an_answer_that_came_leaves_the_page_as_it_was(local: str) -> None:
    """A retry on the way is counted, and no failure."""
    assert status_of(silent("retried:timeout"), local) == local  # type: ignore[arg-type]
