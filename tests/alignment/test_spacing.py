"""Where words end: at spaces, and between characters of scripts that have none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.text.spacing import is_parted, joined, word_spans, words_of

TEXTS = (
    ("the quick  fox", ["the", "quick", "fox"], "the quick fox"),
    ("한국어 교과서", ["한국어", "교과서"], "한국어 교과서"),
    ("ภาษาไทย เขียนติดกัน", ["ภาษาไทย", "เขียนติดกัน"], "ภาษาไทย เขียนติดกัน"),
    ("中文书", ["中", "文", "书"], "中文书"),
    ("中 文", ["中", "文"], "中文"),
    ("日本語「です」。", ["日", "本", "語", "「で", "す」。"], "日本語「です」。"),
    ("ハードディスク", ["ハ", "ー", "ド", "デ", "ィ", "ス", "ク"], "ハードディスク"),
    ("が", ["が"], "が"),
    ("使用 Python 编程", ["使", "用", "Python", "编", "程"], "使用 Python 编程"),
    ("使用Python编程", ["使", "用Python编", "程"], "使用Python编程"),
    ("第12页", ["第12页"], "第12页"),
    ("２０２３年度", ["２０２３年", "度"], "２０２３年度"),
    ("（一）概况", ["（一）", "概", "况"], "（一）概况"),
    ("", [], ""),
    ("  ", [], ""),
)


@pytest.mark.parametrize(("text", "words", "again"), TEXTS)
def test_words_of_a_text_and_back(text: str, words: list[str], again: str) -> None:
    """Each character of Chinese and Japanese with the marks that lean on it; else what spaces
    part.
    """
    assert words_of(text) == words
    assert joined(words) == again


@given(st.text(alphabet="aé 1 ，。「」中書のガ한글ไทย\n", max_size=20))
def test_joining_undoes_parting(text: str) -> None:
    """No character is lost, and parting again gives the same text."""
    words = words_of(text)
    assert "".join(words) == "".join(text.split())
    assert joined(words_of(joined(words))) == joined(words)
    assert [text[start:end] for start, end in word_spans(text)] == words


@pytest.mark.parametrize(
    ("before", "behind", "parted"),
    [
        ("中", "文", False),
        ("です。", "「は", False),
        ("中", "Linux", True),
        ("the", "fox", True),
        ("한국", "어", True),
        ("", "a", True),
    ],
)
def test_a_space_stands_unless_both_sides_have_none(before: str, behind: str, parted: bool) -> None:
    """Only between two characters of scripts without spaces there is none."""
    assert is_parted(before, behind) is parted
