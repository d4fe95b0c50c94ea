"""Figures of the house: how dense statements are, how tall functions, and whether packages form
layers.

python scripts/house.py              the table, of the engine and of preprocessing
python scripts/house.py FILE ...     each file, with the functions that miss a goal
python scripts/house.py --check      1 where a figure is worse than it was; `make lint` runs this

A line's nodes are all nodes of Python's syntax tree (ast.walk) in the bodies of functions,
docstrings left out, over the lines that these bodies take. Complexity is 1 and one for each branch,
loop, handler, condition of a match, further operand of `and` and `or`, comprehension and condition
of one.
"""

from __future__ import annotations

import ast
import statistics
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
ENGINE = ROOT / "engine" / "recto"
TREES = {"engine": ENGINE, "preprocessing": ROOT / "preprocessing" / "recto_preprocessing"}
COLUMNS = 100
# What was reached where a goal is not: no figure may be worse.
HELD = {"nodes": 9.68, "once": 0.29}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure, the most that it should be, and the most that it may be until it is."""

    name: str
    value: float
    most: float
    held: float | None = None  # what was reached; None: the goal is

    @property
    def is_met(self) -> bool:
        """To two digits."""
        return round(self.value, 2) <= self.most

    @property
    def is_held(self) -> bool:
        """No worse than it was."""
        return round(self.value, 2) <= max(self.most, self.held or 0)

    @property
    def said(self) -> str:
        """What a reader of the table must know."""
        if self.is_met:
            return ""
        return (
            "  missed" if self.is_held else f"  worse than the {self.held or self.most:g} reached"
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """One function: its name, the lines and nodes of its body, its complexity."""

    name: str
    line: int
    lines: int
    nodes: int
    complexity: int
    deepest: int  # comprehensions inside one another


BRANCHES = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.IfExp,
    ast.match_case,
    ast.Assert,
)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def functions(tree: ast.AST) -> Iterator[Function]:
    """All of them, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_of(function: Function) -> list[ast.stmt]:
    """Its statements without the docstring."""
    first = function.body[0]
    text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    if text and isinstance(first.value.value, str):  # type: ignore[attr-defined]
        return function.body[1:]
    return function.body


def complexity(function: Function) -> int:
    """As the module's docstring has it."""
    found = 1
    for node in ast.walk(function):
        if isinstance(node, BRANCHES):
            found += 1
        elif isinstance(node, ast.BoolOp):
            found += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            found += 1 + len(node.ifs)
    return found


def depth(node: ast.AST) -> int:
    """How many comprehensions stand inside one another."""
    inner = max((depth(child) for child in ast.iter_child_nodes(node)), default=0)
    return inner + isinstance(node, COMPREHENSIONS)


