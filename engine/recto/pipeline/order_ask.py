"""A page whose reading order is unsure: whether the LLM is asked for it, and what its answer does.

The local reading, what is asked of the page already and the user's options enter, a Decision
leaves; later the final lines enter and leave in the order of the blocks that the LLM gave. Blocks
have numbers: no word of the page changes by their order, and none is lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.arbitration.outcome import SURE_ORDER
from recto.local.fusion import LocalLine
from recto.model.page import Box
from recto.model.result import ResultLine
from recto.model.transcript import Decision
from recto.reasons import Reason
from recto.settings.llm import LlmOptions


def order_decisions(
    lines: Sequence[LocalLine], page: Box, decisions: Sequence[Decision], options: LlmOptions
) -> tuple[Decision, ...]:
    """One where the order of some line is unsure and the LLM's own is not asked for anyway.

    Only in `auto`. Not where line crops alone may be sent, nor, with a limit on calls, for a page
    that has a call already.
    """
    if options.mode != "auto" or options.send == "lines":
        return ()
    actions = {decision.action for decision in decisions}
    is_asked = not actions <= {"keep"}
    if "transcribe" in actions or (is_asked and options.max_calls is not None):
        return ()
    if all(line.order_sureness >= SURE_ORDER for line in lines):
        return ()
    return (Decision(page, "order", Reason.BLOCKS_IN_DOUBT, 0.0),)


def in_order(lines: Sequence[ResultLine], blocks: Sequence[Box]) -> tuple[ResultLine, ...]:
    """The lines as the blocks are read, those of a block as they were; a line that lies in none of
    them stays behind the line that it followed. Without blocks as they were.
    """
    rank = 0
    ranked: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        shares = [_shared(line.box, block) for block in blocks]
        most = max(shares, default=0.0)
        if most > 0.0:
            rank = shares.index(most)
        ranked.append((rank, at))
    return tuple(lines[at] for _, at in sorted(ranked))


def _shared(line: Box, block: Box) -> float:
    """Of the line's area, px squared."""
    left = max(line.left, block.left)
    right = min(line.right, block.right)
    top = max(line.top, block.top)
    bottom = min(line.bottom, block.bottom)
    across = max(0.0, right - left)
    down = max(0.0, bottom - top)
    return across * down
