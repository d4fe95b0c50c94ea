"""Which modules are mutated, and the tests that must notice: a package's own, not every test that
comes by.
"""

from __future__ import annotations

from pathlib import Path

ENGINE = Path("engine/recto")
ARBITRATION = (
    "tests/arbitration",
    "tests/witnesses",
    "tests/test_small_marks.py",
)
ROUTING = ("tests/routing",)
REPLIES = tuple(
    f"tests/vision/test_{name}.py"
    for name in (
        *("additions", "asks", "faults", "guards", "guard_limits", "injections"),
        *("linear", "reply"),
    )
)
BUDGET = tuple(f"tests/vision/test_{name}.py" for name in ("budget", "cache", "limits", "storms"))
# Where the paths of modules begin, below the engine, and the tests.
PLAN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("readers/vision/call/budget.py", BUDGET),
    ("readers/vision/reply/guards.py", REPLIES),
    ("routing", ROUTING),
    ("arbitration", ARBITRATION),
)


def modules() -> list[str]:
    """All that are mutated, in the order of the plan."""
    found: list[str] = []
    for place, _ in PLAN:
        path = ENGINE / place
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        found += [str(file) for file in files]
    return found


def package(module: str) -> str:
    """The row of the plan that this module belongs to."""
    inside = str(Path(module).relative_to(ENGINE))
    return next(place for place, _ in PLAN if inside.startswith(place))


def tests(module: str) -> tuple[str, ...]:
    """Files and folders of the tests that a mutant of this module is tried with."""
    return dict(PLAN)[package(module)]


def all_tests() -> list[str]:
    """Those of all rows that there are."""
    named = {test for _, row in PLAN for test in row}
    return sorted(test for test in named if Path(test).exists())
