"""Text that an LLM writes on a page where there is hardly anything to read: no more of it than the
ink can hold.

The local reading and what is known of the page's unread ink enter, a room in characters leaves; a
comparison's words that no local reader has enter, those for which there is no room leave. Only on
nearly blank pages: elsewhere local readers may have lost what an LLM reads. On blank paper models
write fluently (a paragraph, a poem, the page before), and nothing else on the page speaks against
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recto.ink.leftover import Leftover
from recto.ink.unread import UnreadInk
from recto.text.agreement import letters
from recto.witnesses.local import LocalReading
from recto.witnesses.matching import Pairing

NEARLY_BLANK = 60  # letters and digits that the local reading prints at most
# characters to a square of a row's height: print has some two, handwriting fewer
A_SQUARE = 2.0
# times the characters that the ink seems to have: joined ones count as few
GENEROUS = 2.0


def room_of(reading: LocalReading, left: Leftover, unread: UnreadInk) -> float | None:
    """Characters that unread ink of a nearly blank page may hold; None for other pages."""
    printed = 0
    for words in reading.words.values():
        texts = [word.text for word in words]
        printed += len(letters(texts))
    if printed > NEARLY_BLANK:
        return None
    in_places = sum(place.characters for place in left.places)
    in_rows = 0.0
    # where nothing at all was read, rows are measured by lines that were none
    rows = unread.rows if printed or in_places else ()
    for row in rows:
        squares = row.width / max(1.0, row.height)
        in_rows += A_SQUARE * squares
    seen = max(in_places, in_rows)
    return GENEROUS * seen


def without_room(pairings: Sequence[Pairing], room: float | None) -> Mapping[int, tuple[str, ...]]:
    """Words that answer nothing on the page, by the index of the first, where all of them are more
    than the ink can hold; which of them are right nobody can tell.
    """
    if room is None:
        return {}
    alone = [pairing for pairing in pairings if pairing.words and not pairing.units]
    count = sum(len(letters(pairing.words)) for pairing in alone)
    if count <= room:
        return {}
    return {pairing.first: pairing.words for pairing in alone}
