"""What becomes of a page's own text: it stands for the page, or the result says why not, or where the two differ.

A TextLayer and the page or its result enter, a PageResult leaves. Kept words have the origin "text-layer" and their own
reasons; a word that was read, and that a good layer has otherwise, is flagged and offers the layer's text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz.distance import Indel

from recto.agreement import spelt
from recto.layout import arrange, find_ruling
from recto.model import Box, Line, Page, Word
from recto.placement import align_lines
from recto.result import LayerDifference, PageResult, ResultLine, TextLayerUse, Verdict
from recto.textlayer.layer import PRINTED, TextLayer

Place = tuple[int, int]  # (line, word) of the result
# P(a word of an OCR's text is right) by the share of words that the lexicon knows: a line through 332 readings of real
# pages (r .68; .59 right where .25-.5 are known, .95 where .95 and more are). USUAL: their mean.
AT_NONE, BY_KNOWN, USUAL = 0.26, 0.71, 0.84


def kept_page(page: Page, layer: TextLayer, language: str) -> PageResult:
    """The page as its own text has it; layout is ours."""
    start, lines = 0, []
    for line in layer.reading.lines:
        lines.append(_kept_line(line, start, layer))
        start += len(line.words)
    return PageResult(
        source=page.source,
        index=page.index,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        language=language,
        lines=tuple(lines),
        readings=(layer.reading,),
        blocks=arrange(lines, page.width, page.height, ruling=find_ruling(page.raster)),
        seconds={"text-layer": layer.reading.seconds},
        notes=(*page.notes, "text layer kept"),
        text_layer=TextLayerUse("kept", "good", layer.judgement.measured),
    )


def _kept_line(line: Line, start: int, layer: TextLayer) -> ResultLine:
    words = tuple(_kept_word(word, start + i, layer) for i, word in enumerate(line.words))
    return ResultLine(words, line.box, line.baseline)


def _kept_word(word: Word, number: int, layer: TextLayer) -> Verdict:
    """Printed glyphs are what they are; invisible ones some program read, as well as its words are known."""
    if number in layer.judgement.unseen:
        return Verdict(word.text, word.box, 0.0, "text-layer", "text-layer-on-blank-paper", flagged=True)
    if word.raw_confidence == PRINTED:
        return Verdict(word.text, word.box, 1.0, "text-layer", "text-layer-printed")
    known = layer.judgement.known
    sure = USUAL if known is None else AT_NONE + BY_KNOWN * known
    return Verdict(word.text, word.box, sure, "text-layer", "text-layer-invisible")


def with_layer(result: PageResult, layer: TextLayer, *, compare: bool) -> PageResult:
    """The result of reading a page that had its own text: why that was not kept, or how far both agree."""
    judgement = layer.judgement
    if not compare:
        use = TextLayerUse("read-anew", judgement.quality, judgement.measured)
        note = f"text layer read anew: {judgement.fault}"
        return replace(result, text_layer=use, notes=(*result.notes, note))
    groups = list(_groups(result, layer))
    agreement = _agreement(groups)
    different = [(places, difference) for places, difference in groups if not _alike(difference)]
    found = tuple(difference for _, difference in different)
    use = TextLayerUse("compared", judgement.quality, judgement.measured, agreement, found)
    note = f"text layer agrees to {100 * agreement:.0f} %" + (f" ({judgement.fault})" if judgement.fault else "")
    others = {place: difference.layer for places, difference in different for place in places}
    lines = _flagged(result.lines, others) if layer.is_good else result.lines
    readings = (*result.readings, layer.reading)
    return replace(result, lines=lines, readings=readings, text_layer=use, notes=(*result.notes, note))


def _groups(result: PageResult, layer: TextLayer) -> Iterator[tuple[tuple[Place, ...], LayerDifference]]:
    """Words of both sides that stand for each other, whatever order each side has; a difference may be none."""
    own = layer.reading.words
    for group in align_lines([[word.text for word in line.words] for line in result.lines], [w.text for w in own]):
        mine = [result.lines[i].words[k] for i, k in group.page]
        theirs = [own[j] for j in group.text]
        box = Box.around([*(word.box for word in mine), *(word.box for word in theirs)])
        layer_text, read = (" ".join(word.text for word in words) for words in (theirs, mine))
        yield group.page, LayerDifference(box, layer_text, read)


def _alike(difference: LayerDifference) -> bool:
    return spelt([difference.layer]) == spelt([difference.read])


def _bare(text: str) -> str:
    """Without spaces and compatibility forms: a layer may hold ligatures, and spaces are laid out, not printed."""
    return unicodedata.normalize("NFKC", "".join(text.split()))


def _agreement(groups: Sequence[tuple[tuple[Place, ...], LayerDifference]]) -> float:
    pairs = [(_bare(difference.layer), _bare(difference.read)) for _, difference in groups]
    total = sum(len(layer) + len(read) for layer, read in pairs)
    return sum(Indel.similarity(layer, read) for layer, read in pairs) / total if total else 1.0


def _flagged(lines: Sequence[ResultLine], others: dict[Place, str]) -> tuple[ResultLine, ...]:
    def word(place: Place, verdict: Verdict) -> Verdict:
        if place not in others:
            return verdict
        alternatives = dict.fromkeys((*verdict.alternatives, *filter(None, [others[place]])))
        return replace(verdict, alternatives=tuple(alternatives), flagged=True)

    return tuple(
        replace(line, words=tuple(word((i, k), verdict) for k, verdict in enumerate(line.words)))
        for i, line in enumerate(lines)
    )
