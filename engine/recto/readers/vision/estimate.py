"""What a page's asks would send and cost, counted before anything is sent.

Only values: the reader fills them, estimates and plans add them up.
"""

from __future__ import annotations

from dataclasses import dataclass

from recto.model.page import Usage
from recto.readers.vision.ask.prompt import Kind


@dataclass(frozen=True, slots=True)
class AskEstimate:
    """What one request would send and cost."""

    kind: Kind
    lines: tuple[int, ...]  # ids of the local lines
    pictures: tuple[tuple[int, int], ...]  # width, height in px
    input_tokens: int
    output_tokens: int
    usd: float | None  # None: the price table does not know the model
    cached: bool = False  # the reply is in the cache: nothing would be sent


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one page would send and cost."""

    page: str
    asks: tuple[AskEstimate, ...]

    @property
    def usage(self) -> Usage:
        """Totals of what would be sent; dollars are 0 where no price is known."""
        total = Usage()
        for ask in self.sent:
            dollars = ask.usd or 0.0
            total += Usage(ask.input_tokens, ask.output_tokens, 0, 1, dollars)
        return total

    @property
    def sent(self) -> tuple[AskEstimate, ...]:
        """The asks that the cache does not answer."""
        sent = [ask for ask in self.asks if not ask.cached]
        return tuple(sent)
