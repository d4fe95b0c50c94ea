"""What Tesseract's hOCR means: tiny fragments as 5.3.0 prints them, and the Lines they must
become.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.model.page import Box, Choice
from recto.readers.tesseract.hocr import parse

LINE = """<span class='ocr_line' id='line_1_1' title="bbox 10 20 110 60; {}x_size 31">"""
WORD = """<span class='ocrx_word' id='word_1_1' title='bbox 10 20 50 60; x_wconf {}'>"""
CHAR = """<span class='ocrx_cinfo' title='x_bboxes 10 20 30 60; x_conf {}'>{}</span>"""
CHOICE = """<span class='ocrx_cinfo' id='choice_1_1_1' title='x_confs {}'>{}</span>"""


def word_of(*chars: str, confidence: str = "92") -> str:
    return LINE.format("") + WORD.format(confidence) + "".join(chars)


@pytest.mark.parametrize(
    ("fact", "baseline"),
    [
        ("baseline 0 -8; ", (10, 52, 110, 52)),
        ("baseline -0.01 0; ", (10, 60, 110, 59)),
        ("baseline 1e-02 -10; ", (10, 50, 110, 51)),
        ("textangle 90; ", (110, 60, 110, 20)),
        ("textangle 180; ", (110, 20, 10, 20)),
        ("textangle 270; ", (10, 20, 10, 60)),
        ("", (10, 60, 110, 60)),
    ],
)
def test_baseline_is_offset_and_slope_from_the_bottom_left(
    fact: str, baseline: tuple[float, ...]
) -> None:
    """Level, sloped and turned lines, as hOCR 1.2 defines `baseline` and `textangle`."""
    (line,) = parse(LINE.format(fact) + WORD.format("92") + CHAR.format("99", "t"))
    assert line.baseline == pytest.approx(baseline)


def test_choices_stand_beside_their_characters_best_first() -> None:
    """Tesseract lists alternatives nearly by percentage; the reading has them exactly so, 0..1."""
    hocr = word_of(
        CHAR.format("99.5", "O"), CHOICE.format("20", "O"), CHOICE.format("60.5", "0"),
        CHAR.format("50", "&amp;"), CHOICE.format("0", "&#39;"),
    )  # fmt: skip
    (line,) = parse(hocr)
    (word,) = line.words
    assert (word.text, word.box, word.raw_confidence) == ("O&", Box(10, 20, 50, 60), 0.92)
    assert word.choices == ((Choice("0", 0.605), Choice("O", 0.2)), (Choice("'", 0.0),))
    assert word.scores == (0.995, 0.5)


def test_a_cluster_keeps_one_entry_for_each_of_its_characters() -> None:
    """A glyph of two characters shares out the alternatives that have two as well."""
    hocr = word_of(
        CHAR.format("80", "fi"),
        CHOICE.format("70", "fl"),
        CHOICE.format("10", "h"),
        CHAR.format("90", "x"),
    )
    (word,) = next(iter(parse(hocr))).words
    assert word.choices == ((Choice("f", 0.7),), (Choice("l", 0.7),), ())
    assert word.scores == (0.8, 0.8, 0.9)


@pytest.mark.parametrize("chars", [(), (CHAR.format("95", " "),), (CHAR.format("95", ""),)])
def test_empty_words_and_lines_are_left_out(chars: tuple[str, ...]) -> None:
    """Tesseract prints words of one space for stains and rules."""
    assert list(parse(word_of(*chars))) == []


def test_without_alternatives_there_are_no_choices() -> None:
    """An empty tuple, not one empty tuple for each character."""
    (line,) = parse(word_of(CHAR.format("95", "a"), CHAR.format("95", "b")))
    assert line.words[0].choices == ()


@pytest.mark.parametrize(
    ("printed", "share"), [("0", 0.0), ("100", 1.0), ("-1", 0.0), ("101.5", 1.0)]
)
def test_confidence_stays_within_0_and_1(printed: str, share: float) -> None:
    """Tesseract rounds past both ends."""
    (line,) = parse(word_of(CHAR.format("95", "a"), confidence=printed))
    assert line.words[0].raw_confidence == share


@given(st.text(alphabet="<>&'\"abß字", min_size=1, max_size=8))
def test_every_character_survives_escaping(text: str) -> None:
    """Whatever is printed comes back, with one score a character."""
    from html import escape

    (line,) = parse(word_of(*(CHAR.format("90", escape(char)) for char in text)))
    assert line.text == text
    assert sum(len(word.scores) for word in line.words) == len(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("έ\u00b5εινε", "έμεινε"),
        ("\u00b5ου", "μου"),
        ("12\u00b5m", "12\u00b5m"),
        ("\u00b5", "\u00b5"),
    ],
)
def test_the_micro_sign_among_greek_letters_is_a_letter(written: str, read: str) -> None:
    """Tesseract's Greek models write it for mu; of a unit it stays the sign."""
    (line,) = parse(word_of(*(CHAR.format("99", char) for char in written)))
    assert line.text == read


