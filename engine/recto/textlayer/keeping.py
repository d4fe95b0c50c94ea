"""Whether a page's own text stands for the page, and the page that it makes together with what is
printed beside it.

A Page, its TextLayer and readers enter; a PageResult leaves, or the layer with the fault for which
it cannot be kept. No layer is believed unread: its words are compared with the pixels, what its
font does not say is read from them, and so is ink that no word of it covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

from recto.ink.strokes import Strokes, find_strokes
from recto.layout import arrange
from recto.local.spelling import Speller, speller
from recto.model.page import Page, Pixels
from recto.model.result import PageResult, TextLayerUse, Unsettled
from recto.textlayer.beside import LONG, Beside, ReadPage, read_beside
from recto.textlayer.check import check, grey_of
from recto.textlayer.fill import fillings
from recto.textlayer.kept import Checked, kept_lines, notes
from recto.textlayer.layer import TextLayer
from recto.textlayer.looks import LayerWord, Readers, layer_words
from recto.textlayer.order import in_reading_order, joined
from recto.textlayer.shapes import shapes_of
from recto.textlayer.uncovered import uncovered
from recto.textlayer.worth import fault, measured

HIDDEN = frozenset({"covered"})  # outcomes of words that are not what is seen in their place
# share of words that no reader can spell from which reading a partial layer anew loses them
NO_READER = 0.5


def keep(page: Page, layer: TextLayer, readers: Readers, read: ReadPage) -> PageResult | TextLayer:
    """The page as its own text has it, or the layer with its fault. Raises ReaderFailed or
    MissingDependency.
    """
    if layer.judgement.quality == "garbage":
        return layer
    start = perf_counter()
    words = layer_words(layer.reading.lines, layer.glyphs)
    grey = grey_of(page.raster)
    shown = (page.raster, grey)
    shapes = shapes_of(page.source)
    found = check(layer, words, shown, readers, shapes)
    foreign = found.count("drawn", "unspelled")
    is_foreign = foreign > NO_READER * len(found.words)
    if not layer.is_good and not is_foreign:
        return layer

    why, numbers = fault(found)
    if why:
        judgement = replace(
            layer.judgement,
            quality="garbage",
            fault=why,
            measured=numbers,
        )
        return replace(layer, judgement=judgement)

    filled = fillings(words, layer.judgement.unseen, page.raster, readers)
    checked = Checked(layer, found, filled, readers.ppocr is not None)
    looked = perf_counter() - start
    language = readers.tesseract.language
    asked = speller(language)
    beside = _beside(page, grey, words, checked, read, asked)
    seconds = {"text-layer": layer.reading.seconds + looked}
    if beside.lines or beside.unread:
        seconds["unread-ink"] = perf_counter() - start - looked
    return _page(page, find_strokes(grey), checked, beside, language, seconds)


def _beside(
    page: Page,
    grey: Pixels,
    words: Sequence[LayerWord],
    checked: Checked,
    read: ReadPage,
    asked: Speller,
) -> Beside:
    """What is read where no word stands that is seen."""
    unseen = checked.layer.judgement.unseen
    covered = []
    for number, word in enumerate(words):
        outcome = checked.check.words[number].outcome
        if number not in unseen and outcome not in HIDDEN:
            covered.append(word.place)

    fields = checked.layer.fields
    texts = [*covered, *fields.ticked]
    regions = uncovered(grey, texts, page.dpi, fields.typed)
    return read_beside(
        page,
        regions,
        covered,
        read,
        asked,
        fields.typed,
    )


def _page(
    page: Page,
    ruling: Strokes,
    checked: Checked,
    beside: Beside,
    language: str,
    seconds: dict[str, float],
) -> PageResult:
    layer = checked.layer
    lines_of_layer = in_reading_order(kept_lines(checked), ruling)
    lines = joined(lines_of_layer, beside.lines)
    numbers = f"{layer.judgement.measured}; {measured(checked.check)}"
    said = [*page.notes, *notes(checked)]
    count = sum(len(line.words) for line in beside.lines)
    if count:
        said.append(f"words beside the text layer, read from the page: {count}")
    if beside.unread:
        said.append(
            "lines beside the text layer that may be text, and that no reader reads:"
            f" {beside.unread}"
        )

    return PageResult(
        source=page.source,
        index=page.index,
        width=page.width,
        height=page.height,
        dpi_down=page.dpi_down,
        dpi=page.dpi,
        language=language,
        lines=tuple(lines),
        readings=(layer.reading,),
        blocks=arrange(lines, page.width, page.height, ruling=ruling),
        seconds=seconds,
        notes=tuple(said),
        text_layer=TextLayerUse("kept", layer.judgement.quality, numbers),
        unsettled=Unsettled(unread=beside.unread * LONG),
    )
