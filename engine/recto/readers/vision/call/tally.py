"""Whether the asking of a run came to anything at all, and the one sentence that is said when it
did not.

What became of each ask is counted; a sentence for people leaves, with the place that was asked, the
cause and what to do. The rules that live only here: an answer from the cache was not asked for; an
ask that the user's own limits held back says nothing of the endpoint, but one that they ended after
a fruitless call is lost by what that call met.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from recto.readers.vision.call.failures import Failure
from recto.reasons import BY_CODE, Reason

# Asks that say nothing of the endpoint: held back by a limit, or still waiting for their job
LIMITS = frozenset(
    {Reason.OVER_CALLS, Reason.OVER_TOKENS, Reason.OVER_COST, Reason.WAITS_FOR_BATCH}
)
# What is said of an ask between a fruitless call and the next: "retried:unreachable"
AGAIN = frozenset({Reason.RETRIED, Reason.ASKED_AGAIN})


@dataclass(slots=True)
class Tally:
    """What became of the asks of one run."""

    useful: int = 0  # answers of the endpoint that could be used
    lost: Counter[str] = field(default_factory=Counter)  # asks that came to nothing, by code
    details: dict[str, str] = field(default_factory=dict)  # the last of each code, for people

    def lose(self, code: str, detail: str, events: Sequence[str] = ()) -> None:
        """Count an ask that came to nothing; `events`: what was said of it on the way."""
        if code in LIMITS:
            code, detail = _met_before(events), ""
            if not code:
                return
        self.lost[code] += 1
        if detail or code not in self.details:
            self.details[code] = detail

    def sentence(self, base_url: str, opened_by: Failure | None) -> str:
        """What to say when the endpoint was asked and nothing came of it; "" when something did."""
        if self.useful or not self.lost:
            return ""
        if opened_by:
            code = opened_by.code
            detail = opened_by.detail
        else:
            code, _ = self.lost.most_common(1)[0]
            detail = self.details[code]
        why = BY_CODE[code].sentence
        if detail:
            why = f"{why} ({detail})"
        asked = place(base_url)
        remedy = "the local reading was used; `recto doctor --llm` with the same flags tells more"
        return f"no answer from {asked} could be used: {why}; {remedy}"


def _met_before(events: Sequence[str]) -> str:
    """The code of the last fruitless call that was to be followed by another; "" without one."""
    for event in reversed(events):
        kind, _, code = event.partition(":")
        if kind in AGAIN and code in BY_CODE:
            return code
    return ""


def place(base_url: str) -> str:
    """The URL without a name, a password or a query, which may be secrets."""
    parts = urlsplit(base_url)
    _, _, host = parts.netloc.rpartition("@")
    bare = parts._replace(netloc=host, query="", fragment="")
    shown = ""
    for char in bare.geturl():
        shown += char if char.isprintable() else "?"
    return shown
