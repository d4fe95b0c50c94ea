"""The JSON result: valid against its published schema, and the same Document again when read."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from tests.writers.samples import document, documents, line, page, text_page

from recto.errors import FileAccess, InputError
from recto.layout import arrange
from recto.model.page import Box
from recto.model.result import Block, Cell, Document
from recto.schema import result_schema
from recto.writers import WRITERS, read_json
from recto.writers.legible_result import legible_page
from recto.writers.result_json import MOST_KEPT
from recto.writers.result_json_contract import published
from recto.writers.result_json_pages import contents, stored_page


def written(value: Document) -> bytes:
    out = io.BytesIO()
    WRITERS["json"].write(value, out)
    return out.getvalue()


@settings(max_examples=60, deadline=None)
@given(value=documents)
def test_any_document_reads_back_equal_and_valid(
    value: Document, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever readers return, the JSON holds all of it that a page can print."""
    data = written(value)
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(data)
    assert read_json(path) == replace(value, pages=tuple(map(legible_page, value.pages)))
    Draft202012Validator(result_schema()).validate(json.loads(data))


def test_blocks_survive(tmp_path: Path) -> None:
    """Tables with spans, hyphens and list markers come back as they were."""
    lines = [line("a b"), line("c- d", top=130)]
    cell = Cell(0, 0, 1, 2, ((0, 0, 2), (1, 0, 1)))
    table = Block("table", Box(0, 0, 1, 1), (0, 1), cells=(cell,))
    item = Block("list", Box(0, 0, 1, 1), (1,), 1, "(a)", hyphens=(0,))
    value = document(page(lines, blocks=(table, item, *arrange(lines, 800, 1000))))
    (tmp_path / "x.json").write_bytes(written(value))
    assert read_json(tmp_path / "x.json") == value


def test_shape_of_version_1() -> None:
    """The properties that version 1 promises are there under their names."""
    value = json.loads(written(document(text_page("one two"))))
    assert (value["schema"], value["source"], value["engine"]["version"]) == (
        "1",
        "scan.png",
        "0.1.0",
    )
    word = value["pages"][0]["lines"][0]["words"][1]
    assert (word["text"], word["box"], word["confidence"], word["origin"]) == (
        "two",
        [90, 100, 120, 120],
        0.9,
        "agreed",
    )


def test_lines_pages_and_the_whole_have_their_text(tmp_path: Path) -> None:
    """Whoever wants no more than the text finds it; a later run finds its pages as before."""
    first = page([line("one two"), line('say "x"', top=130)])
    found = document(first, text_page("three", index=1))
    data = written(found)
    value = json.loads(data)
    assert value["text"] == found.text == 'one two\nsay "x"\fthree'
    assert [each["text"] for each in value["pages"]] == [each.text for each in found.pages]
    assert [each["text"] for each in value["pages"][0]["lines"]] == ["one two", 'say "x"']
    (tmp_path / "x.json").write_bytes(data)
    assert contents(str(tmp_path / "x.json")).whole is None  # pages are still found by their lines
    assert contents(str(tmp_path / "x.json")).indices == (0, 1)


ENDINGS = [b"\n]}\n", b'\n],"text":"a\\\\"}\n', b'\n],"text":"\\"]}"}\n']


@pytest.mark.parametrize("ending", ENDINGS)
def test_results_with_and_without_a_text_end_there(ending: bytes, tmp_path: Path) -> None:
    """Version 1.0 wrote none; what stands in one cannot be taken for the end."""
    data = written(document(text_page("a")))
    head, _, _ = data.rpartition(b"\n],")
    (tmp_path / "x.json").write_bytes(head + ending)
    assert contents(str(tmp_path / "x.json")).whole is None
    assert stored_page(str(tmp_path / "x.json"), 0).text == "a"


def test_a_text_longer_than_what_is_kept_in_memory_is_whole() -> None:
    """It waits on the disk meanwhile."""
    word = "w" * (MOST_KEPT // 2)
    value = document(text_page(word), text_page(word, index=1))
    assert json.loads(written(value))["text"] == value.text


def test_one_page_is_one_line_of_the_file() -> None:
    """Pages are written as they come, so a long document never stands in memory."""
    data = written(document(text_page("a"), text_page("b", index=1)))
    assert len(data.splitlines()) == 1 + 2 + 1


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b'{"schema":"2"}', b'{"schema":"1","engine":{}}', b"\xff\xfe\x00"]
)
def test_what_is_not_a_result_is_an_input_error(content: bytes, tmp_path: Path) -> None:
    """Bad files are named in one line."""
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"bad\.json"):
        read_json(path)


def test_missing_file_is_the_systems_fault(tmp_path: Path) -> None:
    """A path that does not open is FileAccess, not a bad result."""
    with pytest.raises(FileAccess, match=r"none\.json"):
        read_json(tmp_path / "none.json")


def test_the_published_schema_is_what_is_checked() -> None:
    """`python scripts/result_schema.py` writes it from the values' own annotations."""
    assert result_schema() == published()