def measured(function: Function) -> Measured | None:
    """None for a function that is only a docstring."""
    body = body_of(function)
    if not body:
        return None
    lines = (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1
    nodes = sum(1 for statement in body for _ in ast.walk(statement))
    deepest = max(depth(statement) for statement in body)
    return Measured(function.name, function.lineno, lines, nodes, complexity(function), deepest)


def measures(file: Path) -> list[Measured]:
    """Of every function of a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [found for each in functions(tree) if (found := measured(each)) is not None]


def nodes_a_line(found: list[Measured]) -> float:
    """Over all of these functions."""
    lines = sum(each.lines for each in found)
    return sum(each.nodes for each in found) / lines if lines else 0.0


def used_once(files: list[Path]) -> float:
    """Share of all functions that are private and named once in their own file beside the
    definition.
    """
    total = once = 0
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
        names += Counter(node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))
        for each in functions(tree):
            total += 1
            private = each.name.startswith("_") and not each.name.startswith("__")
            once += private and names[each.name] == 1
    return once / max(1, total)


def imports() -> dict[tuple[str, str], list[str]]:
    """(place, place that it imports) -> modules that do; a place is a package or module at the
    top.
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for file in ENGINE.rglob("*.py"):
        module = file.relative_to(ENGINE).with_suffix("").as_posix().replace("/", ".")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("recto."):
                continue
            here, there = module.split(".")[0], (node.module or "").split(".")[1]
            if here != there:
                found[here, there].append(module)
    return found


def ranks() -> dict[str, int]:
    """Place -> its layer, from below; as import-linter holds them (pyproject.toml)."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rows = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    found = {}
    for rank, row in enumerate(reversed(rows)):
        for name in row.split(" | "):
            found[name] = rank
    return found


def upward(edges: dict[tuple[str, str], list[str]]) -> list[str]:
    """Imports of a layer that is not below, in words."""
    rank = ranks()
    return [
        f"{here} -> {there} ({', '.join(sorted(set(modules)))})"
        for (here, there), modules in sorted(edges.items())
        if rank.get(there, 0) >= rank.get(here, len(rank))
    ]


def circles(edges: dict[tuple[str, str], list[str]]) -> int:
    """How many pairs of places import each other, over whatever others."""
    below: dict[str, set[str]] = defaultdict(set)
    for here, there in edges:
        below[here].add(there)
    return sum(here in _reached(below, here) for here in list(below))


def _reached(below: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    open_places = list(below[start])
    while open_places:
        place = open_places.pop()
        if place not in found:
            found.add(place)
            open_places += below.get(place, ())
    return found


def loose() -> list[str]:
    """Modules at the top of the engine that are in no package."""
    return sorted(file.stem for file in ENGINE.glob("*.py") if not file.stem.startswith("__"))


def wide(files: list[Path]) -> int:
    """Lines of more columns than the house has."""
    rows = [row for file in files for row in file.read_text(encoding="utf-8").splitlines()]
    return sum(len(row) > COLUMNS for row in rows)


def goals() -> list[Goal]:
    """All figures with what they may be; whoever makes one better writes down what is reached."""
    files = [file for tree in TREES.values() for file in sorted(tree.rglob("*.py"))]
    found = [each for file in files for each in measures(file)]
    lengths = sorted(each.lines for each in found)
    edges = imports()
    everywhere = [
        file
        for folder in ("engine", "preprocessing", "benchmarks", "scripts", "tests")
        for file in (ROOT / folder).rglob("*.py")
    ]
    branched = sum(each.complexity > 10 for each in found)
    nested = sum(each.deepest > 1 for each in found)
    return [
        Goal("nodes a line", nodes_a_line(found), 9, HELD["nodes"]),
        Goal("functions of complexity over 10", branched, 15),
        Goal("comprehensions inside one another", nested, 0),
        Goal("lines of a function, median", statistics.median(lengths), 12),
        Goal("lines of a function, 95 of 100", lengths[int(0.95 * len(lengths))], 35),
        Goal("private functions used once, share", used_once(files), 0.20, HELD["once"]),
        Goal("places in circles of imports", circles(edges), 0),
        Goal("imports upward", len(upward(edges)), 0),
        Goal("loose modules at the top", len(loose()), 6),
        Goal(f"lines over {COLUMNS} columns", wide(everywhere), 0),
    ]


def show_files(names: list[str]) -> None:
    """Each file with its density and the functions that are too dense, too tall or too branched."""
    for name in names:
        found = measures(Path(name))
        print(f"{nodes_a_line(found):5.1f} nodes a line  {name}")
        for each in found:
            dense = each.nodes / each.lines
            if dense > 9 or each.complexity > 10 or each.lines > 35 or each.deepest > 1:
                print(
                    f"      {dense:5.1f}, complexity {each.complexity}, {each.lines} lines, "
                    f"comprehensions {each.deepest} deep: {each.name} ({each.line})"
                )


def main() -> int:
    """Print the table or the files; with --check 1 where a figure is worse than it was."""
    names = [each for each in sys.argv[1:] if each != "--check"]
    if names:
        show_files(names)
        return 0
    found = goals()
    for each in found:
        print(f"{each.name:40} {each.value:8.2f}  goal {each.most:g}{each.said}")
    for each in upward(imports()):
        print(f"  upward: {each}")
    return int("--check" in sys.argv and not all(each.is_held for each in found))


if __name__ == "__main__":
    sys.exit(main())
