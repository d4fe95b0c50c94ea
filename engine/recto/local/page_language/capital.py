"""Whether the one capital that blackletter has for I and J is an I before a consonant on this page.

A reader's word and the page's text enter, the word as it is spelled leaves. The model of
blackletter names no language, so the text is asked: Czech, Slovak, Polish, Slovene and Croatian
words begin with j and a consonant ("Jsem"). Where no word could change, nothing is asked.
"""

from __future__ import annotations

from functools import lru_cache

from recto.local.page_language.evidence import FEWEST, listable
from recto.local.page_language.latin import CERTAIN
from recto.readers.text_language import languages_of
from recto.text.old_letters import WITH_JS, with_capital_i


def capital_spelled(word: str, page: str) -> str:
    """`page`: all text of a page in blackletter."""
    spelled = with_capital_i(word)
    is_same = spelled == word
    return word if is_same or _has_js(page) else spelled


@lru_cache(maxsize=1)
def _has_js(page: str) -> bool:
    """Its language has such words: what the readers of 40 German pages wrote is German at .79 and
    more, Czech without its accents is Czech at .97.
    """
    words = listable(page.split())
    if len(words) < FEWEST:
        return False
    likeliest, certainty = languages_of(page)[0]
    return likeliest in WITH_JS and certainty >= CERTAIN
