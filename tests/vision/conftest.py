"""For every vision test: whatever event a transcript reports must be explained, or people cannot read the summary."""

from __future__ import annotations

import pytest

from recto.model import Transcript
from recto.readers.vision.reasons import explain


@pytest.fixture(autouse=True)
def every_event_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a transcript is made with a code that reasons.py does not know."""

    def init(self, *args, **given):
        original(self, *args, **given)
        for event in self.events:
            explain(event)

    original = Transcript.__init__
    monkeypatch.setattr(Transcript, "__init__", init)
