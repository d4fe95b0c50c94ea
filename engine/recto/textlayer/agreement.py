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

    # l and I look alike
    layer_letters = _letters(layer).replace("l", "i")
    read_letters = _letters(read).replace("l", "i")
    return layer_letters == read_letters


def judged_word(layer: str, looks: Sequence[str], other: str | None = None) -> tuple[Outcome, str]:
    """What looks of one reader, and one of another, say of the layer's word; and what they read
    instead.

    `other` None: nobody else has looked. One reader alone is enough to confirm a word; where the
    two differ about a number, or both have another word, that is said.
    """
    witness = other or ""
    agreeing = _agreeing(layer, looks)
    is_confirmed = other is not None and agrees(layer, other)
    if has_figure(layer):
        if agreeing:
            return _judged_marks(layer, looks, witness, alone=other is None)
    elif agreeing or is_confirmed:
        return _judged_form(layer, looks, witness)

    texts = filter(None, [*looks, witness])
    best = next(texts, "")
    if not best:
        return "unread", ""
    if is_confirmed or not is_telling(layer):
        return "doubtful", best
    return _judged_otherwise(layer, looks, witness, best)


def telling_look(layer: str, first: Sequence[str], looks: Sequence[str]) -> str:
    """Of another reader's looks the one that agrees with the layer, else with a look of the first
    reader, else the first.
    """
    for text in (layer, *first):
        for look in looks:
            if look and agrees(text, look):
                return look
    return looks[0]


def _judged_marks(
    layer: str, looks: Sequence[str], witness: str, *, alone: bool
) -> tuple[Outcome, str]:
    """The same where all digits agree, of what stands before and behind them; `alone`: nobody else
    has looked.

    A sign that a reader does not see is no lie, since readers miss many; one that it sees in place
    of another is.
    """
    agreeing = _agreeing(layer, [*looks, witness])
    signs = {read: _signs(read, layer) for read in agreeing}
    layer_marks = _marks(layer)
    if (layer_marks, False) in signs.values():
        return _judged_form(layer, looks, witness)
    if alone:
        return "doubtful", agreeing[0]

    others = [read for read in agreeing if any(signs[read])]
    if not others:
        return _judged_form(layer, looks, witness)
    same = _same_marks(looks, witness, others)
    if same is not None:
        return "differs", same

    first = others[0]
    _, is_digits = signs[first]
    if layer_marks or is_digits:
        return "doubtful", first
    return _judged_form(layer, looks, witness)


def _same_marks(looks: Sequence[str], witness: str, others: Sequence[str]) -> str | None:
    """The first look with the marks that the other reader has, where both are `others`."""
    if witness not in others:
        return None
    witness_marks = _marks(witness)
    for read in looks:
        if read in others and _marks(read) == witness_marks:
            return read
    return None


def _judged_form(layer: str, looks: Sequence[str], witness: str) -> tuple[Outcome, str]:
    """The same where all letters agree, of their case and of the marks on them.

    One look in which they are as the layer has them is enough; only marks that every look of the
    first reader has and the layer lacks are there, since the other reader leaves out those of
    languages that it was not asked for.
    """
    agreeing = _agreeing(layer, looks)
    if agreeing and all(adds_marks(layer, read) for read in agreeing):
        return "doubtful", agreeing[0]

    if witness and agrees(layer, witness):
        agreeing.append(witness)
    if agreeing and all(is_recased(layer, read) for read in agreeing):
        return "doubtful", agreeing[0]
    return "agreed", ""


def _judged_otherwise(
    layer: str, looks: Sequence[str], witness: str, best: str
) -> tuple[Outcome, str]:
    """The same where no look is the layer's word; `best`: the first that has anything."""
    for read in looks:
        if compact(read) and agrees(read, witness):
            return "differs", read

    texts = [*looks, witness]
    to_layer = max(_likeness(layer, read) for read in texts)
    to_witness = [_likeness(read, witness) for read in looks]
    nearest = max(to_witness, default=0.0)
    if nearest > to_layer + NEARER:
        return "opposed", best
    return "doubtful", best


def _agreeing(layer: str, reads: Sequence[str]) -> list[str]:
    return [read for read in reads if agrees(layer, read)]


def _signs(read: str, layer: str) -> tuple[str, bool]:
    """The marks of a reading, and whether it is a number without letters of which the layer has
    some digits as letters: 1450 for l45O.
    """
    marks = _marks(read)
    if any(map(str.isalpha, read)):
        return marks, False
    return marks, any(map(str.isalpha, layer))


def _marks(text: str) -> str:
    """Signs, currencies and units of the text's numbers, in order."""
    numbers = "".join(figures([text]))
    marks = filter(MARKS.__contains__, numbers)
    return "".join(marks)


def _likeness(one: str, two: str) -> float:
    if not one or not two:
        return 0.0
    first = _letters(one)
    second = _letters(two)
    return Levenshtein.normalized_similarity(first, second)


def is_telling(text: str) -> bool:
    """Whether another reading of it can show a lie: a digit, or two letters."""
    if has_figure(text):
        return True
    return len(compact(text)) > 1


@lru_cache(maxsize=16384)
def _letters(text: str) -> str:
    """Lower case letters and digits, without marks."""
    small = text.lower().translate(TWINS)
    return compact(_unmarked(small))


@lru_cache(maxsize=16384)
def _number(text: str) -> str:
    """From the first letter or digit to the last, with the separators between them."""
    folded = text.translate(ALIKE)
    plain = unicodedata.normalize("NFKC", folded).replace("−", "-")
    kept = [char for char in plain if char.isalnum() or char in SEPARATORS]
    number = "".join(kept).strip("".join(SEPARATORS))
    small = _unmarked(number).lower()
    return small.translate(LOOKALIKES)


def _unmarked(text: str) -> str:
    """Without the marks on its letters."""
    apart = unicodedata.normalize("NFKD", text)
    bare = [char for char in apart if not unicodedata.combining(char)]
    return "".join(bare)
