"""Which places results get: tables of names, and laws over any set of names."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.batch.claims import NAME_BYTES, Endings, Named, Owned, plan
from recto.errors import BadArguments

TXT = Endings({"txt": ".txt"})
TXT_PAGE = Endings({"txt": ".txt", "page": ".page.xml"}, ("page",))
BOTH_PDF = Endings({"pdf": ".pdf", "pdfa": ".pdfa.pdf"})
HTML = Endings({"html": ".html"})


def below(root: str, *names: str) -> list[Named]:
    """Files of one folder."""
    return [Named(name, f"{root}/{name}") for name in names]


def stems(found: list[Owned], kind: str = "txt") -> list[str]:
    """The places of one format without its ending."""
    return [file.places[kind].rpartition(f".{kind}")[0] for file in found]


@pytest.mark.parametrize(
    ("names", "becomes"),
    [
        (["a/letter.png"], ["a/letter"]),
        (["letter.png", "letter.jpg"], ["letter.png", "letter.jpg"]),
        (
            ["letter.jpg", "letter.png", "letter.png.tif"],
            ["letter.jpg", "letter.png", "letter.png.tif"],
        ),
        (["a/x.png", "b/x.png"], ["a/x", "b/x"]),
        (["vol. 1.png", "vol. 2.png"], ["vol. 1", "vol. 2"]),
        ([".png"], [".png"]),
        (["archive.tar.tif"], ["archive.tar"]),
        (["letter", "letter.png"], ["letter", "letter.png"]),
        (["x.png", "X.PNG"], ["x", "X"]),
    ],
)
def test_a_result_is_called_like_its_source(names: list[str], becomes: list[str]) -> None:
    """The ending stays only where two sources would share a name, whatever their order."""
    assert stems(plan(below("/in", *names), [], TXT, (), fold=False)) == becomes
    assert stems(plan(below("/in", *names)[::-1], [], TXT, (), fold=False)) == becomes[::-1]


def test_where_case_is_folded_names_that_differ_in_case_are_told_apart() -> None:
    """By a hash at last; composed and decomposed letters are one name everywhere."""
    for names, fold in ((("x.png", "X.PNG"), True), (("caf\u00e9.png", "cafe\u0301.png"), False)):
        first, second = stems(plan(below("/in", *names), [], TXT, (), fold=fold))
        assert first.startswith(names[0])
        assert second.startswith(names[1])
        assert first[len(names[0]) :] != second[len(names[1]) :]


def test_a_page_of_a_book_is_no_other_source() -> None:
    """book.tif's first page in PAGE XML would be book-0001.page.xml; other formats do not ask for
    more.
    """
    sources = below("/in", "book.tif", "book-0001.png", "book-01.png")
    found = plan(sources, [], TXT_PAGE, (), fold=False)
    assert [file.places["page"] for file in found] == [
        "book.tif.page.xml", "book-0001.png.page.xml", "book-01.page.xml",
    ]  # fmt: skip
    assert stems(plan(sources, [], TXT, (), fold=False)) == ["book", "book-0001", "book-01"]


def test_formats_and_the_report_do_not_meet() -> None:
    """letter.pdfa.png as PDF is letter.png as PDF/A; run-report.png as HTML is the report."""
    pdfs = plan(below("/in", "letter.png", "letter.pdfa.png"), [], BOTH_PDF, (), fold=False)
    places = [place for file in pdfs for place in file.places.values()]
    assert len(set(places)) == 4
    (report,) = plan(below("/in", "run-report.png"), [], HTML, ("run-report.html",), fold=False)
    assert report.places == {"html": "run-report.png.html"}


def test_files_of_one_name_get_as_much_of_their_folders_as_tells_them_apart() -> None:
    """`recto read 1931 1932`, both with a page-1.png, and one more from deeper down; in any
    order.
    """
    paths = ("/s/1931/page-1.png", "/s/1932/page-1.png", "/t/1932/page-1.png")
    sources = [Named("page-1.png", path) for path in paths]
    found = plan(sources, [], TXT, (), fold=False)
    assert stems(found) == ["1931/page-1", "s/1932/page-1", "t/1932/page-1"]
    assert plan(sources[::-1], [], TXT, (), fold=False) == found[::-1]


def test_a_later_run_keeps_what_earlier_ones_have() -> None:
    """The same command moves nothing; another source of the same name goes beside; a new format
    follows the old.
    """
    first = plan([Named("scan.png", "/s/a/scan.png")], [], TXT, (), fold=False)
    second = plan([Named("scan.png", "/s/b/scan.png")], first, TXT, (), fold=False)
    third = plan([Named("scan.jpg", "/s/a/scan.jpg")], first + second, TXT, (), fold=False)
    assert stems(first + second + third) == ["scan", "b/scan", "scan.jpg"]
    known = first + second + third
    again = plan([Named("scan.png", "/s/b/scan.png")], known, TXT_PAGE, (), fold=False)
    assert again[0].places == {"txt": "b/scan.txt", "page": "b/scan.page.xml"}
    assert (
        plan([Named("scan.png", file.path) for file in known], known, TXT, (), fold=False) == known
    )


def test_what_came_through_a_pipe_has_no_folder_to_be_named_by() -> None:
    """Another text from standard input gets a hash, and nothing is put where the ledger lies."""
    first = plan([Named("stdin", "/out/.recto/pipes/stdin-1", True)], [], TXT, (), fold=False)
    (second,) = plan(
        [Named("stdin", "/out/.recto/pipes/stdin-2", True)], first, TXT, (), fold=False
    )
    assert first[0].places == {"txt": "stdin.txt"}
    assert second.places["txt"].startswith("stdin.")
    assert second.places["txt"] != "stdin.txt"
    (inside,) = plan(
        [Named("x.png", "/home/.recto/x.png")],
        [Owned("x.png", "/x.png", {"txt": "x.txt"})],
        TXT,
        (),
        fold=False,
    )
    assert not inside.places["txt"].startswith(".recto")


@pytest.mark.parametrize("length", [244, 250, 255])
@pytest.mark.parametrize("letter", ["n", "é", "\udce9"])
def test_no_place_is_longer_than_names_can_be(length: int, letter: str) -> None:
    """Cut at a letter and told apart by a hash of all of it; a page's number has room."""
    size = len(letter.encode("utf-8", "surrogateescape"))
    names = [letter * ((length - 5) // size) + end for end in ("a.png", "b.png")]
    found = plan(below("/in", *names), [], TXT_PAGE, (), fold=False)
    places = [place for file in found for place in file.places.values()]
    assert len(set(places)) == 4
    for place in places:
        room = NAME_BYTES - (len("-999999") if place.endswith(".page.xml") else 0)
        assert len(place.encode("utf-8", "surrogateescape")) <= room


names = st.lists(
    st.text(st.sampled_from("aAbé.-0\n"), min_size=1, max_size=6).filter(
        lambda name: name not in {".", ".."}
    ),
    min_size=1,
    max_size=6,
    unique=True,
)


@given(names, names, st.booleans())
def test_places_are_distinct_and_stable(first: list[str], second: list[str], fold: bool) -> None:
    """For any names of two folders, read one after the other into one folder."""
    one = plan(below("/in/one", *first), [], TXT_PAGE, ("run-report.html",), fold=fold)
    two = plan(below("/in/two", *second), one, TXT_PAGE, ("run-report.html",), fold=fold)
    known = one + two
    places = [
        place.casefold() if fold else place for file in known for place in file.places.values()
    ]
    assert len(set(places)) == len(places)
    assert all(PurePosixPath(place).name == place.rpartition("/")[2] for place in places)
    assert plan(below("/in/one", *first)[::-1], known, TXT_PAGE, (), fold=fold) == one[::-1]


@pytest.mark.parametrize(
    ("names", "becomes"),
    [
        (["a.png", "a.txt/x.png"], ["a.png.txt", "a.txt/x.txt"]),
        (["a.txt/x.png", "a.png"], ["a.txt/x.txt", "a.png.txt"]),
        (["s/a.png", "s/a.txt/deep/er/x.png"], ["s/a.png.txt", "s/a.txt/deep/er/x.txt"]),
        (["a.png", "a.jpg", "a.png.txt/x.png"], None),
        (["a.png", "a.txt.png/x.png"], ["a.txt", "a.txt.png/x.txt"]),
        (["a.png", "b.txt/x.png"], ["a.txt", "b.txt/x.txt"]),
    ],
)
def test_a_file_is_no_folder_of_another(names: list[str], becomes: list[str] | None) -> None:
    """What would stand in a folder's place gets another name, whatever the order; what is in the
    folder stays.
    """
    found = plan(below("/in", *names), [], TXT, (), fold=False)
    places = [file.places["txt"] for file in found]
    assert becomes is None or places == becomes
    folders = {str(folder) for place in places for folder in PurePosixPath(place).parents}
    assert not folders.intersection(places)


def test_a_page_of_a_book_is_no_folder_either() -> None:
    """book.tif's first page would be book-0001.page.xml, where a folder is needed."""
    sources = below("/in", "book.tif", "book-0001.page.xml/x.png")
    book, other = plan(sources, [], TXT_PAGE, (), fold=False)
    assert book.places["page"] == "book.tif.page.xml"
    assert other.places["page"] == "book-0001.page.xml/x.page.xml"


def test_where_case_is_folded_a_folder_in_capitals_is_in_the_way_too() -> None:
    """ "A.TXT" is "a.txt" there."""
    first, _ = plan(below("/in", "a.png", "A.TXT/x.png"), [], TXT, (), fold=True)
    assert first.places["txt"] == "a.png.txt"


@pytest.mark.parametrize("reserved", [True, False])
def test_a_source_below_what_is_a_file_for_ever_is_refused(reserved: bool) -> None:
    """An earlier run's result, or the report: neither moves, and the run says so."""
    known = [] if reserved else [Owned("a.png", "/in/a.png", {"txt": "a.txt"})]
    places = ("a.txt",) if reserved else ()
    with pytest.raises(BadArguments, match=r"a\.txt is another result's file.*rename that folder"):
        plan(below("/in", "a.txt/x.png"), known, TXT, places, fold=False)


def test_a_known_folder_gives_the_new_file_another_name() -> None:
    """The other way round nothing needs to be refused."""
    known = [Owned("a.txt/x.png", "/in/a.txt/x.png", {"txt": "a.txt/x.txt"})]
    (found,) = plan(below("/in", "a.png"), known, TXT, (), fold=False)
    assert found.places["txt"] == "a.png.txt"
