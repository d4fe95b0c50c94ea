"""A hybrid with one arbitration rule taken out: what the rule is worth.

The rule tables of the engine are tuples in three modules; for the time of one page the table is replaced by one that
lacks the rule. This is the only place that does so. A table's last rule always speaks, so it cannot be left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import ModuleType

from benchmarks.corpora import CorpusPage
from benchmarks.outcome import Outcome
from benchmarks.sheet import Sheet
from benchmarks.systems.with_llm import Replayed
from recto.arbitration import local_rules, page_choice, rules

# Module -> how many of its rules, from the start, can be left out.
TABLES: tuple[tuple[ModuleType, int], ...] = (
    (page_choice, len(page_choice.RULES)),
    (rules, len(rules.RULES) - 1),
    (local_rules, len(local_rules.RULES) - 1),
)
NAMES = tuple(rule.__name__ for module, count in TABLES for rule in module.RULES[:count])


@dataclass(frozen=True, slots=True)
class WithoutRule:
    """`hybrid:READING` without one rule; its words are not kept, only its text."""

    rule: str
    model: str

    @property
    def name(self) -> str:
        """ "hybrid-without:", the rule and the reading."""
        return f"hybrid-without:{self.rule}:{self.model}"

    def covers(self, page: CorpusPage) -> bool:
        """Pages that this model read."""
        return self.model in page.readings

    def read(self, sheet: Sheet) -> Outcome:
        """As the hybrid does."""
        with _left_out(self.rule):
            outcome = Replayed("hybrid", self.model).read(sheet)
        return replace(outcome, words=(), markdown=None)


@contextmanager
def _left_out(name: str) -> Iterator[None]:
    (module,) = (module for module, count in TABLES if name in {rule.__name__ for rule in module.RULES[:count]})
    whole = module.RULES
    module.RULES = tuple(rule for rule in whole if rule.__name__ != name)  # type: ignore[attr-defined] # a module's own table
    try:
        yield
    finally:
        module.RULES = whole  # type: ignore[attr-defined] # as above
