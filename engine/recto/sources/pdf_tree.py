"""The pages of a PDF's page tree, and whether every program finds the same ones in it.

An open pikepdf document enters; a Tree leaves: its pages in order, the places where one ought to be
and is none, and why two programs might read it differently. A sound tree is what ISO 32000-1, 7.7.3
asks: PDFium (which believes /Count and /Parent) and qpdf (which follows /Kids) then number the same
pages alike. Only here: what counts as sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recto.sources.pdf_boxes import box_fault, turn_fault
from recto.sources.pdf_objects import is_dictionary, name_of

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

Key = tuple[int, int]  # object number and generation
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
DEEPEST = 90  # levels of a sound tree: qpdf gives up at 100, PDFium at 1024, and real trees have 4
MOST_KIDS = 200_000  # entries looked at: far beyond the cap on pages, and some seconds' work
NODE, PAGE = "/Pages", "/Page"  # what an entry says that it is
END = object()  # of a node's entries, which may be null
NO_PAGE = "an entry of its page tree that is no page was passed over"


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One page; `page` is None where the tree names an object that is not there or is no page."""

    page: Object | None
    inherited: Mapping[str, Object]  # what the nodes above it give to it
    parent: Key = (0, 0)  # object number and generation of the node that lists it


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """All pages in order."""

    leaves: tuple[Leaf, ...]
    faults: tuple[str, ...]  # why programs may differ about it; none: the tree is sound
    notes: tuple[str, ...] = ()  # what was passed over, for people

    @property
    def pages(self) -> list[Object]:
        """Those that are there."""
        return [leaf.page for leaf in self.leaves if leaf.page is not None]

    @property
    def keys(self) -> tuple[Key, ...]:
        """Of the pages that are there."""
        return tuple(page.objgen for page in self.pages)

    @property
    def missing(self) -> frozenset[int]:
        """0-based places where a page ought to be and is none."""
        places = enumerate(self.leaves)
        return frozenset(place for place, leaf in places if leaf.page is None)


@dataclass(slots=True, eq=False)
class _Level:
    """A node on the way from the root to here, and how far its entries have been followed."""

    node: Object
    inherited: Mapping[str, Object]  # what it hands down
    entries: Iterator[Any]
    found: int = 0  # pages below it


@dataclass(slots=True)
class _Walk:
    """One way through the tree; notes what it meets."""

    faults: set[str] = field(default_factory=set)
    above: set[Key] = field(default_factory=set)  # nodes between the root and here
    met: set[Key] = field(default_factory=set)  # each may be listed once
    levels: list[_Level] = field(default_factory=list)
    kids: int = 0

    def leaves(self, root: Object) -> Iterator[Leaf]:
        """The pages below the root, in order; on a list of its own, since Python's calls do not go
        as deep.
        """
        self._enter(root, {})
        while self.levels:
            level = self.levels[-1]
            kid = next(level.entries, END)
            if kid is END:
                # Up again, with what was found below.
                self.levels.pop()
                self.above.discard(level.node.objgen)
                if _whole(level.node.get("/Count")) != level.found:
                    self.faults.add("a wrong /Count")
                if self.levels:
                    self.levels[-1].found += level.found
                continue
            self.kids += 1
            if self.kids > MOST_KIDS:
                self.faults.add("too many entries")
                return
            leaf = self._looked_at(kid, level)
            if leaf is not None:
                level.found += leaf.page is not None
                yield leaf

    def _enter(self, node: Object, inherited: Mapping[str, Object]) -> None:
        import pikepdf

        self.above.add(node.objgen)
        handed_down = dict(inherited)
        for name in INHERITED:
            if name in node:
                handed_down[name] = node[name]
        kids: Any = node.get("/Kids")
        count = len(kids) if isinstance(kids, pikepdf.Array) else 0
        entries = (kids[index] for index in range(count))
        self.levels.append(_Level(node, handed_down, entries))
        if len(self.levels) > DEEPEST:
            self.faults.add("a tree deeper than programs go")

    def _looked_at(self, kid: Any, level: _Level) -> Leaf | None:
        """The page that an entry is; None for a node, which is entered."""
        parent = level.node.objgen
        kind = _kind(kid)
        if not kind or kid.objgen in self.above:
            self.faults.add("an entry that is no page")
            return Leaf(None, {}, parent)
        if not _is_name(kid.get("/Type"), kind):
            self.faults.add("an entry of another /Type")
        named = kid.get("/Parent")
        is_under_parent = is_dictionary(named) and named.objgen == parent
        if not is_under_parent or not kid.is_indirect:
            self.faults.add("a wrong /Parent")
        if kid.objgen in self.met:
            self.faults.add("an entry listed twice")
        self.met.add(kid.objgen)
        if kind == NODE:
            self._enter(kid, level.inherited)
            return None
        return self.leaf(kid, level.inherited, parent)

    def leaf(self, page: Object, inherited: Mapping[str, Object], parent: Key) -> Leaf:
        """A page, and what is wrong with its boxes and its turn."""
        leaf = Leaf(page, inherited, parent)
        box = box_fault(attribute(leaf, "/MediaBox"), attribute(leaf, "/CropBox"))
        turn = turn_fault(attribute(leaf, "/Rotate"))
        self.faults.update(filter(None, (box, turn)))
        return leaf


def page_tree(pdf: Pdf) -> Tree:
    """Walk the tree from its root, mending nothing. Raises pikepdf.PdfError."""
    root: Any = pdf.Root.get("/Pages")
    if not is_dictionary(root):
        return Tree((), ("no page tree",))
    walk = _Walk()
    if _kind(root) == NODE:
        leaves = list(walk.leaves(root))
    else:  # a page in the root's place, which PDFium takes for the only page
        walk.faults.add("a page in place of the tree")
        leaves = [walk.leaf(root, {}, (0, 0))]

    pages = [leaf for leaf in leaves if leaf.page is not None]
    promised = _whole(root.get("/Count"))
    promises_more = promised is not None and promised > len(pages)
    has_others = len(pages) < len(leaves)
    notes: tuple[str, ...] = ()
    if promises_more and not has_others:
        notes = (f"its page tree promises {promised:,} pages and has {len(pages):,}",)
    # Entries that are no page count as pages where the tree promises more pages than it has.
    if has_others and not promises_more:
        leaves = pages
        notes = (NO_PAGE,)
    faults = tuple(sorted(walk.faults))
    return Tree(tuple(leaves), faults, notes)


def attribute(leaf: Leaf, name: str) -> Object | None:
    """What a page has, or inherits from the nodes that lead to it."""
    if leaf.page is not None:
        value = leaf.page.get(name)
        if value is not None:
            return value
    return leaf.inherited.get(name)


def inherited(page: Object, name: str) -> Object | None:
    """What a page of a sound tree has, or inherits."""
    node: Any = page
    for _ in range(DEEPEST + 1):
        if not is_dictionary(node):
            return None
        if name in node:
            found: Object = node[name]
            return found
        node = node.get("/Parent")
    return None


def _kind(value: Any) -> str:
    """A node or a page, as PDFium tells: by /Type where it is one of the two, else by its /Kids.
    Also a page that does not say so, where it has what pages have; empty for what is neither.
    """
    if not is_dictionary(value):
        return ""
    kind = value.get("/Type")
    if _is_name(kind, PAGE):
        return PAGE
    if "/Kids" in value:
        return NODE
    if "/Contents" in value:
        return PAGE
    if _is_name(kind, NODE):
        return NODE
    return PAGE if "/MediaBox" in value else ""


def _is_name(value: Any, name: str) -> bool:

    return name_of(value) == name


def _whole(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return None
