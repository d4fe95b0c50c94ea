"""Tab completes in the shell, the man page is the parser's, Windows is told where to go."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECTO = Path(sys.executable).parent / "recto"
TYPED = [
    ("recto re", 1, "read retry review"),
    ("recto compl", 1, "completion"),
    ("recto read --text-l", 2, "--text-layer"),
    ("recto read --layout ", 3, "page line"),
    ("recto completion ", 2, "bash zsh fish"),
]


@pytest.mark.parametrize(("typed", "place", "offered"), TYPED)
def test_bash_completes_what_was_typed(typed: str, place: int, offered: str) -> None:
    """By the script that `recto completion bash` prints, in a real bash."""
    words = " ".join(f"'{word}'" for word in typed.split(" "))
    script = (
        f'PATH={RECTO.parent}:$PATH; eval "$(recto completion bash)";'
        f" COMP_WORDS=({words}); COMP_CWORD={place}; _recto_completion recto;"
        ' echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == (offered, "")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_their_script(shell: str) -> None:
    """Which asks `recto` as theirs does; click's own tests run them."""
    done = subprocess.run([RECTO, "completion", shell], capture_output=True, text=True)
    assert done.returncode == 0
    assert f"_RECTO_COMPLETE={shell}_complete" in done.stdout


def test_the_man_page_is_up_to_date() -> None:
    """`python scripts/man_page.py` writes it."""
    script = ROOT / "scripts" / "man_page.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not shutil.which("groff"), reason="on Linux only: groff reads man pages")
def test_the_man_page_is_read_without_a_complaint() -> None:
    """By the program that shows it; every command and flag is there."""
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-P-c", "-P-b", "-P-u", ROOT / "docs" / "recto.1"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    shown = done.stdout.replace("\N{HYPHEN}", "-").replace("\N{MINUS SIGN}", "-")
    for name in ("recto read", "recto completion", "--text-layer", "--max-cost", "EXIT STATUS"):
        assert name in shown


def test_a_shell_that_is_not_named_is_asked_for_in_one_line() -> None:
    """Without the escapes of line breaks."""
    done = subprocess.run(
        [sys.executable, "-m", "recto", "completion"], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Give one of bash, zsh, fish." in done.stderr
    assert "\\n" not in done.stderr


def test_windows_is_told_plainly() -> None:
    """Before anything is imported that is not there."""
    code = "import sys; from recto.cli import main; sys.platform = 'win32'; main(['--version'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 3
    assert "on Windows use it in WSL" in done.stderr
