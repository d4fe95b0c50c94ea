"""What people type that is no command: pages, slips, and names of other programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Recto

from recto.cli import COMMANDS
from recto.cli.typed import ENDINGS, as_command, meant
from recto.sources import folders


@pytest.mark.parametrize(
    ("typed", "run"),
    [
        (["scan.png"], ["read", "scan.png"]),
        (["in.pdf", "out.pdf"], ["read", "in.pdf", "out.pdf"]),
        (["-l", "deu", "in.PDF"], ["read", "-l", "deu", "in.PDF"]),
        (["-"], ["read", "-"]),
        (["read", "scan.png"], ["read", "scan.png"]),
        (["status", "out"], ["status", "out"]),
        (["--help"], ["--help"]),
        (["--version"], ["--version"]),
        (["raed"], ["raed"]),
        ([], []),
    ],
)
def test_a_page_in_place_of_a_command_is_read(typed: list[str], run: list[str]) -> None:
    """Names of commands, slips and the group's own flags stay what they are."""
    assert as_command(typed, COMMANDS) == run


def test_the_endings_are_those_that_can_be_read() -> None:
    """They are written twice, since sources are not loaded for `recto --version`."""
    assert set(ENDINGS) == folders.ENDINGS | {".json"}


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("raed", "read"),
        ("Read", "read"),
        ("ocr", "read"),
        ("statsu", "status"),
        ("docter", "doctor"),
        ("compair", "compare"),
        ("lang", "languages"),
        ("xyzzy", ""),
    ],
)
def test_a_slip_is_understood(typed: str, command: str) -> None:
    """Or nothing is suggested."""
    assert meant(typed, COMMANDS) == command


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["raed"], "Did you mean 'recto read'?"),
        (["read", "x.png", "-f", "PDF"], "did you mean pdf?"),
        (["read", "x.png", "-f", "markdown"], "did you mean md?"),
        (["read", "x.png", "-f", "word,text"], "did you mean docx,txt?"),
        (["read", "x.png", "--llm", "auto", "--provider", "claude"], "did you mean anthropic?"),
        (["read", "x.png", "--langauge", "deu"], "--language"),
        (["read", "x.png", "--profile", "novel"], "archive"),
    ],
)
def test_what_was_meant_is_said(recto: Recto, arguments: list[str], said: str) -> None:
    """Exit code 1, and the word to type."""
    done = recto(*arguments)
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr


def test_a_second_page_is_not_written_over(recto: Recto, samples: Path, tmp_path: Path) -> None:
    """`recto a.png b.pdf` where b.pdf is there may mean either."""
    source, out = samples / "label.png", tmp_path / "b.txt"
    first = recto(source, out, "--layout", "line", "--second-reader", "off", "-q")
    assert first.returncode == 0, first.stderr
    text = out.read_text()
    assert text.strip()
    again = recto(source, out)
    assert (again.returncode, "is there already" in again.stderr) == (1, True)
    assert out.read_text() == text


def test_what_has_no_effect_is_said(recto: Recto, samples: Path) -> None:
    """Flags of an LLM that is not asked, and variables that are no settings."""
    line = ("--layout", "line", "--second-reader", "off", "-q")
    done = recto(
        "read", samples / "label.png", "--model", "x", *line, RECTO_LANGUAGE="deu", RECTO_PRICES=""
    )
    assert done.returncode == 0
    assert "--model does nothing without --llm" in done.stderr
    assert "RECTO_LANGUAGE in the environment is no setting" in done.stderr
    assert "did you mean RECTO_INPUT_LANGUAGE?" in done.stderr
