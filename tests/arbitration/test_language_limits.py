"""From how many words it is said that a page is in another language or script: pages by hand."""

from __future__ import annotations

import pytest
from tests.arbitration.made import facts, page

from recto.arbitration.page.wrong_language import wrong_language
from recto.local.fusion import LocalLine
from recto.readers.tesseract.lexicon import EMPTY, Lexicon

LIST = EMPTY.with_words(("harbour", "lies", "open"))
GREEK = ("λιμάνι", "πλοίο", "αβγ", "θάλασσα")


def note(lines: tuple[LocalLine, ...], lexicon: Lexicon = EMPTY, language: str = "eng") -> str:
    """What is said of the page; nothing where all is well."""
    found = wrong_language(lines, facts(lines, lexicon, language), language)
    return found.note if found else ""


def seen(foreign: tuple[str, ...], others: int, other: str = "word") -> tuple[LocalLine, ...]:
    """What PP-OCR sees beside so many other words; Tesseract reads them as it can."""
    text = " ".join([*foreign, *[other] * others])
    return page(["xxxx " * (len(foreign) + others)], [text])


@pytest.mark.parametrize(
    ("lines", "is_said"),
    [
        (seen(GREEK[:3], 0), True),
        (seen(GREEK[:2], 0), False),  # two words are no page
        (seen(GREEK[:3], 17), True),  # 15 % of 20
        (seen(GREEK[:3], 18), False),
        (seen(("αβ", "γδ", "εζ", "ηθ"), 0), False),  # signs of a formula
        (seen(GREEK[:3], 40, "of"), True),  # two letters are not counted
        (seen(("of", *GREEK[:3]), 0), True),
        (seen((), 20), False),
        (seen(("1234", "5678", "9012"), 0), False),
        (seen(("x²³⁴", "°°°°", "½½½½"), 0), False),  # of no script
        (seen(("straße", "grün", "café"), 0), False),  # Latin with marks
        (seen(("αlpha", "βeta", "γamma"), 0), True),  # one letter is enough
        (seen(("alphα", "betα", "gammα"), 0), True),
    ],
)
def test_letters_of_another_script(lines: tuple[LocalLine, ...], is_said: bool) -> None:
    """In three words, and in 15 % of them."""
    assert ("seems to be in" in note(lines)) is is_said


@pytest.mark.parametrize(
    ("language", "words", "is_said"),
    [
        ("ell", GREEK, False),
        ("eng+ell", GREEK, False),
        ("rus", GREEK, True),
        ("jpn", ("漢字漢", "ひらが", "カタカ"), False),
        ("kor", ("漢字漢", "漢字漢", "漢字漢"), False),  # Korean is written with them, too
        ("eng", ("漢字漢", "漢字漢", "漢字漢"), True),
        ("jpn", GREEK, True),
        ("chi_sim", ("ひらが", "ひらが", "ひらが"), False),
        ("chi_sim", ("カタカ", "カタカ", "カタカ"), False),
        ("chi_sim", ("한국말", "한국말", "한국말"), False),
        ("ell", ("café", "déjà", "vécu"), True),
        # English is read beside Cyrillic
        ("rus", ("café", "déjà", "vécu"), False),
    ],
)
def test_the_scripts_of_the_languages(language: str, words: tuple[str, ...], is_said: bool) -> None:
    """What one of them writes is not foreign; the scripts of the East stand together."""
    assert bool(note(seen(words, 0), language=language)) is is_said


def read(known: int, unknown: int, *more: str, word: str = "qhxz") -> tuple[LocalLine, ...]:
    """What Tesseract reads: so many words of the list, and others."""
    text = " ".join([*["harbour"] * known, *[word] * unknown, *more])
    return page([text], [text])


@pytest.mark.parametrize(
    ("lines", "is_said"),
    [
        (read(0, 8), True),
        (read(0, 7), False),
        (read(0, 7, "abc"), False),  # three letters need not be in a list
        (read(0, 7, "abcd"), True),
        (read(0, 7, "ab12"), False),
        (read(1, 9), False),  # a tenth is known
        (read(1, 10), True),
        (read(8, 0), False),
    ],
)
def test_words_that_no_list_knows(lines: tuple[LocalLine, ...], is_said: bool) -> None:
    """Of eight words less than a tenth."""
    assert ("hardly a word" in note(lines, LIST)) is is_said


def test_where_no_list_can_know_the_words() -> None:
    """Without a list, or in a script whose words do not stand apart."""
    assert note(read(0, 20)) == ""
    assert note(read(0, 20), LIST, "chi_sim") == ""
    assert note(read(0, 20), LIST, "rus") != ""
    assert note(read(0, 20), LIST, "ell") != ""
    assert note(read(0, 20), LIST, "eng+rus+ell") != ""


def test_the_script_is_named() -> None:
    """With a language to ask for."""
    assert "Greek (-l ell), which -l eng cannot write" in note(seen(GREEK, 0))


def test_blackletter_is_not_judged() -> None:
    """Its words are read too badly for any list."""
    assert note(read(0, 20), LIST, "deu_latf") == ""
    assert note(read(0, 20), LIST, "deu") != ""
