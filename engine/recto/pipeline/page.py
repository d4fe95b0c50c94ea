"""One page through every stage: the whole of Recto in reading order.

A Page enters, a PageResult leaves: detect lines, clean, read with Tesseract, read with PP-OCR,
fuse, decide what to ask (`begin`); with what the LLM answered, arbitrate and lay out (`finish`).
What each stage does lives in its own module; only their order, and what is timed, lives here.
Calling the LLM is the caller's: many pages may be out at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from recto.arbitration.outcome import HybridPage, notes_of, with_transcript
from recto.arbitration.page import unreadable_page as unjudged
from recto.arbitration.verdicts import local_verdicts, unit_verdicts
from recto.ink import leftover as leftover_ink
from recto.ink.leftover import NOTHING_LEFT, Leftover, still_left
from recto.ink.strokes import Strokes, find_strokes
from recto.ink.unread import NOTHING_UNREAD, UnreadInk, unread_ink
from recto.layout import arrange, same_tables, structures
from recto.local.damage_notes import damage_notes
from recto.local.facing_page import scan_edges
from recto.local.fusion import LocalLine
from recto.local.reread import look_again
from recto.local.small_image import line_page
from recto.local.sure_lines import read_unsure, sure_page
from recto.local.text_direction import running_notes
from recto.local.upright import fuse_upright
from recto.model.page import Box, Page, Reading
from recto.model.result import Block, PageResult, ResultLine
from recto.model.transcript import Decision, Evidence, Transcript
from recto.model.upright import described, made_again
from recto.pipeline.left_over import left_over
from recto.pipeline.stages import Stages, Stopwatch
from recto.readers.tesseract import lexicon
from recto.readers.tesseract.lexicon import Lexicon
from recto.readers.vision.reply.printable import admitted
from recto.reasons import Reason
from recto.routing.evidence import VerdictRow, doubts, evidence
from recto.routing.route import route
from recto.settings.llm import LlmOptions
from recto.textlayer import Readers, TextLayer, keep, text_layer, with_layer
from recto.witnesses.local import is_blackletter, page_facts
from recto_preprocessing import CleanPage, View
from recto_preprocessing.recipe import clean as clean_page

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from recto.readers.ppocr import Ppocr

# steps after which lines are detected anew
MOVED = ("square", "inversion", "orientation", "dewarp")


@dataclass(frozen=True, slots=True, eq=False)
class LocalPage:
    """A page up to the point where an LLM may be asked; holds all that finishing it takes, and
    pickles.
    """

    result: PageResult  # complete but for `lines` and `blocks`
    lines: tuple[LocalLine, ...]
    evidence: Evidence
    ruling: Strokes
    own: TextLayer | None = None  # the page's own text, which was not to be kept
    unread: UnreadInk = NOTHING_UNREAD
    left: Leftover = NOTHING_LEFT  # ink that the local reading has no word for

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What to ask, and why."""
        return self.result.decisions


def read_page(page: Page, stages: Stages) -> PageResult:
    """Read one page without an LLM. Raises ReaderFailed or MissingDependency."""
    found = start(page, stages)
    return finish(found, None, stages) if isinstance(found, LocalPage) else found


def start(page: Page, stages: Stages) -> PageResult | LocalPage:
    """The page done where its own text is good and to be kept, else what `begin` makes of it.
    Raises as `begin`.
    """
    own = None if stages.text_layer == "redo" else text_layer(page)
    if own is not None and stages.text_layer == "keep":
        readers = Readers(stages.tesseract, stages.ppocr)
        kept = keep(page, own, readers, partial(_read_beside, stages=stages))
        if isinstance(kept, PageResult):
            return kept
        own = kept
    return replace(begin(page, stages), own=own and replace(own, glyphs=()))


def _read_beside(page: Page, stages: Stages) -> PageResult:
    """What the local readers read on a page that holds what a text layer leaves uncovered."""
    local = replace(stages, llm=LlmOptions(), layout="page", notes=())
    return finish(begin(page, local), None, local)


def begin(page: Page, stages: Stages) -> LocalPage:
    """Clean, read, fuse, and decide what to ask. Raises ReaderFailed or MissingDependency."""
    watch = Stopwatch()
    clean, tesseract, ppocr = local_readings(page, stages, watch)
    result = PageResult(
        source=page.source,
        index=page.index,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        dpi_down=page.dpi_down,
        language=stages.tesseract.language,
        lines=(),
        steps=clean.steps,
        readings=(tesseract, ppocr) if ppocr else (tesseract,),
        notes=page.notes + stages.notes,
        upright=described(clean.upright),
        status="truncated" if page.partial else "ok",
    )
    return _begun(result, page, clean.upright, stages, watch, again=stages.ppocr)


