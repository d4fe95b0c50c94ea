"""Which files of tests are begun first."""

import pytest
from tests.longest_first import LONGEST, TESTS, longest_first


def test_every_file_that_comes_first_is_there() -> None:
    """Once: a row for a file that was renamed puts nothing first."""
    assert [name for name in LONGEST if not (TESTS / name).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)


def test_the_others_stay_in_their_order(request: pytest.FixtureRequest) -> None:
    """Every test is there once, those of a file together."""
    before = request.session.items
    after = list(reversed(before))
    longest_first(after)
    begun_first = {TESTS / name for name in LONGEST}
    first = [item for item in after if item.path in begun_first]
    others = [item for item in reversed(before) if item not in first]
    assert after == [*first, *others]
