"""What the pages of a document tell together: running heads, and one scheme of headings."""

import pytest
from tests.layout.test_text import FULL, Row, lines

from recto.layout import arrange
from recto.layout.document import all_settled
from recto.model.result import Block, PageResult

WIDTH, HEIGHT = 1000, 1400


def sheet(index: int, rows: list[Row | str], kinds: dict[str, str] | None = None) -> PageResult:
    """A page whose blocks are as arranged, but for those whose first line's kind is told."""
    found = tuple(lines(rows, top=60))
    blocks = []
    for block in arrange(found, WIDTH, HEIGHT):
        kind = (kinds or {}).get(found[block.lines[0]].text, block.kind)
        blocks.append(Block(kind, block.box, block.lines, level=block.level))
    return PageResult("x", index, WIDTH, HEIGHT, 300, "eng", found, blocks=tuple(blocks))


def kinds_of(page: PageResult) -> list[tuple[str, int]]:
    return [(block.kind, block.level) for block in page.blocks]


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (["On Trees"] * 4, "header"),
        (["On Garden Trees", "On Gardcn Trees", "On Garden Tnees"], "header"),  # readers differ
        (["On Trees", "The Oak", "On Trees", "The Oak", "On Trees", "The Oak"], "header"),
        (["On Trees", "Beeches", "Larches and Pines", "Wine"], "paragraph"),
        (["On Trees", "On Trees"], "paragraph"),  # two pages may begin alike
    ],
)
def test_running_heads_stand_on_several_pages(heads: list[str], expected: str) -> None:
    """The same letters at the same edge, whatever one page alone made of them."""
    pages = [
        sheet(at, [head, *["" for _ in range(2)], *[FULL] * 8], {head: "paragraph"})
        for at, head in enumerate(heads)
    ]
    assert {page.blocks[0].kind for page in all_settled(pages)} == {expected}


def test_headings_have_one_scheme() -> None:
    """A page that has only the smaller kind gives it the level that it has elsewhere."""
    rows: list[list[Row | str]] = [
        [("Part One", 100, 44), "", *[FULL] * 6, "", ("Of Oaks", 100, 28), "", *[FULL] * 6],
        [*[FULL] * 6, "", ("Of Pines", 100, 28), "", *[FULL] * 6],
    ]
    alone = [sheet(at, each) for at, each in enumerate(rows)]
    assert [level for kind, level in kinds_of(alone[1]) if kind == "heading"] == [1]
    first, second = all_settled(alone)
    assert [level for kind, level in kinds_of(first) if kind == "heading"] == [1, 2]
    assert [level for kind, level in kinds_of(second) if kind == "heading"] == [2]


def test_a_single_page_stays_as_it_is() -> None:
    """Nothing else tells of it."""
    page = sheet(0, ["On Trees", "", *[FULL] * 8])
    assert all_settled([page]) == [page]
