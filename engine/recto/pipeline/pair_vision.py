"""Two vision LLMs in one run: the first is asked what routing decides, the second, with no text
shown, what stays contested.

Two readers that share one budget enter, a Vision leaves. What a page is asked the second time holds
contested places alone (page.contest), and they are asked blind whoever answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.model.transcript import Decision, Evidence, Transcript
from recto.readers.vision.reader import VisionReader


class PairVision:
    """A first reader and a second one for contested places."""

    def __init__(self, first: VisionReader, second: VisionReader) -> None:
        self.first = first
        self.second = second

    @property
    def notes(self) -> tuple[str, ...]:
        """What both have to say."""
        name = self.second.endpoint.model
        notes = list(self.first.notes)
        for note in self.second.notes:
            notes.append(f"second model {name}: {note}")  # noqa: PERF401
        return tuple(notes)

    @property
    def no_answer(self) -> str:
        """Of the first: without the second one a page is still read as its settings say."""
        return self.first.no_answer

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript:
        """Ask whom the decisions are for. Raises InvalidConfig only."""
        actions = {decision.action for decision in decisions}
        reader = self.first
        if actions == {"contested"}:
            reader = self.second
        return await reader.read(evidence, decisions)

    async def aclose(self) -> None:
        """Close both."""
        await self.first.aclose()
        await self.second.aclose()
