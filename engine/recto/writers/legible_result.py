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
        words = tuple(map(_legible_word, line.words))
        lines.append(replace(line, words=words))
    readings = tuple(map(_legible_reading, page.readings))
    layer = page.text_layer
    if layer is not None:
        layer = _legible_layer(layer)
    return replace(
        page,
        lines=tuple(lines),
        readings=readings,
        notes=_texts(page.notes),
        text_layer=layer,
    )


def _texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(printable, texts))


def _legible_word(word: Word) -> Word:
    text = printable(word.text)
    alternatives = _texts(word.alternatives)
    if text == word.text and alternatives == word.alternatives:
        return word
    return replace(word, text=text, alternatives=alternatives)


def _legible_reading(reading: Reading) -> Reading:
    lines = []
    for line in reading.lines:
        words = tuple(map(_legible_reader_word, line.words))
        lines.append(replace(line, words=words))
    notes = _texts(reading.notes)
    written = []
    for own in reading.written:
        text = printable(own.text)
        written.append(replace(own, text=text))
    return replace(reading, lines=tuple(lines), notes=notes, written=tuple(written))


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
        layer = printable(difference.layer)
        read = printable(difference.read)
        legible = replace(difference, layer=layer, read=read)
        differences.append(legible)
    reason = printable(use.reason)
    return replace(use, reason=reason, differences=tuple(differences))
