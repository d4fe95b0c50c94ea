"""For every vision test: events must be explained, or people cannot read the summary; back-off is
short.
"""

from __future__ import annotations

import pytest

from recto.model.transcript import Transcript
from recto.reasons import explain


@pytest.fixture(autouse=True)
def every_event_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a transcript is made with a code that reasons.py does not know."""

    def init(self, *args, **given):
        original(self, *args, **given)
        for event in self.events:
            explain(event)

    original = Transcript.__init__
    monkeypatch.setattr(Transcript, "__init__", init)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back-off in hundredths: what is tested is that it retries, not how long it sleeps."""
    monkeypatch.setattr("recto.readers.vision.call.calls.FIRST_WAIT", 0.01)
