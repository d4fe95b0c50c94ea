"""What the page's image has lost, said in its notes: nobody else would miss text that no reader can
see.

The page's pixels and its local lines (boxes in px of the original page) enter, notes leave. The
measuring is `recto_preprocessing.damage`'s; that a facing page's torn lines are none of this page's
loss is known only here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recto.local.fusion import LocalLine
from recto.model.page import Pixels


def damage_notes(pixels: Pixels, lines: Sequence[LocalLine]) -> tuple[str, ...]:
    """A sentence for every side of the page that has no data or cuts off text."""
    # with OpenCV, which `recto --version` does not load
    from recto_preprocessing.damage import damage

    sides = []
    for line in lines:
        if line.facing_page:
            continue
        box = line.box
        sides.append([box.left, box.top, box.right, box.bottom])
    boxes = np.array(sides, dtype=np.float64).reshape(-1, 4)
    return tuple(found.note for found in damage(pixels, boxes))
