"""A table on bent paper has the rows that it has on flat paper."""

from __future__ import annotations

from recto.ink.strokes import NO_STROKES
from recto.layout import arrange
from recto.layout.frame import frame
from recto.layout.levelled import levelled
from recto.model.page import Box
from recto.model.result import Block, ResultLine, Word
from recto.reasons import Reason

NAMES = ("oats", "barley", "wheat", "rye", "hemp", "flax", "wool", "tin", "lead", "salt", "wine")
COLUMNS = (60.0, 420.0, 620.0, 820.0)
STEP, HEIGHT = 34.0, 20.0
SAG = 46.0  # px that the middle of the page is lower than its sides: more than a row


def line(texts: str, left: float, y: float, sag: float) -> ResultLine:
    """Words of 10 px a letter on a line that sags."""
    words = []
    for text in texts.split():
        right = left + 10 * len(text)
        top = y + sag * (1 - ((left + right) / 2 - 500) ** 2 / 500**2)
        box = Box(left, top, right, top + HEIGHT)
        words.append(Word(text, box, 0.9, "agreed", Reason.READERS_AGREE))
        left = right + 10
    first, last = words[0].box, words[-1].box
    box = Box.around(word.box for word in words)
    return ResultLine(tuple(words), box, (first.left, first.bottom, last.right, last.bottom))


def page(sag: float) -> tuple[ResultLine, ...]:
    """Prose over the whole width above a table without rules, whose cells are found one by one."""
    prose = "the goods that were sold on the quay in the presence of two men of the town"
    lines = [line(prose[:45], 60, 60 + STEP * at, sag) for at in range(10)]
    lines += [line(prose[45:], 520, 60 + STEP * at, sag) for at in range(10)]
    lines.sort(key=lambda each: each.box.top)
    for at, name in enumerate(NAMES):
        y = 460 + STEP * at
        cells = (name, str(100 + 7 * at), f"{at}.50", str(1900 + at))
        lines += [line(text, left, y, sag) for text, left in zip(cells, COLUMNS, strict=True)]
    return tuple(lines)


def rows(blocks: tuple[Block, ...]) -> list[tuple[int, int]]:
    """(rows, columns) of each table."""
    return [
        (1 + max(cell.row for cell in block.cells), 1 + max(cell.column for cell in block.cells))
        for block in blocks
        if block.cells
    ]


def test_a_bent_table_has_its_rows() -> None:
    """As many as on flat paper."""
    flat, bent = (rows(arrange(page(sag), 1000, 1000)) for sag in (0.0, SAG))
    assert flat == [(len(NAMES), len(COLUMNS))]
    assert bent == flat


def test_flat_pages_are_left_alone() -> None:
    """The very same frame."""
    lines = page(0.0)
    upright = frame(lines, NO_STROKES)
    assert levelled(upright, lines) is upright


def test_words_are_moved_up_and_down() -> None:
    """The sag is gone from the rows; each piece holds the words that it held."""
    lines = page(SAG)
    bent = frame(lines, NO_STROKES)
    flat = levelled(bent, lines)
    assert [piece.text for piece in flat.pieces] == [piece.text for piece in bent.pieces]
    fall = [piece.y for piece in bent.pieces if piece.text in ("oats", "0.50")]
    level = [piece.y for piece in flat.pieces if piece.text in ("oats", "0.50")]
    assert abs(fall[0] - fall[1]) > STEP / 2
    assert abs(level[0] - level[1]) < STEP / 4
