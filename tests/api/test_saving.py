"""Where a Document may be saved: not over the result it came from, not under a name that no file
can have.
"""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from tests.api.pages import FAST, drawn

import recto
from recto.errors import BadArguments, FileAccess


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page read, and its result saved beside it."""
    folder = tmp_path_factory.mktemp("stored")
    return recto.read(drawn(folder), **FAST).save(folder / "x.json")


@pytest.mark.parametrize("way", ["read", "load"])
def test_a_result_is_not_written_over_by_what_it_gave(
    stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """By its name, by a relative one of another folder, through links, changed, pickled, and by a
    page alone; beside it, it can be saved.
    """
    content = stored.read_bytes()
    (tmp_path / "link.json").symlink_to(stored)
    (tmp_path / "hard.json").hardlink_to(stored)
    monkeypatch.chdir(stored.parent)
    given = recto.read if way == "read" else recto.Document.load
    document = given("x.json")
    monkeypatch.chdir(tmp_path)
    changed = replace(document, engine_version="other")
    kept = pickle.loads(pickle.dumps(document))  # noqa: S301 - our own
    for each in (document, changed, kept, document.pages[0]):
        for place in (stored, tmp_path / "link.json", tmp_path / "hard.json", "hard.json"):
            with pytest.raises(BadArguments, match="save under another name"):
                each.save(place)
    assert stored.read_bytes() == content
    again = recto.Document.load(document.save(tmp_path / "other.json"))
    assert again.text == document.text


HOSTILE = ["a\0b.txt", "a\ud800b.txt", "\0.json", "x" * 300 + ".txt", "a\0/b.pdf"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_no_file_can_have_is_a_fault_of_ours(
    stored: Path, tmp_path: Path, name: str
) -> None:
    """FileAccess with the name in one line, when saving and when loading; nothing is left."""
    document = recto.Document.load(stored)
    for refused in (
        lambda: document.save(tmp_path / name),
        lambda: document.pages[0].save(tmp_path / name),
        lambda: recto.Document.load(tmp_path / name),
    ):
        with pytest.raises(FileAccess) as fault:
            refused()
        assert "\0" not in str(fault.value)
        assert "\n" not in str(fault.value)
    assert list(tmp_path.iterdir()) == []
