"""Which languages the recogniser of many scripts is asked about: those whose letters PP-OCR lacks,
in part or altogether, and those in Latin letters whose marks PP-OCR drops and it does not.

Tesseract codes enter, yes or no leaves. Other Latin print is not among them: there it reads as
Tesseract does and far behind PP-OCR (docs/decisions.md).
"""

from __future__ import annotations

CYRILLIC = frozenset({"rus", "ukr", "bul", "srp", "bel", "mkd", "Cyrillic"})
GREEK = frozenset({"ell", "grc", "Greek"})
# Where it is a third reader, beside two that can write the language.
LATIN = frozenset({"tur", "ces", "slk"})
LANGUAGES = CYRILLIC | GREEK | LATIN | {"vie", "Vietnamese"}


def has_cyrillic(languages: str) -> bool:
    """Elsewhere a Cyrillic letter is a Latin one of its shape ("В." beside "A." and "C.")."""
    return not CYRILLIC.isdisjoint(_models(languages))


def reads(code: str) -> bool:
    """One code ("rus", "script/Cyrillic")."""
    return code.removeprefix("script/") in LANGUAGES


def reads_some(languages: str) -> bool:
    """One of the codes ("rus+eng")."""
    return not LANGUAGES.isdisjoint(_models(languages))


def _models(languages: str) -> list[str]:
    return [code.removeprefix("script/") for code in languages.split("+")]
