"""A run of lines to paragraphs: where one ends, seen from gaps, sizes, indents and lines that end
early.

A run of TextLines enters, the same lines cut into paragraphs leave. A line ends early when the next
line's first word would still have fitted: then the break is the writer's, not the margin's. So
prose flows together, and addresses, receipts and verses keep their lines; so do lines with wide
gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from itertools import pairwise

from recto.layout.textlines import TextLine, usual_pitch

GAP = 0.5  # of the usual pitch beyond it
OTHER_SIZE = 1.3
INDENT = 0.7  # line heights
SPACE = 0.5  # line heights between two words, generously
LOOSE_END = 0.5  # line heights that a line may end before the margin although all fits in
HYPHENS = "-=¬\N{SOFT HYPHEN}"
CENTRED = 1.0  # line heights between the middle of a centred line and that of the margins
JUTTING = 10  # one line in so many may jut out beyond the right margin
HANGING = 2  # times as many early ends stand before lines at the margin as before indented ones
INDENTED = 0.3  # share of indented lines in a run of hanging entries


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
    left = min(line.box.left for line in run)
    # Where long lines end: a single line that juts out does not set it.
    ends = sorted(line.box.right for line in run)
    last = len(ends) - 1
    right = ends[last - last // JUTTING]

    pitch = usual_pitch(run, spread)
    hanging = _is_hanging(run, left, right)
    cut = [[run[0]]]
    for above, line in pairwise(run):
        if _parted(above, line, pitch) or starts(line):
            cut.append([line])
            continue
        turns = ends_early(above, line, left, right)
        opening = cut[-1][0]
        if not turns and opening.index not in items:
            turns = _is_indent(above, line, left, hanging)
        if turns and not _is_broken(above):
            cut.append([line])
        else:
            cut[-1].append(line)
    return cut


def _parted(above: TextLine, line: TextLine, pitch: float) -> bool:
    """Wide gaps in a line, more space than usual between them, or text of another size."""
    if above.pieces > 1 or line.pieces > 1:
        return True
    _, y_above = above.box.centre
    _, y = line.box.centre
    most = (1 + GAP) * pitch
    if y - y_above > most:
        return True
    larger = max(above.size, line.size)
    smaller = min(above.size, line.size)
    return larger > OTHER_SIZE * smaller


def _is_broken(line: TextLine) -> bool:
    """Ends in the middle of a word."""
    text = line.text
    if text[-1:] not in HYPHENS:
        return False
    return text[-2:-1].isalpha()


def _is_indented(line: TextLine, left: float) -> bool:
    """Stands in from the left margin."""
    margin = left + INDENT * line.size
    return line.box.left > margin


def _is_indent(above: TextLine, line: TextLine, left: float, hanging: bool) -> bool:
    """A paragraph's first line stands further in than the one above; of hanging entries it stands
    further out.
    """
    indented = _is_indented(line, left)
    indented_before = _is_indented(above, left)
    if hanging:
        return indented_before and not indented
    return indented and not indented_before


def ends_early(above: TextLine, line: TextLine, left: float, right: float) -> bool:
    """The first word of `line` would have fitted after `above`; a centred line has room on both
    sides.
    """
    box = above.box
    size = above.size
    free = right - box.right
    middle, _ = box.centre
    off_centre = abs(middle - (left + right) / 2)
    if off_centre < CENTRED * size and _is_indented(above, left):
        free += box.left - left
    space = SPACE * size
    needed = space + line.first_width
    return needed < free - LOOSE_END * size


def _is_hanging(run: Sequence[TextLine], left: float, right: float) -> bool:
    """Entries start at the margin and go on indented: early line ends stand before lines at the
    margin.
    """
    after_early = 0
    indented = 0
    for above, line in pairwise(run):
        if not ends_early(above, line, left, right):
            continue
        after_early += 1
        if _is_indented(line, left):
            indented += 1
    if after_early <= HANGING * indented:
        return False
    inside = sum(_is_indented(line, left) for line in run)
    return inside > INDENTED * len(run)
