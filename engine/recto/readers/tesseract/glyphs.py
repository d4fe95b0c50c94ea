"""What Tesseract's hOCR says of a page, glyph by glyph, and where its words really end.

The lines of one page and Tesseract's own text of it enter; the same lines leave, their glyphs put
together to other words. hOCR has one word for each of Tesseract's segments: of Korean, Thai,
Japanese and Chinese those are syllables or pairs of characters. The text that the same run writes
has the identical characters (575, 879 and 1,193 checked), parted as the page parts them. Where no
script has spaces, each character is a word (`recto.text.spacing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from recto.model.page import Box, Choice
from recto.text.spacing import has_unspaced, word_spans


@dataclass(slots=True)
class RawGlyph:
    """One character or cluster; px of the image read, confidence 0..1."""

    text: str
    confidence: float
    box: Box
    choices: list[Choice] = field(default_factory=list)


@dataclass(slots=True)
class RawWord:
    """A word as hOCR parts them."""

    box: Box
    confidence: float
    glyphs: list[RawGlyph] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Without white space."""
        text = "".join([glyph.text for glyph in self.glyphs])
        return "".join(text.split())


@dataclass(slots=True)
class RawLine:
    """A line; the baseline runs from the first glyph's foot to the last one's."""

    box: Box
    baseline: tuple[float, float, float, float]
    words: list[RawWord] = field(default_factory=list)


def parted_as_written(lines: Sequence[RawLine], written: str) -> None:
    """Give each line the words that Tesseract's text of the page has; without one (""), as hOCR."""
    texts = [word.text for line in lines for word in line.words]
    filled = list(filter(None, texts))
    tokens = written.split()
    if tokens and tokens != filled:
        parted_at = _ends_in(filled, tokens)
        at = 0
        for line in lines:
            size = sum(len(word.text) for word in line.words)
            line.words = list(_joined(line.words, at, parted_at))
            at += size
    if any(map(has_unspaced, filled)):
        for line in lines:
            line.words = [piece for word in line.words for piece in _pieces(word)]


def _ends_in(words: Sequence[str], tokens: Sequence[str]) -> set[int]:
    """Offsets into the words' characters at which a token ends; where the two texts differ, those
    at which a word does.
    """
    mine = "".join(words)
    other = "".join(tokens)
    token_ends = set(_offsets(tokens))
    if mine == other:
        return token_ends
    ends = set(_offsets(words))
    for run in Levenshtein.opcodes(mine, other):
        if run.tag != "equal":
            continue
        drift = run.dest_start - run.src_start
        inside = range(run.src_start + 1, run.src_end)
        for at in inside:
            there = at + drift
            if there in token_ends:
                ends.add(at)
            else:
                ends.discard(at)
    return ends


def _offsets(words: Sequence[str]) -> Iterator[int]:
    """The character offset behind each word."""
    at = 0
    for word in words:
        at += len(word)
        yield at


def _joined(words: Sequence[RawWord], at: int, parted_at: set[int]) -> Iterator[RawWord]:
    """The words of a line that begins at character `at`, those as one between which no token
    ends.
    """
    current: RawWord | None = None
    for word in words:
        if current is None:
            current = word
        elif at in parted_at:
            yield current
            current = word
        else:
            box = Box.around((current.box, word.box))
            # One doubtful segment makes the whole word doubtful.
            confidence = min(current.confidence, word.confidence)
            current = RawWord(box, confidence, [*current.glyphs, *word.glyphs])
        at += len(word.text)
    if current is not None:
        yield current


def _pieces(word: RawWord) -> Iterator[RawWord]:
    """A word of a script without spaces, character by character; any other as it is."""
    texts = [glyph.text for glyph in word.glyphs]
    text = "".join(texts)
    if not has_unspaced(text):
        yield word
        return
    spans = word_spans(text)
    if len(spans) == 1:
        yield word
        return
    at = 0
    glyphs = iter(word.glyphs)
    for _, end in spans:
        own = []
        while at < end:
            glyph = next(glyphs)
            own.append(glyph)
            at += len(glyph.text)
        if own:
            box = Box.around(glyph.box for glyph in own)
            yield RawWord(box, word.confidence, own)
