"""Which language a text is in, by the company that its letters keep: py3langid's model.

A text enters, likely languages leave as Tesseract's codes, each with its probability (0..1). Only
languages that Tesseract has a model of are told apart: without that bound, garbage is Kabyle or
Ligurian. The model is loaded when it is first asked (.7 CPU seconds, 60 MB), once a process; an
English page that reads as English never asks.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING

from recto.errors import FileAccess
from recto.readers.tesseract.language_names import by_iso

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier


def languages_of(text: str, among: Collection[str] = ()) -> tuple[tuple[str, float], ...]:
    """(code, probability), the likeliest first; `among`: only these codes, all of them where it is
    empty. Raises FileAccess where the model cannot be unpacked (no room).
    """
    code_of = by_iso()
    # The model was learned on running text: words in capitals (comics, head lines) say little.
    words = [word.lower() if word.isupper() else word for word in text.split()]
    found = []
    for iso, probability in _identifier().rank(" ".join(words)):
        code = code_of[iso]
        if not among or code in among:
            found.append((code, float(probability)))
    return tuple(found)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The model, bound to Tesseract's languages."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as fault:
        what = f"the model of languages cannot be unpacked ({fault.strerror or fault})"
        remedy = "make room in the folder for temporary files, or name the language with -l"
        raise FileAccess(what, remedy=remedy) from None
    known = set(identifier.labels)
    told_apart = known.intersection(by_iso())
    identifier.set_languages(sorted(told_apart))
    return identifier
