"""Which languages the recogniser of many scripts is asked about: those whose letters PP-OCR lacks,
in part or altogether, and that it was trained on.

Tesseract codes enter, yes or no leaves. Latin print without Vietnamese's letters is not among them:
there it reads as Tesseract does and far behind PP-OCR (docs/decisions.md).
"""

from __future__ import annotations

LANGUAGES = frozenset({
    "rus", "ukr", "bul", "srp", "bel", "mkd", "ell", "grc", "vie",
    "Cyrillic", "Greek", "Vietnamese",
})  # fmt: skip


CYRILLIC = frozenset({"rus", "ukr", "bul", "srp", "bel", "mkd", "Cyrillic"})


def has_cyrillic(languages: str) -> bool:
    """Elsewhere a Cyrillic letter is a Latin one of its shape ("В." beside "A." and "C.")."""
    for code in languages.split("+"):
        model = code.removeprefix("script/")
        if model in CYRILLIC:
            return True
    return False


def reads(code: str) -> bool:
    """One code ("rus", "script/Cyrillic")."""
    model = code.removeprefix("script/")
    return model in LANGUAGES


def reads_some(languages: str) -> bool:
    """One of the codes ("rus+eng")."""
    codes = languages.split("+")
    return any(map(reads, codes))
