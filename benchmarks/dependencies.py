"""Which files of the engine have a part in one of its functions: told by its own import statements.

A function's module and name enter; the source files that it rests on leave, with the data that lies
in their folders. Of the function's own module only what the function names counts, directly or
through other functions there; of every module that it reaches, all imports count, late ones too.
Imports for type checkers alone do not; a name that a package only passes on counts as the module
that it comes from.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

OURS = ("recto", "recto_preprocessing")
DATA = ("*.json", "*.toml", "*.txt")  # what a module may read beside itself


@dataclass(frozen=True, slots=True)
class Entry:
    """A function from which the walk begins."""

    module: str
    function: str


def sources(entries: Sequence[Entry]) -> tuple[Path, ...]:
    """Every file that these functions rest on, sorted. Raises LookupError for a function that is
    none of its module's.
    """
    reached: set[str] = set()
    for entry in entries:
        open_modules = [entry.module, *_named_by(entry)]
        while open_modules:
            module = open_modules.pop()
            if module in reached:
                continue
            reached.add(module)
            if module != entry.module:
                open_modules += _imports(module)
    files = {file for module in reached for file in _files(module)}
    return tuple(sorted(files))


def _named_by(entry: Entry) -> set[str]:
    """The modules whose names a function uses, through the other functions of its module, too."""
    tree = _tree(entry.module)
    homes = dict(_bindings(entry.module, tree.body))
    parts = {node.name: node for node in tree.body if isinstance(node, _NAMED)}
    if entry.function not in parts:
        raise LookupError(f"{entry.module} has no {entry.function}")
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [entry.function]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in homes:
            found |= homes[name]
        if name in parts:
            waiting += _names(parts[name])
            found |= set(_imported(entry.module, ast.walk(parts[name])))
    return found


_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _names(node: ast.AST) -> list[str]:
    return [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]


def _bindings(module: str, body: Sequence[ast.stmt]) -> Iterator[tuple[str, set[str]]]:
    """Each name that a module's imports bind, with the modules that it stands for."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                yield name, set(_of_alias(module, node, alias))


def _imports(module: str) -> set[str]:
    """Our modules that this one imports, wherever the statement stands."""
    return set(_imported(module, _walk(_tree(module))))


def _walk(tree: ast.Module) -> Iterator[ast.AST]:
    """All nodes but those that only a type checker sees."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)


def _imported(module: str, nodes: Iterator[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield from _of_alias(module, node, alias)


def _of_alias(module: str, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> Iterator[str]:
    """The modules that one imported name stands for: the module itself, that of the name where the
    name is one, or that from which a package has the name.
    """
    home = alias.name if isinstance(node, ast.Import) else _home(module, node)
    if home.partition(".")[0] not in OURS:
        return
    inner = f"{home}.{alias.name}"
    if isinstance(node, ast.Import):
        yield home
    elif _file(inner) is not None:
        yield inner
    else:
        passed_on = dict(_bindings(home, _tree(home).body)) if _is_package(home) else {}
        yield from passed_on.get(alias.name) or {home}


def _is_package(module: str) -> bool:
    file = _file(module)
    return file is not None and file.name == "__init__.py"


def _home(module: str, node: ast.ImportFrom) -> str:
    """The module from which names are imported, in full."""
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    up = node.level - 1 if _is_package(module) else node.level
    above = parts[: len(parts) - up]
    return ".".join([*above, node.module] if node.module else above)


@cache
def _tree(module: str) -> ast.Module:
    file = _file(module)
    if file is None:
        raise LookupError(f"no module {module}")
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def _file(module: str) -> Path | None:
    """A module's source; found beside its package, so that nothing is imported for it."""
    name, *inner = module.split(".")
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent.joinpath(*inner)
    choices = (path / "__init__.py", path.with_suffix(".py"))
    return next((file for file in choices if file.is_file()), None)


def _files(module: str) -> Iterator[Path]:
    """The source of a module, and the data in its folder."""
    file = _file(module)
    if file is None:
        return
    yield file
    for pattern in DATA:
        yield from file.parent.glob(pattern)
