"""Named settings: what a profile chooses, what counts more, and how `recto config` shows it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.conftest import Recto

from recto.settings.authority import RIGHTS
from recto.settings.groups import Settings
from recto.settings.load import load
from recto.settings.profiles import NAMES, PROFILES, is_of_profile
from recto.writers import WRITERS

NAMED = [name for name in NAMES if name != "none"]


@pytest.mark.parametrize("name", NAMED)
def test_a_profile_chooses_only_what_a_folder_may(name: str) -> None:
    """So that a recto.toml beside the scans may name one; every value is one that is not usual."""
    settings = load({"input": {"profile": name}}, environ={})
    for group, values in PROFILES[name].items():
        for key, value in values.items():
            assert RIGHTS[group, key].kind == "free"
            assert getattr(getattr(settings, group), key) == value
            assert getattr(getattr(Settings(), group), key) != value
    assert set(settings.output.formats) <= set(WRITERS)
    assert settings.output.formats[0] == "txt"  # what goes to standard output


@pytest.mark.parametrize(
    ("flags", "environ", "formats", "furniture"),
    [
        ({}, {}, ("txt",), "keep"),
        ({"input": {"profile": "book"}}, {}, ("txt", "md", "pdf"), "drop"),
        (
            {"input": {"profile": "book"}, "output": {"formats": "json"}},
            {},
            ("json",),
            "drop",
        ),
        ({}, {"RECTO_INPUT_PROFILE": "book"}, ("txt", "md", "pdf"), "drop"),
        (
            {"input": {"profile": "none"}},
            {"RECTO_INPUT_PROFILE": "book"},
            ("txt",),
            "keep",
        ),
        (
            {"input": {"profile": "book"}},
            {"RECTO_OUTPUT_FORMATS": "html", "RECTO_INPUT_PROFILE": "receipt"},
            ("txt", "md", "pdf"),
            "drop",
        ),
    ],
)
def test_a_profile_stands_right_below_who_named_it(
    flags: dict[str, dict[str, object]],
    environ: dict[str, str],
    formats: tuple[str, ...],
    furniture: str,
) -> None:
    """A flag counts more than its profile, and the profile more than what stands below the flag."""
    settings = load(flags, environ=environ)
    assert (settings.output.formats, settings.output.furniture) == (formats, furniture)


def test_where_a_value_comes_from_is_known() -> None:
    """For messages, and for what goes to standard output."""
    settings = load({"input": {"profile": "book"}}, environ={})
    assert settings.spelled("output.formats") == "output.formats in profile book"
    assert is_of_profile(settings.spelled("output.formats"))
    assert not is_of_profile(
        load({"output": {"formats": "md"}}, environ={}).spelled("output.formats")
    )


def test_config_shows_what_holds_and_why(recto: Recto) -> None:
    """As TOML that can be read again."""
    done = recto("config", "show", "--profile", "receipt", RECTO_LOCAL_PSM="6")
    assert done.returncode == 0, done.stderr
    found = tomllib.loads(done.stdout)
    assert found["output"]["formats"] == ["txt", "csv", "json"]
    assert found["local"]["psm"] == 6
    lines = {line.split(" ")[0]: line for line in done.stdout.splitlines()}
    assert lines["formats"].endswith("# from profile receipt")
    assert lines["psm"].endswith("# from RECTO_LOCAL_PSM")
    assert lines["layout"].endswith("# usual")
    changed = recto("config", "show", "--changed")
    assert (changed.returncode, changed.stdout) == (0, "")
    assert changed.stderr == "recto: every setting is as usual\n"


def test_config_begins_a_file_that_changes_nothing(recto: Recto, tmp_path: Path) -> None:
    """But the profile; every line that is taken in is right; a file that is there stays."""
    path = tmp_path / "mine.toml"
    assert recto("config", "init", "-o", path, "--profile", "book").returncode == 0
    text = path.read_text()
    assert tomllib.loads(text)["input"] == {"profile": "book"}
    load({}, environ={}, file=path)
    again = recto("config", "init", "-o", path)
    assert (again.returncode, path.read_text()) == (5, text)
    lines = [line.removeprefix("# ") for line in text.splitlines() if " = " in line]
    assert all(tomllib.loads(line) for line in lines if not line.startswith("Give"))
    own = recto("config", "init")
    assert own.returncode == 0
    assert (tmp_path / "home" / "recto" / "recto.toml").exists()


def test_the_cache_is_shown_and_cleared(recto: Recto, tmp_path: Path) -> None:
    """Only what is kept between runs; a link leads nowhere else."""
    cache = tmp_path / "cache"
    (cache / "recto" / "lexicon").mkdir(parents=True)
    (cache / "recto" / "replies.sqlite").write_bytes(b"x" * 1500)
    (cache / "recto" / "lexicon" / "eng").write_bytes(b"y")
    (tmp_path / "mine").write_text("stays")
    (cache / "recto" / "link").symlink_to(tmp_path / "mine")
    here = {"XDG_CACHE_HOME": str(cache)}
    assert "3 files, 1." in recto("cache", **here).stdout
    done = recto("cache", "clear", "--replies", **here)
    assert (done.returncode, "1 file deleted, 1.5 kB" in done.stderr) == (0, True), done.stderr
    assert recto("cache", "clear", **here).returncode == 0
    assert (tmp_path / "mine").read_text() == "stays"
    assert "nothing is kept" in recto("cache", "clear", **here).stderr
