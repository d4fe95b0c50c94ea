"""What every test may use: the sample pages, the `recto` command as users run it, and where the
corpora are.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Recto = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the drawn sample pages."""
    return ROOT / "samples"


@pytest.fixture
def recto(tmp_path: Path) -> Recto:
    """Run `recto ARGUMENTS...` as a process of its own, in an empty folder, with no settings but
    those given.
    """
    home = tmp_path / "home"
    here = tmp_path / "here"
    home.mkdir()
    here.mkdir()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RECTO_", "OPENAI_"))
    }

    def run(
        *arguments: str | Path, stdin: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "recto", *map(str, arguments)]
        variables = kept | {"XDG_CONFIG_HOME": str(home)} | environment
        done = subprocess.run(
            command, input=stdin, capture_output=True, cwd=here, env=variables, timeout=300
        )
        return subprocess.CompletedProcess(
            command, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The real pages; tests marked `corpus` skip without them."""
    folder = Path(os.environ.get("RECTO_CORPORA", ROOT.parent / "shared" / "corpora"))
    if not folder.is_dir():
        pytest.skip(f"no corpora at {folder}; name their folder in RECTO_CORPORA")
    return folder
