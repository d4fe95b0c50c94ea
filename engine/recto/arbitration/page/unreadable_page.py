"""A page that the local readers cannot read, handwriting above all: it is said, and none of its
words looks sure.

What the readers make of the page as a whole enters; a note for the page, its summary and its JSON
leaves, and the page's lines with every word flagged that has no second reader. Confidence is
learned from pages that can be read: the prototype's was wrong by .39 in the mean on handwriting
that it had never seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.local.fusion import LocalLine
from recto.witnesses.local import PageFacts

# Two readers that share less than half of their characters, one of them unsure: all 17 of 201 real
# pages below were handwritten, or read at less than half of their words; the next printed page has
# .55 (receipt, PP-OCR .97). Readers that differ because only Tesseract fails (comics, screens)
# leave PP-OCR at .96 to .99; handwriting at .67 to .86.
DIFFER, UNSURE = 0.5, 0.9
UNSURE_ALONE = 0.4  # Tesseract's mean where it reads alone: handwriting .00 to .37
WORDS = 10  # of a reader: a label says nothing of a page
NOTE = (
    "the local readers cannot read this page (handwriting?): words that no second reader confirms"
    " are flagged"
)


def is_unreadable(lines: Sequence[LocalLine], facts: PageFacts) -> bool:
    """Whether the page is of a kind that its words' confidence was not learned on."""
    units = [unit for line in lines for unit in line.units]
    if (
        max(sum(len(unit.tesseract) for unit in units), sum(len(unit.ppocr) for unit in units))
        < WORDS
    ):
        return False
    if not facts.tesseract_alone:
        return facts.agreement < DIFFER and facts.ppocr_mean < UNSURE
    return facts.tesseract_mean < UNSURE_ALONE
