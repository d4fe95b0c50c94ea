"""What is sent to the LLM, and why: keep, ask for lines, ask for the page, transcribe it anew.

The local lines with their expected errors and the user's options enter, Decisions leave, one a region, each with a
named reason. In "auto", lines that both local readers read exactly alike are kept: sending them, too, made the result
worse on clean print (the rest carried 103-129 % of the gain at a quarter of the characters).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from recto.model import Box, Decision
from recto.readers.vision.options import LlmOptions

COLLAPSED_AGREEMENT = 0.5  # similarity of the local readers under which the page is not print that they can read
COLLAPSED_TESSERACT = 0.5  # mean confidence
WHOLE_PAGE = 0.3  # share of the characters from which one page ask costs less: 49 % as lines cost 1.4-3 pages' tokens

Action = Literal["keep", "lines", "page", "transcribe", "contested"]


@dataclass(frozen=True, slots=True)
class LineDoubt:
    """One local line as routing sees it."""

    box: Box
    characters: int
    expected_errors: float  # words: the sum of 1 - P(right)
    alike: bool  # both local readers have exactly the same text


def route(
    lines: Sequence[LineDoubt], page: Box, agreement: float, tesseract_mean: float, options: LlmOptions
) -> tuple[Decision, ...]:
    """Decide for one page; `agreement` and `tesseract_mean` 0..1 are the page's own."""
    errors = sum(line.expected_errors for line in lines)
    if options.mode == "off":
        return (Decision(page, "keep", "llm-off", errors),)
    if options.send != "lines" and (agreement < COLLAPSED_AGREEMENT and tesseract_mean < COLLAPSED_TESSERACT):
        return (Decision(page, "transcribe", "local-reading-collapsed", errors),)
    if options.mode != "auto":
        return _everything(lines, page, errors, options)
    return _doubtful(lines, page, errors, options)


def _everything(lines: Sequence[LineDoubt], page: Box, errors: float, options: LlmOptions) -> tuple[Decision, ...]:
    if options.send == "lines":
        return tuple(Decision(line.box, "lines", "all-lines", line.expected_errors) for line in lines)
    return (Decision(page, "page", "all-pages", errors),)


def _doubtful(lines: Sequence[LineDoubt], page: Box, errors: float, options: LlmOptions) -> tuple[Decision, ...]:
    total = max(1, sum(line.characters for line in lines))
    chosen = _worth_asking(lines, options)
    share = (
        sum(line.characters for line, reason in zip(lines, chosen, strict=True) if reason != "readers-alike") / total
    )
    if options.send == "page" or (options.send == "auto" and share > WHOLE_PAGE):
        if share == 0:
            return (Decision(page, "keep", "readers-alike", errors),)
        return (Decision(page, "page", "most-lines-in-doubt", errors),)
    return tuple(
        Decision(line.box, "keep" if reason in KEPT else "lines", reason, line.expected_errors)
        for line, reason in zip(lines, chosen, strict=True)
    )


KEPT = frozenset({"readers-alike", "target-reached"})


def _worth_asking(lines: Sequence[LineDoubt], options: LlmOptions) -> list[str]:
    """A reason for every line: most expected errors a character first, until the target error is reached."""
    reasons = ["readers-alike" if line.alike else "readers-differ" for line in lines]
    if options.target_error is not None:
        words = max(1.0, sum(line.characters for line in lines) / 6)
        left = sum(line.expected_errors for line in lines)
        doubtful = [i for i, line in enumerate(lines) if not line.alike]
        for i in sorted(doubtful, key=lambda i: -lines[i].expected_errors / max(1, lines[i].characters)):
            if left <= options.target_error * words:
                reasons[i] = "target-reached"
            left -= lines[i].expected_errors if reasons[i] == "readers-differ" else 0.0
    return [
        "audit" if reason in KEPT and _audited(line, options.audit) else reason
        for line, reason in zip(lines, reasons, strict=True)
    ]


def _audited(line: LineDoubt, share: float) -> bool:
    """A share of the kept lines, the same ones on every run."""
    digest = hashlib.blake2b(repr(line.box).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") < share * 2**32
