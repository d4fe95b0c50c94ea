"""What no page can print leaves a text; what scripts need stays where they need it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.text.legible import LOST, legible

TAGS = "".join(chr(0xE0000 + ord(char)) for char in "pay Smith")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("n\u200bo\u200dt\u2060\ufeff", "not"),
        ("a\u200cb", "ab"),
        ("Hen\u00adry", "Henry"),
        (f"Total{TAGS}", "Total"),
        ("Mason\ufe0f\ufe01\U000e0101", "Mason"),
        ("\u202e00.542,1\u202c\u2066\u2069\u200e\u200f\u061c", "00.542,1"),
        ("n\u0336o\u0335t\u20d2\u20e5", "not"),
        ("5\u20dd\u20e3", "5"),
        ("clerk" + "\u0301\u0316\u0321\u0352\u035c", "clerk"),
        ("\u0301clerk", "clerk"),
        ("clerk\ue000\uf8ff\U00100000", "clerk"),
        ("x\ufdd0\ufffe\uffff\U0001ffff", "x"),
        ("x\u0378\U000effff", "x"),
        ("\ufff9Mason\ufffaSmith\ufffb\ufffc", "MasonSmith"),
        ("Ma\u3164so\uffa0n\u115f\u1160\u2800", "Mason"),
        ("a\u034fb\u17b4c\u180ed", "abcd"),
        ("a\u00a0b\u2009c\u3000d\u202fe\u1680f", "a b c d e f"),
        ("a\u2028b\u2029c\x85d\te", "a b c d e"),
        ("a\x00\x1b\x7f\x9fb", "ab"),
        ("\ud800x", f"{LOST}x"),
    ],
)
def test_what_cannot_be_seen_leaves(text: str, left: str) -> None:
    """Invisible, overlaid, heaped, private, unassigned, filling; odd spaces and line ends become
    spaces.
    """
    assert legible(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم",  # Persian, non-joiner between letters
        "क्‍ष",  # Devanagari, joiner behind a virama
        "ന്‍",  # Malayalam's old final n
        "শ্রী",
        "שָׁלוֹם",
        "مُحَمَّدٌ",
        "ที่นี่",
        "မြွှိုံ့",
        "tiê\u0301ng Viê\u0323t",
        "ᾄδω",
        "α\u0313\u0301\u0345",
        "=\u0338",  # not equal, taken apart
        "naïve – “quotes” … £5 ½ ²",
        "中文、テスト。",
        "👨\u200d👩\u200d👧",
        "\u0600\u0661",  # Arabic's number sign is printed
    ],
)
def test_what_scripts_need_stays(text: str) -> None:
    """Joiners between their letters, vowel signs, tones, accents in both forms."""
    assert legible(text) == text


@pytest.mark.parametrize(
    "text", ["م\u200c", "\u200cم", "a\u200cم", "م\u200d\u200c.", "क\u200d", "👨\u200da"]
)
def test_joiners_stay_nowhere_else(text: str) -> None:
    """At the ends of a word, beside another script, beside marks."""
    assert not {"\u200c", "\u200d"} & set(legible(text))


def test_a_lost_character_can_be_told() -> None:
    """In an output something stands where a reader read something."""
    assert legible("a\ue000b", LOST) == f"a{LOST}b"


@given(text=st.text(st.characters(), max_size=16))
def test_nothing_unseen_is_left_and_twice_is_once(text: str) -> None:
    """Whatever the text: no control, no private or unassigned character, and the result stands."""
    found = legible(text)
    assert legible(found) == found
    assert not {unicodedata.category(char) for char in found} & {"Cc", "Co", "Cn", "Cs", "Zl", "Zp"}
