"""Words of a line on one baseline and in one size: what two programs take out of the PDF is what
was read, and lies where it is printed.
"""

from pathlib import Path

import pypdfium2
import pytest
from tests.writers.samples import document, page
from tests.writers.test_pdf import extracted, found_boxes, needs_poppler, turned, written

from recto.model.page import Box
from recto.model.result import Block, ResultLine, Word
from recto.writers.pdf_lines import MOST_OFF, placed_lines
from recto.writers.places import edges

TEXTS = (
    "the quick brown fox jumps over a lazy dog",
    "while many others sit quietly upon the grass",
    "and nobody says anything of it to anyone",
    "until the evening comes and all go home",
)


def wobbling(text: str, top: float, rise: float = 0.0, uneven: float = 0.0) -> ResultLine:
    """20 px high words of 10 px a character; `rise` px a px along, every other box taller by
    `uneven` px above and below.
    """
    words = []
    x = 60.0
    for number, token in enumerate(text.split()):
        more = uneven if number % 2 else 0.0
        right = x + 10 * len(token)
        y = top - rise * (x + right) / 2
        words.append(Word(token, Box(x, y - more, right, y + 20 + more), 0.9, "agreed", "rule"))
        x = right + 10
    box = Box.around(word.box for word in words)
    start, end = top + 20 - rise * box.left, top + 20 - rise * box.right
    return ResultLine(tuple(words), box, (box.left, start, box.right, end))


@needs_poppler
@pytest.mark.parametrize(
    ("rise", "uneven"),
    [(0.0, 4.0), (0.0, 7.0), (0.02, 0.0), (-0.02, 0.0), (0.02, 4.0), (0.04, 0.0), (-0.04, 4.0)],
)
def test_lines_stay_lines(rise: float, uneven: float, tmp_path: Path) -> None:
    """Boxes of unequal height and a slant leave text in its order, for poppler and PDFium."""
    lines = [wobbling(text, 80 + 26 * at, rise, uneven) for at, text in enumerate(TEXTS)]
    path = written(document(page(lines)), tmp_path / "x.pdf")
    assert extracted(path).split() == " ".join(TEXTS).split()
    found = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    assert found.split() == " ".join(TEXTS).split()


@needs_poppler
def test_a_line_has_one_height(tmp_path: Path) -> None:
    """Whatever its words' boxes have."""
    value = page([wobbling(TEXTS[0], 80, uneven=5)])
    found = found_boxes(written(document(value), tmp_path / "x.pdf"), value)
    assert len({(round(box.top, 1), round(box.bottom, 1)) for _, box in found}) == 1


@pytest.mark.parametrize("rise", [0.0, 0.03, -0.05, 0.15])
def test_words_cover_their_print(rise: float) -> None:
    """However far a line leans, a word stands off its print by no more than half a size."""
    line = wobbling("a few words on the way up", 80, rise)
    value = page([line])
    boxes = [edges(word.box, value) for word in line.words]
    [placed] = placed_lines([(line, boxes, frozenset())], ())
    for foot, (_, _, _, bottom) in zip(placed.feet, boxes, strict=True):
        assert -foot == pytest.approx(bottom, abs=(MOST_OFF + 0.05) * placed.size)


@pytest.mark.parametrize("quadrant", [1, 2, 3])
def test_turned_lines_have_one_size(quadrant: int) -> None:
    """As they run, not as the page stands."""
    line = turned(wobbling("a few words", 80), quadrant)
    value = page([line])
    boxes = [edges(word.box, value) for word in line.words]
    [placed] = placed_lines([(line, boxes, frozenset())], ())
    assert (placed.quadrant, placed.size) == (quadrant, 20)
    assert len(set(placed.feet)) == 1
    assert list(placed.spans) == sorted(placed.spans)


def test_lines_of_a_block_have_one_size() -> None:
    """Where theirs are near each other; a heading keeps its own."""
    lines = [wobbling(TEXTS[0], 80), wobbling(TEXTS[1], 110, uneven=2), wobbling("x", 150)]
    tall = Box(60, 200, 300, 260)
    lines.append(ResultLine((Word("Tall", tall, 1, "agreed", "rule"),), tall, (60, 260, 300, 260)))
    value = page(lines)
    told = [(line, [edges(w.box, value) for w in line.words], frozenset()) for line in lines]
    block = Block("paragraph", Box.around(line.box for line in lines), (0, 1, 2, 3))
    sizes = [placed.size for placed in placed_lines(told, (block,))]
    assert sizes[0] == sizes[1] == sizes[2]
    assert sizes[3] == pytest.approx(60)


@needs_poppler
def test_the_space_fills_the_gap(tmp_path: Path) -> None:
    """What is selected from word to word has no hole: the space ends where the next word begins."""
    value = page([wobbling("one two three", 80)])
    path = written(document(value), tmp_path / "x.pdf")
    text = pypdfium2.PdfDocument(path)[0].get_textpage()
    whole = text.get_text_range()
    space = whole.index(" ")
    unit = value.dpi / 72
    left, _, right, _ = text.get_charbox(space, loose=True)
    assert left * unit == pytest.approx(90, abs=1)
    assert right * unit == pytest.approx(100, abs=1)
