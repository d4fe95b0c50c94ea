"""Whether what a reader reads on a word's pixels is what the layer says of it.

Two texts enter. Words are placed without case and marks on their letters, since readers differ
there; numbers with their separators, signs and currencies. What two kinds of glyphs have in common
(0 and O, 1 and l) is no lie either. How the case and the marks of words that agree are judged
stands in forms.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import Levenshtein

from recto.arbitration.word.local_rules import LOOKALIKES
from recto.local.fusion import ALIKE
from recto.text.agreement import figures, has_figure
from recto.text.alignment import compact
from recto.textlayer.forms import adds_marks, is_recased

Outcome = Literal["agreed", "differs", "opposed", "doubtful", "unread"]
NEARER = 0.3  # of likeness by which two readers are nearer to each other than to the layer
SEPARATORS = frozenset(".,:/-'")
MARKS = frozenset("+-±$£€¥%‰()")  # around a number, and what it means hangs on them
# Letters that look like others of another script, or of a sort that readers take for plain letters.
TWINS = str.maketrans("∆∑∏µøłđıſß", "δσπuoldisb")


def agrees(layer: str, read: str) -> bool:
    """Whether both stand for the same printed word."""
    if has_figure(layer) or has_figure(read):
        return _number(layer) == _number(read)
    return _letters(layer).replace("l", "i") == _letters(read).replace("l", "i")


def judged_word(layer: str, looks: Sequence[str], other: str | None = None) -> tuple[Outcome, str]:
    """What looks of one reader, and one of another, say of the layer's word; and what they read
    instead.

    `other` None: nobody else has looked. One reader alone is enough to confirm a word; where the
    two differ about a number, or both have another word, that is said.
    """
    confirmed = other is not None and agrees(layer, other)
    if any(agrees(layer, read) for read in looks) or (confirmed and not has_figure(layer)):
        return (
            _judged_marks(layer, looks, other)
            if has_figure(layer)
            else _judged_form(layer, looks, other)
        )
    witness = other or ""
    if not any((*looks, witness)):
        return "unread", ""
    best = next((read for read in looks if read), witness)
    if confirmed or not is_telling(layer):
        return "doubtful", best
    same = next((read for read in looks if _says(read) and agrees(read, witness)), None)
    if same is not None:
        return "differs", same
    own = max((_likeness(layer, read) for read in (*looks, witness)), default=0.0)
    theirs = max((_likeness(read, witness) for read in looks), default=0.0)
    return ("opposed" if theirs > own + NEARER else "doubtful"), best


def _judged_marks(layer: str, looks: Sequence[str], other: str | None) -> tuple[Outcome, str]:
    """The same where all digits agree, of what stands before and behind them.

    A sign that a reader does not see is no lie, since readers miss many; one that it sees in place
    of another is.
    """
    said = _marks(layer)
    seen = [read for read in (*looks, other or "") if agrees(layer, read)]
    if any(_marks(read) == said and not _is_digits_for(read, layer) for read in seen):
        return _judged_form(layer, looks, other)
    others = [read for read in seen if _marks(read) or _is_digits_for(read, layer)]
    if other is None:
        return "doubtful", seen[0]  # nobody else has looked yet
    same = next((read for read in looks if read in others and _marks(read) == _marks(other)), None)
    if other in others and same is not None:
        return "differs", same
    doubted = others and (said or _is_digits_for(others[0], layer))
    return ("doubtful", others[0]) if doubted else _judged_form(layer, looks, other)


def _judged_form(layer: str, looks: Sequence[str], other: str | None) -> tuple[Outcome, str]:
    """The same where all letters agree, of their case and of the marks on them.

    One look in which they are as the layer has them is enough; only marks that every look of the
    first reader has and the layer lacks are there, since the other reader leaves out those of
    languages that it was not asked for.
    """
    seen = [read for read in looks if agrees(layer, read)]
    if seen and all(adds_marks(layer, read) for read in seen):
        return "doubtful", seen[0]
    seen += [other] if other and agrees(layer, other) else []
    if not seen or any(not is_recased(layer, read) for read in seen):
        return "agreed", ""
    return "doubtful", seen[0]


def _is_digits_for(read: str, layer: str) -> bool:
    """A number without letters, of which the layer has some digits as letters: 1450 for l45O."""
    return any(map(str.isalpha, layer)) and not any(map(str.isalpha, read))


def _marks(text: str) -> str:
    """Signs, currencies and units of the text's numbers, in order."""
    return "".join(char for char in "".join(figures([text])) if char in MARKS)


def _says(text: str) -> bool:
    return bool(compact(text))


def _likeness(one: str, two: str) -> float:
    return Levenshtein.normalized_similarity(_letters(one), _letters(two)) if one and two else 0.0


def is_telling(text: str) -> bool:
    """Whether another reading of it can show a lie: a digit, or two letters."""
    return has_figure(text) or len(compact(text)) > 1


@lru_cache(maxsize=16384)
def _letters(text: str) -> str:
    """Lower case letters and digits, without marks."""
    apart = unicodedata.normalize("NFKD", text.lower().translate(TWINS))
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return compact(bare)


@lru_cache(maxsize=16384)
def _number(text: str) -> str:
    """From the first letter or digit to the last, with the separators between them."""
    plain = unicodedata.normalize("NFKC", text.translate(ALIKE)).replace("−", "-")
    kept = "".join(char for char in plain if char.isalnum() or char in SEPARATORS)
    bare = kept.strip("".join(SEPARATORS))
    return _unmarked(bare).lower().translate(LOOKALIKES)


def _unmarked(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.combining(char))
