"""How much of a page a transcription has, as far as the page's own lines can tell.

The lines found on the page and the texts of a transcription enter; a share of what Tesseract is
sure of, or whether there is far more ink than text, leaves. What lines say is compared only where
Tesseract is sure of it; how long they are is compared wherever they were found.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.model.transcript import ShownLine
from recto.readers.vision.reply import guards
from recto.text.alignment import compact
from recto.text.placement import place

# Characters that a square of a line's height holds at least. The truths of 157 pages, handwriting
# included, have 1.10 and more; of 1013 recorded readings seven lie below .8, all with a third of
# their page's text or less.
THIN = 0.8
ENOUGH = 40.0  # squares: less than a few lines say little
LEAST_KEY = 4  # letters and digits of a sure line from which it is looked for in a transcription


def short_of_ink(shown: Sequence[ShownLine], lines: Sequence[str]) -> bool:
    """Whether the transcription is far shorter than the lines found on the page are long, whatever
    they say.
    """
    lengths: list[float] = []  # how often a line's height goes into its length
    for line in shown:
        # a sideways line stands on end
        length = max(line.box.width, line.box.height)
        height = min(line.box.width, line.box.height)
        lengths.append(length / max(1.0, height))
    squares = sum(lengths)
    characters = 0
    for text in lines:
        ink = "".join(text.split())
        characters += len(ink)
    is_long = squares >= ENOUGH
    is_thin = characters < THIN * squares
    return is_long and is_thin


def coverage(shown: Sequence[ShownLine], lines: Sequence[str]) -> float:
    """Share of the characters that Tesseract is sure of which the transcription has; 1 where it is
    sure of too few.
    """
    keys: list[str] = []
    for line in shown:
        if not guards.sure(line):
            continue
        key = compact(line.text or "")
        if len(key) >= LEAST_KEY:
            keys.append(key)
    if len(keys) < 2 * guards.FEW:
        return 1.0

    text = "".join(map(compact, lines))
    places = place(keys, text)
    characters = covered = 0
    for key, where in zip(keys, places, strict=True):
        size = len(key)
        characters += size
        if where:
            covered += size
    return covered / characters
