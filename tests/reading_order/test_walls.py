"""Strokes that run down between texts, and those that part nothing."""

import numpy as np
import pytest

from recto.reading_order.cuts import Cut, by_rule
from recto.reading_order.rows import LevelPage
from recto.reading_order.walls import about_wall, walls

HEIGHT = 20.0
WORDS = "which of these is a prime factor"
LEFT, RIGHT, MIDDLE = 0.0, 400.0, 370.0
Box = tuple[float, float, float, float]


def column(left: float, tops: list[float], wide: float = 340.0) -> list[Box]:
    """Lines at these heights."""
    return [(left, top, left + wide, top + HEIGHT) for top in tops]


def steps(first: float, count: int, pitch: float) -> list[float]:
    """Heights of lines set so far apart."""
    return [first + pitch * k for k in range(count)]


def page_of(boxes: list[Box], stroke: Box, texts: list[str] | None = None) -> LevelPage:
    """With one stroke down."""
    across = np.zeros((0, 4))
    return LevelPage(
        np.array(boxes), texts or [WORDS] * len(boxes), HEIGHT, across, np.array([stroke])
    )


LEFT_TEXT = column(LEFT, [*steps(0, 4, 26), *steps(200, 4, 26)])
RIGHT_TEXT = column(RIGHT, [*steps(10, 6, 33), *steps(208, 4, 33)])
RULE = (MIDDLE, -10.0, MIDDLE, 330.0)


def parts_of(page: LevelPage, rule: Cut = walls) -> list[list[int]]:
    """What the rule leaves, as indices."""
    everything = np.arange(len(page.texts))
    return [part.tolist() for part in rule(page, everything)]


def test_a_rule_between_texts_out_of_step_parts_them() -> None:
    """Before the blank strip that runs across both is asked."""
    page = page_of([*LEFT_TEXT, *RIGHT_TEXT], RULE)
    assert parts_of(page) == [list(range(8)), list(range(8, 18))]
    found = by_rule(page, np.arange(18))
    assert found is not None
    assert found.is_down


def test_a_head_comes_before_and_a_foot_behind() -> None:
    """They do not stand beside the rule; what does is parted next."""
    head, foot = column(LEFT, [-60.0], 700.0), column(LEFT, [360.0], 100.0)
    page = page_of([*LEFT_TEXT, *RIGHT_TEXT, *head, *foot], RULE)
    assert parts_of(page) == [list(range(20))]
    assert parts_of(page, about_wall) == [[18], list(range(18)), [19]]


@pytest.mark.parametrize(
    ("boxes", "stroke", "text"),
    [
        ([*LEFT_TEXT, *column(RIGHT, [top for _, top, _, _ in LEFT_TEXT])], RULE, WORDS),
        ([*LEFT_TEXT, *RIGHT_TEXT, *column(LEFT, [150.0], 700.0)], RULE, WORDS),
        ([*LEFT_TEXT, *RIGHT_TEXT], (MIDDLE, 0.0, MIDDLE, 150.0), WORDS),
        ([*LEFT_TEXT, *RIGHT_TEXT], RULE, "12.50"),
        ([*LEFT_TEXT, *RIGHT_TEXT[:3]], RULE, WORDS),
    ],
    ids=["rows in step", "crossed", "short", "figures", "few lines"],
)
def test_what_is_no_wall(boxes: list[Box], stroke: Box, text: str) -> None:
    """A table's rule, a picture's edge, a frame about a few words."""
    page = page_of(boxes, stroke, [text] * len(boxes))
    assert parts_of(page) == parts_of(page, about_wall) == [list(range(len(boxes)))]


def test_cards_whose_lines_are_centred_are_read_across() -> None:
    """Whoever set them so set them in pairs."""
    sides = []
    for left, pitch in ((LEFT, 60.0), (RIGHT, 44.0)):
        for k, top in enumerate(steps(0, 6, pitch)):
            inset = 60.0 * (k % 3)
            sides.append((left + inset, top, left + 340 - inset, top + HEIGHT))
    page = page_of(sides, (MIDDLE, -10.0, MIDDLE, 340.0))
    assert parts_of(page) == [list(range(12))]