def resume(earlier: PageResult, page: Page, stages: Stages) -> LocalPage:
    """As `begin`, with the readings of an earlier result of this page: nothing is detected, cleaned
    or read again.
    """
    watch = Stopwatch(dict(earlier.seconds))
    view = made_again(page.raster, page.dpi, earlier.upright, earlier.steps)
    local = tuple(
        reading for reading in earlier.readings if reading.reader in ("tesseract", "ppocr")
    )
    # no LLM's answer was: the file is
    cut = earlier.status == "truncated" and len(local) == len(earlier.readings)
    result = replace(
        earlier, lines=(), blocks=(), readings=local, guards={}, status="truncated" if cut else "ok"
    )
    return _begun(result, page, view, stages, watch)


def _begun(
    result: PageResult,
    page: Page,
    view: View,
    stages: Stages,
    watch: Stopwatch,
    again: Ppocr | None = None,
) -> LocalPage:
    """Fuse the readings that `result` holds, and decide what to ask; `view` is the page upright.

    `again`: with whom to read contested words of blackletter again; elsewhere that does not pay
    (docs/decisions.md).
    """
    tesseract, ppocr = result.readings[0], result.readings[1] if len(result.readings) > 1 else None
    with watch.time("layout"):
        ruling = find_strokes(page.raster)
    with watch.time("fusion"):
        lines = fuse_upright(tesseract, ppocr, view.geometry, scan_edges(page.raster), ruling)
        words, own = _lexicon(result, stages), stages.calibration
        facts = page_facts(
            lines, words, result.language, two_readers=ppocr is not None, calibration=own
        )
        rows = unit_verdicts(lines, facts)
    if again is not None and ppocr is not None and facts.blackletter:
        with watch.time("rereading"):
            lines = look_again(lines, rows, view, stages.tesseract, again)
            rows = unit_verdicts(lines, facts)
    whole = Box(0, 0, page.width, page.height)
    decisions = route(doubts(lines, rows), whole, facts.agreement, facts.tesseract_mean, stages.llm)
    running = running_notes(lines, facts.agreement if ppocr else facts.tesseract_mean)
    unread = (unjudged.NOTE,) if unjudged.unjudged(lines, facts) else ()
    lost = damage_notes(page.raster, lines)
    notes = tuple(dict.fromkeys((*result.notes, *notes_of(lines), *running, *unread, *lost)))
    result = replace(result, decisions=decisions, seconds=watch.seconds, notes=notes)
    shown = evidence(page.name, view, lines, rows, result.language, stages.llm.glossary)
    with watch.time("ink"):
        left = left_over(page, lines, rows, stages)
        rows_unread = _unread(page, lines, rows, stages)
    return LocalPage(result, lines, shown, ruling, unread=rows_unread, left=left)


def _unread(
    page: Page, lines: Sequence[LocalLine], verdicts: Sequence[VerdictRow], stages: Stages
) -> UnreadInk:
    """Text-like ink outside the lines, not beside the page's own: only what an LLM adds, or could
    read, needs it.

    Words that the local reading takes for noise cover no ink: a better reading of it may come.
    """
    own = [line.box for line in lines if not line.facing_page]
    heights = [word.box.height for line in lines for unit in line.units for word in unit.words]
    if stages.llm.mode in ("off", "only") or not (own and heights):
        return NOTHING_UNREAD
    units = [unit for line in lines for unit in line.units]
    printed = [bool(words) for row in verdicts for words in row]
    words = [unit.box for unit, stands in zip(units, printed, strict=True) if stands]
    height, text = float(np.median(heights)), Box.around(own)
    found = unread_ink(page.raster, [line.box for line in lines], height, words)
    rows = tuple(row for row in found.rows if text.left <= row.centre[0] <= text.right)
    return replace(found, rows=rows)


def finish(local: LocalPage, given: Transcript | None, stages: Stages) -> PageResult:
    """Arbitrate and lay out; what the LLM said comes in as `given`, None: the local reading
    stands.
    """
    transcript = given and admitted(given)
    watch = Stopwatch(dict(local.result.seconds))
    with watch.time("arbitration"):
        page = _arbitrated(local, transcript, stages)
        if unjudged.NOTE in local.result.notes:
            page = replace(page, lines=unjudged.doubted(page.lines))
    left = still_left(local.left, page.lines)
    page = replace(page, lines=leftover_ink.flagged(page.lines, left))
    with watch.time("layout"):
        blocks = _blocks(page.lines, local, transcript, stages)
    notes = (*local.result.notes, *leftover_ink.notes_of(left, local.result.language))
    done = replace(
        local.result,
        lines=page.lines,
        blocks=blocks,
        seconds=watch.seconds,
        guards=page.guards,
        notes=notes,
    )
    if done.status == "ok" and not page.lines:
        done = replace(done, status="unreadable" if left.places else "blank")
    done = done if transcript is None else with_transcript(done, transcript, page.unprinted)
    return (
        with_layer(done, local.own, compare=stages.text_layer == "compare") if local.own else done
    )


