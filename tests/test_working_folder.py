"""What lies beside the scans is data: no module, library or program there is run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.batch.pages import FAST, draw

from recto.working_folder import environment

MARK = "import pathlib; pathlib.Path(__file__).with_suffix('.ran').touch()\n"
# Modules of the standard library, of what Recto needs, and of what it would use if it were
# installed.
MODULES = (
    "html",
    "json",
    "csv",
    "secrets",
    "sqlite3",
    "statistics",
    "__future__",
    "uuid",
    "pandas",
    "openvino",
    "click",
)
# `python -m` looks these up before any of our code runs.
OF_RUNPY = ("runpy", "pkgutil", "typing", "contextlib", "collections")


def scans(folder: Path, *modules: str) -> Path:
    """Two pages with Python files beside them, some of them packages."""
    draw(folder / "one.png", "volume one")
    draw(folder / "two.png", "volume two")
    for place, module in enumerate(modules):
        file = folder / f"{module}.py" if place % 2 == 0 else folder / module / "__init__.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(MARK)
    return folder


def run(command: list[str], folder: Path, **variables: str) -> str:
    """Run it there; standard output."""
    # Without what OpenCV has put into this process's, if another test has imported it.
    given = environment() | variables
    done = subprocess.run(
        command, cwd=folder, env=given, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ran(folder: Path) -> list[str]:
    """Which of the modules were."""
    return sorted(path.name for path in folder.rglob("*.ran"))


RECTO = str(Path(sys.executable).with_name("recto"))
STARTS = {
    "the command": [RECTO],
    "-m": [sys.executable, "-m", "recto"],
    "-P -m": [sys.executable, "-P", "-m", "recto"],
}


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize(
    "arguments",
    [("one.png",), ("one.png", "two.png", "-j", "2", "-o", "../out")],
    ids=["here", "-j 2"],
)
def test_modules_beside_the_scans_are_not_run(
    tmp_path: Path, start: str, arguments: tuple[str, ...]
) -> None:
    """In this process, and in two workers; however Recto is started."""
    more = () if start == "-m" else OF_RUNPY
    folder = scans(tmp_path / "scans", *MODULES, *more)
    out = run([*STARTS[start], "read", *arguments, *FAST], folder)
    assert "volume one" in (out or (tmp_path / "out" / "one.txt").read_text())
    assert ran(folder) == []


def test_modules_beside_the_scans_are_not_run_by_the_second_reader(tmp_path: Path) -> None:
    """`openvino`, which is looked for before it is imported, is one of them."""
    folder = scans(tmp_path / "scans", *MODULES)
    run(
        [RECTO, "read", "one.png", "two.png", "-j", "2", "-o", "../out", "--second-reader", "on"],
        folder,
    )
    assert ran(folder) == []


def test_modules_beside_the_scans_are_not_run_by_a_program(tmp_path: Path) -> None:
    """A script that lies elsewhere, with workers; its own folder stays on its own module path."""
    folder = scans(tmp_path / "scans", *MODULES, *OF_RUNPY)
    (tmp_path / "own.py").write_text("NAMES = ['one.png', 'two.png']\n")
    script = tmp_path / "script.py"
    script.write_text(
        "import own, recto\nfrom recto.settings import Batch, Local, Settings\n"
        "settings = Settings(local=Local('off'), batch=Batch(jobs=2))\n"
        "for document in recto.read_many(own.NAMES, settings): print(document.text)\n"
    )
    text = run([sys.executable, str(script)], folder)
    assert "volume one" in text
    assert "volume two" in text
    assert ran(folder) == []


def test_a_folder_on_pythonpath_still_counts(tmp_path: Path) -> None:
    """The user put it there: in this process and in the workers."""
    folder = scans(tmp_path / "scans")
    own = tmp_path / "own"
    own.mkdir()
    (own / "sitecustomize.py").write_text(
        "import os, pathlib; pathlib.Path(__file__).with_name(f'{os.getpid()}.ran').touch()\n"
    )
    run(
        [RECTO, "read", "one.png", "two.png", "-j", "2", "-o", "../out", *FAST],
        folder,
        PYTHONPATH=str(own),
    )
    assert len(ran(own)) == 3


def test_a_program_that_m_starts_keeps_its_own_folder(tmp_path: Path) -> None:
    """Its package imports Recto while Python still looks for the module; then it needs another of
    its own.
    """
    package = tmp_path / "own"
    package.mkdir()
    (package / "__init__.py").write_text("import recto\n")
    (package / "__main__.py").write_text("import other\n")
    (tmp_path / "other.py").write_text("print('found')\n")
    for flags in (["-m", "own"], ["-mown"], ["-Bm", "own"]):
        assert run([sys.executable, *flags], tmp_path) == "found\n"


def test_recto_in_the_working_folder_is_found(tmp_path: Path) -> None:
    """A checkout without installation: the folder goes last, behind the standard library."""
    from recto.working_folder import ROOT

    (tmp_path / "recto").symlink_to(Path(ROOT) / "recto")
    (tmp_path / "recto_preprocessing").symlink_to(Path(_preprocessing()))
    scans(tmp_path, "html", "json")
    code = (
        "import sys; sys.argv = ['recto', '--version']; import runpy; runpy.run_module('recto',"
        " run_name='__main__')"
    )
    assert run([sys.executable, "-c", code], tmp_path).startswith("recto ")


def _preprocessing() -> str:
    import recto_preprocessing

    return str(Path(recto_preprocessing.__file__).parent)


@pytest.mark.skipif(sys.platform != "linux", reason="libraries have such names on Linux only")
@pytest.mark.parametrize("place", [".", "x86_64"])
def test_libraries_beside_the_scans_are_not_loaded(tmp_path: Path, place: str) -> None:
    """OpenCV's package leaves the working folder in LD_LIBRARY_PATH: Tesseract would take these for
    its own.

    Workers, too. What a user's own LD_LIBRARY_PATH does to the first process is done before Recto
    begins.
    """
    folder = scans(tmp_path / "scans")
    (folder / place).mkdir(parents=True, exist_ok=True)
    for library in (
        "libz.so.1",
        "liblept.so.5",
        "libtesseract.so.5",
        "libgomp.so.1",
        "libpng16.so.16",
    ):
        (folder / place / library).write_bytes(b"not a library")
    text = run([RECTO, "read", "one.png", "--second-reader", "off"], folder)
    assert "volume one" in text
    run([RECTO, "read", "one.png", "two.png", "-j", "2", "-o", "../out", *FAST], folder)
    assert "volume two" in (tmp_path / "out" / "two.txt").read_text()


def test_a_program_beside_the_scans_is_not_run(tmp_path: Path) -> None:
    """An empty part of PATH means the working folder, too."""
    folder = scans(tmp_path / "scans")
    program = folder / "tesseract"
    program.write_text("#!/bin/sh\n: > $0.ran\nexit 1\n")
    program.chmod(0o755)
    text = run([RECTO, "read", "one.png", *FAST], folder, PATH=f":{os.environ['PATH']}")
    assert "volume one" in text
    assert ran(folder) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/a:/b", "/a:/b"),
        ("/a:", "/a"),
        (":/a", "/a"),
        ("/a::/b", "/a:/b"),
        (".:/a", ".:/a"),  # said by name
        ("", None),
        (":", None),
    ],
)
@pytest.mark.parametrize("name", ["LD_LIBRARY_PATH", "PYTHONPATH"])
def test_paths_lose_their_empty_parts(
    monkeypatch: pytest.MonkeyPatch, name: str, given: str, kept: str | None
) -> None:
    """And nothing else; what the user set beats what we would set."""
    monkeypatch.setenv(name, given)
    monkeypatch.setenv("OMP_THREAD_LIMIT", "3")
    found = environment(OMP_THREAD_LIMIT="1", OMP_NUM_THREADS_OF_OURS="1")
    assert found.get(name) == kept
    assert (found["OMP_THREAD_LIMIT"], found["OMP_NUM_THREADS_OF_OURS"]) == ("3", "1")
