"""What a page's result says of its own text that was not kept: why not, or where the two differ.

A result and the TextLayer enter, the result leaves. A word that was read, and that a good layer has
otherwise, is flagged and offers the layer's text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz.distance import Indel

from recto.layout import arrange
from recto.model.page import Box, Line, ReaderWord
from recto.model.result import LayerDifference, PageResult, ResultLine, TextLayerUse, Word
from recto.reasons import Reason
from recto.text.agreement import spelt
from recto.text.placement import align_lines
from recto.text.spacing import joined
from recto.textlayer.glyphs import NO_MEANING
from recto.textlayer.judgement import ON_BLANK_PAPER
from recto.textlayer.layer import TextLayer

# of the layer's words: fewer are read where letters are unknown to every reader, or the scan is
# lost
FEWER = 0.7
AT_MOST = 0.3  # P(right) of a word of a layer with a fault
WordAt = tuple[int, int]  # (line, word) of the result


def with_loss(result: PageResult, layer: TextLayer) -> PageResult:
    """The result of a page that was to be read anew, come what may: said, where its own text shows
    more words.

    Nothing of that text is used. A page without a word on which words are shown is no blank page.
    """
    if not _says_more(layer, result):
        return result
    shown = len(_shown(layer))
    lost = shown - len(result.words)
    note = (
        f"about {lost} of the {shown} words that the page's own text has could not be"
        " read; --text-layer keep uses that text where it is good"
    )
    status = result.status
    if status == "blank":
        status = "unreadable"
    return replace(
        result,
        notes=(*result.notes, note),
        status=status,
    )


def with_layer(result: PageResult, layer: TextLayer, *, compare: bool) -> PageResult:
    """The result of reading a page that had its own text: why that was not kept, or how far both
    agree.
    """
    if compare:
        return _compared(result, layer)
    judgement = layer.judgement
    if not _says_more(layer, result):
        use = TextLayerUse("read-anew", judgement.quality, judgement.measured)
        note = f"text layer read anew: {judgement.fault}"
        return replace(
            result,
            text_layer=use,
            notes=(*result.notes, note),
        )

    # The layer's words, each flagged: they say more than what was read in their place.
    lines = tuple(_doubted(line) for line in layer.reading.lines)
    note = (
        f"text layer kept in spite of a fault ({judgement.fault}): reading anew finds fewer words"
    )
    return replace(
        result,
        lines=lines,
        blocks=arrange(lines, result.width, result.height),
        readings=(*result.readings, layer.reading),
        notes=(*result.notes, note),
        status="ok",
        text_layer=TextLayerUse("kept", judgement.quality, judgement.measured),
    )


def _doubted(line: Line) -> ResultLine:
    words = []
    for word in line.words:
        doubted = Word(
            word.text,
            word.box,
            AT_MOST,
            "text-layer",
            Reason.LAYER_DOUBTED,
            flagged=True,
        )
        words.append(doubted)
    return ResultLine(tuple(words), line.box, line.baseline)


def _compared(result: PageResult, layer: TextLayer) -> PageResult:
    """The result with its differences from the layer; flagged where the layer is good."""
    groups = list(_groups(result, layer))
    agreement = _agreement([difference for _, difference in groups])
    different = []
    others: dict[WordAt, str] = {}
    for places, difference in groups:
        said = spelt([difference.layer])
        read = spelt([difference.read])
        if said != read:
            different.append(difference)
            others.update(dict.fromkeys(places, difference.layer))

    judgement = layer.judgement
    use = TextLayerUse(
        "compared",
        judgement.quality,
        judgement.measured,
        agreement,
        tuple(different),
    )
    note = f"text layer agrees to {100 * agreement:.0f} %"
    if judgement.fault:
        note = f"{note} ({judgement.fault})"
    lines = result.lines
    if layer.is_good:
        lines = _flagged(lines, others)
    return replace(
        result,
        lines=lines,
        readings=(*result.readings, layer.reading),
        text_layer=use,
        notes=(*result.notes, note),
    )


def _says_more(layer: TextLayer, result: PageResult) -> bool:
    """Whether reading anew would lose words: no reader here has the letters, or the page's print
    defeats them all.
    """
    if layer.judgement.fault == ON_BLANK_PAPER:
        return False
    shown = len(_shown(layer))
    return len(result.words) < FEWER * shown


def _shown(layer: TextLayer) -> list[ReaderWord]:
    """The words of the layer that stand on ink and have a meaning."""
    unseen = layer.judgement.unseen
    shown = []
    for i, word in enumerate(layer.reading.words):
        if i not in unseen and NO_MEANING not in word.text:
            shown.append(word)
    return shown


def _groups(
    result: PageResult, layer: TextLayer
) -> Iterator[tuple[tuple[WordAt, ...], LayerDifference]]:
    """Words of both sides that stand for each other, whatever order each side has; a difference may
    be none.
    """
    words_of_layer = layer.reading.words
    rows = [_texts(line.words) for line in result.lines]
    for group in align_lines(rows, _texts(words_of_layer)):
        read = []
        for i, k in group.page:
            line = result.lines[i]
            read.append(line.words[k])
        said = [words_of_layer[j] for j in group.text]
        boxes = [word.box for word in read]
        boxes += [word.box for word in said]
        difference = LayerDifference(
            Box.around(boxes),
            joined(_texts(said)),
            joined(_texts(read)),
        )
        yield group.page, difference


def _texts(words: Sequence[Word] | Sequence[ReaderWord]) -> list[str]:
    return [word.text for word in words]


def _agreement(differences: Sequence[LayerDifference]) -> float:
    """Share of the characters of both sides that are alike, 0..1."""
    total = 0
    alike = 0
    for difference in differences:
        said = _bare(difference.layer)
        read = _bare(difference.read)
        total += len(said) + len(read)
        alike += Indel.similarity(said, read)

    if not total:
        return 1.0
    return alike / total


def _bare(text: str) -> str:
    """Without spaces and compatibility forms: a layer may hold ligatures, and spaces are laid out,
    not printed.
    """
    letters = "".join(text.split())
    return unicodedata.normalize("NFKC", letters)


def _flagged(lines: Sequence[ResultLine], others: dict[WordAt, str]) -> tuple[ResultLine, ...]:
    """The lines; where the layer has another text, the word is flagged and offers it."""
    flagged = []
    for i, line in enumerate(lines):
        words = list(line.words)
        for k, word in enumerate(line.words):
            if (i, k) not in others:
                continue
            alternatives = dict.fromkeys(word.alternatives)
            text = others[i, k]
            if text:
                alternatives[text] = None
            words[k] = replace(
                word,
                alternatives=tuple(alternatives),
                flagged=True,
            )
        flagged.append(replace(line, words=tuple(words)))
    return tuple(flagged)
