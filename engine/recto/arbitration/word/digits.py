"""What an LLM's word does to the digits that the local readers have: keeps, adds to, or changes
them.

An LlmEvidence enters, a plain answer leaves; the rules in rules.py decide by it. The law behind
them: a number that two readers have stands, and one that a single reader is sure of does not change
on the LLM's word alone. A number is more than its digits: sign, currency, decimal marks, brackets
and unit signs belong to it (agreement.figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from recto.model.page import ReaderWord
from recto.text.agreement import figures, letters
from recto.text.alignment import compact
from recto.text.spacing import joined
from recto.witnesses.llm import LlmEvidence
from recto.witnesses.registry import Testimony

# Confidence, of the weakest character (PP-OCR) or word (Tesseract), from which one local reader has
# read a number. Over all recorded readings, words that differ in digits from both local ones: below
# it the LLM was right 240 times and the local reader 10, from it on 100 and 82.
READ = 0.8
# alone, as likely a capital I or O as a number: two readers of one shape prove nothing
STROKES = ("1", "0")
LETTERS_LIKE_STROKES = ("i", "l", "o")  # compact


def digits(text: str) -> str:
    """The digits of a text, in order."""
    return "".join(filter(str.isdigit, text))


def is_stroke(local: str, llm: str) -> bool:
    """A lone stroke or ring (compact) that the LLM reads as a letter: two readers of its shape
    prove nothing.
    """
    return local in STROKES and llm in LETTERS_LIKE_STROKES


def changes(case: LlmEvidence, local: Sequence[ReaderWord]) -> bool:
    """The LLM's words do not have the numbers of `local`; a stroke that it reads as a letter is no
    number.

    Where the letters differ, too, marks say nothing: another reading of the whole word is judged by
    its digits.
    """
    texts = [word.text for word in local]
    numbers = figures(texts)
    if not numbers:
        return False
    written = letters(texts)
    if is_stroke(written, case.llm):
        return False
    if written == case.llm:
        return not _in_a_row(figures(case.words), numbers)
    number = digits(written)
    return bool(number) and not _holds(case.words, number)


def _holds(words: Sequence[str], number: str) -> bool:
    """Whole words of the LLM in a row have the digits: it read more beside them ("0.61 (43)") and
    changed nothing.
    """
    parts = [digits(compact(word)) for word in words]
    whole = "".join(parts)
    ends = {0, *accumulate(map(len, parts))}
    for start in ends:
        end = start + len(number)
        if end in ends and whole[start:end] == number:
            return True
    return False


def _in_a_row(mine: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the numbers wanted stand one after the other among these."""
    size = len(wanted)
    for at in range(len(mine) - size + 1):
        found = mine[at : at + size]
        if tuple(found) == tuple(wanted):
            return True
    return False


def supported(case: LlmEvidence) -> bool:
    """A local reader that has text here has the LLM's numbers, or none as the LLM has none."""
    return any(_same_numbers(case, testimony) for testimony in case.testimonies)


def _same_numbers(case: LlmEvidence, testimony: Testimony) -> bool:
    if testimony.letters == case.llm:
        return figures(testimony.texts) == figures(case.words)
    if not testimony.letters:
        return False
    return digits(testimony.letters) == digits(case.llm)


def surely_read(case: LlmEvidence) -> bool:
    """The local reader whose words were chosen is sure of all of them."""
    if not case.testimonies:
        return False
    texts = [word.text for word in case.local_choice.words]
    chosen = joined(texts)
    reader = case.testimonies[0]
    for testimony in case.testimonies:
        if testimony.text == chosen:
            reader = testimony
    return reader.weakest >= READ
