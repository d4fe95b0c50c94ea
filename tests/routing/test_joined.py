"""Two answers about one page as one."""

from __future__ import annotations

import pytest

from recto.model.page import Usage
from recto.model.transcript import Transcript, TranscriptLine
from recto.routing.joined import joined

FIRST = Transcript(
    (TranscriptLine("lamp", 0),),
    "model",
    "image",
    (0,),
    events=("loop-cut",),
    usage=Usage(10, 5, 1, 1, 0.5),
    seconds=2.0,
    traces=("first",),
)
SECOND = Transcript(
    (TranscriptLine("oil"), TranscriptLine("pier")),
    "model",
    "image",
    None,
    events=("fell-back:timeout",),
    usage=Usage(3, 2, 0, 1, 0.25),
    seconds=1.0,
    traces=("second",),
)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(None, None, None), (FIRST, None, FIRST), (None, SECOND, SECOND)],
)
def test_one_of_them(
    first: Transcript | None, second: Transcript | None, expected: Transcript | None
) -> None:
    """It stays as it is."""
    assert joined(first, second) is expected


def test_both() -> None:
    """Lines, costs and times of both; a second look that failed is told as not looked, and each of
    its lines is counted.
    """
    found = joined(FIRST, SECOND)
    assert found is not None
    assert found.lines == (*FIRST.lines, *SECOND.lines)
    assert found.events == ("loop-cut", "not-looked:timeout", "looked-again", "looked-again")
    assert found.usage == Usage(13, 7, 1, 2, 0.75)
    assert (found.seconds, found.asked, found.traces) == (3.0, (0,), ("first", "second"))
