"""The answers of two asks about one page as one transcript.

What the LLM read first and what was read in a blind second look enter, one Transcript leaves; what
another model read stays a transcript of its own, beside the first. A look that came to nothing
leaves the first answer as it is: its failures are told as "not-looked", never as a page that fell
back.
"""

from __future__ import annotations

from dataclasses import replace

from recto.arbitration.outcome import FELL_BACK
from recto.model.transcript import UNHEARD, Transcript
from recto.reasons import Reason

NOT_LOOKED = f"{Reason.NOT_LOOKED}:"


def joined(first: Transcript | None, second: Transcript | None) -> Transcript | None:
    """The first answer with the second's lines, which name their regions; either may be missing."""
    if first is None or second is None:
        return first or second
    if second.model not in (first.model, UNHEARD.model):
        told = replace(second, events=_of_looks(second))
        return replace(first, second=told)
    return replace(
        first,
        lines=(*first.lines, *second.lines),
        events=(*first.events, *_of_looks(second)),
        usage=first.usage + second.usage,
        seconds=first.seconds + second.seconds,
        traces=(*first.traces, *second.traces),
    )


def _of_looks(second: Transcript) -> tuple[str, ...]:
    told = [event.replace(FELL_BACK, NOT_LOOKED) for event in second.events]
    return (*told, *(Reason.LOOKED_AGAIN for _ in second.lines))
