"""Put a mutant into a module that is imported already, everywhere where its parts are in use.

Functions and methods get the mutant's code; what is assigned in the module is assigned anew, with
all that is made of it, and handed to the modules that imported it. What cannot be put in that way
(a decorator, what is said in a class about its fields) raises NotSwapped.
"""

from __future__ import annotations
import __future__

import ast
import sys
from types import CodeType, FunctionType, ModuleType
from typing import Any

OURS = ("recto.", "tests.")
ANNOTATIONS = __future__.annotations.compiler_flag
Function = ast.FunctionDef | ast.AsyncFunctionDef


class NotSwapped(Exception):
    """It has to be imported afresh."""


def swap(module: ModuleType, before: str, after: str) -> None:
    """Make the module what its text after the change says."""
    olds, news = ast.parse(before).body, ast.parse(after).body
    if len(olds) != len(news):
        raise NotSwapped
    pairs = zip(olds, news, strict=True)
    new = [new for old, new in pairs if ast.dump(old) != ast.dump(new)]
    if len(new) != 1:
        raise NotSwapped
    old = olds[news.index(new[0])]
    if isinstance(old, Function):
        _new_code(old, new[0], module.__dict__, _made(new[0], module))
    elif isinstance(old, ast.ClassDef) and isinstance(new[0], ast.ClassDef):
        _new_method(old, new[0], module)
    elif isinstance(old, ast.Assign | ast.AnnAssign):
        _assign(new[0], news, module)
    else:
        raise NotSwapped


def _made(statement: ast.stmt, module: ModuleType) -> dict[str, Any]:
    """What this statement makes, without touching the module."""
    names = dict(module.__dict__)
    exec(_compiled(statement), names)  # noqa: S102  a mutant is there to be run
    return names


def _compiled(statement: ast.stmt) -> CodeType:
    tree = ast.Module([statement], type_ignores=[])
    return compile(tree, "mutant", "exec", flags=ANNOTATIONS, dont_inherit=True)


def _new_code(old: Function, new: ast.stmt, held: Any, made: Any) -> None:
    """Give the function that is held under this name the code of the one that was made."""
    if not isinstance(new, Function):
        raise NotSwapped
    if list(map(ast.dump, old.decorator_list)) != list(map(ast.dump, new.decorator_list)):
        raise NotSwapped
    target, source = _function(held[old.name]), _function(made[new.name])
    if target.__closure__ or source.__closure__:
        raise NotSwapped
    target.__code__ = source.__code__
    target.__defaults__ = source.__defaults__
    target.__kwdefaults__ = source.__kwdefaults__


def _function(wrapped: Any) -> FunctionType:
    """The function under a decorator: a property, a class method, a cache."""
    for name in ("fget", "func", "__func__", "__wrapped__"):
        wrapped = getattr(wrapped, name, wrapped)
    if not isinstance(wrapped, FunctionType):
        raise NotSwapped
    return wrapped


def _new_method(old: ast.ClassDef, new: ast.ClassDef, module: ModuleType) -> None:
    """Of a class one method."""
    pairs = zip(old.body, new.body, strict=True)
    changed = [pair for pair in pairs if ast.dump(pair[0]) != ast.dump(pair[1])]
    if len(changed) != 1 or not isinstance(changed[0][0], Function):
        raise NotSwapped
    made = _made(new, module)[new.name].__dict__
    _new_code(changed[0][0], changed[0][1], module.__dict__[old.name].__dict__, made)


def _assign(changed: ast.stmt, body: list[ast.stmt], module: ModuleType) -> None:
    """Run the assignment, and those below it that use what has changed."""
    anew: set[str] = set()
    for statement in body[body.index(changed) :]:
        used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        if statement is not changed and not used & anew:
            continue
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = _targets(statement)
            before = {name: module.__dict__.get(name) for name in targets}
            exec(_compiled(statement), module.__dict__)  # noqa: S102
            anew.update(targets)
            for name, value in before.items():
                _hand_on(name, value, module.__dict__[name])
        elif _used_at_once(statement) & anew:
            raise NotSwapped


def _targets(statement: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    names = [node for target in targets for node in ast.walk(target)]
    return [node.id for node in names if isinstance(node, ast.Name)]


def _used_at_once(statement: ast.stmt) -> set[str]:
    """The names that a definition reads when it is made: defaults, decorators, fields."""
    parts: list[ast.AST] = [statement]
    if isinstance(statement, Function):
        arguments = statement.args
        parts = [*arguments.defaults, *arguments.kw_defaults, *statement.decorator_list]
    if isinstance(statement, ast.ClassDef):
        parts = [part for part in statement.body if not isinstance(part, Function)]
    nodes = [node for part in parts if part is not None for node in ast.walk(part)]
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def _hand_on(name: str, old: Any, new: Any) -> None:
    """To every module that imported it under its name."""
    for key, module in list(sys.modules.items()):
        if key.startswith(OURS) and module.__dict__.get(name) is old:
            setattr(module, name, new)
