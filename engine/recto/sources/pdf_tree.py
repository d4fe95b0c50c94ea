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

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

Key = tuple[int, int]  # object number and generation
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
DEEPEST = 90  # levels of a sound tree: qpdf gives up at 100, PDFium at 1024, and real trees have 4
MOST_KIDS = 200_000  # entries looked at: far beyond the cap on pages, and some seconds' work
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
    def missing(self) -> frozenset[int]:
        """0-based places where a page ought to be and is none."""
        return frozenset(i for i, leaf in enumerate(self.leaves) if leaf.page is None)


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
                self._leave()
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
        self.above.add(node.objgen)
        self.levels.append(_Level(node, {**inherited, **_own(node)}, _entries(node.get("/Kids"))))
        if len(self.levels) > DEEPEST:
            self.faults.add("a tree deeper than programs go")

    def _leave(self) -> None:
        """Up again, with what was found below."""
        level = self.levels.pop()
        self.above.discard(level.node.objgen)
        if not _is_count(level.node.get("/Count"), level.found):
            self.faults.add("a wrong /Count")
        if self.levels:
            self.levels[-1].found += level.found

    def _looked_at(self, kid: Any, level: _Level) -> Leaf | None:
        """The page that an entry is; None for a node, which is entered."""
        parent = level.node.objgen
        known = _is_dictionary(kid) and (_is_node(kid) or _is_page(kid))
        if not known or kid.objgen in self.above:
            self.faults.add("an entry that is no page")
            return Leaf(None, {}, parent)
        if not _is_name(kid.get("/Type"), "/Pages" if _is_node(kid) else "/Page"):
            self.faults.add("an entry of another /Type")
        if _parent(kid) != parent or not kid.is_indirect:
            self.faults.add("a wrong /Parent")
        if kid.objgen in self.met:
            self.faults.add("an entry listed twice")
        self.met.add(kid.objgen)
        if _is_node(kid):
            self._enter(kid, level.inherited)
            return None
        return self._leaf(kid, level.inherited, parent)

    def _leaf(self, page: Object, inherited: Mapping[str, Object], parent: Key) -> Leaf:
        leaf = Leaf(page, inherited, parent)
        faults = (box_fault(attribute(leaf, "/MediaBox"), attribute(leaf, "/CropBox")),
                  turn_fault(attribute(leaf, "/Rotate")))  # fmt: skip
        self.faults.update(fault for fault in faults if fault)
        return leaf


def page_tree(pdf: Pdf) -> Tree:
    """Walk the tree from its root, mending nothing. Raises pikepdf.PdfError."""
    root: Any = pdf.Root.get("/Pages")
    if not _is_dictionary(root):
        return Tree((), ("no page tree",))
    walk = _Walk()
    if _is_node(root):
        leaves = list(walk.leaves(root))
    else:  # a page in the root's place, which PDFium takes for the only page
        walk.faults.add("a page in place of the tree")
        leaves = [walk._leaf(root, {}, (0, 0))]  # noqa: SLF001 - the walk is this module's own
    return _reckoned(leaves, root.get("/Count"), walk.faults)


def attribute(leaf: Leaf, name: str) -> Object | None:
    """What a page has, or inherits from the nodes that lead to it."""
    page = leaf.page
    own = page.get(name) if page is not None else None
    return leaf.inherited.get(name) if own is None else own


def inherited(page: Object, name: str) -> Object | None:
    """What a page of a sound tree has, or inherits."""
    node: Any = page
    for _ in range(DEEPEST + 1):
        if not _is_dictionary(node):
            return None
        if name in node:
            found: Object = node[name]
            return found
        node = node.get("/Parent")
    return None


def _reckoned(leaves: list[Leaf], promised: object, faults: set[str]) -> Tree:
    """Entries that are no page count as pages where the tree promises more pages than it has."""
    pages = [leaf for leaf in leaves if leaf.page is not None]
    count = _whole(promised)
    fault_names = tuple(sorted(faults))
    if len(pages) == len(leaves):
        short = count is not None and count > len(pages)
        note = f"its page tree promises {count:,} pages and has {len(pages):,}" if short else ""
        return Tree(tuple(leaves), fault_names, (note,) if note else ())
    if count is not None and count > len(pages):
        return Tree(tuple(leaves), fault_names)
    return Tree(tuple(pages), fault_names, (NO_PAGE,))


def _entries(kids: Any) -> Iterator[Any]:
    import pikepdf

    if isinstance(kids, pikepdf.Array):
        for index in range(len(kids)):
            yield kids[index]


def _is_page(kid: Object) -> bool:
    """Also one that does not say so, where it has what pages have."""
    says_so = _is_name(kid.get("/Type"), "/Page")
    return says_so or "/Contents" in kid or "/MediaBox" in kid


def _is_node(node: Object) -> bool:
    """As PDFium tells: by /Type where it is one of the two, else by its /Kids."""
    kind = node.get("/Type")
    if _is_name(kind, "/Page"):
        return False
    return "/Kids" in node or (_is_name(kind, "/Pages") and "/Contents" not in node)


def _is_dictionary(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Dictionary)


def _is_name(value: Any, *names: str) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Name) and str(value) in names


def _parent(kid: Object) -> Key:
    parent: Any = kid.get("/Parent")
    return parent.objgen if _is_dictionary(parent) else (-1, -1)


def _own(node: Object) -> dict[str, Object]:
    return {name: node[name] for name in INHERITED if name in node}


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_count(value: Any, found: int) -> bool:
    return _whole(value) == found