def segmented(*words: str) -> str:
    """A line in which hOCR parts these words, each glyph 20 px wide."""
    hocr = LINE.format("")
    at = 0
    for word in words:
        spans = ""
        first = at
        for char in word:
            spans += f"<span class='ocrx_cinfo' title='x_bboxes {at} 20 {at + 20} 60; x_conf 90'>"
            spans += f"{char}</span>"
            at += 20
        box = f"bbox {first} 20 {at} 60; x_wconf {90 - len(word)}"
        hocr += f"<span class='ocrx_word' id='word_1_1' title='{box}'>{spans}</span>"
    return hocr


SPACES = {
    "Korean": (["한", "국어", "책"], "한국어 책\n", ["한국어", "책"]),
    "Thai": (["ภ", "าษา", "ไทย", "ดี"], "ภาษาไทย ดี\n", ["ภาษาไทย", "ดี"]),
    "Latin": (["one", "word"], "one word\n", ["one", "word"]),
    "several spaces": (["one", "word"], "one     word\n", ["one", "word"]),
    "no text": (["한", "국어"], "", ["한", "국어"]),
    "another text": (["한", "국", "어", "책"], "한국어 첵\n", ["한국어", "책"]),
    "Chinese": (["中文", "书"], "中文书\n", ["中", "文", "书"]),
    "Japanese": (["設", "定。", "ls", "を"], "設定。ls を\n", ["設", "定。ls", "を"]),
}


@pytest.mark.parametrize("case", SPACES)
def test_words_end_where_the_text_of_the_same_run_has_spaces(case: str) -> None:
    """hOCR parts syllables; the plain text knows words; Chinese and Japanese have none but
    characters.
    """
    words, written, expected = SPACES[case]
    (line,) = parse(segmented(*words), written)
    assert [word.text for word in line.words] == expected
    at = 0
    for word in line.words:
        end = at + 20 * len(word.text)
        assert word.box == Box(at, 20, end, 60)
        assert len(word.scores) == len(word.text)
        at = end


def test_a_joined_word_is_as_doubtful_as_its_worst_part() -> None:
    """One syllable in doubt makes the word doubtful."""
    (line,) = parse(segmented("한", "국어", "책"), "한국어책")
    assert [word.raw_confidence for word in line.words] == [0.88]


def test_words_are_joined_within_lines_only() -> None:
    """Two lines whose characters the text writes in one row stay two."""
    lines = list(parse(segmented("한") + segmented("국"), "한국"))
    assert [line.text for line in lines] == ["한", "국"]


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("สํา", "สำ"),
        ("นํ้า", "น้ำ"),
        ("ຄໍາ", "ຄຳ"),
        ("นํา ทํา", "นำทำ"),
        ("ํ", "ํ"),
        ("กา", "กา"),
    ],
)
def test_am_of_thai_and_lao_is_one_character_as_it_is_typed(printed: str, typed: str) -> None:
    """Tesseract's models write it in two: nobody who searches for the word would find it."""
    (line,) = parse(word_of(*(CHAR.format("90", char) for char in printed)))
    (word,) = line.words
    assert word.text == typed
    assert len(word.scores) == len(typed)
