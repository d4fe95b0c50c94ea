"""`recto plan` as people run it: a sample is read, nothing is sent, nothing is written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests import warm
from tests.batch.pages import FAST, draw, name

from recto.cli.plan import number_of
from recto.errors import BadArguments
from recto.planning.drawing import drawn

NUMBERS = [("", 0.0), ("10M", 1e7), ("250k", 250_000.0), ("1.5 m", 1_500_000.0), ("12,000", 12e3)]


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_numbers_as_people_write_them(text: str, number: float) -> None:
    """With the letters of thousands and millions."""
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["many", "-3", "1-3,7", "10Q"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """With what to give instead."""
    with pytest.raises(BadArguments, match="10M"):
        number_of(text)


def test_pages_are_drawn_from_all_files_and_always_the_same(tmp_path: Path) -> None:
    """As many as asked for, none twice; files that cannot be opened are named."""
    files = [str(draw(tmp_path / f"{number}.png", name(number))) for number in range(9)]
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    first = drawn([*files, str(broken)], "", 4)
    assert len(set(first.pages)) == 4
    assert first == drawn([*files, str(broken)], "", 4)
    assert (first.a_file, first.is_all) == (1.0, True)
    (fault,) = first.faults
    assert "broken.png" in fault
    assert len(drawn(files, "", 100).pages) == 9


def test_a_plan_of_a_folder(tmp_path: Path) -> None:
    """JSON with an interval for every figure; no key is needed, and the folder stays as it was."""
    for number in range(4):
        draw(tmp_path / "in" / f"{number}.png", name(number))
    before = sorted(path.name for path in tmp_path.rglob("*"))
    arguments = ("plan", tmp_path / "in", "--pages", "10k", "--json", "-j", "1", *FAST[:4])
    environment = {key: value for key, value in os.environ.items() if key != "OPENAI_API_KEY"}
    own = {"XDG_CACHE_HOME": str(tmp_path.parent / "cache")}
    done = warm.recto(*arguments, environment=environment | own)
    assert done.returncode == 0, done.stderr
    plan = json.loads(done.stdout)
    assert plan["pages"] == 10_000
    assert plan["sample"] == 4
    seconds = plan["page"]["seconds"]
    assert 0 < seconds["low"] <= seconds["value"] <= seconds["high"]
    assert plan["page"]["words"]["value"] == pytest.approx(4)
    names = [way["name"] for way in plan["ways"]]
    assert names == ["off", "auto, live", "auto, batch", "always, live", "always, batch"]
    assert "prices of openai" in done.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_two_pages_are_no_sample(tmp_path: Path) -> None:
    """Said so, with what to do."""
    draw(tmp_path / "one.png", name(1))
    given = (tmp_path / "one.png", tmp_path / "gone.png")
    done = warm.recto("plan", *given, "-j", "1", *FAST[:4])
    assert done.returncode == 2
    assert "1 page could be read; fewer than 3 say nothing of others" in done.stderr
    assert "gone.png: no such file; check the path" in done.stderr
