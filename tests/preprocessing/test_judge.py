"""Reading a few lines to judge a step: each line of a page is read once, however many steps ask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recto_preprocessing import Pixels
from recto_preprocessing.judge import remembered

DARK, LIGHT, TALL = (
    np.full((4, 8), 20, np.uint8),
    np.full((4, 8), 220, np.uint8),
    np.full((8, 4), 20, np.uint8),
)


def test_each_line_is_read_once_and_the_mean_is_over_all() -> None:
    """Equal pixels are the same line; other pixels, or another shape of the same bytes, are not."""
    read: list[Pixels] = []

    def brightness(lines: Sequence[Pixels]) -> float:
        read.extend(lines)
        return float(np.mean([line.mean() / 255 + line.shape[0] for line in lines]))

    score = remembered(brightness)
    for lines in ([DARK], [DARK, LIGHT], [LIGHT, DARK.copy(), TALL]):
        assert np.isclose(score(lines), brightness(lines))
        del read[-len(lines) :]
    assert len(read) == 3


def test_no_lines_have_no_score() -> None:
    """As for the reader itself."""
    assert remembered(lambda lines: float(len(lines)))([]) == 0.0
