"""How many contested places may be asked about again: those that a share of the page's own tokens
pays for.

A page's evidence, its first decisions and its contested places enter; the places that are worth
most and fit leave. Counted beforehand by the model's own formula, so that the choice is the same on
every run, cached or not.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from recto.model.transcript import Decision, Evidence
from recto.readers.vision.ask.asks import draft, plan
from recto.readers.vision.call.providers import Endpoint, resolve
from recto.settings.llm import LlmOptions


def within_share(
    evidence: Evidence,
    first: Sequence[Decision],
    contested: Sequence[Decision],
    options: LlmOptions,
    environ: Mapping[str, str] = os.environ,
) -> tuple[Decision, ...]:
    """As many as fit, most expected errors first. Raises InvalidConfig as `resolve` does."""
    places = sorted(
        {each.region: each for each in contested}.values(), key=lambda each: -each.expected_errors
    )
    if not places:
        return ()
    allowed = options.contested * _tokens(evidence, first, options, resolve(options, environ))
    # who is asked about them
    endpoint = resolve(options.second or options, environ)
    low, high = 0, len(places)
    while low < high:
        middle = (low + high + 1) // 2
        fits = _tokens(evidence, places[:middle], options, endpoint) <= allowed
        low, high = (middle, high) if fits else (low, middle - 1)
    return tuple(places[:low])


def _tokens(
    evidence: Evidence, decisions: Sequence[Decision], options: LlmOptions, endpoint: Endpoint
) -> int:
    """In and out, of all requests that the decisions make."""
    counts = [
        draft(ask, evidence, endpoint, options.reply).tokens
        for ask in plan(evidence, decisions, options.send)
    ]
    return sum(count.input + count.output for count in counts)
