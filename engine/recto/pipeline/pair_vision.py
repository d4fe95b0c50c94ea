"""Two vision LLMs in one run: the first is asked what routing decides, the second, with no text
shown, what stays contested, or each page that goes whole.

Two readers that share one budget enter, a Vision leaves. With `second_model_for` pages both read
such a page, one after the other, so that where the budget ends is the same on every run; neither is
shown a text. What a page is asked the second time holds
contested places alone (page.contest), and they are asked blind whoever answers. Of two models of
one family it is counted here, over the pages of the run, how often the second repeats the first
(witnesses/independence.py): each page is told what was known when it was answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.model.transcript import Decision, Evidence, Transcript
from recto.readers.vision.reader import VisionReader
from recto.reasons import Reason
from recto.witnesses.families import are_kin
from recto.witnesses.independence import Common, common


class PairVision:
    """A first reader and a second one, for contested places or for pages."""

    def __init__(self, first: VisionReader, second: VisionReader) -> None:
        self.first = first
        self.second = second
        self.seen = Common()
        self._has_page = False  # of the second
        self._are_kin = are_kin(first.endpoint.model, second.endpoint.model)

    @property
    def notes(self) -> tuple[str, ...]:
        """What both have to say."""
        name = self.second.endpoint.model
        notes = list(self.first.notes)
        for note in self.second.notes:
            notes.append(f"second model {name}: {note}")  # noqa: PERF401
        notes += self._silence()
        if self.seen.asked:
            notes.append(f"second model {name}: {self._voice()}")
        return tuple(notes)

    @property
    def no_answer(self) -> str:
        """Of the first: without the second one a page is still read as its settings say; where the
        second gave pages, too, a note says it.
        """
        return "" if self._has_page else self.first.no_answer

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript:
        """Ask whom the decisions are for. Raises InvalidConfig only."""
        actions = {decision.action for decision in decisions}
        if actions != {"contested"}:
            first = await self.first.read(evidence, decisions)
            options = self.first.options
            if options.asks_both and "transcribe" in actions:
                return await self._by_both(first, evidence, decisions)
            return first
        found = await self.second.read(evidence, decisions)
        if not self._are_kin:
            return found
        now = common(decisions, found.lines)
        self.seen += now
        events = [*found.events]
        events += [Reason.KIN_ALIKE] * now.alike
        events += [Reason.KIN_DIFFERS] * (now.asked - now.alike)
        if self.seen.is_independent:
            events.append(Reason.KIN_APART)
        return replace(found, events=tuple(events))

    async def _by_both(
        self, first: Transcript, evidence: Evidence, decisions: Sequence[Decision]
    ) -> Transcript:
        """What the first has read, with the other's transcript beside it."""
        other = await self.second.read(evidence, decisions)
        if other.lines:
            self._has_page = True
        return replace(first, other=other)

    def _silence(self) -> list[str]:
        """Who of two that were to read pages has given none in this run."""
        silent = self.second
        if self._has_page:
            silent = self.first
        if not self.first.options.asks_both:
            return []
        told = silent.no_answer
        if not told:
            return []
        fault, _, _ = told.partition(";")
        return [fault]

    def _voice(self) -> str:
        """What the run has seen of two models of one family."""
        voice = "a voice of its own" if self.seen.is_independent else "one voice with the first"
        alike = f"{self.seen.alike:,} of {self.seen.asked:,}"
        return f"{voice}; it repeats it at {alike} places where the local readers agree otherwise"

    async def aclose(self) -> None:
        """Close both."""
        await self.first.aclose()
        await self.second.aclose()
