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
    shown, found = len(_shown(layer)), len(result.words)
    note = (
        f"about {shown - found} of the {shown} words that the page's own text has could not be"
        " read; --text-layer keep uses that text where it is good"
    )
    status = "unreadable" if result.status == "blank" else result.status
    return replace(result, notes=(*result.notes, note), status=status)


def with_layer(result: PageResult, layer: TextLayer, *, compare: bool) -> PageResult:
    """The result of reading a page that had its own text: why that was not kept, or how far both
    agree.
    """
    judgement = layer.judgement
    if not compare and _says_more(layer, result):
        return _stands_all_the_same(result, layer)
    if not compare:
        use = TextLayerUse("read-anew", judgement.quality, judgement.measured)
        note = f"text layer read anew: {judgement.fault}"
        return replace(result, text_layer=use, notes=(*result.notes, note))
    groups = list(_groups(result, layer))
    agreement = _agreement(groups)
    different = [(places, difference) for places, difference in groups if not _alike(difference)]
    found = tuple(difference for _, difference in different)
    use = TextLayerUse("compared", judgement.quality, judgement.measured, agreement, found)
    note = f"text layer agrees to {100 * agreement:.0f} %" + (
        f" ({judgement.fault})" if judgement.fault else ""
    )
    others = {place: difference.layer for places, difference in different for place in places}
    lines = _flagged(result.lines, others) if layer.is_good else result.lines
    readings = (*result.readings, layer.reading)
    return replace(
        result, lines=lines, readings=readings, text_layer=use, notes=(*result.notes, note)
    )


def _says_more(layer: TextLayer, result: PageResult) -> bool:
    """Whether reading anew would lose words: no reader here has the letters, or the page's print
    defeats them all.
    """
    if layer.judgement.fault == ON_BLANK_PAPER:
        return False
    return len(result.words) < FEWER * len(_shown(layer))


def _shown(layer: TextLayer) -> list[ReaderWord]:
    """The words of the layer that stand on ink and have a meaning."""
    words = enumerate(layer.reading.words)
    return [
        word for i, word in words if i not in layer.judgement.unseen and NO_MEANING not in word.text
    ]


def _stands_all_the_same(result: PageResult, layer: TextLayer) -> PageResult:
    """The layer's words, each flagged: they say more than what was read in their place."""
    lines = tuple(_doubted(line) for line in layer.reading.lines)
    use = TextLayerUse("kept", layer.judgement.quality, layer.judgement.measured)
    note = (
        f"text layer kept in spite of a fault ({layer.judgement.fault}): reading anew finds fewer"
        " words"
    )
    return replace(
        result,
        lines=lines,
        blocks=arrange(lines, result.width, result.height),
        readings=(*result.readings, layer.reading),
        notes=(*result.notes, note),
        status="ok",
        text_layer=use,
    )


def _doubted(line: Line) -> ResultLine:
    words = tuple(
        Word(word.text, word.box, AT_MOST, "text-layer", Reason.LAYER_DOUBTED, flagged=True)
        for word in line.words
    )
    return ResultLine(words, line.box, line.baseline)


def _groups(
    result: PageResult, layer: TextLayer
) -> Iterator[tuple[tuple[WordAt, ...], LayerDifference]]:
    """Words of both sides that stand for each other, whatever order each side has; a difference may
    be none.
    """
    own = layer.reading.words
    rows = []
    for line in result.lines:
        texts = [word.text for word in line.words]
        rows.append(texts)
    for group in align_lines(rows, [word.text for word in own]):
        mine = [result.lines[i].words[k] for i, k in group.page]
        theirs = [own[j] for j in group.text]
        box = Box.around([*(word.box for word in mine), *(word.box for word in theirs)])
        said = " ".join(word.text for word in theirs)
        read = " ".join(word.text for word in mine)
        yield group.page, LayerDifference(box, said, read)


def _alike(difference: LayerDifference) -> bool:
    return spelt([difference.layer]) == spelt([difference.read])


def _bare(text: str) -> str:
    """Without spaces and compatibility forms: a layer may hold ligatures, and spaces are laid out,
    not printed.
    """
    return unicodedata.normalize("NFKC", "".join(text.split()))


def _agreement(groups: Sequence[tuple[tuple[WordAt, ...], LayerDifference]]) -> float:
    pairs = [(_bare(difference.layer), _bare(difference.read)) for _, difference in groups]
    total = sum(len(layer) + len(read) for layer, read in pairs)
    return sum(Indel.similarity(layer, read) for layer, read in pairs) / total if total else 1.0


def _flagged(lines: Sequence[ResultLine], others: dict[WordAt, str]) -> tuple[ResultLine, ...]:
    def word(place: WordAt, verdict: Word) -> Word:
        if place not in others:
            return verdict
        alternatives = dict.fromkeys((*verdict.alternatives, *filter(None, [others[place]])))
        return replace(verdict, alternatives=tuple(alternatives), flagged=True)

    found = []
    for i, line in enumerate(lines):
        words = [word((i, k), verdict) for k, verdict in enumerate(line.words)]
        found.append(replace(line, words=tuple(words)))
    return tuple(found)
