"""What the tests of the benchmarks leave as they found it."""

import os
from collections.abc import Iterator

import pytest

LIMIT = "OMP_THREAD_LIMIT"


@pytest.fixture(scope="module", autouse=True)
def own_threads() -> Iterator[None]:
    """`benchmarks run` holds its process, which is pytest's here, to one thread: other tests start
    commands by what they find.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LIMIT, os.environ.get(LIMIT, "1"))
        yield
