"""A stored reading is used as long as readings hold what it holds."""

from dataclasses import dataclass

import pytest

from benchmarks import engines


@dataclass(frozen=True)
class Shorter:
    """As a reading was, before it held more."""

    reader: str


def test_a_reading_of_another_shape_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was stored before has no value for what is new."""
    now = engines._revision.__wrapped__("ppocr/*.py")
    assert now == engines._revision.__wrapped__("ppocr/*.py")
    monkeypatch.setattr(engines, "Reading", Shorter)
    assert engines._revision.__wrapped__("ppocr/*.py") != now
