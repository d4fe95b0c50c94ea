"""P(word is right) where one reader alone has the word's letters: what no second one can confirm.

A case enters, a probability leaves, None for words that a second reader could judge. The weights of
local_words.py were learned where agreement decides; here only Tesseract's own sureness, of the
word, its characters, its line and its page, and its word list tell. Learned on Arabic, Hindi,
Korean and Thai (benchmarks/learn/unconfirmed.py), measured on Russian and Ukrainian, too; of any
other such script nothing is known, and that is said.

Where the model of the page's script read it, too (witnesses/script_model.py), what it has at the
place counts by weights of their own. It is no second reader: the weights have learned how often it
repeats an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import exp, log

from rapidfuzz.distance import Levenshtein

from recto.confidence.trees import load, weighted
from recto.local.spelling import script_of, speller
from recto.model.page import Choice
from recto.readers.ppocr.scripts import unreadable
from recto.witnesses.local import WordEvidence
from recto.witnesses.registry import Testimony

COLUMNS = ("constant", "tesseract_odds", "known", "page_tesseract", "line", "rivals", "least_odds")
# Where the script's model read the page: the same letters, and how alike its letters are, 0..1.
BESIDE = (*COLUMNS, "same_beside", "alike_beside")
LEAST, MOST = 0.02, 0.99  # Tesseract's confidence, before it becomes log odds
RIVAL = 0.2  # probability of a character's second best from which it is another reading
# Where Tesseract was not asked what it weighed besides: the means over the pages that were learned
# on, of "rivals" and "least_odds"
USUAL = (0.16, 3.85)
# P(right) under which such a word is flagged, but at most a share of a page's many such words
# besides those that are likelier wrong than right: a page of which most is flagged tells nobody
# where to look. Pages left out: docs/decisions/scripts.md.
FLAG_BELOW = 0.9
LIKELY_WRONG = 0.5
MOST_FLAGGED = 0.25
MANY = 40
UNKNOWN = 0.49  # P(right), at most, in a script that nothing was measured in
MEASURED = frozenset({"ARABIC", "CYRILLIC", "DEVANAGARI", "HANGUL", "THAI"})
NOTE = "how far words in {scripts} can be believed was never measured: all of them are flagged"


def unconfirmed(case: WordEvidence) -> float | None:
    """0..1, by weights; at most UNKNOWN in an unmeasured script."""
    if not case.is_unconfirmable:
        return None
    beside = features_beside(case)
    if beside is None:
        odds = weighted(_weights("unconfirmed", COLUMNS), features(case))
    else:
        odds = weighted(_weights("script_model", BESIDE), beside)
    right = 1 / (1 + exp(-odds))
    (only,) = case.testimonies
    is_measured = _script(only.text) in MEASURED
    return right if is_measured else min(right, UNKNOWN)


def flag_line(sure: Sequence[float]) -> float:
    """P(right) under which words of a page are flagged; `sure`: of all of them."""
    if len(sure) < MANY:
        return FLAG_BELOW
    least = sorted(sure)
    quarter = least[int(MOST_FLAGGED * len(least))]
    return min(FLAG_BELOW, max(LIKELY_WRONG, quarter))


def features(case: WordEvidence) -> tuple[float, ...]:
    """In the order of COLUMNS."""
    (only,) = case.testimonies
    odds = _odds(only.weakest)
    known = float(case.facts.lexicon.knows(only.text))
    page = case.facts.tesseract_mean
    return 1.0, odds, known, page, case.line_confidence, *_by_characters(only)


def features_beside(case: WordEvidence) -> tuple[float, ...] | None:
    """In the order of BESIDE; None where no model of the script read the page."""
    model = case.facts.script_model
    if model is None:
        return None
    (only,) = case.testimonies
    beside = model.letters_at(only.words)
    is_same = bool(beside) and beside == only.letters
    alike = Levenshtein.normalized_similarity(beside, only.letters)
    return (*features(case), float(is_same), alike)


def _by_characters(only: Testimony) -> tuple[float, float]:
    """(share of characters that could be others, log odds of the weakest)."""
    weighed: list[Sequence[Choice]] = []
    scores: list[float] = []
    for word in only.words:
        weighed += word.choices
        scores += word.scores
    if not weighed or not scores:
        return USUAL
    rivals = sum(map(_has_rival, weighed))
    return rivals / len(weighed), _odds(min(scores))


def _has_rival(choices: Sequence[Choice]) -> bool:
    likely = [choice.probability for choice in choices if choice.probability > RIVAL]
    return len(likely) > 1


def _odds(sure: float) -> float:
    bounded = min(max(sure, LEAST), MOST)
    return log(bounded / (1 - bounded))


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


@lru_cache(maxsize=2)
def _weights(name: str, columns: tuple[str, ...]) -> tuple[float, ...]:
    weights = load(name, columns)
    return tuple(weights["words"]["logistic"])
