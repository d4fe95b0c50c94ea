"""What every test may use: the sample pages, the `recto` command as users run it, and where the
corpora are. And what holds for all: which tests may be skipped, in which order they are handed
out, and that no law is broken by a slow machine.
"""

import gc
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests import warm
from tests.longest_first import longest_first
from tests.skipping import StrictSkips

ROOT = Path(__file__).parent.parent
Recto = Callable[..., subprocess.CompletedProcess[str]]
# A law has no time limit, and drawing its values may take long where other tests run.
settings.register_profile("recto", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same values in every run: what one value in a million breaks is found by hand.
settings.register_profile("ci", settings.get_profile("recto"), derandomize=True, database=None)
# `make test-fast`: each property with a fifth of its examples
settings.register_profile("fast", settings.get_profile("recto"), max_examples=20)
settings.load_profile("recto")


def pytest_addoption(parser: pytest.Parser) -> None:
    """--strict-skips."""
    parser.addoption(
        "--strict-skips", action="store_true", help="fail on a skip that tests/skips.toml lacks"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Skips are counted where tests are handed out, not in each of xdist's processes."""
    if not hasattr(config, "workerinput"):
        skips = StrictSkips(fails=config.getoption("--strict-skips"))
        config.pluginmanager.register(skips, "strict-skips")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In each of xdist's processes alike."""
    if hasattr(config, "workerinput"):
        longest_first(items)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector of garbage need not walk through it, a
    second each time.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the drawn sample pages."""
    return ROOT / "samples"


@pytest.fixture
def recto(tmp_path: Path) -> Recto:
    """Run `recto ARGUMENTS...` as a process of its own (warm.py), in an empty folder, with no
    settings but those given.
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
        variables = kept | {"XDG_CONFIG_HOME": str(home)} | environment
        return warm.recto(*arguments, stdin=stdin, cwd=here, environment=variables)

    return run


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The real pages; tests marked `corpus` skip without them."""
    folder = Path(os.environ.get("RECTO_CORPORA", ROOT.parent / "shared" / "corpora"))
    if not folder.is_dir():
        pytest.skip(f"no corpora at {folder}; name their folder in RECTO_CORPORA")
    return folder
