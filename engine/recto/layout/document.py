"""What only the pages of a document together tell: its running heads and one scheme of headings.

PageFacts of all pages enter, a Scheme leaves; a page and the Scheme enter, the page with the kinds
and levels of its blocks settled leaves. A line that stands at the same edge of several pages with
the same letters is a running head, however it looks on its own; headings have one level where they
have one size, on every page. A document of one page stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import Literal

from recto.layout.headings import level_of, ranked_size, size_steps
from recto.layout.type_sizes import set_sizes
from recto.model.result import Block, BlockKind, PageResult

Edge = Literal["header", "footer"]

EDGE = 0.15  # of the page's height: running heads and footers stand no further in
SAME_PLACE = 0.03  # of the page's height
NEAR_PAGES = 4  # pages away that the same head stands again: left and right ones may differ
LEAST = 3  # pages that have a head, before it is one
LEAST_LETTERS = 3
SAME_TEXT = 0.75  # similarity of letters, as readers differ
HEADS: frozenset[BlockKind] = frozenset({"paragraph", "heading", "header", "footer"})


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A block of one line near the page's edge."""

    edge: Edge
    place: float  # of its middle, share of the page's height
    letters: str  # folded


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What of one page counts for the others."""

    index: int
    edges: tuple[EdgeLine, ...]
    headings: tuple[tuple[EdgeLine | None, float], ...]  # and sizes, in those of the page's text


@dataclass(frozen=True, slots=True)
class Scheme:
    """Of one document."""

    heads: dict[int, tuple[EdgeLine, ...]]  # of a page: its lines that are running heads
    steps: tuple[float, ...]  # of all headings: the largest size of each level


def facts_of(page: PageResult) -> PageFacts:
    """Of one page."""
    lines = []
    headings = []
    sizes = _line_sizes(page)
    for block in page.blocks:
        line = _edge_line(page, block)
        if line is not None:
            lines.append(line)
        if block.kind == "heading":
            size = _ranked_size(page, block, sizes)
            headings.append((line, size))
    return PageFacts(page.index, tuple(lines), tuple(headings))


def scheme_of(pages: Iterable[PageFacts]) -> Scheme | None:
    """The document's; None where it has one page."""
    facts = list(pages)
    if len(facts) < 2:
        return None
    heads = {}
    sizes: list[float] = []
    for at, page in enumerate(facts):
        first = max(0, at - NEAR_PAGES)
        near = [other for other in facts[first : at + NEAR_PAGES + 1] if other is not page]
        running = _running(page, near)
        if running:
            heads[page.index] = running
        sizes += [size for line, size in page.headings if line is None or line not in running]
    return Scheme(heads, size_steps(sizes))


def settled(page: PageResult, scheme: Scheme | None) -> PageResult:
    """The page as one of its document."""
    if scheme is None or not page.blocks:
        return page
    blocks = []
    heads = scheme.heads.get(page.index, ())
    for block in page.blocks:
        line = _edge_line(page, block)
        if line is not None and line in heads:
            blocks.append(replace(block, kind=line.edge, level=0))
        else:
            blocks.append(block)
    return replace(page, blocks=tuple(_levelled(page, blocks, scheme.steps)))


def all_settled(pages: Sequence[PageResult]) -> list[PageResult]:
    """All pages of a document."""
    scheme = scheme_of(map(facts_of, pages))
    return [settled(page, scheme) for page in pages]


def _levelled(page: PageResult, blocks: Sequence[Block], steps: Sequence[float]) -> Iterator[Block]:
    """Headings with the level that their size has in the document."""
    sizes = _line_sizes(page)
    for block in blocks:
        if block.kind == "heading":
            size = _ranked_size(page, block, sizes)
            level = level_of(size, steps)
            yield replace(block, level=level)
        else:
            yield block


def _ranked_size(page: PageResult, block: Block, sizes: Sequence[float]) -> float:
    """A heading's, in sizes of the page's text."""
    size = fmean(sizes[at] for at in block.lines)
    return ranked_size(size, page.lines[block.lines[0]].text)


def _running(page: PageFacts, near: Sequence[PageFacts]) -> tuple[EdgeLine, ...]:
    """The lines at its edges that stand on enough of the pages around, too."""
    found = []
    for line in page.edges:
        pages = 1
        for other in near:
            pages += any(_is_same(line, each) for each in other.edges)
        if pages >= LEAST:
            found.append(line)
    return tuple(found)


def _edge_line(page: PageResult, block: Block) -> EdgeLine | None:
    """The block as what may be a running head; None where it is none for sure."""
    if block.kind not in HEADS or len(block.lines) != 1:
        return None
    _, middle = block.box.centre
    place = middle / max(1, page.height)
    if EDGE < place < 1 - EDGE:
        return None
    text = page.lines[block.lines[0]].text
    letters = "".join(filter(str.isalpha, text)).casefold()
    if len(letters) < LEAST_LETTERS:
        return None
    return EdgeLine("header" if place <= EDGE else "footer", place, letters)


def _is_same(line: EdgeLine, other: EdgeLine) -> bool:
    from rapidfuzz.distance import Levenshtein

    if line.edge != other.edge or abs(line.place - other.place) > SAME_PLACE:
        return False
    likeness = Levenshtein.normalized_similarity(line.letters, other.letters)
    return likeness >= SAME_TEXT


def _line_sizes(page: PageResult) -> list[float]:
    """Of each line, in sizes of the page's text."""
    lines = []
    for line in page.lines:
        words = [(word.text, word.box.height) for word in line.words]
        lines.append(words)
    sizes = set_sizes(lines)
    of_words = []
    for size, words in zip(sizes, lines, strict=True):
        of_words += [size] * len(words)
    usual = median(of_words) if of_words else 1.0
    return [size / usual for size in sizes]
