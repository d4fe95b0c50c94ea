"""Which reader has a name with low lines whole ("file_name"): a low line hangs below the letters,
and a reader may see a space above it, or cut the name there.

Testimonies of one place that have the same letters enter; the ones to be believed of its spaces
leave.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.witnesses.registry import Testimony


def as_most_join(given: Sequence[Testimony]) -> list[Testimony]:
    """Those who join the place by low lines, where they are most, else all; who cuts a name at one
    comes last.
    """
    joined = list(filter(_joins, given))
    is_most = 2 * len(joined) > len(given)
    return joined if is_most else sorted(given, key=is_cut)


def _joins(testimony: Testimony) -> bool:
    return "_" in testimony.text and len(testimony.words) == 1


def is_cut(testimony: Testimony) -> bool:
    """At an underscore, which stands where a name has no space."""
    return any(text.endswith("_") for text in testimony.texts[:-1])
