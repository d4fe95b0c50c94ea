"""Bookmarks of the PDFs that are merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, OutlineItem, OutlineItemFlag, Pdf, String
from tests.conftest import Recto

from recto.writers.pdf_bookmarks import MOST, bookmarks_of, items_of

Tree = list[tuple[str, int | None, "Tree"]]


def paper(pages: int) -> Pdf:
    """A PDF of empty pages."""
    pdf = Pdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(200, 300))
    return pdf


def tree(pdf: Pdf, items: Sequence[OutlineItem] | None = None) -> Tree:
    """Title, page and what is below, as a viewer follows them."""
    if items is None:
        items = pdf.open_outline().root
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    found: Tree = []
    for item in items:
        place = item.resolved_destination(pdf)
        number = numbers[place.page.objgen] if place else None
        found.append((item.title, number, tree(pdf, item.children)))
    return found


def behind_two_pages(source: Pdf, tmp_path: Path) -> Pdf:
    """The file's pages and bookmarks after two other pages, saved and opened again."""
    whole = paper(2)
    whole.pages.extend(source.pages)
    with whole.open_outline() as outline:
        outline.root.extend(items_of(bookmarks_of(source), 2))
    whole.save(tmp_path / "whole.pdf")
    return Pdf.open(tmp_path / "whole.pdf")


def by_number(pdf: Pdf) -> OutlineItem:
    """The usual one."""
    return OutlineItem("one", 1)


def by_action(pdf: Pdf) -> OutlineItem:
    """As LaTeX and Word write them."""
    goes = Dictionary(S=Name.GoTo, D=Array([pdf.pages[1].obj, Name.XYZ, 0, 250, 0]))
    return OutlineItem("one", action=goes)


def by_name(pdf: Pdf) -> OutlineItem:
    """By a name of the name tree."""
    place = Array([pdf.pages[1].obj, Name.Fit])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("here"), place])))
    return OutlineItem("one", String("here"))


@pytest.mark.parametrize("made", [by_number, by_action, by_name])
def test_bookmarks_lead_to_the_same_pages(
    made: Callable[[Pdf], OutlineItem], tmp_path: Path
) -> None:
    """However they say the page, and whatever stands below them."""
    source = paper(3)
    item = made(source)
    with source.open_outline() as outline:
        item.children.append(OutlineItem("below", 2))
        outline.root.append(item)
    source.save(tmp_path / "source.pdf")
    with Pdf.open(tmp_path / "source.pdf") as again:
        whole = behind_two_pages(again, tmp_path)
    assert tree(whole) == [("one", 3, [("below", 4, [])])]


def test_style_place_and_folding_stay(tmp_path: Path) -> None:
    """Bold, the height on the page, and that it is folded."""
    source = paper(2)
    with source.open_outline() as outline:
        item = OutlineItem(
            "Käufe", 1, page_location="XYZ", left=0, top=120, flags=OutlineItemFlag.Bold
        )
        item.children.append(OutlineItem("below", 0))
        item.is_closed = True
        outline.root.append(item)
    whole = behind_two_pages(source, tmp_path)
    (found,) = whole.open_outline().root
    place = found.resolved_destination(whole)
    assert place is not None
    assert (found.title, found.bold, found.is_closed, place.top) == ("Käufe", True, True, 120)


@pytest.mark.parametrize("kind", ["URI", "Launch", "JavaScript", "GoToR"])
def test_what_leads_out_of_the_file_keeps_its_title_alone(kind: str, tmp_path: Path) -> None:
    """No program, script or address is carried into the whole."""
    source = paper(1)
    action = Dictionary(S=Name(f"/{kind}"), URI=String("https://example.org"), JS=String("x"))
    with source.open_outline() as outline:
        outline.root.append(OutlineItem("away", action=action))
    whole = behind_two_pages(source, tmp_path)
    assert tree(whole) == [("away", None, [])]
    assert b"example.org" not in (tmp_path / "whole.pdf").read_bytes()
    assert "/A" not in whole.Root.Outlines.First


def test_a_damaged_outline_costs_itself_alone(tmp_path: Path) -> None:
    """Bookmarks that go round in circles, that are none, and too many of them."""
    source = paper(1)
    first = source.make_indirect(Dictionary(Title=String("again")))
    first.Next = first
    source.Root.Outlines = source.make_indirect(Dictionary(First=first, Last=first))
    assert tree(behind_two_pages(source, tmp_path)) == [("again", None, [])]
    source.Root.Outlines = source.make_indirect(Dictionary(First=Array([1, 2])))
    assert bookmarks_of(source) == ()
    many = paper(1)
    with many.open_outline() as outline:
        outline.root.extend(OutlineItem(str(number), 0) for number in range(MOST + 1))
    assert len(bookmarks_of(many)) == MOST


def test_merged_files_keep_their_bookmarks_below_their_own(
    tmp_path: Path, samples: Path, recto: Recto
) -> None:
    """One entry a source file, in the order of the names; PDF/A, too."""
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "a.png").write_bytes((samples / "label.png").read_bytes())
    with paper(2) as book:
        with book.open_outline() as outline:
            chapter = OutlineItem("Chapter two", 1)
            chapter.children.append(OutlineItem("Section", 0))
            outline.root.append(chapter)
        book.save(scans / "book.pdf")
    fast = ("--layout", "line", "--second-reader", "off", "-j", "1")
    wanted: Tree = [("a.png", 0, []), ("book.pdf", 1, [("Chapter two", 2, [("Section", 1, [])])])]
    for name in ("whole.pdf", "whole.pdfa.pdf"):
        done = recto("read", scans, "-o", tmp_path / name, "--merge", *fast)
        assert done.returncode == 0, done.stderr
        with pikepdf.open(tmp_path / name) as whole:
            assert tree(whole) == wanted
