"""A plugin of pytest: how many seconds of processor each test takes. By the clock a quick test
looks slow where others use the machine, and would be tried on no mutant.

Its file is named by the variable CLOCK: the ids with their seconds, as JSON.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

took: dict[str, float] = {}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Fixtures included."""
    before = time.process_time()
    yield
    took[item.nodeid] = time.process_time() - before


def pytest_sessionfinish() -> None:
    """Write them down."""
    Path(os.environ["CLOCK"]).write_text(json.dumps(took), encoding="utf-8")
