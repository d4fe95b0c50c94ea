"""The command as users meet it: what it prints where, and the exit code of every way to fail."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import Recto

from recto import __version__

HEAVY = {
    "cv2",
    "numpy",
    "onnxruntime",
    "openai",
    "rapidocr",
    "pypdfium2",
    "lxml",
    "PIL",
    "rapidfuzz",
    "rich",
    "pydantic",
    "jinja2",
}
# Modules, Python's own among them (64, 132 and 735 with 3.11): a start costs what it imports.
AT_MOST = {"import recto": 80, "--version": 160, "read": 755}


def modules_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.measured
def test_version_is_said_without_loading_anything_heavy() -> None:
    """`recto --version` must start at once: judged by what is imported, not by a clock."""
    code = "from recto.cli import main\ntry: main(['--version'])\nexcept SystemExit: pass"
    loaded = modules_after(code)
    assert not HEAVY & {name.partition(".")[0] for name in loaded}
    assert len(loaded) <= AT_MOST["--version"]


@pytest.mark.measured
def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import recto` in a program that may never read a page."""
    loaded = modules_after("import recto")
    assert not HEAVY & {name.partition(".")[0] for name in loaded}
    assert len(loaded) <= AT_MOST["import recto"]


@pytest.mark.measured
def test_reading_a_picture_loads_no_reader_that_is_off_and_no_format_that_is_not_written(
    samples: Path,
) -> None:
    """They are slow to import."""
    arguments = [
        "read",
        str(samples / "label.png"),
        "--layout",
        "line",
        "--second-reader",
        "off",
        "-q",
    ]
    code = f"from recto.cli import main\ntry: main({arguments})\nexcept SystemExit: pass"
    script = f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    idle = {
        "asyncio",
        "onnxruntime",
        "openai",
        "pypdfium2",
        "lxml",
        "fpdf",
        "pikepdf",
        "rich",
        "pydantic",
        "jinja2",
    }
    loaded = set(done.stderr.split())
    assert not idle & loaded
    own = {
        "recto.textlayer",
        "recto.sources.pdf",
        "recto.corrections.applied",
        "recto.batch.writing",
        "recto.readers.lines.reader",
        "recto.readers.ppocr.reader",
        "recto.readers.ppocr.session",
    }
    assert not own & loaded
    assert len(loaded) <= AT_MOST["read"]


def test_version(recto: Recto) -> None:
    """On standard output, with exit code 0."""
    done = recto("--version")
    assert (done.stdout, done.returncode) == (f"recto {__version__}\n", 0)


def test_help_names_every_command(recto: Recto) -> None:
    """Commands are found by name, late; none may be forgotten."""
    done = recto("--help")
    assert done.returncode == 0
    assert all(
        name in done.stdout
        for name in (
            "read",
            "status",
            "retry",
            "clean",
            "compare",
            "calibrate",
            "doctor",
            "explain",
        )
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["reed"], 1, "No such command 'reed'"),
        (["read"], 1, "Missing argument"),
        (["read", "x.png", "--psm", "six"], 1, "not a valid integer"),
        (["read", "x.png", "--psm", "14"], 1, "--psm cannot be 14; give a number from 0 to 13"),
        (
            ["read", "x.png", "-f", "rtf"],
            1,
            "--format cannot be 'rtf'; give one or more of txt, md, json",
        ),
        (
            ["read", "x.png", "-f", "txt,md"],
            1,
            "only one format can go to standard output; give a folder with -o",
        ),
        (
            ["read", "x.png", "y.png"],
            1,
            "2 files cannot go to standard output; give a folder with -o",
        ),
        (["read", "x.png"], 2, "x.png: no such file; check the path"),
        (["calibrate", "x.png", "--truth", ".", "--dry-run"], 1, "No such option"),
        (["status", "nowhere"], 5, "is this the -o folder of a run"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    recto: Recto, arguments: list[str], code: int, said: str
) -> None:
    """Never a traceback, never on standard output."""
    done = recto(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_recto_toml_has_exit_code_9(recto: Recto, tmp_path: Path) -> None:
    """The file in the working folder counts."""
    (tmp_path / "here" / "recto.toml").write_text("[llm]\nprovder = 'x'\n")
    done = recto("read", "x.png")
    assert done.returncode == 9
    assert "recto.toml: unknown key llm.provder; did you mean 'provider'?" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.png", b"", "the file is empty"),
        ("text.png", b"plain words", "neither an image nor a PDF"),
        ("cut.png", None, "damaged image data"),  # hardly more than its head
    ],
)
def test_a_bad_file_is_named_and_has_exit_code_2(
    recto: Recto, samples: Path, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    """With the remedy, in one line."""
    path = tmp_path / name
    path.write_bytes((samples / "letter.png").read_bytes()[:150] if content is None else content)
    done = recto("read", path, "-q")
    assert done.returncode == 2
    assert f"{path}" in done.stderr
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_text_goes_to_stdout_and_the_summary_to_stderr(recto: Recto, samples: Path) -> None:
    """A pipe gets the text only."""
    done = recto("read", samples / "letter.png", "--second-reader", "off")
    assert done.returncode == 0
    assert "Thank you for the ledgers" in done.stdout
    assert done.stderr.startswith("recto: 1 page, 104 words, mean confidence ")


def test_quiet_says_nothing_on_stderr(recto: Recto, samples: Path) -> None:
    """-q is for scripts."""
    assert recto("read", samples / "letter.png", "--second-reader", "off", "-q").stderr == ""


def test_standard_input_is_read_as_a_file(recto: Recto, samples: Path) -> None:
    """`cat letter.png | recto read -`."""
    done = recto(
        "read", "-", "--second-reader", "off", "-q", stdin=(samples / "letter.png").read_bytes()
    )
    assert "Harbour Museum" in done.stdout


def test_json_on_standard_output_is_whole(recto: Recto, samples: Path) -> None:
    """One document, its pages as they come, closed at the end."""
    done = recto("read", samples / "letter.png", "--second-reader", "off", "-q", "-f", "json")
    result = json.loads(done.stdout)
    assert (result["schema"], len(result["pages"])) == ("1", 1)


def test_a_missing_language_names_its_package(recto: Recto, samples: Path) -> None:
    """Exit code 3, and the command that mends it."""
    done = recto("read", samples / "letter.png", "-l", "iku", "-q")
    assert done.returncode == 3
    assert "tesseract-ocr-iku" in done.stderr


def test_a_missing_tesseract_says_how_to_get_it(
    recto: Recto, samples: Path, tmp_path: Path
) -> None:
    """With an empty PATH."""
    done = recto("read", samples / "letter.png", "-q", PATH=str(tmp_path))
    assert done.returncode == 3
    assert "Tesseract is not installed; install it with" in done.stderr


def test_a_closed_pipe_is_no_error(samples: Path) -> None:
    """`recto read x.png | head -0`."""
    command = (
        f"{sys.executable} -m recto read {samples / 'letter.png'} --second-reader off -q | true"
    )
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_doctor_finds_what_is_installed(recto: Recto) -> None:
    """Every line begins with its verdict."""
    done = recto("doctor")
    assert done.returncode == 0
    assert "ok      tesseract: 5" in done.stdout
    assert done.stdout.endswith("recto can read\n")


def test_doctor_says_what_to_do_when_tesseract_is_missing(recto: Recto, tmp_path: Path) -> None:
    """Exit code 3; the other checks go on."""
    done = recto("doctor", PATH=str(tmp_path))
    assert done.returncode == 3
    assert "MISSING tesseract: Tesseract is not installed; install it with" in done.stdout
    assert "ok      second reader" in done.stdout
