"""What the second reader cannot write is no disagreement, and what it can write still is one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.arbitration.made import facts
from tests.local.made import line, reading

from recto.arbitration.local_reading import judge_page, local_lines
from recto.local.alphabet import could_be, lacks_sign
from recto.local.fusion import LocalLine, fuse
from recto.model.page import ReaderWord
from recto.readers.ppocr.alphabet import alphabet
from recto.readers.ppocr.reader import Ppocr
from recto.readers.ppocr.session import open_recogniser
from recto.text.alignment import compact


def both(tesseract: str, ppocr: str) -> tuple[LocalLine, ...]:
    """One line, each word of PP-OCR's in the place of Tesseract's."""
    mine = line(tesseract, confidence=0.9)
    scores = [(0.95,) * len(text) for text in ppocr.split()]
    words = zip(ppocr.split(), mine.words, scores, strict=True)
    other = tuple(ReaderWord(text, word.box, 0.95, (), score) for text, word, score in words)
    return fuse(reading("tesseract", mine), reading("ppocr", replace(mine, words=other)))


def test_the_alphabet_is_that_of_the_recogniser() -> None:
    """Read from the file, it has the classes that the loaded model has, blank and both spaces
    aside.
    """
    loaded = set(open_recogniser(Ppocr().threads).characters) - {"", " "}
    assert alphabet() - {" ", "\u3000"} == loaded


@pytest.mark.parametrize(
    ("tesseract", "ppocr"),
    [
        ("tập", "tp"),
        ("tiếng", "tieng"),
        ("tiếng", "tiêng"),
        ("được", "đưc"),
        ("được", "đuoc"),
        ("Thẩm", "Thm"),
        ("bản", "bán"),
        ("Οι", "ι"),
        ("Το", "T"),
        ("Το", "Tο"),
        ("έμεινε", "ειν"),
        ("άνοιξη", "νοιη"),
        ("μῆνιν", "μνιν"),
        ("ἄειδε", "ειδε"),
        ("πόλεως", "πλεω"),
    ],
)
def test_what_ppocr_can_write_of_a_word(tesseract: str, ppocr: str) -> None:
    """Letters that it lacks are missing or bare, Greek ones missing or of Latin shape."""
    assert could_be(compact(tesseract), compact(ppocr))


@pytest.mark.parametrize(
    ("tesseract", "ppocr"),
    [
        ("tập", "tip"),
        ("tập", "tpx"),
        ("tập", "rp"),
        ("được", "đươg"),
        ("sanh", "sánh"),
        ("house", "honse"),
        ("αρκα", "dpkg"),
        ("ΑΡΤ", "APT"),
        ("Οι", "μ"),
        ("ποτέ", "ετ"),
        ("số 5", "so 6"),
        ("số", ""),
    ],
)
def test_what_it_would_have_written_otherwise(tesseract: str, ppocr: str) -> None:
    """Another letter that it has, another order, another digit, another script, or nothing."""
    assert not could_be(compact(tesseract), compact(ppocr))


@given(st.text("abcdefghijklmnopqrstuvwxyzäöüßéèçñåø0123456789", max_size=8), st.text(max_size=8))
def test_words_that_ppocr_can_write_are_compared_as_they_are(tesseract: str, ppocr: str) -> None:
    """English, German, French, Spanish, Swedish: nothing changes."""
    assert not could_be(compact(tesseract), compact(ppocr))


@pytest.mark.parametrize("text", ["„Haus", "‹mot›", "№", "ẞ", "¡Hola!", "tập", "έξω"])
def test_signs_that_it_lacks(text: str) -> None:
    """Low quotes, single angle quotes, the numero sign, capital sharp s, the turned exclamation
    mark, letters.
    """
    assert lacks_sign(text)


@pytest.mark.parametrize(
    "text",
    ["house", "“house”", "«mot»", "¿Qué?", "Straße", "3 €", "§ 5", "a–b", "ﬁnd", "a‐b", "‚Carl"],
)
def test_signs_that_it_has_or_writes_alike(text: str) -> None:
    """Also ligatures, hyphens of any kind, and the low quote that stands for a comma."""
    assert not lacks_sign(text)


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "expected"),
    [
        ("Οι εργάτες βρήκαν βιβλία", "ι εργτε βραν βιβλα", "Οι εργάτες βρήκαν βιβλία"),
        ("Το κλειδί έμεινε στην πύλη", "T λειδ ειν στην λη", "Το κλειδί έμεινε στην πύλη"),
        ("kết quả của tập tin", "kt qu ca tp tin", "kết quả của tập tin"),
        ("„Das Tor“ (so)", "Das Tor“ (so)", "„Das Tor“ (so)"),
        ("„pas Tor", "Das Tor", "„Das Tor"),
        ("(„teuer“).", "(teuer“).", "(„teuer“)."),
        ("er sagt ‹nein›", "er sagt nein", "er sagt ‹nein›"),
        ("¡Hola amigo", "Hola amigo", "¡Hola amigo"),
        ("the house", "the house,", "the house,"),
        ("the honse", "the house", "the house"),
    ],
)
def test_tesseracts_spelling_stands_where_ppocr_has_no_letters(
    tesseract: str, ppocr: str, expected: str
) -> None:
    """Where both can write a letter and differ, it is decided as before."""
    lines = both(tesseract, ppocr)
    (result,) = local_lines(judge_page(lines, facts(lines, language="ell")))
    assert result.text == expected


def test_a_page_that_ppocr_half_writes_is_no_page_that_nobody_can_read() -> None:
    """Letters that it lacks do not lower the readers' agreement."""
    lines = both("kết quả của tập tin được đặt", "kt qu ca tp tin đưc đt")
    assert facts(lines).agreement == 1.0
