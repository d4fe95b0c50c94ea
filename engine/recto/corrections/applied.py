"""A page with all that people said of it, one correction after the other.

A PageResult and its standing Corrections enter; the page with those that fit, and the others, each
with what stands there now, leave. A correction fits where its box holds the text that the person
saw, or already the one that they wrote; so corrections outlive a reading with other settings, and
none is put where something else was read since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from recto.corrections.correction import Action, Correction
from recto.corrections.new_lines import moved, of_kind
from recto.corrections.places import run_at
from recto.corrections.words import retold, text_of
from recto.model.result import PageResult

Change = Callable[[PageResult, Correction], PageResult | None]
CHANGES: Mapping[Action, Change] = {"text": retold, "move": moved, "kind": of_kind}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A correction that does not fit its page, and what stands in its box."""

    correction: Correction
    found: str  # empty: nothing


@dataclass(frozen=True, slots=True)
class Corrected:
    """A page with its corrections."""

    page: PageResult
    fitting: tuple[Correction, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def corrected(page: PageResult, corrections: Iterable[Correction]) -> Corrected:
    """The page as people have it; `corrections` stand, are of this page, and in their order."""
    fitting: list[Correction] = []
    conflicts: list[Conflict] = []
    for correction in corrections:
        changed = CHANGES[correction.action](page, correction)
        if changed is None:
            conflicts.append(Conflict(correction, text_at(page, correction)))
        else:
            fitting.append(correction)
            page = changed
    return Corrected(page, tuple(fitting), tuple(conflicts))


def text_at(page: PageResult, correction: Correction) -> str:
    """What the page has in the correction's box; empty: nothing."""
    run = run_at(page, correction.box)
    return "" if run is None else text_of(page, run)
