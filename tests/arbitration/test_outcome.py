"""What a page is called when the LLM's answer came to nothing: never "ok"."""

from dataclasses import replace

import pytest
from tests.arbitration.made import page, transcript

from recto.arbitration.outcome import (
    REFUSALS,
    SURE_ORDER,
    TRUNCATIONS,
    UNHEARD,
    llm_notes,
    llm_readings,
    notes_of,
    order_unsure,
    status_of,
)
from recto.local.fusion import LocalLine
from recto.model.page import Box
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
    assert llm_readings(transcript)[0].notes == (f"fell-back:{why}",)


def test_the_codes_are_those_that_the_vision_reader_reports() -> None:
    """A code that no reader reports would never match."""
    assert set(of_kind("ask")) >= REFUSALS | TRUNCATIONS


@pytest.mark.parametrize("local", ["ok", "blank", "unreadable", "truncated"])
def test_an_answer_that_came_leaves_the_page_as_it_was(local: str) -> None:
    """A retry on the way is counted, and no failure."""
    assert status_of(silent("retried:timeout"), local) == local  # type: ignore[arg-type]


def test_torn_lines_are_a_note() -> None:
    """How many; nothing where there are none."""
    read = page(["own", "Torn", "Torn"], ["own", "Torn", "Torn"])
    beside = (read[0], *(replace(line, facing_page=True) for line in read[1:]))
    assert notes_of(beside) == ("2 torn lines of the facing page left out",)
    assert notes_of(read) == ()


@pytest.mark.parametrize(
    ("replayed", "said"), [(False, "made, saw image"), (True, "made, saw image, replayed")]
)
def test_a_replayed_answer_is_told(replayed: bool, said: str) -> None:
    """Nothing was paid for it."""
    (reading,) = llm_readings(replace(transcript("own"), replayed=replayed))
    assert reading.detail == said


@pytest.mark.parametrize(
    ("sureness", "said"),
    [
        ((1.0, SURE_ORDER), ()),
        ((0.9, SURE_ORDER - 0.01), ("the reading order is unsure for 1 of 2 lines",)),
        ((0.0, 0.0), ("the reading order is unsure for 2 of 2 lines",)),
    ],
)
def test_a_page_says_where_its_order_is_unsure(
    sureness: tuple[float, ...], said: tuple[str, ...]
) -> None:
    """By the least sure cut that led to a line."""
    box = Box(0, 0, 10, 10)
    foot = (0.0, 10.0, 10.0, 10.0)
    lines = [LocalLine((), box, foot, "ppocr", order_sureness=each) for each in sureness]
    assert notes_of(lines) == said


@pytest.mark.parametrize(
    ("sureness", "share"),
    [((1.0, SURE_ORDER), 0.0), ((0.9, SURE_ORDER - 0.01), 0.25), ((0.0, 0.0), 1.0), ((), 0.0)],
)
def test_the_share_of_words_whose_place_is_unsure(
    sureness: tuple[float, ...], share: float
) -> None:
    """Three words on the first line, one on the second; none of a page without words."""
    lines = page(["the old harbour", "ledger"], ["the old harbour", "ledger"])
    pairs = zip(lines, sureness, strict=False)
    assert order_unsure([replace(line, order_sureness=each) for line, each in pairs]) == share
