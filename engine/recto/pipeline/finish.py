"""The second half of a page's way: from what the LLM answered to the page's result.

A LocalPage and a Transcript enter, a PageResult leaves: arbitrate, doubt, lay out (`finish`); in
between, what is to be asked again (`contest`). Calling the LLM is the caller's: many pages may be
out at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from recto.arbitration.flags import PageDoubts, doubted
from recto.arbitration.local_reading import local_lines
from recto.arbitration.looks import looks_judged
from recto.arbitration.numbers.judged import numbers_judged
from recto.arbitration.outcome import HybridPage
from recto.arbitration.risk import flagged_to
from recto.ink.leftover import still_left
from recto.layout import arrange, numbers_apart, same_tables, structures, with_marked
from recto.model.result import Block, PageResult, ResultLine
from recto.model.transcript import Decision, Transcript
from recto.pipeline.local_page import LocalPage
from recto.pipeline.order_ask import in_order
from recto.pipeline.page_result import page_result
from recto.pipeline.stages import Stages, Stopwatch
from recto.readers.vision.reply.printable import admitted
from recto.reasons import Reason
from recto.text.table_markup import has_tables


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
