"""Where results go: the input tree mirrored, no two files in one place."""

from pathlib import Path

import pytest
from lxml import etree
from PIL import Image
from tests.batch.pages import FAST, draw, run

from recto.batch.folder import refuse_among_inputs
from recto.batch.outputs import places, suffixes
from recto.errors import BadArguments


def test_an_unknown_format_is_refused_before_anything_is_read() -> None:
    """Not after a night's work."""
    with pytest.raises(BadArguments, match="unknown format 'rtf'; use one of txt, md, json"):
        suffixes(("txt", "rtf"))


@pytest.mark.parametrize(
    ("out", "refused"), [("in/out", True), ("in", True), ("in/../out", False), ("input", False)]
)
def test_the_output_folder_is_not_among_the_inputs(tmp_path: Path, out: str, refused: bool) -> None:
    """Results would be read as inputs by the next run."""
    (tmp_path / "in").mkdir()
    if refused:
        with pytest.raises(BadArguments, match="is inside the input folder"):
            refuse_among_inputs(tmp_path / out, [str(tmp_path / "in")])
    else:
        refuse_among_inputs(tmp_path / out, [str(tmp_path / "in")])


def test_a_format_of_one_page_a_file_gets_one_file_a_page() -> None:
    """Numbered as in the source, those that could be read; a source of one page keeps its plain
    name.
    """
    outputs = (("txt", "o/a.txt"), ("page", "o/a.page.xml"))
    assert places(outputs, (0,), (0,)) == ["o/a.txt", "o/a.page.xml"]
    assert places(outputs, (0, 6, 999), (0, 999)) == [
        "o/a.txt",
        "o/a-0001.page.xml",
        "o/a-1000.page.xml",
    ]


def test_a_book_in_page_xml(tmp_path: Path) -> None:
    """Each page is a document; nothing is written twice; standard output takes one page and says
    so.
    """
    frames = [
        Image.open(draw(tmp_path / f"{text}.png", text)) for text in ("volume one", "volume two")
    ]
    book, out = tmp_path / "book.tif", tmp_path / "out"
    frames[0].save(book, save_all=True, append_images=frames[1:], dpi=(200, 200))
    done = run("read", book, "-o", out, "-f", "page", *FAST)
    assert done.returncode == 0, done.stderr
    found = sorted(out.glob("*.xml"))
    assert [file.name for file in found] == ["book-0001.page.xml", "book-0002.page.xml"]
    texts = ["".join(etree.parse(file).getroot().itertext("{*}Unicode")) for file in found]
    assert ["volume one" in text for text in texts] == [True, False]
    assert "nothing has changed" in run("read", book, "-o", out, "-f", "page", *FAST).stderr
    printed = run("read", book, "-f", "page", *FAST)
    assert (
        printed.returncode,
        "give a folder with -o, or one page with --pages" in printed.stderr,
    ) == (1, True)
    assert etree.fromstring(printed.stdout.encode()).tag.endswith("PcGts")
