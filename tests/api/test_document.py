"""A Document and its Pages at a prompt: shown in a line, saved in any format, loaded again."""

from __future__ import annotations

import json
import os
import pickle
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pikepdf
import pytest
from tests.api.pages import FAST, WORDS, drawn, grey, saved, texts
from tests.writers.samples import WIDTH, line, page

import recto
from recto.api.document import document_of
from recto.errors import BadArguments, FileAccess, InputError, MissingDependency, RectoError
from recto.layout import arrange
from recto.model.page import Box
from recto.model.result import Block, Cell
from recto.model.result import Document as Result
from recto.writers import WRITERS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page lies."""
    return tmp_path_factory.mktemp("document")


@pytest.fixture(scope="module")
def read(folder: Path) -> recto.Document:
    """A page read from a file."""
    return recto.read(drawn(folder), **FAST)


@pytest.fixture(scope="module")
def given(folder: Path) -> recto.Document:
    """The same from an array."""
    return recto.read(grey(drawn(folder)), **FAST)


def made(*pages: recto.Page | object) -> recto.Document:
    """A document of pages that were made by hand."""
    head = Result("scan.png", (), "digest", "0.1.0")
    return document_of(head, pages, None)  # type: ignore[arg-type]


def test_it_is_shown_in_a_line(read: recto.Document, given: recto.Document) -> None:
    """With its name and what counts, not with every character choice."""
    words = "4 words, 0 flagged"
    assert repr(read) == f"<Document {read.source[-60:]}: 1 page, {words}>"
    assert repr(given.pages[0]) == f"<Page 1 of <array>: {words}, ok>"
    assert repr([given]) == f"[<Document <array>: 1 page, {words}>]"
    odd = made(replace(page([line("a")]), source="a\n\x1b[2Jb"))
    assert "\n" not in repr(odd.pages[0])
    assert "\x1b" not in repr(odd.pages[0])


class Tags(HTMLParser):
    """Names and attributes of what is opened, and the texts between."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One is opened."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Between two."""
        self.texts.append(data)


@pytest.mark.parametrize("source", ["read", "given"])
def test_a_notebook_shows_the_page_and_its_words(
    source: str, request: pytest.FixtureRequest
) -> None:
    """Small, with a rectangle a word, and nothing that runs or is fetched."""
    document = request.getfixturevalue(source)
    html = document._repr_html_()
    assert len(html) < 200_000
    shown = Tags(html)
    names = [name for name, _ in shown.tags]
    assert names.count("title") == 4
    assert names.count("image") == 1
    assert "script" not in names
    pictures = [about["href"] for name, about in shown.tags if name == "image"]
    assert str(pictures[0]).startswith("data:image/jpeg;base64,")


def test_a_notebook_shows_words_as_text_alone() -> None:
    """What a page says is no markup, and a page that is gone is shown without its picture."""
    word = "<script>alert(1)</script>"
    document = made(*(page([line(word)], index) for index in range(5)))
    html = document._repr_html_()
    shown = Tags(html)
    assert {name for name, _ in shown.tags} >= {"svg", "rect", "title"}
    assert {name for name, _ in shown.tags}.isdisjoint({"script", "image"})
    assert word in "".join(shown.texts)
    assert html.endswith("<p>and 2 more</p>")


def test_colours_say_how_sure_words_are() -> None:
    """The least sure red, the sure ones none; a flagged word is never without a colour."""
    words = line("a b c d e f").words
    shades = (0.99, 0.95, 0.8, 0.6, 0.1, 0.99)
    lines = [
        replace(word, confidence=p, flagged=False) for word, p in zip(words, shades, strict=True)
    ]
    lines[5] = replace(lines[5], flagged=True)
    row = replace(line("a b c d e f"), words=tuple(lines))
    shown = Tags(made(page([row]))._repr_html_())
    fills = [about["fill"] for name, about in shown.tags if name == "rect"][1:]
    assert fills == ["none", "#7a9a4a", "#c9a400", "#d9730d", "#b3261e", "#7a9a4a"]


def test_text_words_markdown_and_tables(read: recto.Document) -> None:
    """Of the document and of the page."""
    assert texts(read) == WORDS == tuple(word.text for word in read.pages[0].words)
    assert read.text == read.pages[0].text == "Harbour ledger\nvolume seven"
    assert read.markdown.split() == list(WORDS)
    lines = [line("a b"), line("c d", top=130)]
    cells = [
        Cell(row, column, 1, 1, ((row, column, column + 1),))
        for row in range(2)
        for column in range(2)
    ]
    table = Block("table", Box(0, 0, 1, 1), (0, 1), cells=tuple(cells))
    document = made(page(lines, 0, (table,)), page([line("no table")], 1))
    assert document.tables == ((("a", "b"), ("c", "d")),) == document.pages[0].tables
    assert document.pages[1].tables == ()
    assert "| a | b |" in document.markdown


ENDINGS = {
    "txt": "a.txt", "md": "a.MD", "json": "a.json", "hocr": "a.hocr", "alto": "a.alto.xml",
    "page": "a.page.xml", "pdf": "a.pdf", "pdfa": "a.pdfa.pdf", "html": "a.html", "csv": "a.csv",
    "docx": "a.docx", "tei": "a.tei.xml", "pages.csv": "a.pages.csv",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), ENDINGS.items())
@pytest.mark.parametrize("source", ["read", "given"])
def test_it_is_saved_in_every_format(
    kind: str, name: str, source: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """As the command writes it, from a file and from memory, by ending or by word."""
    document: recto.Document = request.getfixturevalue(source)
    by_ending = document.save(tmp_path / name)
    by_word = document.save(str(tmp_path / "b.dat"), kind.upper())
    assert by_ending == tmp_path / name
    if kind not in ("pdf", "pdfa", "docx"):  # which have the time in them
        assert _without_second(by_ending) == _without_second(by_word)
    if kind in ("txt", "json", "hocr", "html"):
        assert "Harbour" in by_ending.read_text(encoding="utf-8")
    assert "recto-given" not in by_ending.read_bytes().decode("latin-1")
    assert set(ENDINGS) == set(WRITERS)


def _without_second(path: Path) -> bytes:
    """Of PAGE XML, which says when it was written: two may be written in two seconds."""
    return re.sub(rb"<(Created|LastChange)>[^<]+", b"", path.read_bytes())


def test_a_pdf_that_was_given_as_bytes_is_saved_as_itself(tmp_path: Path) -> None:
    """Its picture stays, our text is under it."""
    document = recto.read(saved(drawn(tmp_path), "PDF"), **FAST)
    with pikepdf.open(document.save(tmp_path / "x.pdf")) as pdf:
        assert len(pdf.pages) == 1
        _, _, width, height = map(float, pdf.pages[0].mediabox)
        across, down = grey(drawn(tmp_path)).T.shape
        assert width / height == pytest.approx(across / down, rel=0.01)


def test_what_cannot_be_saved_is_told(read: recto.Document, tmp_path: Path) -> None:
    """Unknown formats and endings, more pages than a file holds, the source itself."""
    with pytest.raises(BadArguments, match=r"x\.xml: does not say its format; .*\.alto\.xml"):
        read.save(tmp_path / "x.xml")
    with pytest.raises(BadArguments, match="unknown format 'doc'; give one of txt"):
        read.save(tmp_path / "x.doc", "doc")
    with pytest.raises(BadArguments, match="is read and written"):
        read.save(read.source, "pdf")
    with pytest.raises(FileAccess, match=r"x\.txt"):
        read.save(Path(read.source) / "x.txt")
    two = made(page([line("a")], 0), page([line("b")], 1))
    with pytest.raises(
        BadArguments, match=r"one page a file; save the pages: document\.pages\[0\]"
    ):
        two.save(tmp_path / "x.page.xml")
    with pytest.raises(InputError, match=r"scan\.png"):
        two.save(tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_what_was_read_is_not_written_over_by_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given as bytes, by a name of another folder, through links, in capitals."""
    book = tmp_path / "book.pdf"
    book.write_bytes(saved(drawn(tmp_path), "PDF"))
    content = book.read_bytes()
    (tmp_path / "link.pdf").symlink_to(book)
    (tmp_path / "hard.PDF").hardlink_to(book)
    monkeypatch.chdir(tmp_path)
    by_name = recto.read("book.pdf", **FAST)
    as_bytes = recto.read(content, **FAST)
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    for document in (by_name, as_bytes):
        for name in ("book.pdf", "link.pdf", "hard.PDF"):
            with pytest.raises(BadArguments, match="written over"):
                document.save(tmp_path / name, "txt")
    assert book.read_bytes() == content
    assert as_bytes.save(tmp_path / "other.pdf").is_file()


