"""How sources become groups, and that a plan in OUT is read back as it was, or not at all."""

from collections.abc import Sequence

import pytest

from recto.cluster.groups import Group, Piece, packed, unpacked
from recto.cluster.named import Named, refuse_others
from recto.cluster.planning import cut
from recto.errors import FileAccess


def piece(name: str, pages: int = 0, *places: str) -> Piece:
    """A document with so many pages; 0: nobody has looked."""
    indices = tuple(range(pages)) if pages else None
    return Piece(
        name, f"in/{name}", "1-2", indices, places=tuple((p, f"{name}.{p}") for p in places)
    )


def shape(groups: Sequence[Group]) -> list[list[tuple[str, int]]]:
    """Names and pages of the pieces of each group."""
    return [[(each.key, each.weight) for each in group.pieces] for group in groups]


@pytest.mark.parametrize(
    ("pages", "workers", "sizes"),
    [
        (8, 2, [1] * 8),
        (16, 2, [2] * 8),
        (120, 2, [15] * 8),
        (1_600, 2, [200] * 8),
        (10_050, 2, [200] * 50 + [50]),
        (3, 1, [1, 1, 1]),
    ],
)
def test_groups_are_as_large_as_pages_and_workers_say(
    pages: int, workers: int, sizes: list[int]
) -> None:
    """min(200, pages / (4 x workers))."""
    groups = list(cut(iter([piece(f"{n}.png") for n in range(pages)]), workers, 0))
    assert [group.weight for group in groups] == sizes
    assert [group.number for group in groups] == list(range(len(sizes)))


def test_a_document_that_fits_is_not_cut_and_a_long_one_is_joined() -> None:
    """Its parts are groups by themselves; for files of its own a last group joins them."""
    pieces = [piece("a", 3), piece("b", 3), piece("c", 9, "txt"), piece("d", 1)]
    groups = list(cut(iter(pieces), 1, 4))
    assert shape(groups) == [
        [("a", 3)], [("b", 3)], [("c", 4)], [("c", 4)], [("c", 1)], [("d", 1)], [("c", 9)],
    ]  # fmt: skip
    assert [each.part for group in groups[2:5] for each in group.pieces] == [1, 2, 3]
    assert groups[-1].joins == (2, 3, 4)
    assert list(cut(iter([piece("c", 9)]), 1, 4))[-1].joins == ()


def test_a_plan_is_read_back() -> None:
    """Names of any script, and pages in any order."""
    odd = Piece("ä/ב.pdf", "s3://b/ä/ב.pdf", "5-x", (7, 1, 2, 3), 2, (("txt", "ä/ב.txt"),))
    groups = [Group(3, (odd, piece("x"))), Group(4, (), ()), Group(5, (odd,), (3, 4))]
    assert unpacked(packed(groups), "plan") == groups


@pytest.mark.parametrize(
    "name", ["../x.txt", "/etc/x.txt", ".recto/run.json", "a//b", ".RECTO/x", ""]
)
def test_a_plan_leads_no_result_out_of_its_place(name: str) -> None:
    """OUT is data."""
    bad = Piece("x", "in/x.png", "", None, 0, (("txt", name),))
    with pytest.raises(FileAccess, match="the plan is damaged"):
        unpacked(packed([Group(0, (bad,))]), "plan")


@pytest.mark.parametrize("data", [b"", b"x", b"\x78\x9c", packed([])[:-3]])
def test_a_damaged_plan_is_named(data: bytes) -> None:
    """Whatever it holds."""
    with pytest.raises(FileAccess):
        unpacked(data, "plan")


@pytest.mark.parametrize(
    ("path", "is_there"),
    [
        ("in/a.png", True),
        ("in/deep/a.png", True),
        ("other/a.png", False),
        ("in/../secret.png", False),
        ("/etc/passwd", False),
        ("s3://b/in/x.png", True),
        ("s3://b/inner/x.png", False),
        ("s3://c/in/x.png", False),
        ("zip://x.png::pages.zip", True),
        ("zip://x.png::other.zip", False),
        ("https://h/x.png", False),
    ],
)
def test_a_plan_has_nothing_read_that_was_not_named(path: str, *, is_there: bool) -> None:
    """An edited plan could have any page of this machine read."""
    named = Named(["in", "s3://b/in", "pages.zip"])
    assert named.has(path) is is_there
    if not is_there:
        with pytest.raises(FileAccess, match="not among the sources"):
            refuse_others(Group(0, (Piece("x", path, ""),)), named)
