"""P(word is right) where one reader alone has the word's letters: what no second one can confirm.

A case enters, a probability leaves, None for words that a second reader could judge. The weights of
local_words.py were learned where agreement decides; here only Tesseract's own sureness, of the
word, its line and its page, and its word list tell. Learned on Arabic, Hindi, Korean and Thai
(benchmarks/learn/unconfirmed.py), measured on Russian and Ukrainian, too; of any other such script
nothing is known, and that is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from math import exp, log

from recto.confidence.trees import load
from recto.local.spelling import script_of, speller
from recto.readers.ppocr.scripts import unreadable
from recto.witnesses.local import WordEvidence

COLUMNS = ("constant", "tesseract_odds", "known", "page_tesseract", "line")
LEAST, MOST = 0.02, 0.99  # Tesseract's confidence, before it becomes log odds
# P(right) under which such a word is flagged. Pages left out: .82 of the wrong words among .25 of
# all on digital pages, .78 among .17 on two cards; with .85 it is .78 among .22 and .61 among .12.
FLAG_BELOW = 0.9
UNKNOWN = 0.49  # P(right), at most, in a script that nothing was measured in
MEASURED = frozenset({"ARABIC", "CYRILLIC", "DEVANAGARI", "HANGUL", "THAI"})
NOTE = "how far words in {scripts} can be believed was never measured: all of them are flagged"


def unconfirmed(case: WordEvidence) -> float | None:
    """0..1, by weights; at most UNKNOWN in an unmeasured script."""
    if not case.is_unconfirmable:
        return None
    row = features(case)
    odds = 0.0
    for weight, value in zip(_weights(), row, strict=True):
        odds += weight * value
    right = 1 / (1 + exp(-odds))
    (only,) = case.testimonies
    is_measured = _script(only.text) in MEASURED
    return right if is_measured else min(right, UNKNOWN)


def features(case: WordEvidence) -> tuple[float, ...]:
    """In the order of COLUMNS."""
    (only,) = case.testimonies
    sure = min(max(only.weakest, LEAST), MOST)
    odds = log(sure / (1 - sure))
    known = float(case.facts.lexicon.knows(only.text))
    return 1.0, odds, known, case.facts.tesseract_mean, case.line_confidence


def unmeasured_note(language: str) -> str:
    """What a page must say that is read with these Tesseract codes; empty where nothing."""
    codes = "+".join(unreadable(language))
    if not codes:
        return ""
    scripts = speller(codes).scripts - MEASURED
    if not scripts:
        return ""
    names = sorted(script.capitalize() for script in scripts)
    return NOTE.format(scripts=" and ".join(names))


def _script(text: str) -> str:
    """Of most of its letters beyond ASCII."""
    found = Counter(_scripts(text))
    return max(found, key=lambda script: found[script], default="")


def _scripts(text: str) -> Iterable[str]:
    for char in text:
        if not char.isascii():
            yield script_of(char)


@lru_cache(maxsize=1)
def _weights() -> tuple[float, ...]:
    weights = load("unconfirmed", COLUMNS)
    return tuple(weights["words"]["logistic"])
