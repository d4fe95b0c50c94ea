"""What a truth says of places on a page, in scripts with spaces and without."""

from __future__ import annotations

import pytest

from benchmarks.learn.labels import labels
from benchmarks.learn.llm_labels import truth_of
from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import Box, ReaderWord

TEXTS = {"Greek": ("παν μετρον αριστον", " "), "Chinese": ("石頭記是紅樓夢", "")}


def read(words: list[str], wrong: str) -> LocalLine:
    """A line whose Tesseract has another word in the middle than PP-OCR, which is right."""
    units = []
    for at, text in enumerate(words):
        box = Box(40.0 * at, 0.0, 40.0 * at + 30, 30.0)
        mine = wrong if at == len(words) // 2 else text
        units.append(AlignedWords((ReaderWord(mine, box, 0.9),), (ReaderWord(text, box, 0.9),)))
    whole = Box(0.0, 0.0, 40.0 * len(words), 30.0)
    return LocalLine(tuple(units), whole, (0.0, 30.0, whole.right, 30.0), "tesseract")


@pytest.mark.parametrize("script", TEXTS)
def test_each_place_is_judged_by_itself(script: str) -> None:
    """One wrong word, or character where scripts have no spaces, leaves the others right."""
    truth, space = TEXTS[script]
    words = truth.split(space) if space else list(truth)
    (row,) = labels([read(words, wrong="xy")], truth)
    middle = len(words) // 2
    assert [label.ppocr_right for label in row] == [True] * len(words)
    assert [label.tesseract_right for label in row] == [at != middle for at in range(len(words))]
    assert not any(label.shared for label in row)


@pytest.mark.parametrize("script", TEXTS)
def test_stretches_of_an_llm_are_cut_at_its_words(script: str) -> None:
    """Its second word has its own truth."""
    truth, space = TEXTS[script]
    words = truth.split(space) if space else list(truth)
    found = truth_of([words], truth)
    assert found(1, 2) == words[1]
    assert found(0, len(words)) == "".join(words)
