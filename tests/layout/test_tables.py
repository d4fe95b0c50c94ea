"""Tables from geometry: rows and columns, heads over columns, leaders, and prose that is no
table.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from recto.ink.strokes import Strokes
from recto.layout import arrange, blocks_with_lines, cell_text
from recto.model.page import Box
from recto.model.result import Block, PageResult, ResultLine, Word

HEIGHT = 20
Spot = tuple[float, float, str]  # left, top, words (10 px a character)


def line(*spots: Spot) -> ResultLine:
    """One line of words; a word is 10 px a character, words of one spot are 8 px apart."""
    words = []
    for left, top, text in spots:
        x = left
        for token in text.split():
            words.append(
                Word(token, Box(x, top, x + 10 * len(token), top + HEIGHT), 0.9, "agreed", "rule")
            )
            x = words[-1].box.right + 8
    box = Box.around(word.box for word in words)
    return ResultLine(tuple(words), box, (box.left, box.bottom, box.right, box.bottom))


def page(lines: Sequence[ResultLine], ruling: Strokes | None = None) -> PageResult:
    blocks = arrange(lines, 1000, 1000, ruling=ruling) if ruling else arrange(lines, 1000, 1000)
    return PageResult("x", 0, 1000, 1000, 300, "eng", tuple(lines), blocks=blocks)


def grid(value: PageResult, block: Block) -> list[list[str]]:
    """Texts by row; a cell that spans is written with its spans."""
    rows: list[list[str]] = [[] for _ in range(1 + max(cell.row for cell in block.cells))]
    for cell in block.cells:
        spans = (
            f"[{cell.row_span}x{cell.column_span}]" if cell.row_span * cell.column_span > 1 else ""
        )
        rows[cell.row].append(cell_text(value, cell) + spans)
    return rows


def tables(value: PageResult) -> list[list[list[str]]]:
    return [grid(value, block) for block in value.blocks if block.kind == "table"]


def ruling(
    horizontal: Sequence[Sequence[float]], vertical: Sequence[Sequence[float]] = ()
) -> Strokes:
    return Strokes(
        np.array(horizontal, float).reshape(-1, 4), np.array(vertical, float).reshape(-1, 4)
    )


ROWS = [
    line((50, 100, "apples"), (300, 100, "1.50"), (500, 100, "12")),
    line((50, 130, "pears"), (300, 130, "2.75"), (500, 130, "7")),
    line((50, 160, "plums"), (300, 160, "0.90"), (500, 160, "31")),
]


def test_aligned_text_is_a_table_without_rules() -> None:
    """Three rows whose pieces stand under each other."""
    assert tables(page(ROWS)) == [
        [["apples", "1.50", "12"], ["pears", "2.75", "7"], ["plums", "0.90", "31"]]
    ]


def test_rows_of_single_cells_are_the_same_table() -> None:
    """A reader may find every cell as a line of its own."""
    cells = [line((word.box.left, word.box.top, word.text)) for row in ROWS for word in row.words]
    assert tables(page(cells)) == tables(page(ROWS))


def test_an_empty_cell_is_a_cell_without_words() -> None:
    """Columns are known from the other rows."""
    rows = [*ROWS, line((50, 190, "figs"), (500, 190, "4"))]
    assert tables(page(rows))[0][3] == ["figs", "", "4"]


def test_a_stroke_under_a_text_makes_it_a_head_over_its_columns() -> None:
    """Full rules part the head from the body; the column without a stroke runs through both head
    rows.
    """
    rows = [
        line((330, 100, "price")),
        line((50, 115, "fruit"), (300, 130, "low"), (420, 130, "high")),
        line((50, 190, "apples"), (300, 190, "1.50"), (420, 190, "1.80")),
        line((50, 220, "pears"), (300, 220, "2.75"), (420, 220, "2.90")),
    ]
    strokes = ruling(
        [(40, 95, 500, 95), (290, 125, 470, 125), (40, 170, 500, 170), (40, 260, 500, 260)]
    )
    assert tables(page(rows, strokes)) == [
        [
            ["fruit[2x1]", "price[1x2]"],
            ["low", "high"],
            ["apples", "1.50", "1.80"],
            ["pears", "2.75", "2.90"],
        ]
    ]


def test_rules_between_all_rows_join_lines_of_a_cell() -> None:
    """A fully ruled table has one row between two rules, however many lines it holds."""
    rows = [
        line((50, 105, "name"), (300, 105, "use")),
        line((50, 165, "oak"), (300, 165, "beams and")),
        line((300, 195, "Doors")),
        line((50, 255, "ash"), (300, 255, "handles")),
    ]
    horizontal = [(40, y, 600, y) for y in (95, 145, 235, 295)]
    strokes = ruling(horizontal, [(x, 95, x, 295) for x in (40, 250, 600)])
    assert tables(page(rows, strokes)) == [
        [["name", "use"], ["oak", "beams and Doors"], ["ash", "handles"]]
    ]


def test_two_tables_side_by_side_share_lines_and_no_word() -> None:
    """Rules that stop between them part them; each line is in both, each word in one."""
    rows = [
        line((50, y, left), (200, y, "1"), (600, y, right), (800, y, "2"))
        for y, left, right in ((110, "ab", "cd"), (140, "ef", "gh"), (170, "ij", "kl"))
    ]
    strokes = ruling([(40, y, 300, y) for y in (100, 210)] + [(590, y, 900, y) for y in (100, 210)])
    value = page(rows, strokes)
    assert tables(value) == [
        [["ab", "1"], ["ef", "1"], ["ij", "1"]],
        [["cd", "2"], ["gh", "2"], ["kl", "2"]],
    ]
    held = [word for _, lines in blocks_with_lines(value) for line in lines for word in line.words]
    assert sorted(map(id, held)) == sorted(map(id, value.words))


def test_leaders_part_a_name_from_its_number_and_are_no_text_of_a_cell() -> None:
    """A table of contents reads as names and numbers."""
    names = ["Bees", "Oak trees", "Moths"]
    rows = [line((50, 100 + 30 * i, f"{name} ..... {i}7")) for i, name in enumerate(names)]
    assert tables(page(rows)) == []  # the numbers do not line up: lines are kept as lines
    rows = [
        line((50, 100 + 30 * i, f"{name} ......"), (600, 100 + 30 * i, f"{i}7"))
        for i, name in enumerate(names)
    ]
    assert tables(page(rows)) == [[["Bees", "07"], ["Oak trees", "17"], ["Moths", "27"]]]


def test_a_few_pairs_of_words_are_no_table() -> None:
    """Speech bubbles side by side are words, not names with numbers or values."""
    words = ["one dog", "two", "cat", "and"]
    rows = [
        line((50, 100 + 30 * i, word), (400, 100 + 30 * i, word)) for i, word in enumerate(words)
    ]
    assert tables(page(rows)) == []
    rows = [
        line((50, 100 + 30 * i, word + ":"), (400, 100 + 30 * i, word))
        for i, word in enumerate(words)
    ]
    assert len(tables(page(rows))) == 1


def test_columns_of_prose_are_no_table() -> None:
    """Read column by column, the next line stands below and not beside."""
    left = [line((50, 100 + 30 * i, "some words of a column of prose here")) for i in range(6)]
    right = [line((520, 100 + 30 * i, "and more of them in the other column")) for i in range(6)]
    strokes = ruling([(40, 90, 960, 90), (40, 300, 960, 300)])
    assert tables(page([*left, *right], strokes)) == []


SENTENCE = "und der Rath hat solches heute beschlossen"


def column(left: float, count: int, text: str = SENTENCE) -> list[ResultLine]:
    """Lines under each other, read one after the other; each fourth ends early."""
    lines = []
    for number in range(count):
        said = text.rpartition(" ")[0] if number % 4 == 3 else text
        lines.append(line((left, 100 + 26 * number, said)))
    return lines


FRAMED = ruling([[40, 90, 960, 90], [40, 490, 960, 490]], [[500, 90, 500, 490]])


def test_ruled_columns_of_running_text_are_no_table() -> None:
    """A newspaper has strokes over, under and between its columns."""
    lines = column(50, 14) + column(520, 14)
    assert tables(page(lines, FRAMED)) == []


def test_ruled_columns_of_short_cells_are_a_table_in_whatever_order_they_are_read() -> None:
    """Column by column, with the very same strokes."""
    lines = column(50, 14, "Ein Pfund Mehl") + column(520, 14, "21 Batzen alt")
    (found,) = tables(page(lines, FRAMED))
    assert [len(row) for row in found] == [2] * len(found)


def test_cells_of_a_few_full_lines_are_a_table() -> None:
    """Cell by cell: none is as long as a column of text."""
    lines = []
    for number in range(4):
        top = 100 + 96 * number
        for left in (50, 520):
            lines += [line((left, top + 26 * at, SENTENCE)) for at in range(3)]
    (found,) = tables(page(lines, FRAMED))
    assert {len(row) for row in found} == {2}


def spread(left: float, top: float, right: float, text: str) -> ResultLine:
    """One line from margin to margin, all its gaps alike."""
    words = text.split()
    room = right - left - 10 * len(text.replace(" ", ""))
    gap = room / (len(words) - 1)
    spots = []
    for word in words:
        spots.append((left, top, word))
        left += 10 * len(word) + gap
    return line(*spots)


def spread_columns(texts: Sequence[str]) -> list[ResultLine]:
    """The texts in turn, a line each, in two columns of fourteen."""
    return [
        spread(left, 100 + 26 * at, left + 420, texts[at % len(texts)])
        for left in (50, 520)
        for at in range(14)
    ]


@pytest.mark.parametrize("strokes", [FRAMED, ruling([])], ids=["ruled", "open"])
def test_spread_lines_of_narrow_columns_are_no_table(strokes: Strokes) -> None:
    """Their gaps are as wide as those of tables, and all alike."""
    lines = spread_columns(
        ["und der Rath hat dieses", "beschlossen auf den Herbst", "im alten Lande"]
    )
    assert tables(page(lines, strokes)) == []


@pytest.mark.parametrize(
    "row",
    [
        line((50, 0, "Mehl"), (250, 0, "Pfund"), (300, 0, "gut"), (490, 0, "und billig")),
        spread(50, 0, 500, "1821 10.25 17.75 21.50"),
        spread(50, 0, 500, "Mehl Batzen"),
    ],
    ids=["uneven", "figures", "two words"],
)
def test_rows_that_are_found_as_lines_are_a_table(row: ResultLine) -> None:
    """Cells of words stand at uneven distances; even ones of figures and pairs say nothing."""
    spots = [(word.box.left, word.text) for word in row.words]
    lines = [line(*((x, 100 + 26 * at, text) for x, text in spots)) for at in range(14)]
    strokes = ruling([[40, 90, 560, 90], [40, 480, 560, 480]])
    (found,) = tables(page(lines, strokes))
    assert len(found) == 14


def turned(item: ResultLine, quarter: int) -> ResultLine:
    """The line turned clockwise by quarters about the middle of the 1000 px page."""

    def box(box: Box) -> Box:
        for _ in range(quarter):
            box = Box(1000 - box.bottom, box.left, 1000 - box.top, box.right)
        return box

    words = tuple(Word(w.text, box(w.box), w.confidence, w.origin, w.reason) for w in item.words)
    around = Box.around(word.box for word in words)
    ends = {
        1: (around.left, around.top, around.left, around.bottom),
        2: (around.right, around.top, around.left, around.top),
        3: (around.right, around.bottom, around.right, around.top),
    }
    return ResultLine(words, around, ends[quarter])


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_a_sideways_page_has_the_same_table(quarter: int) -> None:
    """Layout judges in the frame of the text."""
    assert tables(page([turned(row, quarter) for row in ROWS])) == tables(page(ROWS))


def test_a_slanting_table_is_level_in_its_frame() -> None:
    """Two degrees of slant take a row's end below the next row's start."""
    slope = np.tan(np.radians(2))
    rows = []
    for row in ROWS:
        shifts = [slope * word.box.left for word in row.words]
        words = tuple(
            Word(
                w.text,
                Box(w.box.left, w.box.top + dy, w.box.right, w.box.bottom + dy),
                1,
                "llm",
                "",
            )
            for w, dy in zip(row.words, shifts, strict=True)
        )
        box = Box.around(word.box for word in words)
        rows.append(
            ResultLine(words, box, (box.left, words[0].box.bottom, box.right, words[-1].box.bottom))
        )
    assert tables(page(rows)) == tables(page(ROWS))
