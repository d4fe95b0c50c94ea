"""A page's texts as they may leave the engine: words, alternatives, readings and notes without what
no page prints.

A PageResult enters, an equal one leaves where nothing was wrong with it. The JSON result is written
from it, since programs read that instead of print; the other formats take each text through
`printable` as they write it. Paths stay as they are: they are needed to open files.
"""

from __future__ import annotations

from dataclasses import replace

from recto.model.page import Line, ReaderWord, Reading
from recto.model.result import LayerDifference, PageResult, ResultLine, TextLayerUse, Word
from recto.writers.characters import printable


def legible_page(page: PageResult) -> PageResult:
    """The same page; how many words and lines it has does not change."""
    return replace(
        page,
        lines=tuple(map(_line, page.lines)),
        readings=tuple(map(_reading, page.readings)),
        notes=_texts(page.notes),
        text_layer=page.text_layer and _layer(page.text_layer),
    )


def _texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(printable, texts))


def _line(line: ResultLine) -> ResultLine:
    return replace(line, words=tuple(map(_verdict, line.words)))


def _verdict(word: Word) -> Word:
    text, alternatives = printable(word.text), _texts(word.alternatives)
    if (text, alternatives) == (word.text, word.alternatives):
        return word
    return replace(word, text=text, alternatives=alternatives)


def _reading(reading: Reading) -> Reading:
    lines = tuple(_read_line(line) for line in reading.lines)
    return replace(reading, lines=lines, notes=_texts(reading.notes))


def _read_line(line: Line) -> Line:
    return replace(line, words=tuple(map(_word, line.words)))


def _word(word: ReaderWord) -> ReaderWord:
    """Choices and scores count characters: with other characters they say nothing."""
    text = printable(word.text)
    if text != word.text:
        return replace(word, text=text, choices=(), scores=())
    weighed = (choice.text for place in word.choices for choice in place)
    return word if all(printable(each) == each for each in weighed) else replace(word, choices=())


def _layer(use: TextLayerUse) -> TextLayerUse:
    differences = tuple(map(_difference, use.differences))
    return replace(use, reason=printable(use.reason), differences=differences)


def _difference(each: LayerDifference) -> LayerDifference:
    return replace(each, layer=printable(each.layer), read=printable(each.read))
