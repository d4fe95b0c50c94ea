"""The plain words of what an LLM wrote: Markdown and HTML marks taken off, line by line.

A text enters, lines of words leave. Only marks that no page prints go: heading and emphasis signs,
table rules and pipes, fences, tags. What the page says stays as the model wrote it, spaces within
words and punctuation included. All of it takes time linear in the text, which a model may have
filled with marks that nothing closes: every pattern below ends within a bounded distance, or where
the next mark of its kind begins.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right

from recto.text.legible import legible
from recto.text.spacing import words_of

_FENCE = re.compile(r"^\s*(```|~~~)\w*\s*$")
_OF_RULES = frozenset("|:+=-")
_LEAST_RULE = "---"
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_QUOTE = re.compile(r"^\s{0,3}>\s+")
_BULLET = re.compile(r"^\s*[*+-]\s+(?=\S)")
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)")
_ITALIC = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_BREAK = re.compile(r"<\s{0,9}(br|/tr|/p|/div|/li|/h[1-6])\s{0,9}/?\s{0,9}>", re.IGNORECASE)
_CELL = re.compile(r"<\s{0,9}/?\s{0,9}(td|th)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
# beyond Unicode; Python refuses numbers of 4,300 digits
_HUGE_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
_DOTS = re.compile(r"([.·•_…])(?:\s?\1){4,}")


def plain_lines(text: str) -> list[list[str]]:
    """Words of each line that has any."""
    broken = _BREAK.sub("\n", text)
    uncelled = _CELL.sub(" ", broken)
    tagless = _TAG.sub("", _without_comments(uncelled))
    bounded = _HUGE_REFERENCE.sub("\ufffd", tagless)
    unescaped = html.unescape(bounded)
    lines = []
    for line in unescaped.splitlines():
        dense = "".join(line.split())
        # of a table, or across the page: nothing but what rules are made of, three dashes in a row
        is_rule = _LEAST_RULE in line and _OF_RULES.issuperset(dense)
        if is_rule or _FENCE.match(line):
            continue
        # An entity may stand for what no page prints ("&#8203;"): legible once more, line by line.
        plain = legible(line)
        for block_mark in (_HEADING, _QUOTE, _BULLET, _IMAGE):
            plain = block_mark.sub("", plain)
        plain = _without_emphasis(plain)
        plain = _ITALIC.sub(r"\1", plain)
        if plain.count("|") >= 2:  # cells of a table
            plain = plain.replace("|", " ")
        words = words_of(collapse_leaders(plain))
        if words:
            lines.append(words)
    return lines


def _without_comments(text: str) -> str:
    """The text without <!-- comments -->; the first that nothing closes stays, and so does all
    behind it.
    """
    kept = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        kept.append(text[at:start])
        at = end + len("-->")
    kept.append(text[at:])
    return "".join(kept)


def _without_emphasis(line: str) -> str:
    """The line without pairs of marks around text; where each mark can close is found once."""
    closing: dict[str, list[int]] = {}
    kept = []
    at = start = 0
    while opening := _EMPHASIS.search(line, start):
        mark = opening[1]
        inside = opening.end()
        if mark not in closing:
            pattern = re.compile(rf"(?<=\S)(?={re.escape(mark)})")
            closing[mark] = [found.start() for found in pattern.finditer(line)]
        ends = closing[mark]
        nearest = bisect_right(ends, inside)
        if nearest == len(ends):
            start = opening.start() + 1
            continue
        end = ends[nearest]
        before = line[at : opening.start()]
        marked = line[inside:end]
        kept += [before, marked]
        at = start = end + len(mark)
    kept.append(line[at:])
    return "".join(kept)


def collapse_leaders(text: str) -> str:
    """Dot leaders of a directory or a table of contents look like a loop; five or more marks become
    three.
    """
    return _DOTS.sub(r" \1\1\1 ", text)
