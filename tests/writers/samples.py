"""Small documents made by hand, and hypothesis strategies for arbitrary ones."""

from collections.abc import Sequence
from typing import get_args

from hypothesis import strategies as st

from recto.exchange import Decision
from recto.model import Box, Choice, Line, Origin, Reading, Usage, Word
from recto.result import (
    Block,
    Document,
    LayerDifference,
    PageResult,
    ResultLine,
    TextLayerUse,
    Upright,
    UprightMap,
    Verdict,
)
from recto_preprocessing import Step

WIDTH, HEIGHT = 800, 1000


def line(text: str, left: float = 50, top: float = 100, height: float = 20) -> ResultLine:
    """Words of 10 px a character with 10 px between them."""
    words, x = [], left
    for token in text.split():
        words.append(Verdict(token, Box(x, top, x + 10 * len(token), top + height), 0.9, "agreed", "both-agree", 1.0))
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
# Everything that a reader may return, lone surrogates too.
any_text = st.text(st.characters(), max_size=12)
verdicts = st.builds(
    Verdict,
    any_text,
    boxes,
    units,
    st.sampled_from(get_args(Origin)),
    any_text,
    st.none() | units,
    st.lists(any_text, max_size=3).map(tuple),
    st.booleans(),
    st.booleans(),
)
words = st.builds(
    Word,
    any_text,
    boxes,
    units,
    st.lists(st.lists(st.builds(Choice, any_text, units), max_size=2).map(tuple), max_size=3).map(tuple),
    st.lists(units, max_size=3).map(tuple),
)
readings = st.builds(
    Reading,
    any_text,
    st.lists(st.builds(Line, st.lists(words, max_size=2).map(tuple), boxes, baselines), max_size=2).map(tuple),
    pixels,
    any_text,
    st.builds(Usage, usd=units),
    st.lists(any_text, max_size=2).map(tuple),
)
layers = st.builds(
    TextLayerUse,
    st.sampled_from(["kept", "read-anew", "compared"]),
    st.sampled_from(["good", "garbage", "partial"]),
    any_text,
    st.none() | units,
    st.lists(st.builds(LayerDifference, boxes, any_text, any_text), max_size=2).map(tuple),
)
rows = st.lists(st.tuples(pixels, pixels, pixels), max_size=3).map(tuple)
maps = st.builds(UprightMap, st.sampled_from(["matrix", "rows"]), rows, pixels, pixels)
uprights = st.builds(
    Upright, st.integers(1, 9999), st.integers(1, 9999), st.floats(1, 1200), st.lists(maps, max_size=2).map(tuple)
)
results = st.builds(
    PageResult,
    any_text,
    st.integers(0, 9999),
    st.integers(1, 9999),
    st.integers(1, 9999),
    st.floats(1, 1200),
    any_text,
    st.lists(st.builds(ResultLine, st.lists(verdicts, max_size=3).map(tuple), boxes, baselines), max_size=3).map(tuple),
    st.lists(st.builds(Step, any_text, any_text, pixels, pixels, units), max_size=2).map(tuple),
    st.lists(readings, max_size=2).map(tuple),
    st.lists(st.builds(Decision, boxes, st.just("keep"), any_text, pixels), max_size=2).map(tuple),
    text_layer=st.none() | layers,
    upright=st.none() | uprights,
)
documents = st.builds(Document, any_text, st.lists(results, max_size=3).map(tuple), any_text, any_text, any_text)
