"""Layers that are right in a language that -l does not cover stay, and say how far they were
checked.
"""

import unicodedata
from pathlib import Path

import pytest
from tests.textlayer.made import ALONE, ENGLISH, dejavu, lying, read, typeset, word

from recto.local.spelling import speller, unspelled
from recto.pipeline.stages import Stages
from recto.textlayer.agreement import agrees, judged_word

pytest.importorskip("matplotlib", reason="its fonts have the letters")

RUSSIAN = (
    "Старый склад у гавани был открыт весной, потому",
    "что крыша стала протекать. Во время работ",
    "рабочие нашли 12 ящиков и 1450 книг",
)
HEBREW = ("המחסן הישן בנמל נפתח באביב כי הגג", "התחיל לדלוף בזמן העבודות 1450")
POLISH = ("Księga portowa północnego nabrzeża była", "zażółć gęślą jaźń, 30 lat temu")
GERMAN = ("Während der Arbeiten fanden die Männer", "größere Kisten, weiß und schön, für 1450 Mark")
CYRILLIC = {chr(0x430 + k): chr(0x430 + (k + 7) % 32) for k in range(32)}


@pytest.mark.parametrize("stages", [ALONE, ENGLISH])
@pytest.mark.parametrize("lines", [GERMAN, POLISH])
def test_latin_letters_that_no_english_word_has_are_kept(
    lines: tuple[str, ...], stages: Stages, tmp_path: Path
) -> None:
    """Words that no lexicon knows are no garbage where the pixels confirm them."""
    found = read(typeset(tmp_path / "x.pdf", lines, font=dejavu()), stages=stages)
    assert found.text.splitlines() == list(lines)
    assert found.text_layer
    assert found.text_layer.action == "kept"
    assert not any(each.flagged for each in found.words)
    assert sum(each.reason == "text-layer-checked" for each in found.words) > 0.6 * len(found.words)


@pytest.mark.parametrize(("font", "stages"), [("DejaVuSerif", ENGLISH), ("DejaVuSans", ALONE)])
def test_a_russian_page_keeps_every_word_under_an_english_reader(
    font: str, stages: Stages, tmp_path: Path
) -> None:
    """The shapes of its letters are checked, its numbers read, and a note names the script and its
    code.
    """
    found = read(typeset(tmp_path / "x.pdf", RUSSIAN, font=dejavu(font)), stages=stages)
    assert found.text.splitlines() == list(RUSSIAN)
    assert word(found, "гавани").reason == "text-layer-drawn-alike"
    assert word(found, "гавани").confidence <= 0.9
    assert word(found, "1450").reason == "text-layer-checked"
    assert any("Cyrillic (-l rus)" in said for said in found.notes)


def test_a_russian_page_with_a_lying_digit_is_found_out(tmp_path: Path) -> None:
    """Digits are the same in every language."""
    path = lying(typeset(tmp_path / "x.pdf", RUSSIAN, font=dejavu()), {"4": "7"})
    found = read(path)
    assert word(found, "1450").reason == "text-layer-contradicted"
    assert word(found, "гавани").text == "гавани"


def test_exchanged_russian_letters_are_flagged(tmp_path: Path) -> None:
    """They do not look as they should, and nobody can read what stands there."""
    path = lying(typeset(tmp_path / "x.pdf", RUSSIAN, font=dejavu()), CYRILLIC)
    found = read(path)
    cyrillic = [each for each in found.words if not each.text.isascii()]
    assert len(cyrillic) > 15
    assert all(each.flagged and each.confidence < 0.5 for each in cyrillic)
    assert any("do not look as they should" in said for said in found.notes)


def test_a_hebrew_page_keeps_every_word(tmp_path: Path) -> None:
    """As many as are printed."""
    found = read(typeset(tmp_path / "x.pdf", HEBREW, font=dejavu("DejaVuSans")))
    assert found.text_layer
    assert found.text_layer.action == "kept"
    assert len([each for each in found.words if "HEBREW" in unicodedata.name(each.text[0])]) >= 10
    assert any("Hebrew (-l heb)" in said for said in found.notes)