def test_furniture_is_left_out_on_request(tmp_path: Path) -> None:
    """As `--furniture drop` does."""
    lines = [line("Running head", top=10), line("body of it", top=300)]
    head = Block("header", Box(0, 0, WIDTH, 40), (0,))
    body = Block("paragraph", Box(0, 290, WIDTH, 330), (1,))
    document = made(page(lines, 0, (head, body)))
    kept = document.save(tmp_path / "a.txt").read_text()
    dropped = document.save(tmp_path / "b.txt", furniture="drop").read_text()
    assert ("Running head" in kept, "Running head" in dropped) == (True, False)
    assert "body of it" in dropped


def test_json_goes_out_and_comes_back(read: recto.Document, tmp_path: Path) -> None:
    """Equal, with all its methods; the picture is found beside it, too."""
    document = recto.Document.load(read.save(tmp_path / "x.json"))
    assert document == read
    assert json.loads(document.to_json()) == json.loads(read.to_json())
    assert json.loads(read.pages[0].to_json())["text"] == read.text
    away = tmp_path / "away"
    away.mkdir()
    (away / "page.png").write_bytes(Path(read.source).read_bytes())
    (away / "x.json").write_text(read.to_json().replace(str(Path(read.source).parent), "/gone"))
    moved = recto.Document.load(str(away / "x.json"))
    assert moved.save(away / "x.pdf").stat().st_size > 1000
    with pytest.raises(InputError, match="not JSON"):
        recto.Document.load(Path(read.source))


