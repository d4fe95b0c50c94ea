"""Where words stand that no reader gave a box to: their place, shared out by length.

A box and texts enter, a box for each text leaves, px of the original page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.model.page import Box


def shared_out(whole: Box, texts: Sequence[str]) -> list[Box]:
    """From left to right, without gaps."""
    total = max(1, sum(map(len, texts)))
    boxes = []
    at = 0
    for text in texts:
        left = whole.left + whole.width * at / total
        at += len(text)
        right = whole.left + whole.width * at / total
        boxes.append(replace(whole, left=left, right=right))
    return boxes
