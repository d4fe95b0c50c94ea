"""Text that an LLM writes on a page where there is hardly anything to read: no more of it than the
ink can hold.

The local reading and what is known of the page's unread ink enter, a room in characters leaves; a
comparison's words enter, those leave for which there is no room: that no local reader has, or none
half of. Only on nearly blank pages: elsewhere local readers may have lost what an LLM reads. On
blank paper models write fluently (a paragraph, a poem, the page before), and nothing else on the
page speaks against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from recto.ink.leftover import Leftover
from recto.ink.unread import UnreadInk
from recto.local.fusion import LocalLine
from recto.text.agreement import letters
from recto.witnesses.local import LocalReading
from recto.witnesses.matching import Pairing, merged
from recto.witnesses.registry import readings

NEARLY_BLANK = 60  # letters and digits that the local reading prints at most
# characters to a square of a row's height: print has some two, handwriting fewer
A_SQUARE = 2.0
# times the characters that the ink seems to have: joined ones count as few
GENEROUS = 2.0


def printed_letters(reading: LocalReading) -> int:
    """Letters and digits that the local reading prints."""
    printed = 0
    for words in reading.words.values():
        texts = [word.text for word in words]
        printed += len(letters(texts))
    return printed


def room_of(reading: LocalReading, left: Leftover, unread: UnreadInk) -> float | None:
    """Characters that unread ink of a nearly blank page may hold; None for other pages."""
    printed = printed_letters(reading)
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


def without_room(
    lines: Sequence[LocalLine], pairings: Sequence[Pairing], room: float | None
) -> Mapping[int, tuple[str, ...]]:
    """Words of which no local reader has half, by the index of the first, where all of them are
    more than the ink can hold; which of them are right nobody can tell.
    """
    if room is None:
        return {}
    alone = {}
    count = 0
    for pairing in pairings:
        if _is_alone(lines, pairing):
            alone[pairing.first] = pairing.words
            count += len(letters(pairing.words))
    return alone if count > room else {}


def emptied(
    pairings: Sequence[Pairing], gone: Mapping[int, tuple[str, ...]]
) -> tuple[Pairing, ...]:
    """The pairings without the words that are gone: as if the LLM had nothing in their places."""
    found = []
    for pairing in pairings:
        if pairing.first not in gone:
            found.append(pairing)
        elif pairing.units:
            found.append(replace(pairing, words=(), first=-1))
    return tuple(found)


def _is_alone(lines: Sequence[LocalLine], pairing: Pairing) -> bool:
    """Whether the LLM has more words there than what was read could be: a phrase over a ring that
    was taken for an O.
    """
    if not (pairing.words and pairing.units):
        return bool(pairing.words)
    most = 0
    for words in readings(merged(lines, pairing)):
        texts = [word.text for word in words]
        most = max(most, len(letters(texts)))
    written = letters(pairing.words)
    return len(written) > GENEROUS * most
