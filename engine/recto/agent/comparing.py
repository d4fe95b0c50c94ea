"""A page as several readers have it: their texts, how far they agree, and where they do not.

What each reader read enters; a ComparedTold leaves. Only here: which readers an agent can compare
(those of this machine), and that Recto's own reading is what the others are laid beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recto.agent.told import ComparedTold, LineTold, cut
from recto.compare.diff import LineDiff, Said, most_differing, side_by_side
from recto.compare.scores import agreement
from recto.compare.systems import PageText

OURS = "local"
READERS = ("tesseract", "ppocr", OURS)
MOST_LINES = 40  # on which readers differ
DIGITS = 4  # of a share

Readings = dict[str, Sequence[PageText]]  # by reader


def compared(name: str, page: int, found: Readings) -> ComparedTold:
    """What is to be said of them."""
    texts: dict[str, str] = {}
    failed: list[str] = []
    others: dict[str, list[Said]] = {}
    is_cut = False
    for reader, pages in found.items():
        failed += [f"{reader}: {each.problem}" for each in pages if each.problem]
        whole = "\n".join(each.text for each in pages)
        texts[reader], was_cut = cut(whole)
        is_cut = is_cut or was_cut
        if reader != OURS:
            others[reader] = _words(pages)
    lines = side_by_side(texts[OURS], others)
    differing = most_differing(lines, MOST_LINES)
    lines_told = [_line_told(page, line) for line in differing]
    return ComparedTold(name, texts, is_cut, failed, _agreement(found), lines_told)


def _words(pages: Sequence[PageText]) -> list[Said]:
    words: list[Said] = []
    for page in pages:
        words += page.words
    return words


def _line_told(page: int, line: LineDiff) -> LineTold:
    others = {}
    for reader, pieces in line.readings.items():
        texts = [piece.text for piece in pieces]
        others[reader] = " ".join(texts)
    return LineTold(page, line.reference, others)


def _agreement(found: Mapping[str, Sequence[PageText]]) -> dict[str, float]:
    """The share of words that each two have in common, 0..1."""
    shares = {}
    for (one, other), share in agreement(found).items():
        pair = f"{one} and {other}"
        shares[pair] = round(share, DIGITS)
    return shares
