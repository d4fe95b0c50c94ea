"""`recto clean` writes the cleaned picture and says what was done and why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from tests.preprocessing.drawn import page, shaded, turned

from recto.cli.clean import command, summary
from recto.errors import BadArguments, FileAccess
from recto_preprocessing import IDENTITY, CleanPage, Step, View


def run(source: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [str(source), *arguments], standalone_mode=False)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A page that is skewed and badly lit."""
    path = tmp_path / "scan.png"
    Image.fromarray(shaded(turned(page(600, 500).pixels, 2), 0.7, 1)).save(path)
    return path


def test_explains_what_it_did(scan: Path, tmp_path: Path) -> None:
    """Measurements and steps with their triggers go to stdout, the pictures to their files."""
    result = run(scan, "-o", str(tmp_path / "out.png"), "--explain")
    assert result.exception is None
    assert [
        name
        for name in ("unevenness", "background", "deskew", "skew 2.")
        if name not in result.stdout
    ] == []
    assert "\nlost\n" not in result.stdout
    assert np.asarray(Image.open(tmp_path / "out.png")).ndim == 2
    assert np.asarray(Image.open(tmp_path / "out.before-after.png")).shape[0] == 1400


def test_says_what_the_image_has_lost(tmp_path: Path) -> None:
    """A crop through the text is named beside the measurements; a whole page has no such
    section.
    """
    path = tmp_path / "crop.png"
    Image.fromarray(shaded(page(600, 500).pixels, 0.9, 1)[:, 110:]).save(path)
    result = run(path, "-o", str(tmp_path / "out.png"), "--explain")
    assert "lost\ntext is cut off at the left edge" in result.stdout


def test_off_writes_the_page_itself(scan: Path, tmp_path: Path) -> None:
    """Cleaning switched off copies the page."""
    result = run(scan, "-o", str(tmp_path / "out.png"), "--clean", "off")
    assert "left as it is" in result.stderr
    np.testing.assert_array_equal(
        np.asarray(Image.open(tmp_path / "out.png")), np.asarray(Image.open(scan))
    )


def test_an_undone_step_is_called_undone() -> None:
    """The summary does not claim what was taken back."""
    view = View(page(400, 500).pixels, IDENTITY, 150)
    record = (
        Step("dewarp", "undone, as lines read worse", 1, 1, 0.1),
        Step("deskew", "skew 2 degrees", 2, 0, 0.1),
    )
    assert summary(CleanPage(view, view, record)) == "dewarp (undone), deskew"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [(["-o", "x.png", "--clean", "sharpen"], BadArguments), (["-o", "x.nonsense"], FileAccess)],
    ids=["unknown step", "unknown picture format"],
)
def test_bad_arguments_are_named(
    scan: Path,
    tmp_path: Path,
    arguments: list[str],
    error: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each fault is one of Recto's own errors."""
    monkeypatch.chdir(tmp_path)
    assert isinstance(run(scan, *arguments).exception, error)


@pytest.mark.parametrize("target", ["scan.png", "link.png", "hard.png"])
def test_the_page_itself_is_not_written_over(scan: Path, tmp_path: Path, target: str) -> None:
    """Under its own name or another; nor by the picture of before and after."""
    before = scan.read_bytes()
    (tmp_path / "link.png").symlink_to(scan)
    (tmp_path / "hard.png").hardlink_to(scan)
    assert isinstance(run(scan, "-o", str(tmp_path / target)).exception, BadArguments)
    assert scan.read_bytes() == before
    beside = scan.rename(tmp_path / "page.before-after.png")
    assert isinstance(
        run(beside, "-o", str(tmp_path / "page.png"), "--explain").exception, BadArguments
    )
    assert beside.read_bytes() == before
