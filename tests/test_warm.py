"""A command that starts warm does what one that starts cold does."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests import warm
from tests.batch.pages import FAST, draw

ARGUMENTS = {
    "what it is": ("--version",),
    "a page": ("read", "page.png", *FAST),
    "standard input": ("read", "-", "-f", "csv", *FAST),
    "a file that is not there": ("read", "nothing.png"),
    "no such option": ("read", "--nothing"),
    "settings of the environment": ("config", "show", "--changed"),
    "a folder": ("status", "."),
}


@pytest.mark.parametrize("case", ARGUMENTS)
def test_warm_is_like_cold(tmp_path: Path, case: str) -> None:
    """Exit code, both streams, from the same standard input, folder and environment."""
    page = draw(tmp_path / "page.png", "volume one")
    own = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CACHE", "CONFIG", "STATE")}
    variables = os.environ | own | {"RECTO_INPUT_LANGUAGE": "eng", "NO_COLOR": "1"}
    cold = subprocess.run(
        [sys.executable, "-m", "recto", *ARGUMENTS[case]],
        input=page.read_bytes(),
        capture_output=True,
        cwd=tmp_path,
        env=variables,
        timeout=300,
    )
    found = warm.run(
        list(ARGUMENTS[case]), stdin=page.read_bytes(), cwd=tmp_path, environment=variables
    )
    assert found.returncode == cold.returncode
    assert timeless(found.stdout) == timeless(cold.stdout)
    assert timeless(found.stderr) == timeless(cold.stderr)


def timeless(said: bytes) -> str:
    """Without what a clock says."""
    return re.sub(r"[0-9.]+ s\b", "0 s", said.decode())


@pytest.mark.measured
@pytest.mark.skipif(sys.platform != "linux", reason="a fork is a start on Linux only")
def test_it_is_warm_unless_python_is_told_something_at_its_start() -> None:
    """Such a variable is heard by a process that starts."""
    assert warm.may_be_warm(os.environ)
    assert warm.may_be_warm(os.environ | {"RECTO_INPUT_LANGUAGE": "deu", "PATH": "/bin"})
    for name in ("PYTHONPATH", "PYTHONWARNINGS", "LC_ALL", "LD_PRELOAD", "COVERAGE_PROCESS_CONFIG"):
        assert not warm.may_be_warm(os.environ | {name: "other"}), name


@pytest.mark.skipif(sys.platform != "linux", reason="a fork is a start on Linux only")
def test_a_shell_runs_several_at_once(tmp_path: Path) -> None:
    """In a pipeline, by the stand-in for `recto`; the exit code is the command's."""
    warm.stand_in(tmp_path)
    draw(tmp_path / "page.png", "volume one")
    flags = " ".join(FAST)
    line = (
        f"cat page.png | recto read - {flags} | recto read nothing.png; recto read page.png {flags}"
    )
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-o", "pipefail", "-c", f"{line} && recto read none.png"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PATH": path},
        timeout=300,
    )
    assert done.returncode == 2
    assert "Harbour ledger\nvolume one" in done.stdout
    assert done.stderr.count("no such file") == 2
