"""Weights are used only with the rows that they were learned on."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.learn.__main__ import LEARNERS, with_header
from recto.confidence.trees import SHIPPED, load
from recto.errors import InvalidConfig, RectoError

COLUMNS = {learner.file: learner.columns for learner in LEARNERS.values()}
each_file = pytest.mark.parametrize("name", COLUMNS)


def shipped(name: str) -> dict[str, Any]:
    """A file as it lies in the package."""
    return dict(json.loads((SHIPPED / f"{name}.json").read_text(encoding="utf-8")))


def refused(folder: Path, name: str, data: dict[str, Any]) -> RectoError:
    """What is said of a file that has this in it."""
    (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InvalidConfig) as error:
        load(name, COLUMNS[name], folder)
    return error.value


def test_every_shipped_file_is_known() -> None:
    """No file of weights lies in the package that is not loaded with its columns."""
    assert {file.name for file in SHIPPED.iterdir()} == {f"{name}.json" for name in COLUMNS}


@each_file
def test_shipped_weights_have_the_columns_of_their_rows(name: str) -> None:
    """The header is the rows' own, and every weight and every tree's split has a column."""
    data = load(name, COLUMNS[name])
    count = len(COLUMNS[name])
    parts = [data, *(part for part in data.values() if isinstance(part, dict))]
    flat = [data[key] for key in ("antiqua", "blackletter") if key in data]
    flat += [part["logistic"] for part in parts if "logistic" in part]
    split = [part["trees"]["feature"] for part in parts if "trees" in part]
    assert flat or split
    assert {len(weights) for weights in flat} <= {count}
    assert all(0 <= column < count for trees in split for tree in trees for column in tree)


@each_file
def test_two_columns_that_changed_places_are_refused_by_name(name: str, tmp_path: Path) -> None:
    """The file, the column and the remedy are named."""
    data = shipped(name)
    header = data["features"]
    header[2], header[4] = header[4], header[2]
    error = refused(tmp_path, name, data)
    assert error.where == str(tmp_path / f"{name}.json")
    assert f"column 3 is {header[2]}, not {header[4]}" in error.what
    assert "install Recto anew" in error.remedy


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (COLUMNS["conflict"][:-1], "column 10 is nothing, not similarity"),
        ((*COLUMNS["conflict"], "colour"), "column 11 is colour, not nothing"),
        (("bias", "Tesseract", *COLUMNS["conflict"][2:]), "column 2 is Tesseract, not tesseract"),
        ((), "column 1 is nothing, not bias"),
        (None, "column 1 is nothing, not bias"),
        ("bias", "column 1 is nothing, not bias"),
    ],
    ids=["one short", "one more", "another name", "empty", "none", "no list"],
)
def test_other_columns_are_refused(header: object, said: str, tmp_path: Path) -> None:
    """Whatever the header is, the first column that differs is named."""
    data = shipped("conflict") | {"features": header}
    assert said in refused(tmp_path, "conflict", data).what


@each_file
def test_what_is_learned_is_written_as_it_is_loaded(name: str, tmp_path: Path) -> None:
    """The scripts write the header that the engine asks for."""
    weights = shipped(name)
    del weights["features"]
    text = with_header(COLUMNS[name], weights)
    (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    assert load(name, COLUMNS[name], tmp_path) == shipped(name)
