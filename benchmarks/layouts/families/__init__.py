"""Families of layouts: functions from a Sheet to the HTML of a page, by the kind of print.

A third of them is never learned from: `HELD_OUT`, chosen by the digest of the name.
"""

from __future__ import annotations

import hashlib

from benchmarks.layouts.families import (
    bibliographies,
    books,
    business,
    comics,
    grids,
    leaflets,
    lists,
    magazines,
    newspapers,
    notices,
    pairs,
    registers,
    ruled_papers,
    scripts,
    sections,
    stage,
    tables,
)

FAMILIES = (
    *newspapers.FAMILIES,
    *magazines.FAMILIES,
    *books.FAMILIES,
    *business.FAMILIES,
    *scripts.FAMILIES,
    *tables.FAMILIES,
    *lists.FAMILIES,
    *registers.FAMILIES,
    *pairs.FAMILIES,
    *notices.FAMILIES,
    *comics.FAMILIES,
    *bibliographies.FAMILIES,
    *sections.FAMILIES,
    *stage.FAMILIES,
    *leaflets.FAMILIES,
    *grids.FAMILIES,
    *ruled_papers.FAMILIES,
)


def _is_held_out(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 3 == 0


BY_NAME = {family.name: family for family in FAMILIES}
HELD_OUT = frozenset(name for name in BY_NAME if _is_held_out(name))
