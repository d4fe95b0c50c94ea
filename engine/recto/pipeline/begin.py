"""The first half of a page's way: from its pixels to what the LLM is to be asked.

A Page enters, a LocalPage leaves: detect lines, clean, read with Tesseract, read with PP-OCR, fuse,
judge, decide what to ask (`begin`); or the readings of an earlier result, judged anew (`resume`).
What each stage does lives in its own module; only their order, and what is timed, lives here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.arbitration.local_reading import judge_page
from recto.arbitration.outcome import notes_of
from recto.arbitration.page import unreadable_page, wrong_language
from recto.ink.strokes import Strokes, find_strokes
from recto.local.coloured import visible
from recto.local.damage_notes import damage_notes
from recto.local.facing_page import scan_edges
from recto.local.text_direction import running_notes
from recto.local.upright import fuse_upright
from recto.model.page import Box, Page
from recto.model.result import PageResult
from recto.model.upright import described, made_again
from recto.pipeline import mirrored
from recto.pipeline.asked import asked_about
from recto.pipeline.local_page import LocalPage, ReadPage
from recto.pipeline.mirrored import is_mirrored
from recto.pipeline.reading import local_readings
from recto.pipeline.stages import Stages, Stopwatch
from recto.pipeline.third_reader import was_blackletter
from recto.pipeline.unread import unread_of
from recto.readers.tesseract import lexicon
from recto.routing.evidence import evidence
from recto.witnesses.local import LocalReading, page_facts
from recto.witnesses.registry import LOCAL, speakers
from recto.witnesses.script_model import READER as SCRIPT_MODEL
from recto.witnesses.script_model import script_model_of
from recto_preprocessing import View


def begin(page: Page, stages: Stages) -> LocalPage:
    """Clean, read, fuse, and decide what to ask. Raises ReaderFailed or MissingDependency."""
    return begin_visible(visible(page), stages)


def begin_visible(page: Page, stages: Stages) -> LocalPage:
    """As `begin`, of a page whose text is visible in grey."""
    watch = Stopwatch()
    found = local_readings(page, stages, watch)
    clean = found.clean
    stages = replace(stages, tesseract=found.reader)
    read = ReadPage(
        source=page.source,
        index=page.index,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        dpi_down=page.dpi_down,
        language=stages.tesseract.language,
        steps=clean.steps,
        upright=described(clean.upright),
        readings=found.readings,
        notes=page.notes + stages.notes + found.notes,
        is_cut_off=page.partial,
        seconds={},
        is_blackletter=found.is_blackletter,
        looks=found.looks,
    )
    return _judged(read, page, clean.upright, stages, watch)


def resume(earlier: PageResult, page: Page, stages: Stages) -> LocalPage:
    """As `begin`, with the readings of an earlier result of this page: nothing is detected, cleaned
    or read again.
    """
    page = visible(page)
    view = made_again(page.raster, page.dpi, earlier.upright, earlier.steps)
    names = {SCRIPT_MODEL, *(witness.name for witness in LOCAL)}
    local = tuple(reading for reading in earlier.readings if reading.reader in names)
    # Where an LLM was heard, it was its answer that was cut off.
    llm_was_heard = len(local) < len(earlier.readings)
    read = ReadPage(
        source=earlier.source,
        index=earlier.index,
        width=earlier.width,
        height=earlier.height,
        dpi=earlier.dpi,
        dpi_down=earlier.dpi_down,
        language=earlier.language,
        steps=earlier.steps,
        upright=earlier.upright,
        readings=local,
        notes=earlier.notes,
        is_cut_off=earlier.status == "truncated" and not llm_was_heard,
        seconds={},
        text_layer=earlier.text_layer,
        is_blackletter=was_blackletter(local, earlier.language),
    )
    return _judged(read, page, view, stages, Stopwatch(dict(earlier.seconds)))


def _judged(
    read: ReadPage,
    page: Page,
    view: View,
    stages: Stages,
    watch: Stopwatch,
) -> LocalPage:
    """Judge the readings, and decide what to ask; `view` is the page upright."""
    glossary = stages.llm.glossary
    with watch.time("layout"):
        strokes = find_strokes(page.raster)
    reading = _reading(read, page, view, strokes, stages, watch)
    lines, facts = reading.lines, reading.facts
    whole = Box(0, 0, page.width, page.height)
    is_unreadable = unreadable_page.is_unreadable(lines, facts)
    wrong = wrong_language.wrong_language(lines, facts, read.language, read.notes)
    faults = [unreadable_page.NOTE] if is_unreadable else []
    is_strange = is_unreadable or reading.mean_confidence < mirrored.UNSURE
    if lines and is_strange and stages.ppocr and is_mirrored(view, stages.ppocr):
        reading, wrong = judge_page((), facts), None
        faults = [mirrored.NOTE]
    if wrong:
        faults.append(wrong.note)
    with watch.time("ink"):
        left, unread = unread_of(page, reading, stages)
    decisions = asked_about(reading, whole, stages.llm)
    examples = stages.examples_for(blackletter=facts.blackletter)
    notes = _notes(read, page, reading, faults)
    return LocalPage(
        read=replace(read, notes=notes, seconds=watch.seconds),
        reading=reading,
        decisions=decisions,
        evidence=evidence(
            page.name,
            view,
            reading,
            read.language,
            glossary,
            examples,
        ),
        strokes=strokes,
        is_unreadable=is_unreadable,
        wrong_language=wrong,
        unread=unread,
        left=left,
    )


def _reading(
    read: ReadPage,
    page: Page,
    view: View,
    strokes: Strokes,
    stages: Stages,
    watch: Stopwatch,
) -> LocalReading:
    """The readings as one, judged."""
    ppocr = read.ppocr
    with watch.time("fusion"):
        edges = scan_edges(page.raster)
        lines = fuse_upright(read.tesseract, ppocr, view.geometry, edges, strokes, read.further)
        taught = stages.taught
        listed = lexicon.load(read.language).with_domain(stages.domain)
        known = listed.with_words(stages.llm.glossary)
        if taught is not None:
            known = known.with_words(taught.words)
        facts = page_facts(
            lines,
            known,
            read.language,
            two_readers=ppocr is not None,
            calibration=stages.calibration,
            witnesses=speakers({reading.reader for reading in read.readings}),
            blackletter=read.is_blackletter,
            taught=taught,
        )
        facts = replace(facts, script_model=script_model_of(read.readings))
        return judge_page(lines, facts)


def _notes(
    read: ReadPage, page: Page, reading: LocalReading, faults: Sequence[str]
) -> tuple[str, ...]:
    """What the summary must say of the page, each once."""
    facts, lines = reading.facts, reading.lines
    sure = facts.tesseract_mean if facts.tesseract_alone else facts.agreement
    beside, running = notes_of(lines), running_notes(lines, sure)
    lost = damage_notes(page.raster, lines)
    return tuple(dict.fromkeys((*read.notes, *beside, *running, *faults, *lost)))
