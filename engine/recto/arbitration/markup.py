"""The plain words of what an LLM wrote: Markdown and HTML marks taken off, line by line.

A text enters, lines of words leave. Only marks that no page prints go: heading and emphasis signs, table rules and
pipes, fences, tags. What the page says stays as the model wrote it, spaces within words and punctuation included.
"""

from __future__ import annotations

import html
import re

from recto.legible import legible

_FENCE = re.compile(r"^\s*(```|~~~)\w*\s*$")
_RULE = re.compile(r"^[\s|:+=-]*-{3,}[\s|:+=-]*$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_QUOTE = re.compile(r"^\s{0,3}>\s+")
_BULLET = re.compile(r"^\s*[*+-]\s+(?=\S)")
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_BREAK = re.compile(r"<\s*(br|/tr|/p|/div|/li|/h[1-6])\s*/?\s*>", re.IGNORECASE)
_CELL = re.compile(r"<\s*/?\s*(td|th)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<!--.*?-->", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_DOTS = re.compile(r"([.·•_…])(?:\s?\1){4,}")


def plain_lines(text: str) -> list[list[str]]:
    """Words of each line that has any."""
    text = html.unescape(_TAG.sub("", _CELL.sub(" ", _BREAK.sub("\n", text))))
    # An entity may stand for what no page prints ("&#8203;"): legible once more, line by line.
    lines = (_plain(legible(line)) for line in text.splitlines() if not _FENCE.match(line) and not _RULE.match(line))
    return [words for words in lines if words]


def _plain(line: str) -> list[str]:
    line = _BULLET.sub("", _QUOTE.sub("", _HEADING.sub("", line)))
    line = _ITALIC.sub(r"\1", _EMPHASIS.sub(r"\2", _IMAGE.sub("", line)))
    if line.count("|") >= 2:
        line = line.replace("|", " ")
    return collapse_leaders(line).split()


def collapse_leaders(text: str) -> str:
    """Dot leaders of a directory or a table of contents look like a loop; five or more marks become three."""
    return _DOTS.sub(lambda match: f" {match[1] * 3} ", text)
