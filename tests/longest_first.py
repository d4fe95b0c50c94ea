"""The order in which xdist's processes are given the files of tests: the longest first, so that
none is begun when the others have nothing left to do. By number of tests, as xdist does it, a
file of three that takes a minute comes last.

Collected tests enter and leave in their order; without xdist it is pytest's own. Only what takes
longer than ten seconds of CPU has a place here; a file that goes, or that gets shorter, loses it.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# By their CPU time, the children's included (2026-11-27); it need not be exact.
LONGEST = ("docs/test_blocks.py",)


def longest_first(items: list[pytest.Item]) -> None:
    """Put them so; the tests of a file stay together, in their order."""
    places = {TESTS / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))
