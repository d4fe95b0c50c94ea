"""What tests of runs share."""

import pytest
from tests.conftest import ROOT


@pytest.fixture
def workers_find_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The working folder is not on their module path, and the tasks of some tests are modules of
    it.
    """
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
