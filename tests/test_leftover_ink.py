"""What the printed words leave over is found and said; blank pages, however dirty, stay blank."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.arbitration.made import facts
from tests.unread_pages import BLANK, letters, paper, text

from recto.arbitration.flags import PageDoubts, doubted
from recto.arbitration.local_reading import judge_page
from recto.ink.leftover import Leftover, Place, leftover, notes_of, still_left
from recto.model.page import Box, Page, Pixels
from recto.model.result import ResultLine, Word
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages, prepare
from recto.pipeline.unread import left_over
from recto.readers.ppocr.reader import Ppocr
from recto.readers.tesseract.reader import Tesseract
from recto.settings.groups import Local, Settings
from recto.sources.opening import open_pages

ROWS = (
    "The harbour ledger of the north quay",
    "Seven barrels of oats came in",
    "Nobody paid the toll today",
)


def printed(words: str, box: Box, confidence: float = 0.95) -> ResultLine:
    """A line whose words share its box evenly."""
    parts = words.split()
    width = box.width / max(1, len(parts))
    places = [
        Box(box.left + width * k, box.top, box.left + width * (k + 1), box.bottom)
        for k in range(len(parts))
    ]
    made = [
        Word(part, place, confidence, "agreed", "test")
        for part, place in zip(parts, places, strict=True)
    ]
    return ResultLine(tuple(made), box, (box.left, box.bottom, box.right, box.bottom))


def row_box(at: int) -> Box:
    """Of a row that `prose` draws."""
    return Box(58.0, 60.0 + 70 * at, 640.0, 100.0 + 70 * at)


def prose(rows: Sequence[str] = ROWS) -> Pixels:
    """Rows of text, one every 70 px."""
    pixels = np.full((120 + 70 * len(rows), 900), 255, np.uint8)
    for at, row in enumerate(rows):
        text(pixels, (60, 60 + 70 * at), row, 34)
    return pixels


@pytest.mark.parametrize(
    ("said", "confidence", "places"),
    [
        (ROWS[1], 0.95, 0),
        (ROWS[1], 0.5, 0),
        (ROWS[1], 0.05, 1),
        ("Seven barrels", 0.9, 0),
        (".", 0.78, 1),
        ("Sev", 0.9, 1),
        ("", 0.9, 1),
    ],
)
def test_a_line_counts_as_read_by_the_letters_that_are_likely_right(
    said: str, confidence: float, places: int
) -> None:
    """Whole, half, doubted, a mark, a few letters, nothing."""
    boxes = [row_box(at) for at in range(3)]
    lines = [printed(ROWS[0], boxes[0]), printed(ROWS[2], boxes[2])]
    lines += [printed(said, boxes[1], confidence)] if said else []
    found = leftover(prose(), lines, boxes).places
    assert len(found) == places
    assert all(boxes[1].intersection(place.box) > 0.7 * place.box.area for place in found)


def test_a_row_that_no_reader_saw_is_found() -> None:
    """Nothing is there but its ink."""
    (place,) = leftover(
        prose(), [printed(ROWS[at], row_box(at)) for at in (0, 2)], [row_box(0), row_box(2)]
    ).places
    assert place.box.intersection(row_box(1)) > 0.8 * place.box.area
    assert place.characters == pytest.approx(len(ROWS[1].replace(" ", "")), abs=3)


def test_a_facing_pages_lines_are_not_this_pages_loss() -> None:
    """Nor is what lies outside of the page's own text."""
    boxes = [row_box(0), row_box(2)]
    lines = [printed(ROWS[at], row_box(at)) for at in (0, 2)]
    assert leftover(prose(), lines, boxes, [row_box(1)]).places == ()
    assert (
        leftover(prose(), [printed("The", Box(58, 60, 120, 100))], [Box(58, 60, 120, 100)]).places
        == ()
    )


def test_words_on_unread_ink_are_flagged_and_others_are_not() -> None:
    """Their text and confidence stay."""
    lines = [printed(ROWS[0], row_box(0)), printed(".", row_box(1), 0.78)]
    found = Leftover((Place(row_box(1), 20),))
    first, second = doubted(lines, PageDoubts(left=found))
    assert not any(word.flagged for word in first.words)
    assert [(word.text, word.flagged, word.confidence) for word in second.words] == [
        (".", True, 0.78)
    ]


def test_what_an_llm_read_since_is_no_longer_left() -> None:
    """A place with its words, and a mark with its word."""
    found = Leftover((Place(row_box(1), 25),), (Box(70, 200, 80, 212),))
    read = [printed(ROWS[1], row_box(1)), printed("12", Box(66, 196, 84, 216))]
    assert still_left(found, read) == Leftover()
    assert still_left(found, []) == found


@pytest.mark.parametrize(
    ("places", "marks", "said"),
    [
        (0, 0, ()),
        (1, 0, ("text that could not be read at 1 place; is -l eng right?",)),
        (3, 0, ("text that could not be read at 3 places; is -l eng right?",)),
        (0, 1, ("1 small mark beside lines that no reader has (footnote marks?)",)),
        (0, 2, ("2 small marks beside lines that no reader has (footnote marks?)",)),
    ],
)
def test_what_is_said(places: int, marks: int, said: tuple[str, ...]) -> None:
    """With a count, and with the language that was asked for."""
    box = Box(0, 0, 9, 9)
    assert notes_of(Leftover((Place(box, 5),) * places, (box,) * marks), "eng") == said


@pytest.fixture(scope="module")
def stages() -> Stages:
    """Both local readers."""
    return Stages(Tesseract("eng"), Ppocr(), "auto")


