"""Whose spaces to print where two readers have the same letters.

The evidence of a place and two testimonies of it enter; whether the first parts its words better
leaves. Only here: low lines, words that a list knows, and print whose letters stand apart for
emphasis ("N a ch ahm un g"), which one reader takes for so many words.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.readers.tesseract.lexicon import Lexicon
from recto.witnesses.local import WordEvidence
from recto.witnesses.low_line import is_cut
from recto.witnesses.registry import Testimony

SURE_SPACE = 0.9  # confidence from which the spaces are trusted that one reader has more
# words of a place, and characters of each in the mean: on the pages of all corpora seven names and
# one word of blackletter were printed so, and short words of a sentence ("is of a lemon"), which a
# list knows
PIECES, SHORT = 4, 2.25


def better_spaces(case: WordEvidence, one: Testimony, other: Testimony) -> bool:
    """The first parts words that the second joins, or joins what it parts, with good reason."""
    lexicon = case.facts.lexicon
    knows = lexicon.knows
    mine = one.text.split()
    theirs = other.text.split()
    if is_cut(one) != is_cut(other):
        return is_cut(other)
    if len(mine) > len(theirs):
        if is_letterspaced(mine, theirs, lexicon):
            return False
        parts_known = all(map(knows, mine)) and not all(map(knows, theirs))
        return one.confidence >= SURE_SPACE or parts_known
    if len(mine) < len(theirs):
        return all(map(knows, mine)) or is_letterspaced(theirs, mine, lexicon)
    return False


def is_letterspaced(pieces: Sequence[str], whole: Sequence[str], lexicon: Lexicon) -> bool:
    """The pieces are one word's letters: short ones, without marks but after the last ("J. F. K."
    are initials), and not all of them words.
    """
    if len(pieces) < PIECES or len(whole) > 1:
        return False
    letters = sum(map(len, pieces))
    is_short = letters <= SHORT * len(pieces)
    has_no_marks = "".join(pieces[:-1]).isalpha()
    are_words = all(map(lexicon.knows, pieces))
    return is_short and has_no_marks and not are_words
