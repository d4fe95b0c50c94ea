"""How many tokens a reply will take: what is expected, and the most that is sensible.

The kind of ask with what is asked about enters, two numbers leave: the first is what an estimate
counts, the second the limit that a request names.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.model.transcript import ShownLine
from recto.readers.vision.ask.prompt import Kind, Style
from recto.readers.vision.ask.tokens import text_tokens

UNREAD_TOKENS = 25  # output allowed for a line that Tesseract could not read
LINE_TOKENS = 12  # of the JSON around one line
REPLY_TOKENS, MOST_REPLY_TOKENS = 40, 400  # of the JSON around all lines, expected and allowed
SPAN_TOKENS, MOST_SPAN_TOKENS = 15, 60  # of one contested place
SPANS_TOKENS, MOST_SPANS_TOKENS = 20, 200  # of the JSON around all contested places
ORDER_TOKENS, MOST_ORDER_TOKENS = 20, 200  # of the JSON around an order
BLOCK_TOKENS = 4  # of one number in it
PAGE_TOKENS, MOST_PAGE_TOKENS = 400, 4000  # of a transcription, however little was found on it


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
        chance = min(1.0, line.expected_errors) if line.text else 1
        every_line += tokens
        edited.append(tokens * chance)

    if kind == "transcribe":
        expected = max(PAGE_TOKENS, every_line)
        most = max(MOST_PAGE_TOKENS, 3 * every_line)
        return expected, most
    returned = every_line if style == "full" else round(sum(edited))
    expected = REPLY_TOKENS + returned
    most = MOST_REPLY_TOKENS + 2 * every_line
    return expected, most