def test_it_survives_pickling_with_what_was_given(given: recto.Document, tmp_path: Path) -> None:
    """A worker's Document can still be saved with its page."""
    again = pickle.loads(pickle.dumps(given))  # noqa: S301 - made here
    assert again == given
    assert again.save(tmp_path / "x.pdf").stat().st_size > 1000
    assert again.pages[0].save(tmp_path / "y.html").stat().st_size > 1000


def test_words_as_a_data_frame(read: recto.Document) -> None:
    """One row a word, by pandas here; a library that is not there is named."""
    frame = read.to_dataframe()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame["text"]) == list(WORDS)
    assert list(zip(frame["page"], frame["line"], frame["word"], strict=True)) == [
        (1, 1, 1), (1, 1, 2), (1, 2, 1), (1, 2, 2),
    ]  # fmt: skip
    word = read.words[0]
    assert frame.loc[0, ["left", "bottom"]].tolist() == [word.box.left, word.box.bottom]
    assert frame["confidence"].between(0, 1).all()
    assert len(read.pages[0].to_dataframe("pandas")) == 4
    with pytest.raises(MissingDependency, match="wants polars; pip install polars"):
        read.to_dataframe("polars")


def test_a_page_without_words_has_the_columns_all_the_same() -> None:
    """A program that asks for the texts of a blank page gets none, not a KeyError."""
    blank = made(page([])).to_dataframe()
    assert list(blank["text"]) == []
    assert list(blank.columns) == list(made(page([line("a")])).to_dataframe().columns)
    with pytest.raises(BadArguments, match="'os' is no library of data frames; give pandas or"):
        made(page([])).to_dataframe("os")  # type: ignore[arg-type]


def test_a_result_whose_page_came_through_a_pipe_is_shown_without_its_picture(
    tmp_path: Path,
) -> None:
    """Nobody waits for what a FIFO or standard input will not give again."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for source in ("-", "/dev/stdin", str(fifo)):
        path = tmp_path / "x.json"
        path.write_text(made(page([line("a")])).to_json().replace("scan.png", source))
        loaded = recto.Document.load(path)
        assert "<image" not in loaded._repr_html_()
        with pytest.raises(RectoError, match="stdin|fifo"):
            loaded.save(tmp_path / "x.pdf")


def test_boxes_are_in_px_of_the_array(given: recto.Document, folder: Path) -> None:
    """Ink in every word's box, none outside all of them."""
    ink = grey(drawn(folder)) < 128
    left = ink.copy()
    for word in given.words:
        box = word.box
        rows = slice(int(box.top) - 2, int(box.bottom) + 3)
        columns = slice(int(box.left) - 2, int(box.right) + 3)
        assert ink[rows, columns].any()
        left[rows, columns] = False
    assert not np.any(left)


def test_a_made_page_has_its_blocks() -> None:
    """Documents of pages from elsewhere have the same methods."""
    lines = [line("one two"), line("three", top=130)]
    document = made(page(lines, blocks=tuple(arrange(lines, 800, 1000))))
    assert document.markdown.split() == ["one", "two", "three"]
