"""Which pages are in old print, by the typefaces of their lines and by what Tesseract made of long
s.
"""

from collections.abc import Sequence

import pytest

from recto.local.listed_alphabet import is_beyond, lacks_sign
from recto.local.old_print import has_long_s, is_blackletter, old_print
from recto.local.page_language.capital import capital_spelled
from recto.readers.lines.typeface import Typeface
from recto.readers.tesseract.lexicon import EMPTY
from recto.text.alignment import compact
from recto.text.old_letters import (
    has_capital_i,
    has_old_letters,
    with_capital_i,
    written_today,
)

KNOWN = EMPTY.with_words(
    ["house", "side", "base", "sea", "use", "person", "fish", "life", "safe", "first", "after"]
)
LONG_S = "the houfe by the fide of the fea, whofe bafe the perfon ufed of life"
TODAY = "the house by the side of the sea, whose base the person used; fish of life"


@pytest.mark.parametrize(
    ("typefaces", "is_named", "expected"),
    [
        (["fraktur"] * 10, False, True),
        (["fraktur"] * 4 + ["antiqua"] * 6, False, True),
        (["schwabacher"] * 5 + ["textura"] * 5, False, True),
        (["fraktur"] * 2 + ["antiqua"] * 8, False, False),
        (["fraktur"] * 2, False, False),  # a label
        (["textura"] * 10, False, False),  # Chinese print is called so
        (["gotico-antiqua"] * 10, False, False),  # comics
        (["rotunda"] * 10, False, False),  # receipts
        (["rotunda"] * 10, True, True),
        (["fraktur"], True, True),
        (["antiqua"] * 10, True, False),  # a model of blackletter was named in vain
        ([], True, False),
    ],
)
def test_blackletter(typefaces: Sequence[Typeface], is_named: bool, expected: bool) -> None:
    """By what modern print is never taken for; with the user's word for it, by all of it."""
    assert is_blackletter(typefaces, is_named=is_named) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LONG_S, True),
        (TODAY, False),
        (f"{LONG_S} {TODAY} {TODAY}", False),
        (" ".join(["houfe"] * 4), False),  # too few to tell
        (" ".join(["houfe"] * 5), True),
        (" ".join(["wafte"] * 9), False),  # no word with s either
        (" ".join(["houſe"] * 5), True),  # a model that has the letter
        ("after life, fish", False),
        ("", False),
    ],
)
def test_long_s(text: str, expected: bool) -> None:
    """Words that are known with s for f, and hardly an s before a word's end."""
    assert has_long_s(text, KNOWN) == expected


@pytest.mark.parametrize(
    ("typefaces", "text", "kind", "names"),
    [
        (["fraktur"] * 3, "", "blackletter", ("fraktur",) * 3),
        (["fraktur"] * 3 + ["greek"], "", "blackletter", ("fraktur",) * 3 + (None,)),
        (["antiqua"] * 3 + ["italic"], LONG_S, "long s", ("all",) * 4),
    ],
)
def test_who_reads_what(
    typefaces: Sequence[Typeface], text: str, kind: str, names: tuple[str | None, ...]
) -> None:
    """Line by line; Greek and Hebrew are nobody's."""
    old = old_print(typefaces, text, KNOWN)
    assert old is not None
    assert (old.kind, old.names) == (kind, names)


@pytest.mark.parametrize(
    ("typefaces", "text"),
    [(["antiqua"] * 4, TODAY), (["manuscript"] * 4, LONG_S), ([], LONG_S), (["antiqua"], "")],
)
def test_todays_print_is_left_alone(typefaces: Sequence[Typeface], text: str) -> None:
    """Neither typeface nor text speaks for it."""
    assert old_print(typefaces, text, KNOWN) is None


@pytest.mark.parametrize(
    ("printed", "today"),
    [
        ("Haͤuſer", "Häuser"),
        ("fuͤhrt", "führt"),
        ("Oͤl", "Öl"),
        ("deꝛ", "der"),
        ("Häuser", "Häuser"),
        ("ñ é", "ñ é"),
        ("plain", "plain"),
    ],
)
def test_old_letters_as_written_today(printed: str, today: str) -> None:
    """Nothing else is touched, and readers agree whichever of the two they write."""
    assert written_today(printed) == today
    assert has_old_letters(printed) == (printed != today)
    assert compact(printed.replace("ꝛ", "r")) == compact(today)


@pytest.mark.parametrize(
    ("printed", "today"),
    [
        ("Jn", "In"),
        ("„Jch", "„Ich"),
        ("Jtaliener,", "Italiener,"),
        ("Jgnaz", "Ignaz"),
        ("Post-Jnspector", "Post-Inspector"),
        ("Jſt", "Iſt"),
        ("Jahr", "Jahr"),
        ("Jgfr.", "Jgfr."),
        ("J.", "J."),
        ("JN", "JN"),
        ("Bjn", "Bjn"),
    ],
)
def test_one_capital_is_i_before_a_consonant(printed: str, today: str) -> None:
    """Blackletter has one for I and J."""
    assert with_capital_i(printed) == today


@pytest.mark.parametrize(
    ("languages", "is_so"), [("Fraktur", True), ("deu+eng", True), ("ces", False)]
)
def test_where_words_begin_with_j_and_a_consonant(languages: str, is_so: bool) -> None:
    """Czech ones do ("jsem")."""
    assert has_capital_i(languages) == is_so


CZECH = """Jsem rad, ze jste prisli. Jmeno meho otce bylo znamo v celem kraji; kdyz jsme vstoupili
do sine, byli jsme pohosteni. Jdeme domu, neb jiz se stmiva a cesta je daleka."""
GERMAN = """Jn der Stadt wohnt Jhr Vetter, der sich des Abends gern an das Fenster setzt und den
Leuten zusieht, die aus der Kirche kommen. Jch habe ihn oft gesehen."""


@pytest.mark.parametrize(
    ("printed", "page", "today"),
    [
        ("Jsem", CZECH, "Jsem"),
        ("Jmeno", CZECH, "Jmeno"),
        ("Jahr", CZECH, "Jahr"),
        ("Jn", GERMAN, "In"),
        ("Jsem", GERMAN, "Isem"),
        ("Jch", "Jch bin da.", "Ich"),
    ],
)
def test_the_pages_own_words_tell_whether_the_capital_is_i(
    printed: str, page: str, today: str
) -> None:
    """The model of blackletter names no language. Too short a page is taken for German."""
    assert capital_spelled(printed, page) == today


@pytest.mark.parametrize(
    ("reader", "text", "beyond", "lacking"),
    [
        ("froc", "Haus", False, False),
        ("froc", "Häuſer", False, False),
        ("froc", "Москва", True, True),
        ("froc", "ὁδός", True, True),
        ("multiscript", "Москва", False, False),
        ("multiscript", "ὁδός", False, False),
        ("multiscript", "tiếng Việt", False, False),
        ("multiscript", "東京", True, True),
        ("multiscript", "سلام", True, True),
        ("multiscript", "a — b", False, False),
    ],
)
def test_what_the_shipped_recognisers_can_write(
    reader: str, text: str, beyond: bool, lacking: bool
) -> None:
    """As their own files of letters say."""
    assert is_beyond(reader, text) == beyond
    assert lacks_sign(reader, text) == lacking
