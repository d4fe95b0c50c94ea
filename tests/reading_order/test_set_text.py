"""Text set to both edges beside a figure's labels or a margin of notes, and tables that look like
it.
"""

from itertools import pairwise

import numpy as np
import pytest

from recto.ink.strokes import NO_STROKES
from recto.model.page import Box, Line, ReaderWord
from recto.reading_order.order import reading_order
from recto.reading_order.rows import LevelPage
from recto.reading_order.set_text import beside_set_text

HEIGHT = 20.0
SENTENCE = "which of these is a prime factor"
NOTHING = np.zeros((0, 4))
Cell = tuple[float, float, float, float, str]


def column(left: float, pitch: float, texts: list[str], wide: float, top: float = 0) -> list[Cell]:
    """Lines under one another."""
    rows = enumerate(texts)
    return [
        (left, top + pitch * k, left + wide, top + pitch * k + HEIGHT, text) for k, text in rows
    ]


def parts_of(cells: list[Cell], strokes: list[tuple[float, float, float, float]]) -> list[int]:
    """How many lines the rule leaves in each part."""
    boxes = np.array([cell[:4] for cell in cells])
    across = np.array(strokes) if strokes else NOTHING
    page = LevelPage(boxes, [cell[4] for cell in cells], HEIGHT, across, NOTHING)
    return [len(part) for part in beside_set_text(page, np.arange(len(cells)))]


TEXT = column(300, 30, [SENTENCE] * 9, 400)
SCALE = column(0, 23, ["15 %", "10 %", "5 %", "0 %", "-5 %", "-10 %", "2022", "2023", "2024"], 60)
RAGGED = [(x0, y0, x1 - 31 * (k % 4), y1, t) for k, (x0, y0, x1, y1, t) in enumerate(TEXT)]
TERMS = column(0, 90, ["pier", "quay", "mole"], 60)
FIGURES = column(300, 30, ["12 400 7 118 22"] * 9, 400)
RULES = [(0.0, 25.0, 700.0, 25.0), (0.0, 55.0, 700.0, 55.0)]


@pytest.mark.parametrize(
    ("cells", "strokes", "expected"),
    [
        (SCALE + TEXT, [], [9, 9]),
        (column(0, 30, ["pier"] * 9, 60) + TEXT, [], [18]),  # rows in step: a table
        (TERMS + TEXT, [], [12]),  # a glossary: each term by its first line
        (SCALE + TEXT, RULES, [18]),  # rules between rows run over the strip
        (SCALE + RAGGED, [], [18]),
        (SCALE + FIGURES, [], [18]),
        (SCALE + TEXT[:5], [], [14]),  # too few rows
        (column(230, 23, ["5 %"] * 9, 60) + TEXT, [], [18]),  # hardly a strip
    ],
)
def test_what_stands_beside_set_text(
    cells: list[Cell], strokes: list[tuple[float, float, float, float]], expected: list[int]
) -> None:
    """Is read before it or after it, but for the cells of a table."""
    assert parts_of(cells, strokes) == expected


def _line(left: float, top: float, wide: float, tall: float, text: str) -> Line:
    box = Box(left, top, left + wide, top + tall)
    word = ReaderWord(text, box, 0.9)
    return Line((word,), box, (left, top + tall, left + wide, top + tall))


@pytest.mark.parametrize("places", [(110, 300, 420, 180), (410, 130, 250, 340)])
def test_a_page_with_a_chart_beside_its_text(places: tuple[int, ...]) -> None:
    """The chart's labels interrupt the text a few times at most, where row by row they would at
    every line.
    """
    lines = [_line(100, 100 + 46 * k, 1040, 30, "书" * 33) for k in range(7)]
    text = [_line(560, 422 + 46 * k, 580, 30, "村" * 19) for k in range(12)]
    labels = []
    for k in range(8):
        left, top = places[k % 4] + 7 * k, 417 + 55 * k
        labels.append(_line(left, top, 70, 22, "北港"))
        labels.append(_line(left + 4, top + 24, 62, 22, "12.5%"))
    every = lines + text + labels + [_line(100, 1000 + 46 * k, 1040, 30, "尾" * 33) for k in (0, 1)]
    order: list[int] = []
    for row in reading_order(every, NO_STROKES, set()):
        order += row.lines
    sides = [at < 19 for at in order if 7 <= at < 35]
    changes = sum(before != behind for before, behind in pairwise(sides))
    assert changes <= 8
