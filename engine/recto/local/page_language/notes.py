"""What is said of a page's language, and what can be read back from it.

Codes enter, sentences for a page's notes leave. A note stays with the page's result, so that a run
that goes on, or one that shows the result to an LLM, still knows whose words are in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from recto.local.page_language.models import BEYOND_LATIN
from recto.local.spelling import LANGUAGES
from recto.readers.tesseract.install import how_to_add
from recto.readers.tesseract.language_names import name_of

BLACKLETTER_NAMES = {"Fraktur": "blackletter", "frk": "blackletter", "deu_latf": "blackletter"}
FOUND = "read as {name} (-l {language}), found from its text"
LACKS_MODEL = "this page seems to be in"
MISSING = (
    "this page seems to be in {name}, whose model {code} is not installed: {remedy}; it was read"
    " with {language}, and its words are flagged"
)
SCRIPT = (
    "this page seems to be in {script}, which -l {language} cannot write: its words are flagged"
)
_MISSING = re.compile(r"this page seems to be in .+, whose model (\w+) is not installed: ")
_SCRIPT = re.compile(r"this page seems to be in .+, which -l \S+ cannot write: ")


def found(language: str) -> str:
    """The page was read with other models than the first, `language`: what was found, without what
    is read beside it.
    """
    names: dict[str, None] = {}
    for code in language.split("+"):
        model = code.removeprefix("script/")
        name = BLACKLETTER_NAMES.get(model) or name_of(model)
        names[name] = None
    together = " and ".join(names)
    return FOUND.format(name=together, language=language)


def missing(code: str, language: str) -> str:
    """`code`: what the page seems to be in; `language`: what it was read with."""
    remedy = how_to_add(code)
    return MISSING.format(
        name=name_of(code),
        code=code,
        remedy=remedy,
        language=language,
    )


def other_script(script: str, language: str) -> str:
    """`script` as Unicode names its letters; `language`: what was asked for."""
    codes = LANGUAGES.get(script, ())
    shown = script.capitalize()
    if codes:
        shown += f" (-l {codes[0]})"
    return SCRIPT.format(script=shown, language=language)


def missing_in(notes: Iterable[str]) -> str:
    """The code of the language that some note says is missing; empty without one."""
    for note in notes:
        found = _MISSING.match(note)
        if found:
            return found[1]
    return ""


def missing_note_in(notes: Iterable[str]) -> str:
    """The note itself; empty without one."""
    for note in notes:
        if _MISSING.match(note):
            return note
    return ""


def script_note_in(notes: Iterable[str]) -> str:
    """The note that the page is in letters that its reader lacks, its model missing or another one
    asked for; empty without one.
    """
    for note in notes:
        found = _MISSING.match(note)
        is_beyond = found is not None and found[1] in BEYOND_LATIN
        if is_beyond or _SCRIPT.match(note):
            return note
    return ""