def contest(local: LocalPage, transcript: Transcript, stages: Stages) -> tuple[Decision, ...]:
    """What to ask again, blind, now that the LLM has read the page: within the share of its tokens
    for that.
    """
    options = stages.llm
    named = any(line.line is not None for line in transcript.lines)
    # With a limit on calls, every call goes to a page that has had none.
    if (
        options.mode not in ("auto", "always")
        or not (named and options.contested)
        or options.max_calls is not None
    ):
        return ()
    from recto.routing.share import within_share

    page = _arbitrated(local, admitted(transcript), stages)
    return within_share(local.evidence, local.decisions, page.contested, options)


def _blocks(
    lines: Sequence[ResultLine], local: LocalPage, transcript: Transcript | None, stages: Stages
) -> tuple[Block, ...]:
    """The layout of the final lines; where an LLM read, with the local reading's tables and what it
    said itself.
    """
    laid_out = partial(
        arrange, width=local.result.width, height=local.result.height, ruling=local.ruling
    )
    if transcript is None:
        return laid_out(lines)
    own = _arbitrated(local, None, stages).lines
    told = structures(lines, [line.baseline for line in local.lines], transcript)
    return laid_out(lines, structures=told, tables=same_tables(lines, own, laid_out(own)))


def _arbitrated(local: LocalPage, transcript: Transcript | None, stages: Stages) -> HybridPage:
    two = any(reading.reader == "ppocr" for reading in local.result.readings)
    words, own = _lexicon(local.result, stages), stages.calibration
    facts = page_facts(local.lines, words, local.result.language, two_readers=two, calibration=own)
    if transcript is None:
        unread = len(local.unread.rows)
        return HybridPage(
            local_verdicts(local.lines, facts), {Reason.UNREAD_INK: unread} if unread else {}
        )
    from recto.arbitration.hybrid import hybrid_page, llm_page
    from recto.arbitration.word.second_look import SecondLook

    if stages.llm.mode == "only":
        return llm_page(local.lines, transcript, facts)
    texts = {line.region: line.text for line in transcript.lines if line.region is not None}
    look = SecondLook(texts, local.unread.rows, local.unread.free)
    return hybrid_page(local.lines, transcript, facts, look)


def _lexicon(result: PageResult, stages: Stages) -> Lexicon:
    return lexicon.load(result.language).with_words(stages.llm.glossary)


def local_readings(
    page: Page, stages: Stages, watch: Stopwatch | None = None
) -> tuple[CleanPage, Reading, Reading | None]:
    """Clean the page and read it with both local readers; PP-OCR's reading is None where it was not
    asked.
    """
    watch = watch or Stopwatch()
    clean, quads = _cleaned(page, stages, watch)
    with watch.time("tesseract"):
        tesseract = stages.tesseract.read(clean.tesseract)
    return clean, tesseract, _second(stages, tesseract, clean, quads, watch)


def _cleaned(
    page: Page, stages: Stages, watch: Stopwatch
) -> tuple[CleanPage, NDArray[np.float64] | None]:
    """The clean page, and the detected line boxes in the upright view's px (None: detect again, or
    no detector).
    """
    if stages.layout == "line":
        with watch.time("clean"):
            line = line_page(page, stages.ppocr.readability if stages.ppocr else None)
        return line, _whole(line)
    quads = None
    if stages.ppocr is not None:
        with watch.time("detect"):
            quads = stages.ppocr.detect(page.raster)
    with watch.time("clean"):
        strip = stages.ppocr.readability if stages.ppocr else None
        clean = clean_page(
            page.raster,
            page.dpi,
            quads=quads,
            read_strip=strip,
            steps=stages.cleaning,
            dpi_down=page.dpi_down,
        )
    if quads is None or not len(quads) or any(step.name in MOVED for step in clean.steps):
        return clean, None
    flat = clean.upright.geometry.from_original(quads.reshape(-1, 2))
    return clean, flat.reshape(-1, 4, 2)


def _whole(clean: CleanPage) -> NDArray[np.float64]:
    """The whole view as the one line box."""
    height, width = clean.upright.pixels.shape[:2]
    return np.array([[[0, 0], [width, 0], [width, height], [0, height]]], dtype=np.float64)


def _second(
    stages: Stages,
    tesseract: Reading,
    clean: CleanPage,
    quads: NDArray[np.float64] | None,
    watch: Stopwatch,
) -> Reading | None:
    # an LLM needs a witness that it never saw
    skips = stages.second_reader == "auto" and stages.llm.mode == "off"
    if stages.ppocr is None or (skips and sure_page(tesseract, quads)):
        return None
    with watch.time("ppocr"):
        # Blackletter's contested words are read again with both readers (look_again), and few of
        # its lines are sure.
        if skips and not is_blackletter(stages.tesseract.language):
            return read_unsure(
                stages.ppocr,
                tesseract,
                clean.upright,
                quads,
                lexicon.load(stages.tesseract.language),
            )
        return stages.ppocr.read(clean.upright, quads)
