"""Which languages lines are drawn in: how each is written, in which group it is judged, and how
often it is drawn.

Tesseract codes enter, Languages leave. The weights are those that the shipped recogniser was
trained with; languages that it does not know yet have the weight of a small one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from recto.errors import BadArguments


@dataclass(frozen=True, slots=True)
class Language:
    """One language in print."""

    code: str  # Tesseract's
    group: str  # what it is judged with
    scripts: tuple[str, ...]  # first words of its letters' Unicode names
    weight: float = 1.0  # how often a line is in it, beside the others
    quotes: tuple[str, ...] = ("“”",)  # pairs
    marks: str = "....!?…"  # what ends a sentence, by how often
    cased: bool = True  # it has capitals
    spaced: bool = True  # words stand apart
    shaped: bool = False  # letters change with their neighbours: no letterspacing
    from_right: bool = False


def _latin(code: str, weight: float, *quotes: str, group: str = "latin") -> Language:
    return Language(code, group, ("LATIN",), weight, quotes)


def _cyrillic(code: str, weight: float, *quotes: str) -> Language:
    return Language(code, "cyrillic", ("CYRILLIC",), weight, quotes)


def _other(code: str, group: str, *, shaped: bool = False, from_right: bool = False) -> Language:
    return Language(
        code, group, (group.upper(),), cased=False, shaped=shaped, from_right=from_right
    )


KNOWN = (
    _cyrillic("rus", 14, "«»", "„“"),
    _cyrillic("ukr", 8, "«»", "“”"),
    _cyrillic("bul", 4, "„“", "«»"),
    _cyrillic("srp", 3, "„“"),
    _cyrillic("mkd", 2, "„“"),
    _cyrillic("bel", 2, "«»"),
    Language("ell", "greek", ("GREEK",), 13, ("«»", "“”"), "....!;·"),
    Language("grc", "polytonic", ("GREEK",), 12, ("«»",), "....;·"),
    _latin("vie", 12, "“”", '""', group="vietnamese"),
    _latin("eng", 7, "“”", '""'),
    _latin("deu", 4, "„“", "»«"),
    _latin("fra", 4, "«»"),
    _latin("pol", 4, "„”", "«»"),
    _latin("ces", 4, "„“", "»«"),
    _latin("tur", 4, "“”", '""'),
    _latin("spa", 3, "«»", "“”"),
    _latin("slk", 2, "„“"),
    _latin("ron", 2, "„”", "«»"),
    _latin("hun", 2, "„”", "»«"),
    _latin("ita", 2, "«»", "“”"),
    _latin("por", 2, "“”", "«»"),
    _latin("nld", 1, "“”"),
    _latin("swe", 1, "””"),
    _latin("dan", 1, "»«"),
    _latin("nor", 1, "«»"),
    _latin("fin", 1, "””"),
    _latin("isl", 1, "„“"),
    _latin("lit", 1, "„“"),
    _latin("lav", 1, "“”"),
    _latin("slv", 1, "„“"),
    _latin("cat", 1, "«»"),
    _other("heb", "hebrew", from_right=True),
    _other("hye", "armenian"),
    _other("kat", "georgian"),
    _other("kor", "hangul"),
    Language("tha", "thai", ("THAI",), cased=False, spaced=False, shaped=True, marks=" "),
    _other("hin", "devanagari", shaped=True),
    _other("ara", "arabic", shaped=True, from_right=True),
)
BY_CODE = {language.code: language for language in KNOWN}


def chosen(given: Sequence[str]) -> tuple[Language, ...]:
    """Those of these codes, in the table's order; "ukr:20" has a weight of its own. Raises
    BadArguments for one that is not here.
    """
    weights = {}
    for each in given:
        code, _, weight = each.partition(":")
        weights[code] = weight
    unknown = [code for code in weights if code not in BY_CODE]
    if unknown:
        raise BadArguments(
            f"no language to draw lines in: {', '.join(unknown)}",
            remedy=f"choose from {', '.join(BY_CODE)}",
        )
    known = [language for language in KNOWN if language.code in weights]
    return tuple(_weighing(language, weights[language.code]) for language in known)


def _weighing(language: Language, weight: str) -> Language:
    if not weight:
        return language
    try:
        return replace(language, weight=float(weight))
    except ValueError:
        message = f"no weight: {language.code}:{weight}"
        raise BadArguments(message, remedy=f"as in {language.code}:2") from None
