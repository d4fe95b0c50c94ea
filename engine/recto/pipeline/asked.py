"""What an LLM is asked about a page that was read locally, for any choice of the user's.

A judged reading and the options enter, Decisions leave: for the run itself, and for a plan, which
wants to know what each mode would ask without reading the page again.
"""

from __future__ import annotations

from recto.model.page import Box
from recto.model.transcript import Decision
from recto.pipeline.order_ask import order_decisions
from recto.routing.evidence import doubts
from recto.routing.route import route
from recto.settings.llm import LlmOptions
from recto.witnesses.local import LocalReading


def asked_about(reading: LocalReading, page: Box, options: LlmOptions) -> tuple[Decision, ...]:
    """One decision for each region, and one for the order of the blocks where that is unsure."""
    facts = reading.facts
    decisions = route(
        doubts(reading),
        page,
        facts.agreement,
        facts.tesseract_mean,
        options,
        two_readers=facts.two_readers,
    )
    return decisions + order_decisions(reading.lines, page, decisions, options)
