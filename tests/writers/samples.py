"""Small documents made by hand, and hypothesis strategies for arbitrary ones."""

from collections.abc import Sequence
from typing import get_args

from hypothesis import strategies as st

from recto.model.page import (
    Box,
    Choice,
    Line,
    Origin,
    ReaderWord,
    Reading,
    Usage,
    WrittenLine,
)
from recto.model.result import (
    Block,
    Document,
    LayerDifference,
    PageResult,
    ResultLine,
    TextLayerUse,
    Upright,
    UprightMap,
    Word,
)
from recto.model.transcript import Decision
from recto.reasons import Reason, of_kind
from recto.writers.result_json_checks import faults
from recto_preprocessing import Step

WIDTH, HEIGHT = 800, 1000


def line(text: str, left: float = 50, top: float = 100, height: float = 20) -> ResultLine:
    """Words of 10 px a character with 10 px between them."""
    words, x = [], left
    for token in text.split():
        words.append(
            Word(
                token,
                Box(x, top, x + 10 * len(token), top + height),
                0.9,
                "agreed",
                Reason.READERS_AGREE,
                1.0,
            )
        )
        x = words[-1].box.right + 10
    box = Box.around(word.box for word in words)
    return ResultLine(tuple(words), box, (box.left, box.bottom, box.right, box.bottom))


def page(lines: Sequence[ResultLine], index: int = 0, blocks: tuple[Block, ...] = ()) -> PageResult:
    """An otherwise plain page that holds `lines`."""
    return PageResult("scan.png", index, WIDTH, HEIGHT, 300.0, "eng", tuple(lines), blocks=blocks)


def document(*pages: PageResult) -> Document:
    """A document that holds `pages`."""
    return Document("scan.png", pages, "digest", "0.1.0")


def text_page(*texts: str, index: int = 0) -> PageResult:
    """One line for each text, 30 px apart."""
    return page([line(text, top=100 + 30 * i) for i, text in enumerate(texts)], index)


units = st.floats(0, 1)
pixels = st.floats(0, 5000)
boxes = st.builds(Box, pixels, pixels, pixels, pixels)
baselines = st.tuples(pixels, pixels, pixels, pixels)
# Everything that a reader may return and UTF-8 can hold.
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
verdicts = st.builds(
    Word,
    any_text,
    boxes,
    units,
    st.sampled_from(get_args(Origin)),
    st.sampled_from(of_kind("word")),
    st.none() | units,
    st.lists(any_text, max_size=3).map(tuple),
    st.booleans(),
    st.booleans(),
)


@st.composite
def read_words(draw: st.DrawFn) -> ReaderWord:
    """A reader says of all characters what it weighed, or of none; likewise its scores."""
    text = draw(any_text)
    choice = st.lists(st.builds(Choice, any_text, units), max_size=2).map(tuple)
    count = draw(st.sampled_from([0, len(text)]))
    choices = draw(st.lists(choice, min_size=count, max_size=count))
    scores = draw(st.lists(units, min_size=count, max_size=count))
    return ReaderWord(text, draw(boxes), draw(units), tuple(choices), tuple(scores))


words = read_words()
read_lines = st.builds(Line, st.lists(words, min_size=1, max_size=2).map(tuple), boxes, baselines)
own_lines = st.builds(WrittenLine, any_text, st.none() | st.integers(0, 9), st.booleans())
readings = st.builds(
    Reading,
    any_text,
    st.lists(read_lines, max_size=2).map(tuple),
    pixels,
    any_text,
    st.builds(Usage, usd=units),
    st.lists(any_text, max_size=2).map(tuple),
    st.lists(own_lines, max_size=2).map(tuple),
)
layers = st.builds(
    TextLayerUse,
    st.sampled_from(["kept", "read-anew", "compared"]),
    st.sampled_from(["good", "garbage", "partial"]),
    any_text,
    st.none() | units,
    st.lists(st.builds(LayerDifference, boxes, any_text, any_text), max_size=2).map(tuple),
)
sides, scales = st.floats(1, 5000), st.floats(0.5, 3)
turns = st.builds(
    lambda a, b: UprightMap("matrix", ((a, 0.0, b), (0.0, a, b), (0.0, 0.0, 1.0))), scales, pixels
)
shifts = st.builds(
    lambda a, w, h: UprightMap("rows", ((0.0, 1.0), (a, a + 2)), w, h),
    st.floats(2, 50),
    sides,
    sides,
)
maps = turns | shifts
uprights = st.builds(
    Upright,
    st.integers(1, 4000),
    st.integers(1, 4000),
    st.floats(1, 1200),
    st.lists(maps, max_size=2).map(tuple),
)
result_lines = st.builds(
    ResultLine, st.lists(verdicts, min_size=1, max_size=3).map(tuple), boxes, baselines
)
decisions = st.builds(Decision, boxes, st.just("keep"), st.sampled_from(of_kind("routing")), pixels)
results = st.builds(
    PageResult,
    any_text,
    st.integers(0, 9999),
    st.integers(1, 9999),
    st.integers(1, 9999),
    st.floats(1, 1200),
    st.sampled_from(["", "eng", "chi_sim+eng", "script/Latin", "deu+script/Fraktur"]),
    st.lists(result_lines, max_size=3).map(tuple),
    st.lists(st.builds(Step, any_text, any_text, pixels, pixels, units), max_size=2).map(tuple),
    st.lists(readings, max_size=2).map(tuple),
    st.lists(decisions, max_size=2).map(tuple),
    text_layer=st.none() | layers,
    upright=st.none() | uprights,
)
# Two maps after each other may lead nowhere: such a page is none that was ever read.
results = results.filter(lambda page: not faults(page))
pages = st.lists(results, max_size=3, unique_by=lambda page: page.index).map(tuple)
documents = st.builds(Document, any_text, pages, any_text, any_text, any_text)
