"""The tests that a mutant is tried with, from the map that which_tests.py wrote."""

from __future__ import annotations

import ast
import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plan

Mutant = dict[str, Any]
KILLED = ("killed", "timeout")


@dataclass(frozen=True)
class Map:
    """Seconds of each test, quick ones first; and by module and line the tests that run it, by
    their places in the former.
    """

    seconds: dict[str, float]
    lines: dict[str, dict[str, list[int]]]


def read(path: str) -> Map:
    """The map."""
    return Map(**json.loads(Path(path).read_text(encoding="utf-8")))


def chosen(mutant: Mutant, found: Map) -> list[str]:
    """The ids of its tests, quick ones first."""
    ids = list(found.seconds)
    places = plan.tests(mutant["module"])
    named = [ids[k] for k in _by_place(mutant, found.lines.get(mutant["module"], {}))]
    return [test for test in named if test.startswith(places)]


def _by_place(mutant: Mutant, by_line: dict[str, list[int]]) -> list[int]:
    """Those that run the line; or, where coverage.py names none, the function's; for what stands in
    no function all of the module's.
    """
    exact = by_line.get(str(mutant["line"]), [])
    if exact:
        return exact
    around = [span for span in _functions(mutant["module"]) if mutant["line"] in span]
    lines = map(str, min(around, key=len)) if around else by_line
    return sorted({test for line in lines for test in by_line.get(line, [])})


@functools.cache
def _functions(module: str) -> list[range]:
    """The lines of each function."""
    tree = ast.parse(Path(module).read_text(encoding="utf-8"))
    return [
        range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def known(results: Path) -> dict[str, str]:
    """What became of each mutant when it was tried last, by its key."""
    if not results.exists():
        return {}
    lines = map(json.loads, results.read_text(encoding="utf-8").splitlines())
    return {each["key"]: each["fate"] for each in lines}


def name_of(module: str) -> str:
    """engine/recto/a/b.py is recto.a.b."""
    return ".".join(Path(module).with_suffix("").parts[1:])