@pytest.mark.parametrize(("rows", "seed"), [(1, 2), (2, 3)])
def test_a_page_in_an_unknown_script_is_never_blank(stages: Stages, rows: int, seed: int) -> None:
    """Its text is said to be unread, and what the readers made of it is flagged."""
    page = read_page(Page("x", 0, letters(rows, seed), 300.0), stages)
    assert page.status == ("ok" if page.words else "unreadable")
    assert any(note.startswith("text that could not be read at") for note in page.notes)
    assert all(word.flagged for word in page.words)


def test_a_page_of_one_shade_loads_no_network() -> None:
    """With no ink at all there is nothing that a detector could find."""
    code = (
        "import sys; import numpy as np;"
        "from recto.model.page import Page; from recto.pipeline.page import read_page;"
        "from recto.pipeline.stages import prepare;"
        "from recto.settings.groups import Local, Settings;"
        "stages = prepare(Settings(local=Local(second_reader='off')));"
        "pixels = np.full((64, 64), 255, np.uint8);"
        "status = read_page(Page('x', 0, pixels, 300.0), stages).status;"
        "sys.exit(status != 'blank' or 'onnxruntime' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", BLANK)
def test_a_blank_page_is_blank(stages: Stages, name: str) -> None:
    """Without a word about unread text, also where a reader takes dirt for a word."""
    pixels = paper()
    BLANK[name](pixels)
    page = read_page(Page("x", 0, pixels, 150.0), stages)
    assert page.status == ("ok" if page.words else "blank")
    assert not any("could not be read" in note or "small mark" in note for note in page.notes)


def test_a_page_that_was_read_says_nothing_of_unread_text(stages: Stages) -> None:
    """Prose, read whole."""
    page = read_page(Page("x", 0, prose(), 300.0), stages)
    assert page.text.splitlines() == list(ROWS)
    assert not any("could not be read" in note or "small mark" in note for note in page.notes)


def test_without_a_second_reader_the_ink_is_looked_at_too() -> None:
    """Tesseract alone makes little of an unknown script."""
    alone = replace(Stages(Tesseract("eng"), None), second_reader="off")
    page = read_page(Page("x", 0, letters(3, 6), 300.0), alone)
    assert page.status != "blank"
    assert any(note.startswith("text that could not be read") for note in page.notes)


@pytest.mark.parametrize("is_negative", [False, True])
def test_text_is_found_where_the_one_reader_has_no_line(samples: Path, is_negative: bool) -> None:
    """A label of a few characters, dark on light and light on dark; no second reader is to look."""
    with Image.open(samples / "label.png") as image:
        pixels = np.asarray(image.convert("RGB"))
    raster = np.invert(pixels) if is_negative else pixels
    alone = Stages(Tesseract("eng"), None, "off")
    found = left_over(Page("x", 0, raster, 100.0), judge_page((), facts(())), alone)
    (place,) = found.places
    assert place.characters == len("7R4K9M")


def test_a_label_that_tesseract_alone_cannot_read_is_not_blank(samples: Path) -> None:
    """It has no word, and no status of success."""
    settings = Settings(local=Local(second_reader="off"))
    (page,) = open_pages(str(samples / "label.png"))
    result = read_page(page, prepare(settings))
    assert (result.text, result.status) == ("", "unreadable")
    assert "text that could not be read at 1 place; is -l eng right?" in result.notes


@pytest.mark.parametrize(
    ("agreement", "stays"), [(None, True), (0.3, True), (0.5, False), (0.75, False)]
)
def test_what_two_readers_share_was_read(agreement: float | None, stays: bool) -> None:
    """However little either is believed; what they read otherwise, or one alone, was not."""
    found = Leftover((Place(row_box(1), 25),))
    line = printed(ROWS[1], row_box(1), 0.1)
    words = tuple(replace(word, agreement=agreement) for word in line.words)
    assert bool(still_left(found, [replace(line, words=words)]).places) is stays


def beside_text(ground: int, specks: int, seed: int) -> Pixels:
    """Two read rows on white, and below them a darker patch with dark spots of all sizes."""
    page = np.full((700, 900), 255, np.uint8)
    page[:330] = prose()[:330]
    page[330:] = ground
    chance = np.random.default_rng(seed)
    for size, count in ((1, specks), (8, specks // 8)):
        for _ in range(count):
            left, top = int(chance.integers(0, 890)), int(chance.integers(345, 690))
            high = size + int(chance.integers(1, 6))
            page[top : top + high, left : left + size + int(chance.integers(1, 8))] = ground // 3
    return page


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("ground", [165, 190])
def test_specks_on_dim_ground_are_no_text(ground: int, seed: int) -> None:
    """Gravel under the sheet, an engraving: more specks than characters."""
    boxes = [row_box(at) for at in range(3)]
    lines = [printed(row, box) for row, box in zip(ROWS, boxes, strict=True)]
    assert leftover(beside_text(ground, 2400, seed), lines, boxes).places == ()


def test_text_on_dim_ground_is_text() -> None:
    """A shadow, or a grey panel: an unread row on it is found."""
    page = np.full((500, 900), 255, np.uint8)
    page[:330] = prose()[:330]
    page[330:] = 175
    text(page, (60, 400), ROWS[0], 34)
    boxes = [row_box(at) for at in range(3)]
    lines = [printed(row, box) for row, box in zip(ROWS, boxes, strict=True)]
    (place,) = leftover(page, lines, boxes).places
    assert 390 < place.box.top < 420


def test_a_page_of_two_levels_has_ink() -> None:
    """A fax: no grey between black and white."""
    page = np.where(prose() < 128, 0, 255).astype(np.uint8)
    boxes = [row_box(at) for at in range(3)]
    lines = [printed(ROWS[0], boxes[0]), printed(ROWS[2], boxes[2])]
    assert len(leftover(page, lines, boxes).places) == 1
