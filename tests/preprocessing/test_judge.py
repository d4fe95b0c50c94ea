"""Reading a few lines to judge a step: each line of a page is read once, however many steps ask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tests.preprocessing.drawn import page, shaded

from recto_preprocessing import IDENTITY, Pixels, View
from recto_preprocessing.judge import Act, judged, line_contrasts, remembered
from recto_preprocessing.page_in_work import Change, PageInWork
from recto_preprocessing.quality import measure

DRAWN = page(800, 900)
SHEET = PageInWork(
    View(shaded(DRAWN.pixels, 0.9, 1), IDENTITY, 150),
    DRAWN.lines,
    measure(DRAWN.pixels, DRAWN.lines),
)

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


def part_made(level: int | None, rows: slice, columns: slice) -> Act:
    """A step that leaves one level of grey in a part of the page; None: it takes its ink down to a
    half.
    """

    def step(sheet: PageInWork) -> Change:
        pixels = sheet.pixels.copy()
        part = pixels[rows, columns]
        pixels[rows, columns] = 127 + part // 2 if level is None else level
        return Change(pixels, IDENTITY, "made", 1.0, 0.0)

    return step


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("top", [0, 300, 600])
@pytest.mark.parametrize("left", [0, 266, 533])
def test_a_step_that_loses_the_lines_of_any_part_is_undone(level: int, top: int, left: int) -> None:
    """Black or white, and without any reader: every part of the page is looked at."""
    rows, columns = slice(top, top + 300), slice(left, left + 267)
    quads = DRAWN.lines.copy()
    quads[:, :, 0] = quads[:, :, 0].clip(left, left + 267)
    sheet = PageInWork(SHEET.view, quads, SHEET.measured)
    change = judged(part_made(level, rows, columns))(sheet)
    assert change is not None
    assert change.reason.startswith("undone, as a part of the page lost its lines")
    assert change.pixels is sheet.pixels
    assert change.before == change.after


def test_ink_that_only_fades_is_kept() -> None:
    """Half of the contrast is enough to read by."""
    change = judged(part_made(None, slice(0, 300), slice(0, 800)))(SHEET)
    assert change is not None
    assert change.reason == "made"


def test_a_line_has_the_contrast_of_its_ink() -> None:
    """About that between black and the scan's paper, and none where no page is."""
    assert line_contrasts(SHEET).min() > 150
    beyond = PageInWork(SHEET.view, SHEET.quads + 5000.0, SHEET.measured)
    assert not line_contrasts(beyond).any()


@pytest.mark.parametrize(("negative", "undone"), [(3, True), (1, False)])
def test_lines_that_read_worse_in_one_part_undo_a_step(negative: int, undone: bool) -> None:
    """The longest lines read as before, three short ones at the foot are negatives now; one line
    of a part says little.
    """
    tops = [840, 862, 884]
    short = [[[5.0, y], [85.0, y], [85.0, y + 14.0], [5.0, y + 14.0]] for y in tops]
    pixels = SHEET.pixels.copy()
    for top in tops:
        pixels[top + 4 : top + 8, 20:60] = 30
    view = View(pixels, IDENTITY, 150)
    sheet = PageInWork(view, np.concatenate([DRAWN.lines, short]), SHEET.measured)

    def step(sheet: PageInWork) -> Change:
        turned = sheet.pixels.copy()
        for top in tops[:negative]:
            line = turned[top : top + 14, 5:85]
            turned[top : top + 14, 5:85] = 255 - line
        return Change(turned, IDENTITY, "made", 1.0, 0.0)

    def score(lines: Sequence[Pixels]) -> float:
        return float(np.mean([0.9 if np.median(line) > 128 else 0.3 for line in lines]))

    change = judged(step, score)(sheet)
    assert change is not None
    assert ("lines of a part read at" in change.reason) is undone
