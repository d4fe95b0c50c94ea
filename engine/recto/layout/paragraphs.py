"""A run of lines to paragraphs: where one ends, seen from gaps, sizes, indents and lines that end
early.

A line ends early when the next line's first word would still have fitted: then the break is the
writer's, not the margin's. So prose flows together, and addresses, receipts and verses keep their
lines; so do lines with wide gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from itertools import pairwise

from recto.layout.textlines import TextLine, usual_pitch

GAP = 0.5  # of the usual pitch beyond it
OTHER_SIZE = 1.3
INDENT = 0.7  # line heights
SPACE = 0.5  # line heights between two words, generously


def paragraphs(
    run: Sequence[TextLine],
    starts: Callable[[TextLine], bool],
    items: Container[int],
    spread: float,
) -> list[list[TextLine]]:
    """`run` cut into paragraphs.

    `starts` tells lines that begin one whatever their place, `items` holds the lines that begin a
    list item (what follows them may be indented); `spread` is the page's usual distance of lines in
    sizes of the text.
    """
    left, right = min(line.box.left for line in run), _right_margin(run)
    pitch = usual_pitch(run, spread)
    hanging = _is_hanging(run, left, right)
    found = [[run[0]]]
    for above, line in pairwise(run):
        ends = _parted(above, line, pitch) or starts(line) or above.pieces > 1 or line.pieces > 1
        in_item = found[-1][0].index in items
        turns = (
            ends_early(above, line, left, right)
            if in_item
            else _turns(above, line, left, right, hanging)
        )
        if ends or (turns and not _broken(above)):
            found.append([line])
        else:
            found[-1].append(line)
    return found


def _right_margin(run: Sequence[TextLine]) -> float:
    """Where long lines end: the one at nine tenths, so that a single line that juts out does not
    set it.
    """
    ends = sorted(line.box.right for line in run)
    return ends[len(ends) - 1 - (len(ends) - 1) // 10]


def _parted(above: TextLine, line: TextLine, pitch: float) -> bool:
    step = line.box.centre[1] - above.box.centre[1]
    sizes = sorted((above.size, line.size))
    return step > (1 + GAP) * pitch or sizes[1] > OTHER_SIZE * sizes[0]


def _broken(above: TextLine) -> bool:
    """Ends in the middle of a word."""
    return above.text[-1:] in "-=¬\N{SOFT HYPHEN}" and above.text[-2:-1].isalpha()


def _turns(above: TextLine, line: TextLine, left: float, right: float, hanging: bool) -> bool:
    if ends_early(above, line, left, right):
        return True
    indented, before = (item.box.left > left + INDENT * item.size for item in (line, above))
    return before and not indented if hanging else indented and not before


def ends_early(above: TextLine, line: TextLine, left: float, right: float) -> bool:
    """The first word of `line` would have fitted after `above`; a centred line has room on both
    sides.
    """
    centred = (
        abs(above.box.centre[0] - (left + right) / 2) < above.size
        and above.box.left > left + INDENT * above.size
    )
    free = right - above.box.right + (above.box.left - left if centred else 0.0)
    return SPACE * above.size + line.first_width < free - 0.5 * above.size


def _is_hanging(run: Sequence[TextLine], left: float, right: float) -> bool:
    """Entries start at the margin and go on indented: early line ends stand before lines at the
    margin.
    """
    early = [line for above, line in pairwise(run) if ends_early(above, line, left, right)]
    indented = sum(line.box.left > left + INDENT * line.size for line in early)
    inside = sum(line.box.left > left + INDENT * line.size for line in run)
    return len(early) > 2 * indented and inside > 0.3 * len(run)
