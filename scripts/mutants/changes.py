"""The changes that cosmic-ray does not know, by which mutants are made; and where none are made.

A module's text goes in; out come `Change`s, each one edit of it. Rules that live here: a row taken
out of a table, a return of nothing, a call that is not made. Positions are those of `ast`: lines
from 1, columns in bytes of UTF-8.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Span = tuple[int, int]  # offsets in bytes: where it begins, and behind its end


@dataclass(frozen=True, slots=True)
class Change:
    """One edit of a module."""

    name: str  # the rule that made it
    line: int
    span: Span
    text: str  # what stands there instead


class Places:
    """From the lines and columns of a syntax tree to offsets in the module's bytes."""

    def __init__(self, source: str) -> None:
        lines = source.encode().splitlines(keepends=True)
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        """Of this line, from 1, and this column in bytes."""
        return self._starts[line - 1] + column

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Where this node stands."""
        begin = self.offset(node.lineno, node.col_offset)
        end = self.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return begin, end


def rows(node: ast.AST, places: Places) -> Iterator[Change]:
    """A table without one of its rows: rules, reasons, patterns."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return
    for table in _tables(node.value):
        spans = [places.span(entry) for entry in table.elts]
        for k, (begin, end) in enumerate(spans):
            line = table.elts[k].lineno
            if k + 1 < len(spans):
                yield Change("RemoveRow", line, (begin, spans[k + 1][0]), "")
            elif k > 0:
                comma = "," if len(spans) == 2 else ""  # a tuple of one stays one
                yield Change("RemoveRow", line, (spans[k - 1][1], end), comma)


def _tables(value: ast.expr) -> list[ast.Tuple | ast.List | ast.Set]:
    """The table that is given a name, or those in the calls by which it becomes a value."""
    if isinstance(value, ast.Tuple | ast.List | ast.Set):
        return [value]
    if isinstance(value, ast.Call):
        return [table for argument in value.args for table in _tables(argument)]
    return []


def returns(node: ast.AST, places: Places) -> Iterator[Change]:
    """A function that returns nothing where it returned something."""
    if not isinstance(node, ast.Return) or node.value is None:
        return
    if isinstance(node.value, ast.Constant) and not node.value.value:
        return  # None, or as false as None
    yield Change("ReturnNone", node.lineno, places.span(node.value), "None")


def calls(node: ast.AST, places: Places) -> Iterator[Change]:
    """A call or a sum that is made for its effect, left out."""
    made = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await)
    if made or isinstance(node, ast.AugAssign):
        yield Change("RemoveStatement", node.lineno, places.span(node), "pass")


RULES: tuple[Callable[[ast.AST, Places], Iterator[Change]], ...] = (rows, returns, calls)


def changes(source: str) -> Iterator[Change]:
    """Every change of our own that can be made to this module."""
    tree = ast.parse(source)
    places = Places(source)
    still = silent(tree, places)
    for node in ast.walk(tree):
        for rule in RULES:
            for change in rule(node, places):
                if not inside(change.span[0], still):
                    yield change


def changed(source: str, change: Change) -> str:
    """The module with this edit."""
    text = source.encode()
    begin, end = change.span
    return (text[:begin] + change.text.encode() + text[end:]).decode()


def silent(tree: ast.Module, places: Places) -> list[Span]:
    """Where a change cannot be seen when the code runs: annotations, which are never evaluated,
    `@dataclass(frozen=True, slots=True)` and the `*` of a signature, which mypy holds, and `strict`
    of a zip, which is an assertion.
    """
    spans: list[Span] = []
    for node in ast.walk(tree):
        unseen: list[ast.expr | None] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            unseen = [node.returns]
        if isinstance(node, ast.arg | ast.AnnAssign):
            unseen = [node.annotation]
        if isinstance(node, ast.ClassDef):
            unseen = [*node.decorator_list]
        if isinstance(node, ast.keyword) and node.arg == "strict":
            unseen = [node.value]
        if isinstance(node, ast.Assign) and _names_a_type(node):
            unseen = [node.value]
        spans += [places.span(each) for each in unseen if each is not None]
    return spans


def _names_a_type(node: ast.Assign) -> bool:
    """`Rule = Callable[[Evidence], Choice | None]` is an annotation with a name."""
    return isinstance(node.value, ast.Subscript) and isinstance(node.value.value, ast.Name)


def inside(offset: int, spans: list[Span]) -> bool:
    """Whether one of the spans holds this offset."""
    return any(begin <= offset < end for begin, end in spans)
