"""One page through every stage: the whole of Recto in reading order.

A Page enters, a PageResult leaves: detect lines, clean, read with Tesseract, read with PP-OCR,
fuse, judge, decide what to ask (`begin`); with what the LLM answered, arbitrate and lay out
(`finish`). What each stage does lives in its own module; only their order, and what is timed, lives
here. Calling the LLM is the caller's: many pages may be out at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from recto.arbitration.flags import PageDoubts, doubted
from recto.arbitration.local_reading import judge_page, local_lines
from recto.arbitration.looks import looks_judged
from recto.arbitration.numbers.judged import numbers_judged
from recto.arbitration.outcome import HybridPage, notes_of
from recto.arbitration.page import unreadable_page, wrong_language
from recto.arbitration.risk import flagged_to
from recto.ink.leftover import still_left
from recto.ink.strokes import Strokes, find_strokes
from recto.layout import arrange, numbers_apart, same_tables, structures, with_marked
from recto.local.coloured import visible
from recto.local.damage_notes import damage_notes
from recto.local.facing_page import scan_edges
from recto.local.text_direction import running_notes
from recto.local.upright import fuse_upright
from recto.model.page import Box, Page
from recto.model.result import Block, PageResult, ResultLine
from recto.model.transcript import Decision, Transcript
from recto.model.upright import described, made_again
from recto.pipeline import mirrored
from recto.pipeline.asked import asked_about
from recto.pipeline.local_page import LocalPage, ReadPage
from recto.pipeline.mirrored import is_mirrored
from recto.pipeline.order_ask import in_order
from recto.pipeline.own_language import in_language_of
from recto.pipeline.page_result import page_result
from recto.pipeline.reading import local_readings
from recto.pipeline.stages import Stages, Stopwatch
from recto.pipeline.third_reader import was_blackletter
from recto.pipeline.unread import unread_of
from recto.readers.tesseract import lexicon
from recto.readers.vision.reply.printable import admitted
from recto.reasons import Reason
from recto.routing.evidence import evidence
from recto.settings.llm import LlmOptions
from recto.sources.opening import holds_pdf
from recto.text.table_markup import has_tables
from recto.witnesses.local import LocalReading, page_facts
from recto.witnesses.registry import LOCAL, speakers
from recto.witnesses.script_model import READER as SCRIPT_MODEL
from recto.witnesses.script_model import script_model_of
from recto_preprocessing import View

if TYPE_CHECKING:
    from recto.textlayer import TextLayer


def read_page(page: Page, stages: Stages) -> PageResult:
    """Read one page without an LLM. Raises ReaderFailed or MissingDependency."""
    found = start(page, stages)
    return finish(found, None, stages) if isinstance(found, LocalPage) else found


def start(page: Page, stages: Stages) -> PageResult | LocalPage:
    """The page done where its own text is good and to be kept, else what `begin` makes of it.
    Raises as `begin`.
    """
    page = visible(page)
    own = _own_text(page)
    if own is not None and stages.text_layer == "keep":
        kept = _kept(page, own, stages)
        if isinstance(kept, PageResult):
            return kept
        own = kept
    return replace(_begun(page, stages), own=own and replace(own, glyphs=()))


def _own_text(page: Page) -> TextLayer | None:
    """A picture has none, and what reads one is not loaded for it."""
    if not holds_pdf(page.source):
        return None
    from recto.textlayer import text_layer

    return text_layer(page)


def _kept(page: Page, own: TextLayer, stages: Stages) -> PageResult | TextLayer:
    from recto.textlayer import Readers, keep

    known = in_language_of(own.reading.text, stages)
    readers = Readers(known.tesseract, known.ppocr)
    return keep(page, own, readers, partial(_read_beside, stages=known))


def _read_beside(page: Page, stages: Stages) -> PageResult:
    """What the local readers read on a page that holds what a text layer leaves uncovered."""
    local = replace(stages, llm=LlmOptions(), layout="page", notes=())
    return finish(begin(page, local), None, local)


def begin(page: Page, stages: Stages) -> LocalPage:
    """Clean, read, fuse, and decide what to ask. Raises ReaderFailed or MissingDependency."""
    return _begun(visible(page), stages)


def _begun(page: Page, stages: Stages) -> LocalPage:
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


def finish(local: LocalPage, given: Transcript | None, stages: Stages) -> PageResult:
    """Arbitrate and lay out; what the LLM said comes in as `given`, None: the local reading
    stands.
    """
    transcript = given and admitted(given)
    watch = Stopwatch(dict(local.read.seconds))
    with watch.time("arbitration"):
        page, transcript = _of_models(local, transcript, stages)
        doubts = PageDoubts(local.is_unreadable, local.wrong_language, local.read.language)
        judged = numbers_judged(page.lines)
        if local.read.looks:
            judged = looks_judged(judged, local.read.looks, local.read.tesseract.text)
        lines = doubted(judged, doubts)
        if transcript is not None:
            lines = in_order(lines, transcript.order)
    left = still_left(local.left, lines)
    lines = doubted(lines, replace(doubts, left=left))
    if stages.risk is not None:
        lines = flagged_to(lines, stages.risk)
    with watch.time("layout"):
        lines, blocks = numbers_apart(lines, _blocks(lines, local, transcript))
    final = replace(page, lines=lines)
    result = page_result(local, final, blocks, left, transcript, watch.seconds)
    if local.own is None:
        return result
    from recto.textlayer import with_layer, with_loss

    if stages.text_layer == "redo":
        return with_loss(result, local.own)
    return with_layer(result, local.own, compare=stages.text_layer == "compare")


def contest(local: LocalPage, transcript: Transcript, stages: Stages) -> tuple[Decision, ...]:
    """What to ask again, blind, now that the LLM has read the page: within the share of its tokens
    for that.
    """
    options = stages.llm
    named = any(line.line is not None for line in transcript.lines)
    asks = options.mode in ("auto", "always") and named and options.contested
    # With a limit on calls, every call goes to a page that has had none.
    if not asks or options.max_calls is not None:
        return ()
    from recto.routing.share import within_share

    page = _arbitrated(local, admitted(transcript), stages)
    return within_share(local.evidence, local.decisions, page.contested, options)


def _blocks(
    lines: Sequence[ResultLine], local: LocalPage, transcript: Transcript | None
) -> tuple[Block, ...]:
    """The layout of the final lines; where an LLM read, with the local reading's tables and what it
    said itself.
    """
    read = local.read
    laid_out = partial(arrange, width=read.width, height=read.height, ruling=local.strokes)
    if transcript is None or transcript.is_order_alone:
        return laid_out(lines)
    own = local_lines(local.reading)
    said = structures(lines, [line.baseline for line in local.lines], transcript)
    tables = same_tables(lines, own, laid_out(own))
    text = "\n".join(line.text for line in transcript.lines)
    if has_tables(text):
        tables = with_marked(lines, local.strokes, text, tables)
    return laid_out(lines, structures=said, tables=tables)


def _of_models(
    local: LocalPage, transcript: Transcript | None, stages: Stages
) -> tuple[HybridPage, Transcript | None]:
    """The page to print, and the transcript that led to it."""
    if transcript is None or transcript.other is None:
        return _arbitrated(local, transcript, stages), transcript
    from recto.arbitration.page.two_pages import page_of_two

    arbitrate = partial(_arbitrated, local, stages=stages)
    return page_of_two(local_lines(local.reading), transcript, arbitrate)


def _arbitrated(local: LocalPage, transcript: Transcript | None, stages: Stages) -> HybridPage:
    """The final lines; without a transcript those of the local reading."""
    if transcript is None or transcript.is_order_alone:
        unread = len(local.unread.rows)
        guards: dict[str, int] = {Reason.UNREAD_INK: unread} if unread else {}
        return HybridPage(local_lines(local.reading), guards)
    from recto.arbitration.hybrid import hybrid_page, llm_page
    from recto.arbitration.one_sided.ink_room import room_of
    from recto.arbitration.word.second_look import SecondLook, looked_at

    if stages.llm.mode == "only":
        return llm_page(local.reading, transcript)
    ink = local.unread
    texts, by_another = looked_at(transcript, ink.rows)
    room = room_of(local.reading, local.left, local.unread)
    # on paper without ink no line that an LLM adds stands over any
    rows = () if room == 0.0 else ink.rows
    look = SecondLook(texts, rows, ink.free, by_another)
    return hybrid_page(local.reading, transcript, look, local.strokes, room)
