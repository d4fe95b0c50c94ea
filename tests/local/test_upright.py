"""Pages that lie on their side: read in the upright view, boxes of the original."""

import numpy as np
from tests.local.made import HEIGHT, line, reading

from recto.ink.strokes import Strokes
from recto.local.upright import fuse_upright
from recto.model.page import Box, Line, Reading
from recto_preprocessing import Projective

SIDE = 1000.0
# A quarter turn: upright (x, y) lies at (SIDE - y, x) of the original.
TURN = Projective(np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, SIDE], [0.0, 0.0, 1.0]]))


def on_its_side(upright: Line) -> Line:
    """The line as a reader of the turned page gives it."""
    words = tuple(
        type(w)(w.text, turned(w.box), w.raw_confidence, (), w.scores) for w in upright.words
    )
    x0, y0, x1, y1 = upright.baseline
    return Line(words, turned(upright.box), (SIDE - y0, x0, SIDE - y1, x1))


def turned(box: Box) -> Box:
    """An upright box in px of the original."""
    return Box(SIDE - box.bottom, box.left, SIDE - box.top, box.right)


def readings(lines: list[Line]) -> tuple[Reading, Reading]:
    """Both readers read the same."""
    return reading("tesseract", *map(on_its_side, lines)), reading(
        "ppocr", *map(on_its_side, lines)
    )


def test_a_page_on_its_side_is_read_in_upright_order_and_keeps_its_boxes() -> None:
    """Three lines, the lowest given first."""
    lines = [line(text, 50, top) for text, top in (("third", 300), ("second", 200), ("first", 100))]
    found = fuse_upright(*readings(lines), TURN)
    assert [each.units[0].ppocr[0].text for each in found] == ["first", "second", "third"]
    assert [each.box for each in found] == [turned(each.box) for each in reversed(lines)]


def test_strokes_are_seen_upright_too() -> None:
    """A stroke that runs down the original runs across the upright page, and parts it before any
    gutter does.
    """
    prose = "lorem ipsum dolor sit amet"
    cards = [
        line(prose, left, top + 1.3 * HEIGHT * k)
        for top in (0, 300)
        for left in (0, 400)
        for k in range(5)
    ]
    stroke = Strokes(np.empty((0, 4)), np.array([[SIDE - 200, 0, SIDE - 200, 660]], dtype=float))
    plain, ruled = (
        [each.units[0].ppocr[0].box for each in fuse_upright(*readings(cards), TURN, ruling=r)]
        for r in (Strokes(np.empty((0, 4)), np.empty((0, 4))), stroke)
    )
    upright = [turned(each.words[0].box) for each in cards]
    assert ruled == upright
    assert plain == [upright[i] for i in (*range(5), *range(10, 15), *range(5, 10), *range(15, 20))]


def test_a_third_readers_words_come_home_too() -> None:
    """In the order of the upright page, with the boxes of the original."""
    lines = [line(text, 50, top) for text, top in (("second", 200), ("first", 100))]
    third = reading("third", *map(on_its_side, lines))
    found = fuse_upright(*readings(lines), TURN, further=[third])
    words = [each.units[0].others for each in found]
    assert words == [(("third", third.lines[1].words),), (("third", third.lines[0].words),)]
