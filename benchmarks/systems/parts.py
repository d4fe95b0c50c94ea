"""The parts of the arbitration that can be left out: rules of the engine's tables, reasons to flag,
and what becomes of lost passages.

A part's name enters; inside a `with` block the engine works without it, or tells which parts had a
say. The tables are tuples in modules of the engine; this is the only place that puts others in
their stead. A table's last rule always speaks, so it cannot be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from types import ModuleType
from typing import Any

from recto.arbitration import flags, hybrid
from recto.arbitration.one_sided.passages import Passages
from recto.arbitration.page import choice as page_choice
from recto.arbitration.word import local_rules, rules

LLM_TABLES: tuple[ModuleType, ...] = (page_choice, rules)
# A field of Passages -> what stands there when nothing was found.
PASSAGES: dict[str, Any] = {"restored": (), "repeated": frozenset()}


def _rules(module: ModuleType) -> tuple[str, ...]:
    """Those that can be left out; the page choice may say nothing, the other tables' last rules
    always speak.
    """
    names = tuple(rule.__name__ for rule in module.RULES)
    return names if module is page_choice else names[:-1]


FLAG_ROWS = tuple(row.__name__ for row in flags.FLAGS)
LOCAL_RULES = (*_rules(local_rules), *FLAG_ROWS)
LLM_RULES = tuple(name for module in LLM_TABLES for name in _rules(module))
LLM_PARTS = (*LLM_RULES, *PASSAGES, *FLAG_ROWS)

Change = tuple[ModuleType, str, Any]


@contextmanager
def left_out(name: str) -> Iterator[None]:
    """The engine without this part."""
    if name in PASSAGES:
        whole = vars(hybrid)["passages"]
        change: Change = (
            hybrid,
            "passages",
            lambda *given: replace(whole(*given), **{name: PASSAGES[name]}),
        )
    elif name in FLAG_ROWS:
        change = (flags, "FLAGS", tuple(row for row in flags.FLAGS if row.__name__ != name))
    else:
        (module,) = (module for module in (*LLM_TABLES, local_rules) if name in _rules(module))
        change = (module, "RULES", tuple(rule for rule in module.RULES if rule.__name__ != name))
    with in_place_of([change]):
        yield


@contextmanager
def heard() -> Iterator[set[str]]:
    """The names of the parts that had a say, complete when the block ends.

    Every rule is asked about one case at a time and the first that speaks decides; so where a rule
    never spoke, the page is the same without it. Of reasons to flag the first is enough, too.
    """
    names: set[str] = set()
    changes: list[Change] = []
    for module in (*LLM_TABLES, local_rules):
        table = tuple(_noting(rule, names) for rule in module.RULES)
        changes.append((module, "RULES", table))
    rows = tuple(_noting(row, names) for row in flags.FLAGS)
    changes.append((flags, "FLAGS", rows))
    find = _noting_passages(vars(hybrid)["passages"], names)
    changes.append((hybrid, "passages", find))
    with in_place_of(changes):
        yield names


def _noting(rule: Callable[[Any], Any], names: set[str]) -> Callable[[Any], Any]:
    @wraps(rule)
    def asked(case: Any) -> Any:
        said = rule(case)
        if said is not None:
            names.add(rule.__name__)
        return said

    return asked


def _noting_passages(find: Callable[..., Passages], names: set[str]) -> Callable[..., Passages]:
    def asked(*given: Any) -> Passages:
        found = find(*given)
        names.update(name for name in PASSAGES if getattr(found, name))
        return found

    return asked


@contextmanager
def in_place_of(changes: Sequence[Change]) -> Iterator[None]:
    """These values of modules' names inside the block, and what stood there afterwards."""
    before = [(module, name, getattr(module, name)) for module, name, _ in changes]
    try:
        for module, name, value in changes:
            setattr(module, name, value)
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)
