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
    codes = [code.removeprefix("script/") for code in languages.split("+")]
    return any(code in CYRILLIC for code in codes)


def reads(code: str) -> bool:
    """One code ("rus", "script/Cyrillic")."""
    return code.removeprefix("script/") in LANGUAGES


def reads_some(languages: str) -> bool:
    """One of the codes ("rus+eng")."""
    return any(map(reads, languages.split("+")))
