"""Lines that bend out of their rectangle, on drawn maps of where text is: no network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from recto.local.page_language.looks import Looks
from recto.model.page import Pixels, Reading
from recto.readers.network import Floats
from recto.readers.ppocr.bent import mean_inside
from recto.readers.ppocr.detect import BOX_SCORE, Quads, _lines, heights
from recto.readers.ppocr.reader import Ppocr
from recto.readers.tesseract.reader import Tesseract
from recto_preprocessing import IDENTITY, View

WIDTH, HEIGHT = 640, 160
THICK = 12  # px of a line's kernel
GAPS = (90, 170, 250, 330, 410, 490)  # px across, between two words


def seen(*lines: tuple[float, float], gaps: tuple[int, ...] = GAPS) -> Floats:
    """P(text) of lines (px down, px that its ends hang), fainter between words."""
    probability = np.zeros((HEIGHT, WIDTH), np.float32)
    x = np.arange(20, WIDTH - 20)
    for down, hang in lines:
        middle = down + hang * ((x - WIDTH / 2) / (WIDTH / 2 - 20)) ** 2
        for at, centre in zip(x, middle, strict=True):
            top = round(centre - THICK / 2)
            probability[top : top + THICK, at] = 0.9
        for gap in gaps:
            probability[:, gap - 2 : gap + 3] = np.minimum(probability[:, gap - 2 : gap + 3], 0.5)
    return probability


def _boxes(probability: Floats) -> Quads:
    return _lines(probability).all


def ends(quads: Quads) -> list[tuple[int, int]]:
    """Where each quadrangle begins and ends across, from left to right."""
    return sorted((round(quad[:, 0].min()), round(quad[:, 0].max())) for quad in quads)


def test_a_straight_line_is_one_rectangle() -> None:
    """Nothing is cut that fills its rectangle."""
    found = _lines(seen((60, 0)))
    assert (len(found.whole), len(found.bent)) == (1, 0)


def test_a_bent_line_is_found_in_pieces() -> None:
    """It filled less than half of its rectangle, and was dropped."""
    lines = _lines(seen((40, 60)))
    assert len(lines.whole) == 0
    quads = lines.bent
    assert len(quads) > 1
    assert max(heights(quads)) < 4 * THICK
    found = ends(quads)
    assert found[0][0] <= 20
    assert found[-1][1] >= WIDTH - 20


def test_it_is_cut_between_words_and_no_letter_stands_in_two_pieces() -> None:
    """Each piece ends in a gap, and the next one begins there."""
    found = ends(_boxes(seen((40, 60))))
    for (_, end), (start, _) in pairwise(found):
        assert min(abs(end - gap) for gap in GAPS) <= 8
        assert abs(end - start) <= THICK


def test_bent_lines_below_each_other_stay_apart() -> None:
    """Each has pieces of its own: none is as high as two lines."""
    quads = _boxes(seen((30, 50), (64, 50)))
    assert len(quads) >= 4
    assert max(heights(quads)) < 4 * THICK


@pytest.mark.parametrize("turn", [1, 3])
def test_a_bent_line_that_runs_up_or_down_is_found(turn: int) -> None:
    """As on a sheet that lies on its side."""
    quads = _boxes(np.rot90(seen((40, 60)), turn).copy())
    assert len(quads) > 1
    assert max(heights(quads)) < 4 * THICK


def test_what_is_no_line_is_still_dropped() -> None:
    """A frame fills little of its rectangle, too."""
    frame = np.zeros((HEIGHT, WIDTH), np.float32)
    frame[20:140, 20:620] = 0.9
    frame[32:128, 32:608] = 0.0
    assert len(_boxes(frame)) == 0


def test_a_bent_stroke_of_handwriting_is_dropped() -> None:
    """It swells and thins, or is short for its thickness."""
    swelling = seen((40, 60), gaps=())
    for at in range(40, WIDTH - 40, 60):
        swelling[:, at : at + 30] = (
            np.roll(swelling[:, at : at + 30], 6, axis=0) + swelling[:, at : at + 30]
        )
    assert len(_boxes(np.minimum(swelling, 0.9))) == 0
    short = seen((20, 70), gaps=())[:, 200:440]
    assert len(_boxes(np.repeat(short, 2, axis=0))) == 0


def test_a_bent_line_that_the_network_doubts_is_dropped() -> None:
    """The text along it counts, not its shape alone."""
    assert len(_boxes(seen((40, 60), gaps=()) * 0.4)) == 0


def test_the_mean_is_that_of_the_rectangle() -> None:
    """Half of it text: half."""
    probability = np.zeros((20, 40), np.float32)
    probability[:, :20] = 1.0
    corners = np.array([[0, 0], [39, 0], [39, 19], [0, 19]], dtype=np.float64)
    assert mean_inside(probability, corners) == pytest.approx(BOX_SCORE)


def bent_print() -> Pixels:
    """(420, 1500): one line of print whose ends hang by 200 px."""
    text = "The quick brown fox jumps over thirteen lazy dogs, and none of them wakes up"
    sheet = Image.new("L", (1500, 420), 255)
    font = ImageFont.load_default(36)
    ImageDraw.Draw(sheet).text((40, 60), text, fill=0, font=font)
    rise = 200 * (np.linspace(-1, 1, 1500) ** 2)
    rows, columns = np.indices((420, 1500))
    return np.asarray(sheet)[np.clip(rows - rise.astype(int), 0, 419), columns]


def test_only_what_reads_as_print_counts() -> None:
    """Strong bends of one line of print are pieces; mirrored, it is no print, and none is."""
    bent = bent_print()
    assert len(Ppocr().detect_lines(bent).bent) > 1
    assert len(Ppocr().detect_lines(np.ascontiguousarray(bent[:, ::-1])).bent) == 0


def test_who_looks_for_the_language_finds_the_same_lines() -> None:
    """They are read afterwards, without another look."""
    view = View(bent_print(), IDENTITY, 200.0)
    looks = Looks(Tesseract(), Reading("tesseract", (), 0.0), view, view, Ppocr(), None)
    assert looks.sample is not None
    assert looks.quads is not None
    assert np.array_equal(looks.quads, Ppocr().detect_lines(view.pixels).all)
