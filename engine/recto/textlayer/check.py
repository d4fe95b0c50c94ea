"""A layer's words compared with the pixels: every number, and of the other words as many as it
takes.

A TextLayer, the page's pixels, readers and the Shapes that this document has shown enter; a
LayerCheck leaves. A reader looks at words until each font's characters have been read once; the
others are compared with those by their pictures, so that a page in known fonts costs hardly any
reading (page_check.py). Invisible words have no pictures: all their numbers are read, and a sample
of the rest. A word in letters that no reader has is compared with letters drawn anew (drawn.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from recto.model.page import Pixels
from recto.text.agreement import has_figure
from recto.textlayer.agreement import is_telling, judged_word
from recto.textlayer.choice import cover
from recto.textlayer.drawn import looks_as_said
from recto.textlayer.glyphs import Key
from recto.textlayer.layer import TextLayer
from recto.textlayer.looked_over import looked_over
from recto.textlayer.looks import LayerWord, Readers, cost, crops
from recto.textlayer.outcomes import UNREAD, LayerCheck, Outcome, WordCheck
from recto.textlayer.page_check import PageCheck, page_check
from recto.textlayer.shapes import Shapes

# Of words that are no numbers, in each round: the widths of all crops over their heights; a height
# costs 4 ms. A second round finds what the first one's words have shown, and what other sizes of a
# font need.
LOOKS = (32.0, 16.0)
SAMPLE = 30  # invisible words that are no numbers
# What a word in letters that no reader has comes to, by whether they look as they should; None:
# nobody can tell.
BY_SHAPE: Mapping[bool | None, Outcome] = {
    True: "unspelled",
    False: "unlike",
    None: "unspelled",
}
DRAWN = WordCheck("drawn")


def check(
    layer: TextLayer,
    words: Sequence[LayerWord],
    shown: tuple[Pixels, Pixels],
    readers: Readers,
    shapes: Shapes,
) -> LayerCheck:
    """Compare the layer's `words` with what is `shown`: the page's px, and the same in grey.

    `shapes` remembers for the document's next page.

    Words on blank paper and words with characters that mean nothing are left unread; so is all,
    where no reader is installed that could read.
    """
    state = page_check(words, shown, readers, shapes)
    printed: list[int] = []
    hidden: list[int] = []
    unspelled: list[int] = []
    for i, word in enumerate(words):
        if i in layer.judgement.unseen or not word.is_readable:
            continue
        if not state.speller.spells(word.word.text):
            unspelled.append(i)
        elif state.is_printed(i):
            printed.append(i)
        else:
            hidden.append(i)

    _check_printed(state, printed)

    # Invisible words: all numbers, and a sample of what else can show a lie.
    numbers, others = _parted(state, hidden)
    telling = [i for i in others if is_telling(state.text(i))]
    sample = _sample(telling)
    state.read([*numbers, *sample])

    if unspelled:
        _check_unspelled(state, unspelled)

    indices = range(len(words))
    found = [state.found.get(i, UNREAD) for i in indices]
    pixels, _ = shown
    outcomes = looked_over(words, found, state.pictures, pixels, readers)
    return LayerCheck(tuple(outcomes))


def grey_of(pixels: Pixels) -> Pixels:
    """One channel."""
    import cv2

    if pixels.ndim == 2:
        return pixels
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(grey, np.uint8)


def _check_printed(state: PageCheck, indices: Sequence[int]) -> None:
    """Few words that show the characters of their fonts: of numbers what it takes, then of the
    others. Then each number that is not known by its pictures.
    """
    for most in LOOKS:
        state.match(indices)
        unread = state.open_words(indices)
        new = {i: state.familiar.new(i) for i in unread}
        costs = {i: cost(state.words[i]) for i in unread}
        numbers, others = _parted(state, unread)

        seen: set[Key] = set()
        chosen = cover(numbers, new, costs, seen)
        chosen += cover(others, new, costs, seen, most)
        if not chosen:
            break
        state.read(chosen)

    state.match(indices)
    unread = state.open_words(indices)
    numbers, _ = _parted(state, unread)
    state.read(numbers)
    suspects = state.suspects(indices)
    state.read(suspects)
    state.settle()


def _parted(state: PageCheck, indices: Sequence[int]) -> tuple[list[int], list[int]]:
    """(words with a digit, the others)."""
    numbers: list[int] = []
    others: list[int] = []
    for i in indices:
        is_number = has_figure(state.text(i))
        part = numbers if is_number else others
        part.append(i)
    return numbers, others


def _sample(indices: Sequence[int]) -> Sequence[int]:
    """About SAMPLE of the words, evenly spread."""
    step = max(1, len(indices) // SAMPLE)
    return indices[::step]


def _check_unspelled(state: PageCheck, indices: Sequence[int]) -> None:
    """Words in letters that no reader has: all alike, as their font's letters look."""
    glyphs = []
    for i in indices:
        glyphs += state.drawn(i)

    verdict = looks_as_said(glyphs)
    by_shape = WordCheck(BY_SHAPE[verdict])
    for i in indices:
        is_drawn = verdict and state.has_known_digits(i)
        state.found[i] = DRAWN if is_drawn else by_shape
    if verdict or not state.readers.ppocr:
        return

    sample = _sample(indices)
    words = [state.words[i] for i in sample]
    cut = crops(words, state.pixels)
    first = state.readers.first(cut)
    second = state.readers.second(cut)
    for i, mine, other in zip(sample, first, second, strict=True):
        said = state.text(i)
        outcome, read = judged_word(said, [mine], other)
        if outcome in ("differs", "opposed"):
            state.found[i] = WordCheck("opposed", read)
