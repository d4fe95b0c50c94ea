"""A further language on a page: stretches that the list of the page's language does not know, and
that are another installed one.

A reading, its language and what may be looked at enter; a Tesseract code leaves, empty for nearly
all pages. Both languages are then read together: one by one, each would garble the other's part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from recto.local.page_language import models
from recto.local.page_language.evidence import known_share, listable
from recto.local.page_language.looks import Looks
from recto.model.page import Reading
from recto.readers.text_language import languages_of

STRETCH = 20  # words that a list should know: what a language is told by
# share that the page's own list knows: prose has .7 and more, another language up to .65, since
# lists share names and short words
UNLIKE = 0.7
CERTAIN = 0.85  # probability of the other language by its letters
BETTER = 0.15  # share of words by which its list must know more
SHARE = 0.15  # of the page's words, from which it is read, too


def further_language(reading: Reading, language: str, looks: Looks) -> str:
    """Beside `language`, in which the page was read."""
    lexicon = looks.lexicon(language)
    total = 0
    found: Counter[str] = Counter()
    for words in _stretches(reading):
        total += len(words)
        known = known_share(words, lexicon)
        if known < UNLIKE:
            found[_other(words, known, language, looks)] += len(words)
    del found[""]
    if not found:
        return ""
    code, count = found.most_common(1)[0]
    return code if count >= SHARE * total else ""


def _stretches(reading: Reading) -> Iterator[tuple[str, ...]]:
    """Words that a list should know, line by line, so many that they tell a language."""
    words: list[str] = []
    for line in reading.lines:
        words += listable(line.text.split())
        if len(words) >= STRETCH:
            yield tuple(words)
            words = []


def _other(words: tuple[str, ...], known: float, language: str, looks: Looks) -> str:
    """The language of a stretch, empty where it is no other installed one."""
    ranked = languages_of(" ".join(words))
    code, certainty = ranked[0]
    is_other = code in looks.installed and code not in language.split("+")
    if not is_other or certainty < CERTAIN or code in models.BEYOND_LATIN:
        return ""
    listed = known_share(words, looks.lexicon(code))
    return code if listed >= known + BETTER else ""
