"""A page's texts as they may leave the engine: words, alternatives, readings and notes without what
no page prints.

A PageResult enters, an equal one leaves where nothing was wrong with it. The JSON result is written
from it, since programs read that instead of print; the other formats take each text through
`printable` as they write it. Paths stay as they are: they are needed to open files.
"""

from __future__ import annotations

from dataclasses import replace

from recto.model.page import ReaderWord, Reading
from recto.model.result import PageResult, TextLayerUse, Word
from recto.writers.characters import printable


def legible_page(page: PageResult) -> PageResult:
    """The same page; how many words and lines it has does not change."""
    lines = []
    for line in page.lines:
        words = tuple(_legible_word(word) for word in line.words)
        lines.append(replace(line, words=words))
    readings = [_legible_reading(reading) for reading in page.readings]
    layer = page.text_layer
    return replace(
        page,
        lines=tuple(lines),
        readings=tuple(readings),
        notes=_texts(page.notes),
        text_layer=None if layer is None else _legible_layer(layer),
    )


def _texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(printable(text) for text in texts)


def _legible_word(word: Word) -> Word:
    text, alternatives = printable(word.text), _texts(word.alternatives)
    if text == word.text and alternatives == word.alternatives:
        return word
    return replace(word, text=text, alternatives=alternatives)


def _legible_reading(reading: Reading) -> Reading:
    lines = []
    for line in reading.lines:
        words = tuple(_legible_reader_word(word) for word in line.words)
        lines.append(replace(line, words=words))
    return replace(reading, lines=tuple(lines), notes=_texts(reading.notes))


def _legible_reader_word(word: ReaderWord) -> ReaderWord:
    """Choices and scores count characters: with other characters they say nothing."""
    text = printable(word.text)
    if text != word.text:
        return replace(word, text=text, choices=(), scores=())
    for place in word.choices:
        for choice in place:
            if printable(choice.text) != choice.text:
                return replace(word, choices=())
    return word


def _legible_layer(use: TextLayerUse) -> TextLayerUse:
    differences = []
    for difference in use.differences:
        layer, read = printable(difference.layer), printable(difference.read)
        differences.append(replace(difference, layer=layer, read=read))
    return replace(use, reason=printable(use.reason), differences=tuple(differences))
