"""Which lines of a run may teach a reader: those of which people looked at every word.

A Desk enters; KnownPages leave, one by one. Only here: the rule. A word counts where a person
confirmed, wrote or corrected it in a review, or typed it blind for a certificate; a line counts
where all its words do, or where it was typed as a whole. A certificate says how many of the other
words are right and not which, so none of them is taken on its word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from recto.batch.ledger import Ledger
from recto.corrections.correction import box_of
from recto.corrections.places import line_at
from recto.model.page import Box
from recto.model.result import PageResult, ResultLine
from recto.review.desk import Desk
from recto.review.sources import proved_path
from recto.text.spacing import joined
from recto.writers.characters import printable

RULE = (
    "every word of the line was confirmed or corrected by a person in a review, or typed by one"
    " for a certificate who saw no reading; or the line was typed as a whole"
)
Edges = tuple[float, float, float, float]
SAID = """
    SELECT sha256, page FROM correction UNION SELECT sha256, page FROM sample WHERE at > 0
"""
TYPED = "SELECT kind, box, said FROM sample WHERE sha256 = ? AND page = ? AND at > 0"


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line whose text is known."""

    text: str
    box: Box
    words: tuple[Box, ...]  # at least one: where its ink is
    baseline: Edges  # from its first glyph's foot to its last one's: x0, y0, x1, y1


@dataclass(frozen=True, slots=True, eq=False)
class KnownPage:
    """The known lines of one page."""

    file: int
    page: PageResult  # as people have it
    lines: tuple[KnownLine, ...]
    open_lines: int  # with a word that nobody looked at

    @property
    def name(self) -> str:
        """What files made of it begin with: file and page."""
        number = self.page.index + 1
        return f"{self.file:06}-{number:05}"


@dataclass(frozen=True, slots=True)
class Typed:
    """What people typed of one page for a certificate."""

    words: Mapping[Edges, str]
    lines: Sequence[tuple[Box, str]]


def pages_said(desk: Desk) -> list[tuple[int, int]]:
    """File and page of all that are in the run and of which people said something, each once, in
    its order.
    """
    pages: set[tuple[int, int]] = set()
    for sha256, page in desk.ledger.select(SAID):
        file = desk.file_of(sha256)
        if file and page in desk.source(file).indices:
            pages.add((file, page))
    return sorted(pages)


def known_page(desk: Desk, file: int, number: int) -> KnownPage:
    """The known lines of one page. Raises RectoError where the page is not in the run any more."""
    page = desk.page(file, number).page
    sha256 = desk.source(file).sha256
    typed = typed_of(desk.ledger, sha256, number)
    whole: dict[int, str] = {}
    beside: list[KnownLine] = []  # no line of the page is there any more
    for box, text in typed.lines:
        place = line_at(page, box)
        if place is None:
            foot = (box.left, box.bottom, box.right, box.bottom)
            beside.append(KnownLine(text, box, (box,), foot))
        else:
            whole[place] = text

    found: list[KnownLine] = []
    for place, line in enumerate(page.lines):
        words = text_of(line, typed.words)
        known = whole.get(place) if words is None else words
        if known:
            boxes = tuple(word.box for word in line.words)
            found.append(KnownLine(known, line.box, boxes, line.baseline))
    left = len(page.lines) - len(found)
    return KnownPage(
        file,
        page,
        (*found, *beside),
        left,
    )


def with_image(desk: Desk, known: KnownPage) -> KnownPage:
    """The same, its source where its image is. Raises InputError where that is not what was
    read.
    """
    source = desk.source(known.file)
    path = proved_path(source)
    page = replace(known.page, source=path)
    return replace(known, page=page)


def typed_of(ledger: Ledger, sha256: str, number: int) -> Typed:
    """What people typed of a page."""
    words: dict[Edges, str] = {}
    lines: list[tuple[Box, str]] = []
    for kind, packed, said in ledger.select(TYPED, sha256, number):
        sides = json.loads(packed)
        box = box_of(sides, "box")
        text = clean(said)
        if kind == "word":
            words[box.edges] = text
        elif text:
            lines.append((box, text))
    return Typed(words, lines)


def text_of(line: ResultLine, typed: Mapping[Edges, str]) -> str | None:
    """The line's text; None where nobody looked at one of its words."""
    texts = []
    for word in line.words:
        text = typed.get(word.box.edges)
        if word.origin == "human":
            text = word.text
        if text is None:
            return None
        texts.append(text)
    together = " ".join(texts)
    return clean(together)


def clean(text: str) -> str:
    """As outputs have it: what prints, with single spaces."""
    seen = printable(text)
    words = seen.split()
    return joined(words)
