"""Which lines a routing decision is about.

Lines and a decision's region enter, lines leave. The rule that a line belongs to the region that
holds most of it lives only here.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.model.page import Box
from recto.model.transcript import Decision, ShownLine

INSIDE = 0.5  # of a line's area; regions are unions of line boxes, so anything near one half works


def lines_in(lines: Sequence[ShownLine], region: Box) -> tuple[ShownLine, ...]:
    """Lines that lie in the region for more than half of their area, in the order given."""
    inside = [line for line in lines if _inside(line.box, region)]
    return tuple(inside)


def asked_lines(lines: Sequence[ShownLine], decisions: Sequence[Decision]) -> tuple[ShownLine, ...]:
    """Lines that any decision to ask for lines covers, each once, in the order given."""
    regions = [decision.region for decision in decisions if decision.action == "lines"]
    asked: list[ShownLine] = []
    for line in lines:
        covered = any(_inside(line.box, region) for region in regions)
        if covered:
            asked.append(line)
    return tuple(asked)


def _inside(box: Box, region: Box) -> bool:
    """More than half of its area; a box without an area, where its centre is."""
    if box.area == 0:
        x, y = box.centre
        in_width = region.left <= x <= region.right
        in_height = region.top <= y <= region.bottom
        return in_width and in_height
    shared = box.intersection(region)
    return shared > INSIDE * box.area
