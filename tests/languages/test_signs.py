"""What tells a language: letters, their company, word lists, and which models are installed."""

import pytest
from tests.languages.made import ENGLISH, GERMAN, GREEK, RUSSIAN

from recto.local.page_language.evidence import known_share, listable
from recto.local.page_language.models import (
    blackletter_model,
    first_language,
    readers_of,
    unicode_script,
)
from recto.local.page_language.signs import eastern_code, script_in
from recto.local.spelling import script_of
from recto.readers.tesseract.language_names import CODES, by_iso, name_of
from recto.readers.tesseract.lexicon import load
from recto.readers.text_language import languages_of

HAN = "这是一个简体中文的句子，没有假名。"
HANT = "這是一個繁體中文的句子，沒有假名。"
KANA = "これは日本語の文章です。漢字とかなが混ざっています。"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        (" ".join(GERMAN), "LATIN"),
        (" ".join(GREEK), "GREEK"),
        (" ".join(RUSSIAN), "CYRILLIC"),
        ("apt-get install PACKAGE " + RUSSIAN[0], "CYRILLIC"),
        ("apt-get install PACKAGE --reinstall apt-cache search да нет", "LATIN"),
        (HAN, "CJK"),
        ("Python 1991", ""),
        ("12345 67890 ???", ""),
        ("", ""),
    ],
)
def test_the_script_of_a_text(text: str, script: str) -> None:
    """By its letters; commands in Latin letters stand on pages of every script."""
    assert script_in(text) == script


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HAN, "chi_sim"),
        (HANT, "chi_tra"),
        (KANA, "jpn"),
        ("カタカナ", "jpn"),
        ("人山水", "chi_sim"),
    ],
)
def test_chinese_or_japanese(text: str, code: str) -> None:
    """Kana are Japanese; the two spellings of Chinese have characters of their own."""
    assert eastern_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" ".join(ENGLISH), "eng"),
        (" ".join(GERMAN), "deu"),
        (" ".join(GERMAN).upper(), "deu"),
        (" ".join(GREEK), "ell"),
        (" ".join(RUSSIAN), "rus"),
        ("Le grand livre du quai nord fut tenu par un seul commis pendant trente ans", "fra"),
        ("O livro do cais norte foi escrito por um só escrivão durante trinta anos", "por"),
        ("Cuốn sổ của bến cảng phía bắc do một người thư ký giữ gần ba mươi năm", "vie"),
    ],
)
def test_the_language_of_a_text(text: str, code: str) -> None:
    """Surely, capitals included."""
    likeliest, certainty = languages_of(text)[0]
    assert likeliest == code
    assert certainty > 0.85


def test_only_these_languages_are_told_apart() -> None:
    """Of all that Tesseract has, and of those that are asked for."""
    assert {code for code, _ in languages_of("abc")} <= CODES
    text = " ".join(RUSSIAN)
    assert [code for code, _ in languages_of(text, ("ukr", "bul"))] != []
    assert {code for code, _ in languages_of(text, ("ukr", "bul"))} == {"ukr", "bul"}


def test_what_a_list_knows() -> None:
    """Of words that are long enough, and no numbers."""
    assert listable(["The", "clerk", "1850", "a1b2c", "ledger,"]) == ("clerk", "ledger,")
    assert known_share(listable(" ".join(ENGLISH).split()), load("eng")) > 0.9
    assert known_share(listable(" ".join(GERMAN).split()), load("eng")) < 0.5
    assert known_share((), load("eng")) == 0.0


@pytest.mark.parametrize(
    ("installed", "first"),
    [
        (("deu", "eng", "osd"), "eng"),
        (("osd", "fra", "rus"), "fra"),
        (("Fraktur", "osd", "rus"), "Fraktur"),
        (("osd", "rus"), "rus"),
        ((), "eng"),
    ],
)
def test_what_a_page_is_read_with_first(installed: tuple[str, ...], first: str) -> None:
    """English; else a language in Latin letters; else what there is."""
    assert first_language(installed) == first


@pytest.mark.parametrize(
    ("script", "installed", "readers"),
    [
        ("CYRILLIC", ("eng", "rus", "ukr"), ("rus", "ukr")),
        ("CYRILLIC", ("Cyrillic", "eng", "ukr"), ("ukr", "Cyrillic")),
        ("CYRILLIC", ("eng", "script/Cyrillic"), ("script/Cyrillic",)),
        ("CJK", ("HanS", "eng"), ("HanS",)),
        ("HIRAGANA", ("Japanese", "jpn"), ("jpn", "Japanese")),
        ("THAI", ("eng",), ()),
        ("LATIN", ("eng",), ()),
    ],
)
def test_who_reads_a_script(
    script: str, installed: tuple[str, ...], readers: tuple[str, ...]
) -> None:
    """Its languages, then the model of the script, however Debian or others call it."""
    assert readers_of(script, installed) == readers


@pytest.mark.parametrize(
    ("said", "char"),
    [("Korean", "한"), ("Cyrillic", "ж"), ("Han", "漢"), ("Japanese", "の"), ("Devanagari", "क")],
)
def test_tesseracts_names_of_scripts(said: str, char: str) -> None:
    """As Unicode names the letters."""
    assert unicode_script(said) == script_of(char)


def test_models_of_blackletter() -> None:
    """Debian's, the one of other packages, and the language models; none is none."""
    assert blackletter_model(("deu", "script/Fraktur")) == "script/Fraktur"
    assert blackletter_model(("Fraktur", "frk")) == "Fraktur"
    assert blackletter_model(("deu", "eng")) == ""


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("deu", "German"),
        ("chi_tra", "Chinese"),
        ("grc", "Ancient Greek"),
        ("heb", "Hebrew"),
        ("jpn_vert", "Japanese"),
        ("iku", "iku"),
    ],
)
def test_what_a_language_is_called(code: str, name: str) -> None:
    """For people; a code that has no name here says itself."""
    assert name_of(code) == name


def test_every_iso_code_is_a_model() -> None:
    """One code each, and all of them are Tesseract's."""
    codes = by_iso()
    assert set(codes.values()) <= CODES
    assert (codes["de"], codes["zh"], codes["grc"]) == ("deu", "chi_sim", "grc")
