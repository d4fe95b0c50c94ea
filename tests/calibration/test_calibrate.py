"""recto calibrate on rendered pages, and what recto read makes of its file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from recto.cli.calibrate import command
from recto.cli.read import command as read_command
from recto.errors import BadArguments, FileAccess, InvalidConfig
from recto.settings import calibration as weights
from recto.settings.calibration import Calibration, WordMap, to_json
from recto.settings.groups import Local, Settings
from recto.settings.load import load

TERMS = (
    "harbour",
    "anchor",
    "pilot",
    "timber",
    "shilling",
    "weather",
    "captain",
    "salted",
    "barley",
    "northern",
)
PAGES, LINES = 5, 12


def draw(path: Path, seed: int) -> None:
    """A small, blurred page of common words, so that some are misread, and its truth beside it."""
    chosen = np.random.default_rng(seed).choice(TERMS, (LINES, 6))
    lines = [" ".join(row) for row in chosen]
    image = Image.new("L", (620, 24 * LINES + 30), 235)
    font = ImageFont.load_default(size=13)
    pen = ImageDraw.Draw(image)
    for k, line in enumerate(lines):
        pen.text((15, 15 + 24 * k), line, fill=90, font=font)
    image.filter(ImageFilter.GaussianBlur(1.3)).save(path)
    path.with_suffix(".txt").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages with their truth."""
    folder = tmp_path_factory.mktemp("pages")
    for k in range(PAGES):
        draw(folder / f"page{k}.png", k)
    return folder


@pytest.fixture(scope="module")
def fitted_in(folder: Path) -> tuple[Path, Result]:
    """Fitted once to these pages and one whose truth cannot be read: the file, and what was said.
    That pages alone are fitted with exit code 0 is shown in docs/tutorials/compare.md.
    """
    own, pages = folder / "own.json", [str(folder / f"page{k}.png") for k in range(PAGES)]
    bad = folder / "bad.png"
    bad.write_bytes((folder / "page0.png").read_bytes())
    bad.with_suffix(".txt").write_bytes(b"\xff\xfe")
    flags = ["--truth", str(folder), "--second-reader", "off", "-q"]
    given = [*pages, str(bad), *flags, "-o", str(own)]
    return own, CliRunner().invoke(command, given, standalone_mode=False)


def test_a_calibration_is_made_and_used(folder: Path, fitted_in: tuple[Path, Result]) -> None:
    """The figures are shown, the file is read back, and every confidence of a page goes through
    it.
    """
    own, made = fitted_in
    flags = ["--second-reader", "off", "-q"]
    assert "calibration error (ECE)" in made.stdout
    fitted = weights.read(own)
    runner, reading = CliRunner(), [str(folder / "page0.png"), "-f", "json", *flags]
    before, after = (
        json.loads(runner.invoke(read_command, [*reading, *more], standalone_mode=False).stdout)
        for more in ([], ["--calibration", str(own)])
    )
    assert after["engine"]["calibration"] == fitted.digest
    assert "calibration" not in before["engine"]
    assert after["engine"]["settings"] != before["engine"]["settings"]
    pairs = list(zip(_words(before), _words(after), strict=True))
    assert [word["confidence"] for _, word in pairs] == [
        fitted.local(word["confidence"]) for word, _ in pairs
    ]


def _words(
    document: dict[str, list[dict[str, list[dict[str, list[dict[str, float]]]]]]],
) -> list[dict[str, float]]:
    return [word for page in document["pages"] for line in page["lines"] for word in line["words"]]


def test_too_few_pages_are_refused(folder: Path, tmp_path: Path) -> None:
    """Nothing is written, and the message says how many it takes."""
    given = [
        str(folder / "page0.png"),
        "--truth",
        str(folder),
        "-o",
        str(tmp_path / "own.json"),
        "-q",
    ]
    made = CliRunner().invoke(command, [*given, "--second-reader", "off"], standalone_mode=False)
    assert "give 4 more" in str(made.exception)
    assert not (tmp_path / "own.json").exists()


def test_a_bad_truth_costs_its_page_and_no_page_is_written_over(
    folder: Path, fitted_in: tuple[Path, Result]
) -> None:
    """The others are fitted, and the exit code tells; -o is neither a page nor a truth."""
    own, made = fitted_in
    assert (made.exception, made.return_value) == (None, 2)
    assert "bad.txt: the truth is not UTF-8" in made.stderr
    assert own.exists()
    pages = [str(folder / f"page{k}.png") for k in range(PAGES)]
    flags = ["--truth", str(folder), "--second-reader", "off", "-q"]
    for target in (folder / "page0.png", folder / "page1.txt"):
        before = target.read_bytes()
        made = CliRunner().invoke(
            command, [*pages, *flags, "-o", str(target)], standalone_mode=False
        )
        assert isinstance(made.exception, BadArguments)
        assert target.read_bytes() == before


def test_a_file_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """Through recto.toml as well, beside which it lies, and it counts as a change of settings."""
    own = Calibration(WordMap(0.9, 1.2, -0.3), WordMap(), 0.71)
    (tmp_path / "own.json").write_text(to_json(own, {}, {}), encoding="utf-8")
    (tmp_path / "recto.toml").write_text('[local]\ncalibration = "own.json"\n', encoding="utf-8")
    settings = load({}, environ={}, file=tmp_path / "recto.toml")
    assert settings == Settings(local=Local(calibration=own), files=(str(tmp_path / "own.json"),))
    assert settings.digest() != Settings().digest()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda value: value | {"schema": "other"}, "no calibration file of this version"),
        (lambda value: value | {"weights": "0000"}, "another version of Recto"),
        (lambda value: value | {"local": {"a": -1, "b": 1, "c": 0}}, "a cannot be -1"),
        (lambda value: value | {"local": {"a": float("nan"), "b": 1, "c": 0}}, "a cannot be nan"),
        (lambda value: value | {"llm": None}, "llm is missing"),
        (lambda value: value | {"flag_below": 2}, "flag_below is above 1"),
        (lambda value: [], "no calibration file of this version"),
    ],
)
def test_a_broken_file_is_named_and_refused(
    change: Callable[[Any], Any], said: str, tmp_path: Path
) -> None:
    """Before any page is read."""
    path = tmp_path / "own.json"
    path.write_text(
        json.dumps(change(json.loads(to_json(Calibration(), {}, {})))), encoding="utf-8"
    )
    with pytest.raises(InvalidConfig, match=said):
        weights.read(path)


def test_a_missing_file_is_the_systems_fault(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(FileAccess, match="own.json"):
        weights.read(tmp_path / "own.json")
