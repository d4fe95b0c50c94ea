"""Two readings are alike to the mark or not: what counts, and what readers of one print spell in
many ways.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.text.agreement import HARMLESS, figures, has_figure, letters, parts, spelt

TOTAL = "1,245.00"
OTHER_NUMBERS = (
    "-1,245.00", "−1,245.00", "1,245.00-", "±1,245.00", "+1,245.00", "(1,245.00)", "£1,245.00",
    "$1,245.00",
    "1,245.00€", "1,245.00 €", "1,245.00%", "1,245.00 %", "1,245.00‰", "1,245.00°", "#1,245.00",
    "1.245,00", "1245.00",
    "1,24500", "1 245,00", "1'245.00", "1·245.00", "１,２４５.００",
    "١٬٢٤٥٫٠٠", "1,245.⁰⁰", "1,245.₀₀",
    "l,245.OO",
    "1,245.0O", "1,245.00½", "≈1,245.00", "<1,245.00", "1/245.00", "1:245.00", "1,245,00",
    "1,245.00²", "①,245.00",
)  # fmt: skip


@pytest.mark.parametrize("other", OTHER_NUMBERS)
def test_another_number_is_not_alike(other: str) -> None:
    """Sign, currency, marks, width, script, height: for placing the same word, for trusting
    another.
    """
    assert spelt([TOTAL]) != spelt([other])
    assert figures([TOTAL]) != figures([other])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Total", "Тotal"),
        ("Total", "Τotal"),
        ("Total", "Ｔotal"),
        ("Total", "TOTAL"),
        ("May", "may"),
        ("not.", "not?"),
        ("boys", "boy's"),
        ("m2", "m²"),
        ("note", "note*"),
        ("note", "note¹"),
        ("5°", "5"),
        ("half", "½"),
        ("resume", "résumé"),
        ("हिंदी", "हदी"),
        ("ที่", "ที"),
        ("coop", "co-op"),
        ("a/b", "a b"),
        ("(see", "see"),
    ],
)
def test_what_else_is_another_text(a: str, b: str) -> None:
    """Homoglyphs, case, punctuation, raised figures, vowel signs, tone marks."""
    assert spelt([a]) != spelt([b])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("boy's", "boy’s"),
        ("„Haus“", '"Haus"'),
        (",,Haus''", '"Haus"'),
        ("«oui»", '"oui"'),
        ("co-op", "co‐op"),
        ("1914–18", "1914-18"),
        ("−5", "-5"),
        ("ﬁnal", "final"),
        ("ſaß", "saß"),
        ("Waſ=", "Was-"),
        ("etc…", "etc..."),
        ("Rent........", "Rent . . . . . ."),
        ("____________", "_____"),
        ("5º", "5°"),
        ("résumé", "re\u0301sume\u0301"),
        ("（注）", "(注)"),
        ("مرحبا", "\ufee3\ufeae\ufea3\ufe92\ufe8e"),
        ("ﾃｽﾄ", "テスト"),
    ],
)
def test_harmless_spellings_are_alike(a: str, b: str) -> None:
    """Quotes, dashes, ligatures, long s, leaders, composed and decomposed letters, presentation
    forms.
    """
    assert spelt([a]) == spelt([b])


def test_every_harmless_spelling_says_why() -> None:
    """No character is in two rows, and none is folded into something with a figure."""
    chars = "".join(spellings for spellings, _, _ in HARMLESS)
    assert len(set(chars)) == len(chars)
    assert all(why and not has_figure(form) for _, form, why in HARMLESS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("paid 1,245.00.", ("1,245.00",)),
        ("(see p. 12)", ("12",)),
        ("£ 5 10s. 6d.", ("£5", "10", "6")),
        ("5 % of it", ("5%",)),
        ("Smith, 1900;", ("1900",)),
        ("12, 14 and 15", ("12", "14", "15")),
        ("1914-1918", ("1914-1918",)),
        ("1 245,00", ("1", "245,00")),
        ("12°C", ("12°",)),
        ("word¹", ("¹",)),
        ("Ⅳ and ½", ("Ⅳ", "½")),
        ("no number", ()),
    ],
)
def test_numbers_are_found_with_what_belongs_to_them(text: str, found: tuple[str, ...]) -> None:
    """Sentence marks and lone brackets do not."""
    assert figures([text]) == found


def test_spaces_count_between_figures_and_words_are_told_apart() -> None:
    """PP-OCR loses spaces; where words end is asked for by itself."""
    assert spelt(["New", "York"]) == spelt(["NewYork"])
    assert parts(["New", "York"]) != parts(["NewYork"])
    assert spelt(["12", "45"]) != spelt(["1245"])
    assert letters(["New", "York-"]) == letters(["newyork"]) == "newyork"


@given(text=st.text(max_size=12))
def test_comparing_is_stable(text: str) -> None:
    """A key compared once more is itself, and so are its numbers."""
    assert spelt([spelt([text])]) == spelt([text])
    assert all(figures([number]) for number in figures([text]))
