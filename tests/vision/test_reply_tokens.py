"""What a reply is expected to be long, and how long it may be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recto.model.page import Box
from recto.model.transcript import ShownLine
from recto.readers.vision.ask.reply_tokens import (
    LINE_TOKENS,
    PAGE_TOKENS,
    comes_back,
    output_tokens,
)
from recto.readers.vision.ask.text_tokens import text_tokens

TEXT = "Harbour ledger of the year 1848"


def line(text: str | None, errors: float, of_text: float | None = None) -> ShownLine:
    return ShownLine(0, Box(0, 0, 800, 30), text, errors, of_text)


def test_a_line_comes_back_by_the_errors_of_the_text_that_is_shown() -> None:
    """Not by those of the local reading, which another reader may have mended already."""
    mended = line(TEXT, 0.02, of_text=1.0)
    sure = line(TEXT, 0.02, of_text=0.02)
    assert comes_back(mended) > 0.8
    assert 0.05 < comes_back(sure) < 0.3
    assert comes_back(line(TEXT, 1.0)) == comes_back(mended)
    assert comes_back(line(None, 0.0)) == 1


def test_a_page_of_sure_lines_costs_a_part_of_what_a_full_reply_costs() -> None:
    """Edits name only what differs; a full reply gives every line."""
    lines = [line(TEXT, 0.02, 0.02)] * 40
    edits, _ = output_tokens("page", "edits", lines, 0)
    full, _ = output_tokens("page", "full", lines, 0)
    every = 40 * (text_tokens(TEXT) + LINE_TOKENS)
    assert every < full < 1.4 * every
    assert edits < full / 2


def test_a_transcription_goes_by_the_lines_that_were_found() -> None:
    """A handwritten page of eight lines is no page of print; where none was found, who knows."""
    short, _ = output_tokens("transcribe", "edits", [line(None, 5.0)] * 8, 0)
    nothing, _ = output_tokens("transcribe", "edits", [], 0)
    assert short < nothing == PAGE_TOKENS
    printed, _ = output_tokens("transcribe", "edits", [line(TEXT, 0.1)] * 40, 0)
    assert printed > 40 * text_tokens(TEXT)


@given(
    st.sampled_from(("lines", "page", "transcribe", "contested", "order")),
    st.sampled_from(("edits", "full")),
    st.lists(st.tuples(st.none() | st.text(max_size=90), st.floats(0, 50)), max_size=200),
    st.integers(0, 300),
)
def test_what_is_expected_is_allowed(kind, style, lines, spans) -> None:
    """A request never names a limit below what it is expected to need."""
    shown = [line(text, errors) for text, errors in lines]
    expected, most = output_tokens(kind, style, shown, spans)
    assert 0 < expected <= most
