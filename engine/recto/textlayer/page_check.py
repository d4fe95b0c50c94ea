"""The check of one page's words under way: what readers read on some of them, and what that tells
of the others.

Words enter with their pictures, pixels and readers; the outcome of each word leaves in `found`. A
glyph that was read is known by its picture from then on, in this document; a character that was
read as another one makes every word suspect that has it. Which words are read, and when, is
decided in check.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from recto.local.spelling import Speller
from recto.model.page import Pixels
from recto.text.agreement import has_figure
from recto.textlayer.agreement import agrees, judged_word, telling_look
from recto.textlayer.familiar import Familiar, Flags, familiar
from recto.textlayer.forms import are_small_capitals, capital_heights, changed
from recto.textlayer.glyphs import Glyph, Key
from recto.textlayer.layer import PRINTED
from recto.textlayer.looks import OPEN, LayerWord, Readers, crops
from recto.textlayer.outcomes import AGREED, Outcome, WordCheck
from recto.textlayer.shapes import Pictures, Rows, Shapes, pictures

Looks = tuple[str, ...]  # what one reader has read on a word, look after look
FEWEST_KNOWN = 2  # known characters of a word, none of which is seen: it is covered


@dataclass(slots=True, eq=False)
class PageCheck:
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
    lying: set[Key] = field(default_factory=set)

    def text(self, i: int) -> str:
        """What the layer says of a word."""
        return self.words[i].word.text

    def is_printed(self, i: int) -> bool:
        """Whether the glyphs of a word are what is seen of it."""
        word = self.words[i].word
        return word.raw_confidence == PRINTED

    def glyphs(self, i: int) -> Iterable[tuple[int, Glyph]]:
        """The glyphs of a word, each behind the number of its picture."""
        start = self.starts[i]
        return enumerate(self.words[i].glyphs, start)

    def drawn(self, i: int) -> list[tuple[Glyph, Rows]]:
        """The glyphs of a word, each with its picture."""
        part = self._part(i)
        rows = self.pictures.rows[part]
        pairs = zip(self.words[i].glyphs, rows, strict=True)
        return list(pairs)

    def open_words(self, indices: Sequence[int]) -> list[int]:
        """Those of the words of which nothing is known yet."""
        return [i for i in indices if i not in self.found]

    def match(self, indices: Sequence[int]) -> None:
        """Words agree where all glyphs that tell something look as they did where they were
        read.
        """
        self.familiar.refresh()
        for i in self.open_words(indices):
            if not self.familiar.new(i):
                self.found[i] = AGREED

    def has_known_digits(self, i: int) -> bool:
        """No digit of the word, or only such as look as they did where they were read."""
        known = self._known(i)
        pairs = zip(self.words[i].glyphs, known, strict=True)
        return all(is_known for glyph, is_known in pairs if has_figure(glyph.text))

    def read(self, indices: Sequence[int]) -> None:
        """Look at words; what the first look does not confirm is looked at again, by both
        readers.
        """
        looks: dict[int, Looks] = dict.fromkeys(indices, ())
        for paper in (self.readers.first_paper, OPEN):
            if not looks:
                return
            words = [self.words[i] for i in looks]
            cut = crops(words, self.pixels, paper)
            texts = self.readers.first(cut)
            for i, text in zip(list(looks), texts, strict=True):
                looks[i] = (*looks[i], text)
                said = self.text(i)
                outcome, _ = judged_word(said, looks[i])
                if outcome == "agreed":
                    self._confirm(i)
                    del looks[i]

        if looks:
            self._read_by_both(looks)

    def _read_by_both(self, contested: Mapping[int, Looks]) -> None:
        """`contested`: word -> the first reader's looks, two of each."""
        words = [self.words[i] for i in contested]
        others = [looks[-1] for looks in contested.values()]
        if self.readers.ppocr:
            # One process for both: Tesseract, too, reads a crop now better close, now with paper.
            close = crops(words, self.pixels)
            spacious = crops(words, self.pixels, OPEN)
            seen = self.readers.second([*close, *spacious])
            count = len(words)
            first = seen[:count]
            second = seen[count:]

            others = []
            for i, *looks in zip(contested, first, second, strict=True):
                said = self.text(i)
                other = telling_look(said, contested[i], looks)
                others.append(other)

        for i, other in zip(contested, others, strict=True):
            self._judge(i, contested[i], other)

    def _judge(self, i: int, looks: Sequence[str], other: str) -> None:
        """The outcome of a word at which both readers have looked."""
        said = self.text(i)
        outcome, read = judged_word(said, looks, other)
        if outcome == "doubtful":
            glyphs = self.words[i].glyphs
            places = self.pictures.places[self._part(i)]
            if are_small_capitals(glyphs, places, read, self.capitals):
                outcome = "agreed"

        if outcome == "agreed":
            self._confirm(i)
            return
        if not self.speller.is_judge_of(said):
            return
        is_another = outcome != "differs" and not agrees(said, read)
        if is_another and self._is_covered(i):
            self.found[i] = WordCheck("covered", read)
            return

        self.found[i] = WordCheck(outcome, read)
        self._learn(i, outcome, read)

    def _confirm(self, i: int) -> None:
        self.found[i] = AGREED
        if self.is_printed(i):
            for k, glyph in self.glyphs(i):
                self._remember(glyph, k)

    def _remember(self, glyph: Glyph, k: int) -> None:
        """Picture `k` shows the glyph's character."""
        row = self.pictures.rows[k]
        place = self.pictures.places[k]
        self.shapes.confirm(glyph, row, place)

    def _learn(self, i: int, outcome: Outcome, read: str) -> None:
        """What both readers read is what the pictures show, whatever their font says; characters of
        a font may be capitals, or have marks, where it says otherwise.
        """
        word = self.words[i]
        said = word.word.text
        is_of_form = outcome == "doubtful" and agrees(said, read)
        if is_of_form and len(word.glyphs) == len(said):
            for at in changed(said, read):
                glyph = word.glyphs[at]
                self.lying.add(glyph.key)

        if outcome == "differs":
            for k, glyph, shown in self._as_read(i, read):
                self._remember(shown, k)
                if not agrees(glyph.text, shown.text):
                    self.lying.add(glyph.key)

    def _as_read(self, i: int, read: str) -> list[tuple[int, Glyph, Glyph]]:
        """(number of the picture, glyph, the same with the character that was read) of a word whose
        reading has as many; else none.
        """
        text = "".join(read.split())
        count = len(self.words[i].glyphs)
        if len(text) != count:
            return []

        shown = []
        pairs = zip(self.glyphs(i), text, strict=True)
        for (k, glyph), character in pairs:
            as_read = replace(glyph, text=character)
            shown.append((k, glyph, as_read))
        return shown

    def suspects(self, indices: Sequence[int]) -> list[int]:
        """Where one character was another one, the words that nobody has looked at, with pictures
        that nobody knows.
        """
        if not self.lying:
            return []
        self.familiar.refresh()
        unread = self.open_words(indices)
        return [i for i in unread if self.familiar.new(i)]

    def settle(self) -> None:
        """A word that one reader reads otherwise is read so where its pictures have been read so by
        both.
        """
        for i, word in list(self.found.items()):
            if word.outcome not in ("opposed", "doubtful"):
                continue
            known = []
            for k, _, glyph in self._as_read(i, word.read):
                row = self.pictures.rows[k]
                place = self.pictures.places[k]
                known.append(self.shapes.knows(glyph, row, place))

            if known and all(known):
                self.found[i] = WordCheck("differs", word.read)

    def _is_covered(self, i: int) -> bool:
        """Its characters are known, and none of them is seen here."""
        glyphs = self.words[i].glyphs
        if len(glyphs) < FEWEST_KNOWN:
            return False
        for glyph in glyphs:
            if not glyph.printed:
                return False
            if glyph.key not in self.shapes.known:
                return False
        return not self._known(i).any()

    def _known(self, i: int) -> Flags:
        """Whether each glyph of the word looks as it does where it was read."""
        self.familiar.refresh()
        return self.familiar.known[self._part(i)]

    def _part(self, i: int) -> slice:
        """Where the pictures of a word's glyphs are."""
        start = self.starts[i]
        count = len(self.words[i].glyphs)
        return slice(start, start + count)


def page_check(
    words: Sequence[LayerWord], shown: tuple[Pixels, Pixels], readers: Readers, shapes: Shapes
) -> PageCheck:
    """Nothing has been read of the words yet; `shown` and `shapes` as in check.py."""
    pixels, grey = shown
    glyphs: list[Glyph] = []
    starts: list[int] = []
    for word in words:
        starts.append(len(glyphs))
        glyphs += word.glyphs

    drawn = pictures(glyphs, grey)
    return PageCheck(
        words=list(words),
        pixels=pixels,
        readers=readers,
        shapes=shapes,
        speller=readers.speller(),
        pictures=drawn,
        familiar=familiar(words, drawn, shapes),
        starts=starts,
        capitals=capital_heights(glyphs, drawn.places),
    )
