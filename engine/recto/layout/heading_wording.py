"""What the words of a paragraph that may be a heading say, and those beside it.

Lines of paragraphs enter, figures leave: capitals, digits, how it begins and ends, numbers of
sections.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recto.layout.textlines import TextLine

Lines = Sequence[TextLine]

NONE = -1.0  # there is no such paragraph
SENTENCE_ENDS = ".!?:…。！？"
COMMAS = ",;"
_NUMBERED = re.compile(
    r"(§\s*)?(\d{1,2}(?:\.\d{1,2})*|[IVXLC]+|[A-Z]|[一二三四五六七八九十]+)([.)、]\s*|\s+)[^\W\d_]"
)
HYPHENS = "-=¬\N{SOFT HYPHEN}\N{HYPHEN}"


def of_numbers(lines: Lines, before: Lines | None, after: Lines | None) -> list[float]:
    """How deep the numbers of sections are that it and its neighbours begin with."""
    depths = []
    for paragraph in (lines, before, after):
        depth = NONE
        if paragraph:
            match = _NUMBERED.match(paragraph[0].text)
            depth = 1.0 + match[2].count(".") if match else 0.0
        depths.append(depth)
    return depths


def of_sentences(before: Lines | None, after: Lines | None) -> list[float]:
    """Whether a sentence ends before it, and whether what is behind it begins with a capital."""
    ends = starts = NONE
    if before:
        ends = float(before[-1].text[-1:] in SENTENCE_ENDS)
    if after:
        starts = float(after[0].text[:1].isupper())
    return [ends, starts]


def capitals_of(text: str) -> float:
    """Their share of the letters."""
    letters = list(filter(str.isalpha, text))
    return sum(map(str.isupper, letters)) / max(1, len(letters))


def of_wording(lines: Lines) -> list[float]:
    """Shares of capitals, digits and words with a capital; how it ends, and how it begins."""
    text = " ".join(line.text for line in lines)
    words = text.split()
    digits = sum(map(str.isdigit, text))
    upper = sum(word[:1].isupper() for word in words)
    start, end = text[:1], text[-1:]
    return [
        capitals_of(text),
        digits / max(1, len(text)),
        upper / max(1, len(words)),
        float(end in SENTENCE_ENDS),
        float(end in COMMAS),
        float(end in HYPHENS),
        float(start.isupper()),
        float(start.islower()),
        float(start.isdigit()),
    ]
