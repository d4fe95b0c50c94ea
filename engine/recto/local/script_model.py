"""Which model of a script is read beside the model of a page's language: where no second local
reader has the page's letters, the measured scripts alone.

Tesseract codes and the installed models enter, the name of a model leaves, or nothing. Debian has
one for each script (tesseract-ocr-script-thai). It is installed by whoever wants it: it costs one
more reading by Tesseract (docs/decisions/scripts.md has what it brings).
"""

from __future__ import annotations

from collections.abc import Collection

from recto.local.page_language.models import script_models
from recto.local.spelling import speller
from recto.readers.lines.scripts import reads
from recto.readers.ppocr.scripts import OTHER_SCRIPTS, unreadable

# Scripts whose words are better told right from wrong with it, documents left out.
MEASURED = frozenset({"ARABIC", "DEVANAGARI", "HANGUL", "THAI"})
DOWN = "_vert"  # codes of print that runs down


def script_model_beside(language: str, installed: Collection[str]) -> str:
    """The installed model of the script of these codes; empty where there is none, or none is
    wanted.
    """
    codes = [code for code in unreadable(language) if not reads(code)]
    if not codes or not all(map(_is_language_across, codes)):
        return ""
    joined = "+".join(codes)
    scripts = speller(joined).scripts
    if len(scripts) > 1 or not scripts <= MEASURED:
        return ""
    (script,) = scripts
    models = script_models(script, installed)
    return next(models, "")


def _is_language_across(code: str) -> bool:
    """A language, not a script, printed across the page."""
    return code in OTHER_SCRIPTS and not code.endswith(DOWN)
