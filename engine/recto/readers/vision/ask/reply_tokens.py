"""How many tokens a reply will take: what is expected, and the most that is sensible.

The kind of ask with what is asked about enters, two numbers leave: the first is what an estimate
counts, the second the limit that a request names.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from recto.model.transcript import ShownLine
from recto.readers.vision.ask.prompt import Kind, Style
from recto.readers.vision.ask.text_tokens import text_tokens

UNREAD_TOKENS = 25  # output allowed for a line that Tesseract could not read
LINE_TOKENS = 12  # of the JSON around one line
REPLY_TOKENS, MOST_REPLY_TOKENS = 20, 400  # of the JSON around all lines, expected and allowed
# How likely a line comes back: its expected errors, its words, and what models see otherwise
# (spaces, marks, letters at a line's end) each have a part. Fitted to recorded readings of one half
# of the corpora's documents, judged on the other (`python -m benchmarks.reply_lengths`).
BY_ERROR, BY_WORD, BY_LINE = 1.9, 0.006, 0.08
SPAN_TOKENS, MOST_SPAN_TOKENS = 15, 60  # of one contested place
SPANS_TOKENS, MOST_SPANS_TOKENS = 20, 200  # of the JSON around all contested places
ORDER_TOKENS, MOST_ORDER_TOKENS = 20, 200  # of the JSON around an order
BLOCK_TOKENS = 4  # of one number in it
PAGE_TOKENS, MOST_PAGE_TOKENS = 400, 4000  # of a transcription of which no line was found
TRANSCRIBED_TOKENS = 12  # of a line of a transcription, at least
TRANSCRIBED_BESIDE = 4  # of the JSON around one
# of a page: what is added to it and marked (tables come twice), as a share of all its lines
EXTRA = 0.2


def comes_back(line: ShownLine) -> float:
    """How likely a model gives this line with another text than it was shown, 0..1."""
    if not line.text:
        return 1.0
    errors = line.text_errors
    if errors is None:
        errors = line.expected_errors
    words = len(line.text.split())
    return 1 - math.exp(-BY_ERROR * errors - BY_WORD * words - BY_LINE)


def _transcribed(line: ShownLine) -> int:
    """Of a line that is written out: what stands on it, where that is known."""
    if not line.text:
        return TRANSCRIBED_TOKENS
    known = text_tokens(line.text)
    return max(TRANSCRIBED_TOKENS, known + TRANSCRIBED_BESIDE)


def output_tokens(
    kind: Kind, style: Style, lines: Sequence[ShownLine], spans: int
) -> tuple[int, int]:
    """Expected and largest sensible output: JSON around the lines that are likely to come back."""
    if kind == "order":
        numbers = BLOCK_TOKENS * spans
        return ORDER_TOKENS + numbers, MOST_ORDER_TOKENS + 2 * numbers
    if kind == "contested":
        expected = SPANS_TOKENS + SPAN_TOKENS * spans
        most = MOST_SPANS_TOKENS + MOST_SPAN_TOKENS * spans
        return expected, most

    every_line = 0
    edited: list[float] = []  # tokens of each line, times how likely it is to come back
    for line in lines:
        tokens = UNREAD_TOKENS
        if line.text is not None:
            tokens = text_tokens(line.text) + LINE_TOKENS
        every_line += tokens
        edited.append(tokens * comes_back(line))

    if kind == "transcribe":
        found = sum(_transcribed(line) for line in lines)
        expected = REPLY_TOKENS + found if lines else PAGE_TOKENS
        most = max(MOST_PAGE_TOKENS, 3 * every_line)
        return expected, most
    returned = every_line if style == "full" else sum(edited)
    beside = EXTRA * every_line if kind == "page" else 0.0
    expected = REPLY_TOKENS + round(returned + beside)
    most = MOST_REPLY_TOKENS + 2 * every_line
    return expected, most
