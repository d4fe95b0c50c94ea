"""Whether the two sides of a gutter are columns of prose, judged for many gutters at once."""

import numpy as np
import pytest

from recto.reading_order.prose import (
    MIN_LETTERS,
    MIN_ROW_CHARACTERS,
    MIN_ROW_LENGTH,
    MIN_ROWS,
    LinesInRows,
    side_by_side,
)
from recto.reading_order.rows import LevelPage, rows

NOTHING = np.zeros((0, 4))
HEIGHT = 20.0
WORDS = "a row of words and more"


def page_of(boxes: np.ndarray, texts: list[str]) -> LevelPage:
    """Lines of 20 px."""
    return LevelPage(np.asarray(boxes, dtype=float), texts, HEIGHT, NOTHING, NOTHING)


def side(left: float, count: int, *, wide: float = 200.0, top: float = 0.0) -> np.ndarray:
    """So many lines below one another."""
    tops = top + 30.0 * np.arange(count)
    ones = np.ones(count)
    return np.column_stack([left * ones, tops, (left + wide) * ones, tops + HEIGHT])


@pytest.mark.parametrize(
    ("right", "text", "is_prose"),
    [
        (side(300, 6), WORDS, True),
        (side(300, 6, top=400), WORDS, False),  # below, not beside
        (side(300, MIN_ROWS), WORDS, True),
        (side(300, MIN_ROWS - 1), WORDS, False),
        (side(300, 6, wide=MIN_ROW_LENGTH * HEIGHT), WORDS, True),
        (side(300, 6, wide=MIN_ROW_LENGTH * HEIGHT - 1), WORDS, False),
        (side(300, 6), "w" * MIN_ROW_CHARACTERS, True),
        (side(300, 6), "w" * (MIN_ROW_CHARACTERS - 1), False),
        (side(300, 6), "書" * (MIN_ROW_CHARACTERS // 2), True),  # as wide as two
        (side(300, 6), "書" * (MIN_ROW_CHARACTERS // 2 - 1), False),
        (side(300, 6), "12,345.00 and 67,890.00", False),
        (side(300, 6), "की रिपोर्ट के बिहार, में", True),  # signs about letters are letters
    ],
    ids=[
        "prose",
        "below",
        "rows",
        "few rows",
        "long",
        "short",
        "full",
        "empty",
        "Chinese",
        "short Chinese",
        "figures",
        "Hindi",
    ],
)
def test_both_sides_must_be_prose(right: np.ndarray, text: str, is_prose: bool) -> None:
    """Rows enough, long enough, full enough, mostly of letters, and beside one another."""
    boxes = np.vstack([side(0, 6), right])
    lines = LinesInRows(page_of(boxes, [WORDS] * 6 + [text] * len(right)), np.arange(len(boxes)))
    left = lines.boxes[:, 0] < 300
    found = lines.are_columns(np.array([left, ~left, left & False]), np.array([~left, left, left]))
    assert found.tolist() == [is_prose, is_prose, False]


def slowly(page: LevelPage, boxes: np.ndarray, left: np.ndarray, right: np.ndarray) -> bool:
    """The same for one gutter, line by line, as it reads in the rules."""
    where = {tuple(box): i for i, box in enumerate(page.boxes.tolist())}
    if not side_by_side(boxes[left], boxes[right]):
        return False
    for mask in (left, right):
        own = np.array([where[tuple(box)] for box in boxes[mask].tolist()])
        inside = set(own.tolist())
        kept = [[i for i in row if i in inside] for row in rows(page, np.arange(len(page.texts)))]
        parts = [row for row in kept if row]
        ends = [page.boxes[row] for row in parts]
        lengths = [end[:, 2].max() - end[:, 0].min() for end in ends]
        characters = [sum(len(page.texts[i]) for i in row) for row in parts]
        if len(parts) < MIN_ROWS or np.median(lengths) < MIN_ROW_LENGTH * HEIGHT:
            return False
        if np.median(characters) < MIN_ROW_CHARACTERS or page.letters(own) < MIN_LETTERS:
            return False
    return True


def test_many_gutters_are_judged_as_one_by_one() -> None:
    """On pages of lines anywhere, every split of the lines."""
    dice = np.random.default_rng(7)
    seen = []
    for _ in range(30):
        count = int(dice.integers(8, 24))
        corner = dice.uniform(0, [500, 250], (count, 2))
        size = np.column_stack([dice.uniform(60, 260, count), np.full(count, HEIGHT)])
        texts = dice.choice([WORDS, "12 34 56 78 90", "word", WORDS * 2], count).tolist()
        page = page_of(np.hstack([corner, corner + size]), texts)
        lines = LinesInRows(page, np.arange(count))
        left = lines.boxes[:, 0] < np.linspace(50, 450, 9)[:, None]
        found = lines.are_columns(left, ~left)
        seen += found.tolist()
        expected = [slowly(page, lines.boxes, mask, ~mask) for mask in left]
        assert found.tolist() == expected
    assert any(seen)
    assert not all(seen)
