"""What is sent to the LLM, and why: keep, ask for lines, ask for the page, transcribe it anew.

The local lines with their expected errors and the user's options enter, Decisions leave, one a
region, each with a named reason. In "auto" a page goes whole when its readers leave much of it
open, of a better page only the lines with an open word. What counts is where the two local readers
differ: a third seldom mends what two agree on, and the small doubts of agreed words, summed over a
page, once sent whole pages for nothing (docs/decisions.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from recto.model.page import Box
from recto.model.transcript import Decision
from recto.reasons import Reason
from recto.settings.llm import LlmOptions

# similarity of the local readers under which the page is not print that they can read
COLLAPSED_AGREEMENT = 0.5
COLLAPSED_TESSERACT = 0.5  # mean confidence
# expected share of wrong words where the readers differ, from which a page goes whole
OPEN_PAGE = 0.011
OPEN_LINE = 0.2  # expected wrong words of that kind from which a line is worth a crop
# share of the characters in lines whose place in the reading order is unsure, from which a page
# goes whole: what is kept of it may stand in a wrong order (one page of 180 is sent for it, .75 of
# whose text is unsure; all others have less than .05, or are sent for their words)
OPEN_ORDER = 0.3
# Where Tesseract read alone nobody differs from it, and its own doubt is all that there is: the
# expected share of wrong words from which a page goes whole. Single lines are not asked about then,
# unless nothing but lines may be sent (docs/decisions/three-readings.md).
ALONE_PAGE = 0.2
# share of the characters from which one page ask costs less: 49 % as lines cost 1.4-3 pages' tokens
WHOLE_PAGE = 0.3


@dataclass(frozen=True, slots=True)
class LineDoubt:
    """One local line as routing sees it."""

    box: Box
    characters: int
    words: int
    expected_errors: float  # words: the sum of 1 - P(right)
    alike: bool  # both local readers have exactly the same text
    # of the expected errors, those in words whose letters the two local readers read differently
    open_errors: float
    order_is_unsure: bool = False  # that this is its place among the lines of the page


@dataclass(frozen=True, slots=True)
class Doubt:
    """From where doubt is worth a question, and what it is called."""

    page: float  # expected share of wrong words
    line: float  # expected wrong words
    alike: Reason
    settled: Reason
    differ: Reason


def route(
    lines: Sequence[LineDoubt],
    page: Box,
    agreement: float,
    tesseract_mean: float,
    options: LlmOptions,
    *,
    two_readers: bool = True,
) -> tuple[Decision, ...]:
    """Decide for one page; `agreement` and `tesseract_mean` 0..1 are the page's own.

    A page that two models read is shown to both without a text: one that was shown Tesseract's
    would be nearer to the local reading for having copied it.
    """
    found = _routed(lines, page, agreement, tesseract_mean, options, two_readers=two_readers)
    if not options.asks_both:
        return found
    blind = []
    for decision in found:
        if decision.action == "page":
            unshown = replace(decision, action="transcribe")
            blind.append(unshown)
        else:
            blind.append(decision)
    return tuple(blind)


def _routed(
    lines: Sequence[LineDoubt],
    page: Box,
    agreement: float,
    tesseract_mean: float,
    options: LlmOptions,
    *,
    two_readers: bool,
) -> tuple[Decision, ...]:
    errors = sum(line.expected_errors for line in lines)
    if options.mode == "off":
        return (Decision(page, "keep", Reason.LLM_OFF, errors),)
    if options.send != "lines" and (
        agreement < COLLAPSED_AGREEMENT and tesseract_mean < COLLAPSED_TESSERACT
    ):
        return (Decision(page, "transcribe", Reason.LOCAL_READING_COLLAPSED, errors),)
    if options.mode != "auto":
        return _everything(lines, page, errors, options)
    doubt = _doubt(two_readers, by_line=options.send == "lines")
    return _doubtful(lines, page, errors, options, doubt)


def _doubt(two_readers: bool, *, by_line: bool) -> Doubt:
    """Of two readers, or of Tesseract alone."""
    if two_readers:
        return Doubt(
            OPEN_PAGE,
            OPEN_LINE,
            Reason.READERS_ALIKE,
            Reason.DIFFERENCE_SETTLED,
            Reason.READERS_DIFFER,
        )
    sure, unsure = Reason.SURE_ENOUGH_ALONE, Reason.UNSURE_ALONE
    line = OPEN_LINE if by_line else inf
    return Doubt(ALONE_PAGE, line, sure, sure, unsure)


def _everything(
    lines: Sequence[LineDoubt], page: Box, errors: float, options: LlmOptions
) -> tuple[Decision, ...]:
    if options.send == "lines":
        return tuple(
            Decision(line.box, "lines", Reason.ALL_LINES, line.expected_errors) for line in lines
        )
    return (Decision(page, "page", Reason.ALL_PAGES, errors),)


def _doubtful(
    lines: Sequence[LineDoubt], page: Box, errors: float, options: LlmOptions, doubt: Doubt
) -> tuple[Decision, ...]:
    reasons = _worth_asking(lines, options, doubt)
    asked = sum(
        line.characters
        for line, reason in zip(lines, reasons, strict=True)
        if not reason.about.keeps
    )
    whole = _whole_page(lines, asked, options, doubt)
    if whole is not None:
        return (Decision(page, "keep" if whole.about.keeps else "page", whole, errors),)
    return tuple(
        Decision(line.box, "keep" if reason.about.keeps else "lines", reason, line.expected_errors)
        for line, reason in zip(lines, reasons, strict=True)
    )


def _whole_page(
    lines: Sequence[LineDoubt], asked: int, options: LlmOptions, doubt: Doubt
) -> Reason | None:
    """Why the page is treated as one region; None: line by line."""
    if options.send == "lines":
        return None
    open_page = _open_page(lines, options, doubt)
    if open_page is not None:
        return open_page
    if options.send == "page":
        return Reason.MOST_LINES_IN_DOUBT if asked else doubt.alike
    return (
        Reason.MOST_LINES_IN_DOUBT
        if asked > WHOLE_PAGE * sum(line.characters for line in lines)
        else None
    )


def _open_page(lines: Sequence[LineDoubt], options: LlmOptions, doubt: Doubt) -> Reason | None:
    """Why single lines are not looked at; with a target they always are."""
    if options.target_error is not None:
        return None
    left_open = sum(line.open_errors for line in lines)
    words = sum(line.words for line in lines)
    if left_open > doubt.page * words:
        return Reason.PAGE_IN_DOUBT
    return Reason.PAGE_ORDER_IN_DOUBT if _order_is_open(lines) else None


def _order_is_open(lines: Sequence[LineDoubt]) -> bool:
    """Much of the page may stand in a wrong order, which no answer about a line can mend."""
    unsure = [line.characters for line in lines if line.order_is_unsure]
    everything = sum(line.characters for line in lines)
    return sum(unsure) > OPEN_ORDER * everything


def _worth_asking(lines: Sequence[LineDoubt], options: LlmOptions, doubt: Doubt) -> list[Reason]:
    """A reason for every line: with a target, most expected errors a character first, until it is
    reached.
    """
    if options.target_error is None:
        reasons = [_reason(line, doubt) for line in lines]
    else:
        reasons = _until_target(lines, options.target_error, doubt)
    return [
        Reason.AUDIT if reason.about.keeps and _audited(line, options.audit) else reason
        for line, reason in zip(lines, reasons, strict=True)
    ]


def _reason(line: LineDoubt, doubt: Doubt) -> Reason:
    if line.alike:
        return doubt.alike
    return doubt.differ if line.open_errors >= doubt.line else doubt.settled


def _until_target(lines: Sequence[LineDoubt], target: float, doubt: Doubt) -> list[Reason]:
    reasons = [doubt.alike if line.alike else doubt.differ for line in lines]
    left = sum(line.expected_errors for line in lines)
    allowed = target * sum(line.words for line in lines)
    doubtful = [i for i, line in enumerate(lines) if not line.alike]
    for i in sorted(
        doubtful, key=lambda i: -lines[i].expected_errors / max(1, lines[i].characters)
    ):
        if left <= allowed:
            reasons[i] = Reason.TARGET_REACHED
        else:
            left -= lines[i].expected_errors
    return reasons


def _audited(line: LineDoubt, share: float) -> bool:
    """A share of the kept lines, the same ones on every run."""
    digest = hashlib.blake2b(repr(line.box).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") < share * 2**32