@pytest.mark.parametrize(
    ("layer", "read", "same"),
    [
        ("1450.00", "1450.00", True),
        ("1450.00", "1450,00", False),
        ("1450.00,", "1450.00", True),
        ("1750", "1450", False),
        ("19o4", "1904", True),
        ("über", "uber", True),
        ("Łódź", "lodz", True),
        ("naïve,", "naive", True),
        ("ﬁne", "fine", True),
        ("harbour", "harbours", False),
        ("l0ck", "lock", True),
        ("2½", "2%", False),
    ],
)
def test_when_a_layer_and_a_reading_agree(layer: str, read: str, same: bool) -> None:
    """Marks on letters and letters that look alike are no lie; a digit and a separator inside a
    number are.
    """
    assert agrees(layer, read) == same


@pytest.mark.parametrize(
    ("layer", "looks", "other", "outcome"),
    [
        ("barrels", ("barrels", ""), "", "agreed"),
        ("barrels", ("bands", "bands"), "barrels", "agreed"),
        ("1750", ("1450", "1450"), "1450", "differs"),
        ("1750", ("1450", "1450"), "1750", "doubtful"),
        ("1750", ("1450", "1750"), "1450", "agreed"),
        ("barrels", ("ledger", "ledger"), "Iedger", "differs"),
        ("gfwwjqx", ("barnels", "barnels"), "barrels", "opposed"),
        ("barrels", ("", ""), "", "unread"),
        ("a", ("o", "o"), "o", "doubtful"),
        ("+1450", ("-1450", "-1450"), "-1450", "differs"),
        ("1450", ("-1450", "-1450"), "-1450", "differs"),
        ("+1450", ("-1450", "-1450"), "1450", "doubtful"),
        ("-1450", ("1450", "1450"), "1450", "agreed"),
        ("£450", ("450", "450"), "$450", "doubtful"),
        ("£450", ("450", "£450"), "$450", "agreed"),
        ("−7%", ("-7%", ""), "", "agreed"),
        ("l45O.OO", ("1450.00", "1450.00"), "1450.00", "differs"),
        ("l45O.OO", ("1450.00", "1450.00"), "l45O.OO", "agreed"),
        ("19o4", ("1904", ""), "", "doubtful"),
        ("1904", ("19o4", "19o4"), "19o4", "agreed"),
    ],
)
def test_what_two_readers_say_of_a_word(
    layer: str, looks: tuple[str, ...], other: str, outcome: str
) -> None:
    """One confirms a word, two together contradict it; about a number one alone says nothing
    against the other.
    """
    assert judged_word(layer, looks, other)[0] == outcome


@pytest.mark.parametrize(
    ("languages", "alphabet", "word", "spelled"),
    [
        ("eng", "", "harbour", True),
        ("eng", "", "über", True),
        ("eng", "", "гавани", False),
        ("rus", "", "гавани", True),
        ("rus+eng", "", "гавани", True),
        ("script/Cyrillic", "", "гавани", True),
        ("eng", "αβγ", "γάβα", False),
        ("ell", "", "γάβα", True),
        ("eng", "", "12.50", True),
        ("heb", "", "שלום", True),
    ],
)
def test_what_readers_can_spell(languages: str, alphabet: str, word: str, spelled: bool) -> None:
    """By the script of Tesseract's languages and the letters of PP-OCR."""
    assert speller(languages, alphabet).spells(word) == spelled


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["гавани", "12"], "Cyrillic (-l rus)"),
        (["שלום"], "Hebrew (-l heb)"),
        (["abc"], ""),
        (["ᚠᚢᚦ"], "Runic"),
    ],
)
def test_a_script_is_named_with_its_code(words: list[str], said: str) -> None:
    """So that a person knows what to add to -l."""
    assert unspelled(words) == said
