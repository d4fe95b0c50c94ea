"""Every setting of the command is a keyword, by one set of names, or says what to do instead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, get_type_hints

import click
import pytest
from tests.api.pages import FAST, WORDS, drawn, texts

import recto
from recto.api.keywords import Keywords
from recto.api.options import OTHERWISE, settings_for_many, settings_for_one
from recto.cli.read import command
from recto.errors import Incomplete
from recto.settings.batch import USUAL_TIMEOUT
from recto.settings.calibration import Calibration, to_json
from recto.settings.groups import GROUPS, Batch, Input, Settings
from recto.settings.keywords import keywords
from recto.settings.llm import LlmOptions
from recto.settings.setting import defined

ROOT = Path(__file__).parents[2]
OWN = {
    "paths",
    "quiet",
    "verbose",
    "config",
    "merge",
    "help_all",
}  # of the command itself, no settings


def test_the_types_of_the_keywords_are_up_to_date() -> None:
    """`python scripts/keyword_types.py` writes them."""
    script = ROOT / "scripts" / "keyword_types.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_every_setting_is_a_keyword_or_says_what_to_do_instead() -> None:
    """None is forgotten, none is both, and each keyword has a type and a sentence."""
    total = sum(len(defined(kind)) for kind in GROUPS.values())
    assert len(keywords()) == total
    assert set(get_type_hints(Keywords)) == set(keywords()) - set(OTHERWISE)
    assert set(OTHERWISE) <= set(keywords())


def test_every_flag_of_the_command_is_a_keyword_of_its_name() -> None:
    """--text-layer is text_layer."""
    flags = {
        max(option.opts, key=len).removeprefix("--").replace("-", "_")
        for option in command.params
        if isinstance(option, click.Option)
    }
    assert flags - OWN <= set(keywords())


VALUES: list[tuple[str, Any, str, Any]] = [
    ("language", "eng+deu", "input.language", "eng+deu"),
    ("pages", "1-3,7", "input.pages", "1-3,7"),
    ("pages", 3, "input.pages", "3"),
    ("dpi", 300, "input.dpi", 300.0),
    ("text_layer", "redo", "input.text_layer", "redo"),
    ("clean", "off", "local.cleaning", "off"),
    ("local_timeout", 5, "local.timeout", 5.0),
    ("calibration", Calibration(flag_below=0.7), "local.calibration", Calibration(flag_below=0.7)),
    ("llm", "auto", "llm.mode", "auto"),
    ("llm_timeout", 5, "llm.timeout", 5.0),
    ("max_cost", 1.5, "llm.max_cost", 1.5),
    ("max_cost", None, "llm.max_cost", None),
    ("glossary", ["quay", "ledger"], "llm.glossary", ("quay", "ledger")),
    ("cache", False, "llm.cache", False),
    ("jobs", 3, "batch.jobs", 3),
    ("timeout_per_page", None, "batch.timeout_per_page", None),
]


@pytest.mark.parametrize(("keyword", "value", "place", "wanted"), VALUES)
def test_a_keyword_lays_its_value_over_the_settings(
    keyword: str, value: Any, place: str, wanted: Any
) -> None:
    """In `read` and in `read_many` alike; all else stays as the settings have it."""
    base = Settings(Input(layout="line"), batch=Batch(jobs=2))
    group, _, key = place.partition(".")
    for made in (settings_for_one, settings_for_many):
        settings = made(base, {keyword: value})
        assert getattr(getattr(settings, group), key) == wanted
        assert settings.input.layout == "line"


def test_a_keyword_may_name_a_file_where_the_flag_does(tmp_path: Path) -> None:
    """By a path of either kind; the file is kept from being written over."""
    glossary = tmp_path / "terms.txt"
    glossary.write_text("quay\n# no term\nledger\n")
    own = tmp_path / "own.json"
    own.write_text(to_json(Calibration(flag_below=0.6), {}, {}))
    settings = settings_for_many(None, {"glossary": glossary, "calibration": str(own)})
    assert settings.llm.glossary == ("quay", "ledger")
    assert settings.local.calibration == Calibration(flag_below=0.6)
    assert settings.files == (str(glossary), str(own))


def test_llm_options_and_keywords_go_together() -> None:
    """What is said by itself stands over what the options say, whichever comes first."""
    options = LlmOptions("always", "ollama", model="small")
    for given in ({"llm": options, "model": "large"}, {"model": "large", "llm": options}):
        llm = settings_for_one(None, given).llm
        assert (llm.mode, llm.provider, llm.model) == ("always", "ollama", "large")


def test_one_source_is_read_here_unless_a_limit_or_jobs_are_asked_for() -> None:
    """Readers stay warm; whoever wants a limit gets a process that can be ended."""
    assert settings_for_one(None, {}).batch == Batch(jobs=1, timeout_per_page=None)
    assert settings_for_one(None, {"jobs": 1}).batch.timeout_per_page is None
    assert settings_for_one(None, {"jobs": 4}).batch == Batch(jobs=4)
    assert settings_for_one(None, {"timeout_per_page": 9}).batch == Batch(1, timeout_per_page=9.0)
    assert settings_for_many(None, {}).batch == Batch(timeout_per_page=USUAL_TIMEOUT)


@pytest.mark.parametrize("read", [recto.read, recto.read_many])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"langage": "deu"}, "unknown keyword langage; did you mean language?"),
        ({"zzz": 1}, "known are language, pages,"),
        ({"output": "x"}, "output is for the command: a Document is saved by document.save"),
        ({"dry_run": True}, "dry_run is for the command"),
    ],
)
def test_a_wrong_keyword_is_a_type_error(read: Any, given: dict[str, Any], said: str) -> None:
    """At once, with the nearest name or what to do instead."""
    with pytest.raises(TypeError) as refused:
        read([], **given)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"psm": 99}, "psm cannot be 99; give a number from 0 to 13"),
        ({"llm": "maybe"}, "llm cannot be 'maybe'; give one of off, auto, always, only"),
        ({"pages": True}, "pages cannot be True; give text in quotes"),
        ({"base_url": "no url"}, "base_url cannot be what is given"),
        ({"llm_timeout": float("nan")}, "llm_timeout cannot be nan"),
    ],
)
def test_a_wrong_value_is_a_recto_error(given: dict[str, Any], said: str) -> None:
    """By the keyword's name, with what may stand there."""
    with pytest.raises(recto.RectoError) as refused:
        recto.read("page.png", **given)
    assert said in str(refused.value)


def test_max_failed_ends_what_skip_failed_goes_over(tmp_path: Path) -> None:
    """One more than it says raises that source's error."""
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no page")
    sources = [bad, drawn(tmp_path), bad, drawn(tmp_path, "late.png")]
    read = recto.read_many(sources, skip_failed=True, max_failed=1, jobs=1, **FAST)
    assert texts(next(read)) == WORDS
    with pytest.raises(recto.RectoError, match=r"bad\.png"):
        next(read)
    assert len(list(recto.read_many(sources, skip_failed=True, jobs=1, **FAST))) == 2


def test_strict_takes_no_page_that_is_not_what_was_asked_for(tmp_path: Path) -> None:
    """A file that ends early is read as far as it goes, and refused under strict."""
    whole = drawn(tmp_path)
    cut = whole.read_bytes()[: whole.stat().st_size * 9 // 10]
    assert recto.read(cut, **FAST).pages[0].status == "truncated"
    with pytest.raises(Incomplete, match="<bytes> page 1: the page is truncated"):
        recto.read(cut, strict=True, **FAST)
    assert texts(recto.read(whole, strict=True, **FAST)) == WORDS
