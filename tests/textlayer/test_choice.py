"""Which words of a layer are looked at: those that show most for what they cost, and each of them
alone.
"""

import numpy as np
import pytest

from recto.ink.covered import covered_share
from recto.model.page import Box, Line, ReaderWord
from recto.textlayer.choice import cover
from recto.textlayer.glyphs import Glyph
from recto.textlayer.looks import CLOSE, FLAT, cost, crops, layer_words
from recto.textlayer.shapes import Shapes

ADDRESS = "gal,brendan,shaver@mozilla.example"


def keys(word: str) -> frozenset[tuple[str, str]]:
    """Of the letters in one font."""
    return frozenset(("body", letter) for letter in word if letter.isalnum())


@pytest.mark.parametrize(
    ("words", "most", "chosen"),
    [
        (("ab", "ba", "ab"), None, ["ab"]),  # the same letters once
        ((ADDRESS, "z"), None, ["z", ADDRESS]),  # what nothing shorter shows is read all the same
        (("ab", "cd", "ef", "gh"), 4.0, ["ab", "cd"]),
        (("abcdefgh",), 4.0, ["abcdefgh"]),  # one is read whatever it costs
        (("qx", "eat", "tea", "ate"), 3.0, ["eat"]),  # letters for which many words wait
        ((), 4.0, []),
    ],
)
def test_words_are_chosen_by_what_they_show_for_their_width(
    words: tuple[str, ...], most: float | None, chosen: list[str]
) -> None:
    """A word costs its letters; all that fits is covered before anything is read twice."""
    new = {i: keys(word) for i, word in enumerate(words)}
    costs = {i: float(len(word)) for i, word in enumerate(words)}
    seen: set[tuple[str, str]] = set()
    found = [words[i] for i in cover(range(len(words)), new, costs, seen, most)]
    assert found[: len(chosen)] == chosen
    assert seen == set().union(*map(keys, found))
    if most is None:
        assert seen == set().union(*new.values())


def test_a_long_address_is_not_read_for_letters_that_short_words_show() -> None:
    """It shows most, and costs more than all the others together."""
    words = (ADDRESS, "gal", "brendan", "shaver", "mozilla", "example")
    new = {i: keys(word) for i, word in enumerate(words)}
    costs = {i: float(len(word)) for i, word in enumerate(words)}
    found = cover(range(len(words)), new, costs, set())
    assert 0 not in found
    assert set().union(*(new[i] for i in found)) == new[0]


def lone_word(
    text: str, left: float, top: float, high: float
) -> tuple[ReaderWord, tuple[Glyph, ...]]:
    """A word of square glyphs whose ink fills the middle of the font's box."""
    boxes = [Box(left + k * high, top, left + (k + 1) * high, top + high) for k in range(len(text))]
    inks = [Box(b.left + 1, b.top + high / 4, b.right - 1, b.bottom - high / 8) for b in boxes]
    glyphs = tuple(
        Glyph(letter, box, ink=ink) for letter, box, ink in zip(text, boxes, inks, strict=True)
    )
    return ReaderWord(text, Box.around(boxes), 1.0), glyphs


@pytest.mark.parametrize("tall", [80.0, 120.0, 400.0])
def test_a_word_beside_much_higher_ink_is_looked_at_alone(tall: float) -> None:
    """A form's labels on several lines come as one line of words; no crop of one may reach over the
    others.
    """
    small, large = lone_word("Form", 10, 20, 20), lone_word("10", 120, 10, tall)
    words, glyphs = (small[0], large[0]), (small[1], large[1])
    box = Box.around(word.box for word in words)
    found = layer_words([Line(words, box, (box.left, box.bottom, box.right, box.bottom))], glyphs)
    assert (found[0].place.top, found[0].place.bottom) == (20, 40)
    assert found[1].place.bottom - found[1].place.top >= 0.6 * tall


def test_a_flat_look_costs_what_its_crop_is_wide() -> None:
    """The first look has more paper above and below, so that its letters are lower and its crop is
    narrower.
    """
    (word,) = layer_words([_line("1450")], [lone_word("1450", 10, 20, 20)[1]])
    pixels = np.full((80, 200), 255, np.uint8)
    (flat,), (close,) = (crops([word], pixels, paper) for paper in (FLAT, CLOSE))
    flat_width, close_width = (each.shape[1] / each.shape[0] for each in (flat, close))
    assert flat_width < 0.9 * close_width
    (longer,) = layer_words([_line("14501450")], [lone_word("14501450", 10, 20, 20)[1]])
    assert cost(longer) - cost(word) == pytest.approx(4 / 1.5, abs=0.2)


def _line(text: str) -> Line:
    word, _ = lone_word(text, 10, 20, 20)
    return Line(
        (word,), word.box, (word.box.left, word.box.bottom, word.box.right, word.box.bottom)
    )


def test_glyphs_compared_together_are_known_as_each_alone() -> None:
    """The same answer for pictures far and near, dark and bright, and for ink in another place of
    the line.
    """
    random = np.random.default_rng(5)
    shapes, glyph = Shapes(), Glyph("8", Box(0, 0, 10, 20), font="body")
    picture = random.standard_normal(256).astype(np.float32)
    noise = (
        random.standard_normal((60, 256)).astype(np.float32)
        * np.linspace(0, 1, 60, dtype=np.float32)[:, None]
    )
    rows = picture * np.where(np.arange(60) % 2, 1, -1)[:, None].astype(np.float32) + noise
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    places = np.full((60, 3), 0.5, np.float32)
    places[::5] += 0.1
    shapes.confirm(glyph, picture / np.linalg.norm(picture), np.full(3, 0.5, np.float32))
    alone = [shapes.knows(glyph, row, place) for row, place in zip(rows, places, strict=True)]
    together = shapes.like(("body", "8"), rows.astype(np.float32), places)
    assert together.tolist() == alone
    assert 5 < sum(alone) < 55
    assert not shapes.like(("body", "3"), rows.astype(np.float32), places).any()


@pytest.mark.parametrize("times", [1, 2, 3, 5])
@pytest.mark.parametrize("covered", [0, 7, 10])
def test_the_share_of_covered_ink_is_the_same_at_every_size(times: int, covered: int) -> None:
    """Ten rows of letters 12 px high, of which some lie in a box; drawn larger, they are counted as
    before.
    """
    page = np.full((400, 300), 255, np.uint8)
    for row in range(10):
        for column in range(12):
            page[20 + 36 * row : 32 + 36 * row, 20 + 20 * column : 28 + 20 * column] = 0
    large = page.repeat(times, axis=0).repeat(times, axis=1)
    boxes = [
        Box(15 * times, (14 + 36 * row) * times, 285 * times, (38 + 36 * row) * times)
        for row in range(covered)
    ]
    assert covered_share(large, boxes, 24.0 * times) == pytest.approx(covered / 10)
