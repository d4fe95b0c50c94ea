"""Which installed models read which script, and what is missing.

Tesseract's names of scripts and the installed codes enter, codes leave, the likeliest language of a
script first (spelling.LANGUAGES has them in that order).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from recto.local.page_language.signs import EASTERN, eastern_code
from recto.local.spelling import LANGUAGES
from recto.readers.tesseract.install import NO_LANGUAGE
from recto.readers.tesseract.language_names import SCRIPT_PACKAGES

# Scripts as Tesseract's osd model names them -> as Unicode names their letters.
_NAMES: Mapping[str, str] = {
    "Han": "CJK", "HanS": "CJK", "HanT": "CJK", "Japanese": "HIRAGANA", "Korean": "HANGUL",
    "Fraktur": "LATIN", "Vietnamese": "LATIN", "Ethiopic": "ETHIOPIC",
}  # fmt: skip
# Tesseract codes of other letters than Latin ones
BEYOND_LATIN = frozenset(code for codes in LANGUAGES.values() for code in codes)
# Scripts as Unicode names their letters -> models of the script, where these are called otherwise.
_MODELS: Mapping[str, str] = {"CJK": "HanS", "HIRAGANA": "Japanese", "KATAKANA": "Japanese"}
BLACKLETTER = ("Fraktur", "script/Fraktur", "frk", "deu_latf")
# languages that were printed in blackletter
PRINTED_SO = frozenset({"deu", "dan", "swe", "nor", "ces", "slk", "ltz"})


def unicode_script(osd_name: str) -> str:
    """ "Korean" -> "HANGUL", "Cyrillic" -> "CYRILLIC"."""
    return _NAMES.get(osd_name, osd_name.upper())


def codes_of(script: str) -> tuple[str, ...]:
    """Tesseract's languages in a script, installed or not; none for Latin, which has too many."""
    return LANGUAGES.get(script, ())


def code_for(script: str, text: str) -> str:
    """The likeliest language of a text in a script that is not Latin."""
    if script in EASTERN:
        return eastern_code(text)
    codes = codes_of(script)
    return codes[0] if codes else ""


def readers_of(script: str, installed: Collection[str]) -> tuple[str, ...]:
    """Installed models of a script: its languages first, then the model of the script itself."""
    languages = [code for code in codes_of(script) if code in installed]
    return (*languages, *script_models(script, installed))


def script_models(script: str, installed: Collection[str]) -> Iterator[str]:
    """The installed one of the script itself, by whichever name."""
    name = _MODELS.get(script, script.capitalize())
    if name not in SCRIPT_PACKAGES:
        return
    for spelled in (name, f"script/{name}"):
        if spelled in installed:
            yield spelled


def blackletter_model(installed: Collection[str]) -> str:
    """The installed model of blackletter; empty without one."""
    for code in BLACKLETTER:
        if code in installed:
            return code
    return ""


def first_language(installed: Collection[str]) -> str:
    """What a page of no known language is read with first: English, where it is installed; else
    any language in Latin letters, else any.
    """
    if "eng" in installed:
        return "eng"
    languages = set(installed) - NO_LANGUAGE
    latin = languages - BEYOND_LATIN
    for code in sorted(latin):
        if code.islower() and "/" not in code:
            return code
    return min(languages, default="eng")
