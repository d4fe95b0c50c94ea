"""What is known of a page before anything is done to it: the numbers that call for steps, and
nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

UNEVEN = 40.0  # grey levels: light that falls so unevenly makes one sheet's paper darker than ink


@dataclass(frozen=True, slots=True)
class Measurements:
    """Numbers about a page; lengths in px of the page as given."""

    born_digital: bool  # flat white paper without a trace of a scanner or camera
    paper: float  # grey level of the paper behind the text, 0..255
    unevenness: float  # spread of that level over the text (5th to 95th percentile), grey levels
    darkest: float  # the paper's level where it is darkest (1st percentile), grey levels
    noise: float  # standard deviation of the paper's grain, grey levels
    # paper minus ink, grey levels; under uneven light ink minus the paper around it, as a share of
    # that paper's level, times `paper`
    contrast: float
    line_height: float  # median height of a text line's box, 0 without text
    sideways: float  # share of line length in boxes taller than wide, 0..1
    # degrees, positive: lines fall to the right; from the boxes, to about half a degree
    skew: float
    blank: bool  # hardly any ink
    light_text: float  # share of line length whose text is lighter than its ground, 0..1

    @property
    def is_uneven(self) -> bool:
        """Whether one level of grey is paper here and ink there."""
        return self.unevenness >= UNEVEN
