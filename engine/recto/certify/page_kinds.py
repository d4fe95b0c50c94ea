"""What kind of page a drawn word stands on, so that a certificate says how good each kind is.

A PageResult enters, a kind leaves, told by what was done to the page and what was found on it. Only
here: the kinds, the first that holds is the page's. They part the report, not the drawing: words
are drawn one as likely as another from all kinds, which is what the exact interval of the whole
rests on; of each kind so many are drawn as it has words, and its own row is exact, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from recto.arbitration.page.unreadable_page import NOTE
from recto.model.result import PageResult

MOST = 0.5  # of a page's words in tables, from which on it is a page of tables


def _is_illegible(page: PageResult) -> bool:
    return page.status == "unreadable" or NOTE in page.notes


def _did(name: str) -> Callable[[PageResult], bool]:
    """Whether cleaning took this step."""

    def is_so(page: PageResult) -> bool:
        return any(step.name == name for step in page.steps)

    return is_so


def _has_tables(page: PageResult) -> bool:
    """Whether most words stand in tables."""
    inside = 0
    for block in page.blocks:
        for cell in block.cells:
            inside += sum(past - first for _, first, past in cell.spans)
    return inside > 0 and inside >= MOST * len(page.words)


RULES: Mapping[str, Callable[[PageResult], bool]] = {
    "illegible": _is_illegible,
    "bent": _did("dewarp"),
    "tables": _has_tables,
    "uneven": _did("background"),
    "plain": lambda page: True,
}
TOLD: Mapping[str, str] = {
    "illegible": "pages that the local readers cannot read",
    "bent": "pages that were bent",
    "tables": "pages of tables",
    "uneven": "pages with uneven paper",
    "plain": "other pages",
}


def kind_of(page: PageResult) -> str:
    """The first rule that holds."""
    return next(kind for kind, holds in RULES.items() if holds(page))
