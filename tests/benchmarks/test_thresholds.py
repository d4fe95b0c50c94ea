"""The table of thresholds against the engine, and how one is chosen."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import recto
from benchmarks import thresholds
from benchmarks.loop.choose import descend
from benchmarks.thresholds import GIVEN, TABLE, THRESHOLDS, Threshold

HOME = "tests.benchmarks.test_thresholds"
ROW = Threshold(HOME, "LIMIT", (0.9, 0.7, 0.5, 0.3), "words")
OTHER = Threshold(HOME, "OTHER", (1.0, 2.0, 3.0), "words")


class Made:
    """A module's constants, for tests."""

    LIMIT = 0.7
    OTHER = 1.0


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> type[Made]:
    """Rows whose home is a class of this file, as it was afterwards."""
    monkeypatch.setattr(Threshold, "home", Made)
    monkeypatch.setattr(Made, "LIMIT", 0.7)
    monkeypatch.setattr(Made, "OTHER", 1.0)
    return Made


def test_every_row_is_a_number_of_the_engine_with_candidates_on_both_sides() -> None:
    """What is shipped lies between the first and the last candidate."""
    for row in THRESHOLDS:
        assert isinstance(row.value, int | float), row.name
        assert min(row.candidates) <= row.value <= max(row.candidates), row.name
        rising = sorted(row.candidates)
        assert row.candidates in (tuple(rising), tuple(reversed(rising))), row.name


def test_every_number_of_these_modules_is_chosen_or_given() -> None:
    """A new constant must be declared, or the headline figures would rest on it unseen."""
    for module in dict.fromkeys(module for _, module, _ in TABLE):
        chosen = {row.constant for row in THRESHOLDS if row.module == module}
        given = set(GIVEN.get(module, {}))
        assert not chosen & given
        assert _numbers(_source(module)) == chosen | given, module


def test_rules_read_thresholds_when_they_are_called() -> None:
    """No module binds one of them to a name of its own while it is imported."""
    constants = {(row.module, row.constant) for row in THRESHOLDS}
    homes = {module for module, _ in constants}
    for file in (*_package().rglob("*.py"), *Path(thresholds.__file__).parent.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if not any(home in text for home in homes):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom):
                bound = {(node.module, alias.name) for alias in node.names}
                assert not bound & constants, file


def _package() -> Path:
    return Path(recto.__file__).parent


def _source(module: str) -> Path:
    return _package().joinpath(*module.split(".")[1:]).with_suffix(".py")


def _numbers(file: Path) -> set[str]:
    """Names of the module's constants that are plain numbers."""
    found: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.Assign):
            continue
        (target,) = node.targets
        pairs = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(target.elts, node.value.elts, strict=True))
        for name, value in pairs:
            number = isinstance(value, ast.Constant) and isinstance(value.value, int | float)
            if number and isinstance(name, ast.Name):
                found.add(name.id)
    return found


def test_values_are_put_into_force_by_name() -> None:
    """The rules' own module has them at once; the others stay."""
    row, other = THRESHOLDS[0], THRESHOLDS[1]
    before = thresholds.values()
    try:
        thresholds.put({row.name: 0.123})
        assert row.value == 0.123
        assert other.value == before[other.name]
    finally:
        thresholds.put(before)
    assert thresholds.values() == before


def test_a_constant_that_is_gone_is_not_put() -> None:
    """A table that the engine has left behind says so."""
    with pytest.raises(AttributeError):
        Threshold(thresholds.CHOICE, "GONE", (0.1, 0.2), "pages").put(0.1)


def test_the_cheapest_of_each_is_chosen_while_the_others_stand_still(rows: type[Made]) -> None:
    """One after the other, twice, so that the first can follow the last."""
    found = descend([ROW, OTHER], lambda: abs(rows.LIMIT - 0.3 * rows.OTHER) + 3 - rows.OTHER)
    assert found == {ROW.name: 0.9, OTHER.name: 3.0}
    assert (rows.LIMIT, rows.OTHER) == (0.9, 3.0)


def test_where_pages_say_nothing_the_most_cautious_is_taken(rows: type[Made]) -> None:
    """The rule says as little as it may, whatever is shipped."""
    assert descend([ROW], lambda: 1.0) == {ROW.name: 0.9}
    assert rows.LIMIT == 0.9


@pytest.mark.parametrize(
    ("best", "expected"),
    [
        ((0.9, 0.7, 0.5), 0.7),
        ((0.7, 0.5, 0.3), 0.5),
        ((0.7, 0.5), 0.7),
        ((0.3,), 0.3),
        ((0.9, 0.3), 0.9),  # the first of two that are no neighbours
    ],
)
def test_of_neighbours_that_cost_the_same_the_middle_is_taken(
    rows: type[Made], best: tuple[float, ...], expected: float
) -> None:
    """Of two the more cautious: a bound that no page has shown is as far as it can be."""
    assert descend([ROW], lambda: float(rows.LIMIT not in best)) == {ROW.name: expected}


def test_choosing_begins_in_the_middle(rows: type[Made]) -> None:
    """The shipped value has no part: others are tried beside the middle of each."""
    seen: list[tuple[float, float]] = []

    def cost() -> float:
        seen.append((rows.LIMIT, rows.OTHER))
        return 0.0

    descend([ROW, OTHER], cost)
    assert seen[0] == (0.9, 2.0)
