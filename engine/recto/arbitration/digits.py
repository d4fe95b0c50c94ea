"""What an LLM's word does to the digits that the local readers have: keeps, adds to, or changes them.

An LlmCase enters, a plain answer leaves; the rules in rules.py decide by it. The law behind them: a number that two
readers have stands, and one that a single reader is sure of does not change on the LLM's word alone.
"""

from __future__ import annotations

from itertools import accumulate

from recto.alignment import compact
from recto.arbitration.llm_case import LlmCase

# Confidence, of the weakest character (PP-OCR) or word (Tesseract), from which one local reader has read a number. Over
# all recorded readings, words that differ in digits from both local ones: below it the LLM was right 240 times and the
# local reader 10, from it on 100 and 82.
READ = 0.8
STROKES = ("1", "0")  # alone, as likely a capital I or O as a number: two readers of one shape prove nothing
LETTERS_LIKE_STROKES = ("i", "l", "o")  # compact


def digits(text: str) -> str:
    """The digits of a text, in order."""
    return "".join(filter(str.isdigit, text))


def is_stroke(local: str, llm: str) -> bool:
    """A lone stroke or ring (compact) that the LLM reads as a letter: two readers of its shape prove nothing."""
    return local in STROKES and llm in LETTERS_LIKE_STROKES


def changes(case: LlmCase, local: str) -> bool:
    """The LLM's words do not have the digits of `local` (compact); a stroke that it reads as a letter is no number."""
    number = digits(local)
    if not number or number == digits(case.llm) or is_stroke(local, case.llm):
        return False
    return not _holds(case.words, number)


def _holds(words: tuple[str, ...], number: str) -> bool:
    """Whole words of the LLM in a row have the number: it read more beside it ("0.61 (43)") and changed nothing."""
    parts = [digits(compact(word)) for word in words]
    whole, ends = "".join(parts), {0, *accumulate(map(len, parts))}
    starts = (at for at in ends if whole.startswith(number, at))
    return any(at + len(number) in ends for at in starts)


def supported(case: LlmCase) -> bool:
    """A local reader that has text here has the LLM's digits, or none as the LLM has none."""
    return any(text and digits(text) == digits(case.llm) for text in (case.tesseract, case.ppocr))


def surely_read(case: LlmCase) -> bool:
    """The local reader whose words were chosen is sure of all of them."""
    chosen, local = " ".join(word.text for word in case.ruling.words), case.local
    return (local.ppocr_weakest if chosen == local.ppocr else local.tesseract_confidence) >= READ
