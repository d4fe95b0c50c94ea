"""What a begun page rests on, told by the engine's own imports."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import recto
import recto_preprocessing
from benchmarks.dependencies import Entry, sources
from benchmarks.local_page_cache import BEGIN
from recto.ink.strokes import find_strokes
from recto.local.fusion import fuse
from recto.pipeline.begin import begin
from recto.sources import open_pages


@pytest.fixture(scope="module")
def begun() -> set[Path]:
    """The files of the digest that keys begun pages."""
    return set(sources(BEGIN))


@pytest.mark.parametrize("function", [begin, find_strokes, fuse, open_pages])
def test_whoever_has_a_part_in_a_begun_page_is_in_it(begun: set[Path], function: object) -> None:
    """Strokes were looked for in a module that the hand-made list had left out."""
    file = inspect.getsourcefile(function)  # type: ignore[arg-type]
    assert file is not None
    assert Path(file) in begun


def test_all_of_cleaning_is_in_it(begun: set[Path]) -> None:
    """Every module of preprocessing but the list of its names."""
    folder = Path(recto_preprocessing.__file__).parent
    assert set(folder.glob("*.py")) - begun <= {folder / "__init__.py"}


@pytest.mark.parametrize("package", ["writers", "layout", "cli", "batch", "compare", "calibration"])
def test_what_comes_afterwards_is_not(begun: set[Path], package: str) -> None:
    """A change of a writer begins no page anew."""
    folder = Path(recto.__file__).parent / package
    assert not begun & set(folder.rglob("*.py"))


def test_a_function_takes_with_it_only_what_it_names() -> None:
    """`finish` lays out, `contest` in the same module does not."""
    layout = Path(recto.__file__).parent / "layout" / "arrange.py"
    assert layout in sources([Entry("recto.pipeline.finish", "finish")])
    assert layout not in sources([Entry("recto.pipeline.finish", "contest")])


def test_an_entry_that_is_gone_is_told() -> None:
    """A digest of nothing would never change."""
    with pytest.raises(LookupError, match="begun"):
        sources([Entry("recto.pipeline.begin", "begun")])
