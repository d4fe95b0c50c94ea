"""A layer's words compared with the pixels: every number, and of the other words as many as it
takes.

A TextLayer, the page's pixels, readers and the Shapes that this document has shown enter; a
LayerCheck leaves. A reader looks at words until each font's characters have been read once; the
others are compared with those by their pictures, so that a page in known fonts costs hardly any
reading. Invisible words have no pictures: all their numbers are read, and a sample of the rest. A
word in letters that no reader has is compared with letters drawn anew (drawn.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from recto.local.spelling import Speller
from recto.model.page import Pixels
from recto.text.agreement import has_figure
from recto.text.alignment import compact
from recto.textlayer.agreement import agrees, is_telling, judged_word
from recto.textlayer.choice import cover
from recto.textlayer.drawn import looks_as_said
from recto.textlayer.familiar import Familiar, Flags, familiar
from recto.textlayer.forms import are_small_capitals, capital_heights, changed
from recto.textlayer.glyphs import Glyph
from recto.textlayer.layer import PRINTED, TextLayer
from recto.textlayer.looked_over import looked_over
from recto.textlayer.looks import OPEN, LayerWord, Readers, cost, crops
from recto.textlayer.outcomes import AGREED, UNREAD, LayerCheck, Outcome, WordCheck
from recto.textlayer.shapes import Key, Pictures, Shapes, pictures

# Of words that are no numbers, in each round: the widths of all crops over their heights; a height
# costs 4 ms. A second round finds what the first one's words have shown, and what other sizes of a
# font need.
LOOKS = (32.0, 16.0)
SAMPLE = 30  # invisible words that are no numbers


@dataclass(slots=True, eq=False)
class _Checking:
    """The words of one page on their way to an outcome."""

    words: list[LayerWord]
    pixels: Pixels
    readers: Readers
    shapes: Shapes
    speller: Speller
    pictures: Pictures  # of all glyphs, word after word
    familiar: Familiar
    starts: list[int]  # of each word's glyphs among them
    capitals: Mapping[str, float]  # their height in each font, in heights of the font
    found: dict[int, WordCheck] = field(default_factory=dict)
    # font and character that was read as another one
    lying: set[tuple[str, str]] = field(default_factory=set)

    def is_open(self, i: int) -> bool:
        """Nothing is known of the word yet."""
        return i not in self.found

    def match(self, indices: Sequence[int]) -> None:
        """Words agree where all glyphs that tell something look as they did where they were
        read.
        """
        self.familiar.refresh()
        for i in filter(self.is_open, indices):
            if not self.familiar.new(i):
                self.found[i] = AGREED

    def known(self, i: int) -> Flags:
        """Whether each glyph of the word looks as it did where it was read."""
        self.familiar.refresh()
        start = self.starts[i]
        return self.familiar.known[start : start + len(self.words[i].glyphs)]

    def read(self, indices: Sequence[int]) -> None:
        """Look at words; what the first look does not confirm is looked at again, by both
        readers.
        """
        chosen = [self.words[i] for i in indices]
        texts = (
            self.readers.first(crops(chosen, self.pixels, self.readers.first_paper))
            if chosen
            else []
        )
        doubted = []
        for i, text in zip(indices, texts, strict=True):
            outcome, _ = judged_word(self.words[i].word.text, (text,))
            if outcome == "agreed":
                self._confirm(i)
            else:
                doubted.append((i, text))
        if doubted:
            self._read_again(doubted)

    def _read_again(self, doubted: Sequence[tuple[int, str]]) -> None:
        chosen = [self.words[i] for i, _ in doubted]
        again = self.readers.first(crops(chosen, self.pixels, OPEN))
        left = []
        for (i, text), second in zip(doubted, again, strict=True):
            if judged_word(self.words[i].word.text, (text, second))[0] == "agreed":
                self._confirm(i)
            else:
                left.append((i, (text, second)))
        if left:
            self._read_by_both(left)

    def _read_by_both(self, doubted: Sequence[tuple[int, tuple[str, str]]]) -> None:
        words = [self.words[i] for i, _ in doubted]
        other = [texts[1] for _, texts in doubted]
        if self.readers.ppocr:
            # One process for both: Tesseract, too, reads a crop now better close, now with paper.
            both = [*crops(words, self.pixels), *crops(words, self.pixels, OPEN)]
            seen = self.readers.second(both)
            pairs = zip(doubted, seen[: len(words)], seen[len(words) :], strict=True)
            other = [self._telling_look(i, texts, looks) for (i, texts), *looks in pairs]
        for (i, texts), third in zip(doubted, other, strict=True):
            outcome, read = judged_word(self.words[i].word.text, texts, third)
            if outcome == "doubtful" and self._is_small_capitals(i, read):
                outcome = "agreed"
            if outcome != "agreed" and not self.speller.is_judge_of(self.words[i].word.text):
                continue
            if outcome == "agreed":
                self._confirm(i)
            elif (
                outcome != "differs"
                and not agrees(self.words[i].word.text, read)
                and self._is_covered(i)
            ):
                self.found[i] = WordCheck("covered", read)
            else:
                self.found[i] = WordCheck(outcome, read)
                self._learn(i, outcome, read)

    def _telling_look(self, i: int, texts: Sequence[str], looks: Sequence[str]) -> str:
        """Of Tesseract's looks the one that agrees with the layer, else with the first reader, else
        the first.
        """
        for text in (self.words[i].word.text, *texts):
            for look in looks:
                if look and agrees(text, look):
                    return look
        return looks[0]

    def _confirm(self, i: int) -> None:
        self.found[i] = AGREED
        if self.words[i].word.raw_confidence != PRINTED:
            return
        for k, glyph in enumerate(self.words[i].glyphs, self.starts[i]):
            self.shapes.confirm(glyph, self.pictures.rows[k], self.pictures.places[k])

    def _learn(self, i: int, outcome: Outcome, read: str) -> None:
        """What both readers read is what the pictures show, whatever their font says."""
        if outcome == "doubtful":
            self._learn_form(i, read)
        if outcome == "differs":
            for said, (glyph, k) in zip(self.words[i].glyphs, self._as_read(i, read), strict=False):
                self.shapes.confirm(glyph, self.pictures.rows[k], self.pictures.places[k])
                if not agrees(said.text, glyph.text):
                    self.lying.add((said.font, said.text))

    def _learn_form(self, i: int, read: str) -> None:
        """Characters of a font that are capitals, or have marks, where it says otherwise."""
        word = self.words[i]
        if len(word.glyphs) == len(word.word.text) and agrees(word.word.text, read):
            self.lying.update(
                (word.glyphs[at].font, word.glyphs[at].text) for at in changed(word.word.text, read)
            )

    def _is_small_capitals(self, i: int, read: str) -> bool:
        start, glyphs = self.starts[i], self.words[i].glyphs
        places = self.pictures.places[start : start + len(glyphs)]
        return are_small_capitals(glyphs, places, read, self.capitals)

    def _as_read(self, i: int, read: str) -> list[tuple[Glyph, int]]:
        """The word's glyphs with the characters of a reading that has as many, and where their
        pictures are.
        """
        text = "".join(read.split())
        glyphs = self.words[i].glyphs
        if len(text) != len(glyphs):
            return []
        own = zip(text, glyphs, range(self.starts[i], self.starts[i] + len(glyphs)), strict=True)
        return [(replace(glyph, text=character), k) for character, glyph, k in own]

    def suspects(self, indices: Sequence[int]) -> list[int]:
        """Where one character was another one, the words that nobody has looked at, with pictures
        that nobody knows.
        """
        if not self.lying:
            return []
        self.familiar.refresh()
        return [i for i in indices if self.is_open(i) and self.familiar.new(i)]

    def settle(self) -> None:
        """A word that one reader reads otherwise is read so where its pictures have been read so by
        both.
        """
        for i, word in list(self.found.items()):
            if word.outcome not in ("opposed", "doubtful"):
                continue
            glyphs = self._as_read(i, word.read)
            rows, places = self.pictures.rows, self.pictures.places
            if glyphs and all(self.shapes.knows(glyph, rows[k], places[k]) for glyph, k in glyphs):
                self.found[i] = WordCheck("differs", word.read)

    def _is_covered(self, i: int) -> bool:
        """Its characters are known, and none of them is seen here."""
        glyphs = self.words[i].glyphs
        if not all(glyph.printed for glyph in glyphs):
            return False
        known = sum((glyph.font, glyph.text) in self.shapes.known for glyph in glyphs)
        return known >= 2 and known == len(glyphs) and not self.known(i).any()


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
    pixels, grey = shown
    flat = [glyph for word in words for glyph in word.glyphs]
    counts = [len(word.glyphs) for word in words]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(int).tolist()
    speller = readers.speller()
    drawn = pictures(flat, grey)
    state = _Checking(
        list(words),
        pixels,
        readers,
        shapes,
        speller,
        drawn,
        familiar(words, drawn, shapes),
        starts,
        capital_heights(flat, drawn.places),
    )
    readable = [i for i, word in enumerate(words) if _can_be_read(i, word, layer)]
    spelled = [i for i in readable if speller.spells(words[i].word.text)]
    printed = [i for i in spelled if words[i].word.raw_confidence == PRINTED]
    _check_printed(state, printed)
    hidden = [i for i in spelled if words[i].word.raw_confidence != PRINTED]
    _check_hidden(state, hidden)
    _check_unspelled(state, sorted(set(readable) - set(spelled)))
    found = [state.found.get(i, UNREAD) for i in range(len(words))]
    return LayerCheck(tuple(looked_over(words, found, drawn, pixels, readers)))


def grey_of(pixels: Pixels) -> Pixels:
    """One channel."""
    import cv2

    return (
        pixels
        if pixels.ndim == 2
        else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    )


def _can_be_read(i: int, word: LayerWord, layer: TextLayer) -> bool:
    if i in layer.judgement.unseen or not all(glyph.mapped for glyph in word.glyphs):
        return False
    slanted = any(glyph.slanted for glyph in word.glyphs)  # no crop holds it alone
    return bool(compact(word.word.text)) and not slanted


def _check_printed(state: _Checking, indices: Sequence[int]) -> None:
    for most in LOOKS:
        state.match(indices)
        chosen = _telling(state, [i for i in indices if state.is_open(i)], most)
        if not chosen:
            break
        state.read(chosen)
    state.match(indices)
    numbers = [i for i in indices if state.is_open(i) and has_figure(state.words[i].word.text)]
    if numbers:
        state.read(numbers)
    suspects = state.suspects(indices)
    if suspects:
        state.read(suspects)
    state.settle()


def _telling(state: _Checking, indices: Sequence[int], most: float) -> list[int]:
    """Few words that show the characters of their fonts: of numbers what it takes, then of the
    others.
    """
    new = {i: state.familiar.new(i) for i in indices}
    costs = {i: cost(state.words[i]) for i in indices}
    numbers = [i for i in indices if has_figure(state.words[i].word.text)]
    others = sorted(set(indices) - set(numbers))
    seen: set[Key] = set()
    digits = cover(numbers, new, costs, seen)
    return [*digits, *cover(others, new, costs, seen, most)]


def _check_hidden(state: _Checking, indices: Sequence[int]) -> None:
    numbers = [i for i in indices if has_figure(state.words[i].word.text)]
    others = sorted(set(indices) - set(numbers))
    others = [i for i in others if is_telling(state.words[i].word.text)]
    step = max(1, len(others) // SAMPLE)
    state.read([*numbers, *others[::step]])


def _check_unspelled(state: _Checking, indices: Sequence[int]) -> None:
    """Words in letters that no reader has: all alike, as their font's letters look."""
    glyphs = [
        (glyph, state.pictures.rows[k])
        for i in indices
        for k, glyph in enumerate(state.words[i].glyphs, state.starts[i])
    ]
    verdict = looks_as_said(glyphs)
    if verdict:
        sure = [i for i in indices if _has_known_digits(state, i)]
        state.found.update(dict.fromkeys(sure, WordCheck("drawn")))
    indices = [i for i in indices if state.is_open(i)]
    outcome: Outcome = "unlike" if verdict is False else "unspelled"
    state.found.update(dict.fromkeys(indices, WordCheck(outcome)))
    step = max(1, len(indices) // SAMPLE)
    sample = indices[::step]
    chosen = crops([state.words[i] for i in sample], state.pixels)
    if verdict or not state.readers.ppocr or not chosen:
        return
    first, second = state.readers.first(chosen), state.readers.second(chosen)
    for i, mine, other in zip(sample, first, second, strict=True):
        said, read = judged_word(state.words[i].word.text, (mine,), other)
        if said in ("differs", "opposed"):
            state.found[i] = WordCheck("opposed", read)


def _has_known_digits(state: _Checking, i: int) -> bool:
    """No digit, or only such as were read elsewhere."""
    own = zip(state.words[i].glyphs, state.known(i), strict=True)
    return all(known for glyph, known in own if has_figure(glyph.text))
