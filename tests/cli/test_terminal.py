"""What a terminal is given: words of files, ledgers, settings and endpoints only print; they
command nothing.
"""

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests import warm
from tests.batch.pages import FAST, draw
from tests.conftest import Recto
from tests.vision.server import Server, error
from tests.writers.samples import document, line, page

import recto.cli
from recto.text.messages import json_line, one_line
from recto.text.names import printable
from recto.writers import WRITERS

ATTACKS = {
    "clears the screen": "a\x1b[2Jb",
    "sets the title": "a\x1b]0;owned\x07b",
    "begins with a C1 control": "a\x9b31mb",
    "forges a line": "a\nrecto: 3 pages, 99 words, mean confidence 1.000, 0 flagged",
    "writes over the line": "a\rrecto: 3 pages, all is well",
    "ends a line with Unicode": "a\u2028recto: all is well\u2029b\x85c",
    "writes backwards": "a\u202egnp.b",
    "isolates": "a\u2066b\u2069c\u200f",
    "rings and erases": "a\x07\x08\x08\x7fb",
    "hides": "a\u200bb\ufeffc\u00add",
    "tags": "a\U000e0041b",
    "is a byte that is not UTF-8": "a\udcffb",
}


def harmless(text: str) -> bool:
    """Only what prints, and line feeds."""
    return all(
        char.isprintable() or char == "\n" or unicodedata.category(char) == "Zs" for char in text
    )


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_one_line_only_prints(attack: str) -> None:
    """What does not print is written out; the rest stays."""
    found = one_line(f"x {attack} y")
    assert harmless(found)
    assert "\n" not in found
    assert found.startswith("x a")
    assert "\\" in found


@pytest.mark.parametrize(
    "text", ["Größe 12 µm.png", "東京.pdf", "שלום", "émigré (1).tif", "a\xa0b\u3000c", "a\\nb", ""]
)
def test_what_prints_stays(text: str) -> None:
    """In any script."""
    assert one_line(text) == text


@given(st.text(st.characters()))
@example("\ud800")
@example("a\udce9b")
def test_any_text_is_harmless(text: str) -> None:
    """Law, for messages and for JSON; the JSON reads back as the same text, halves of characters,
    which no JSON can hold for everybody, as they are shown.
    """
    assert harmless(one_line(text))
    written = json_line({"text": text})
    assert harmless(written) or all(
        unicodedata.category(char) in {"Cn", "Co", "Cf"} for char in written if not harmless(char)
    )
    assert not re.search(
        "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", written
    )
    is_whole = not re.search("[\ud800-\udfff]", text)
    assert json.loads(written) == {"text": text if is_whole else printable(text)}


def test_nothing_is_said_elsewhere() -> None:
    """One module speaks, so that what it promises holds for the next message, too."""
    speaking = [
        path.name
        for path in Path(recto.cli.__file__).parent.glob("*.py")
        if "echo(" in path.read_text()
    ]
    assert speaking == ["terminal.py"]


def test_libraries_are_heard_in_our_own_lines(tmp_path: Path) -> None:
    """What they log or warn of may quote a file, too."""
    code = (
        "import logging, sys, warnings; from recto.text.messages import tame_libraries;"
        " tame_libraries(); logging.getLogger('lib').warning(sys.argv[1]);"
        " warnings.warn(sys.argv[1])"
    )
    attack = ATTACKS["clears the screen"] + ATTACKS["forges a line"]
    done = subprocess.run(
        [sys.executable, "-c", code, attack], capture_output=True, cwd=tmp_path, timeout=300
    )
    lines = done.stderr.decode().splitlines()
    assert [each.split(": ")[:2] for each in lines] == [["recto", "lib"], ["recto", "py.warnings"]]
    assert harmless(done.stderr.decode())


def run(*arguments: str | Path, cwd: Path, **variables: str) -> str:
    """Both outputs of a command, byte for byte; every line of standard error is in our name."""
    environment = os.environ | {"XDG_CONFIG_HOME": str(cwd)} | variables
    done = warm.run(list(map(str, arguments)), cwd=cwd, environment=environment)
    said = done.stderr.decode()
    forged = [each for each in said.split("\n") if each and not each.startswith(("recto: ", "| "))]
    assert forged == []
    return done.stdout.decode() + said


def named(folder: Path, attack: str, ending: str) -> Path:
    """A file of that name; a slash cannot be in one."""
    return folder / f"{attack.replace('/', '')}{ending}"


NAMES = [
    "clears the screen",
    "forges a line",
    "writes over the line",
    "ends a line with Unicode",
    "writes backwards",
]


def test_names_of_files_only_print(tmp_path: Path) -> None:
    """In a run, its errors, its status, and a reading to standard output."""
    scans = tmp_path / "scans"
    scans.mkdir()
    for name in NAMES:
        named(scans, ATTACKS[name], ".png").write_bytes(b"not a picture")
    draw(named(scans, ATTACKS["begins with a C1 control"], ".png"), "volume one")
    said = run("read", scans, "-o", "out", "-v", *FAST, cwd=tmp_path)
    said += run("status", "out", cwd=tmp_path)
    said += run("retry", "out", cwd=tmp_path)
    for name in NAMES[:2]:
        said += run("read", named(scans, ATTACKS[name], ".png"), *FAST, cwd=tmp_path)
    assert harmless(said.replace("\f", ""))
    assert "\\x1b[2J" in said
    assert "\\u202e" in said


def test_names_of_files_only_print_in_every_other_command(tmp_path: Path) -> None:
    """clean, compare and calibrate, and click's own refusals of arguments."""
    attack = ATTACKS["clears the screen"]
    scan = draw(named(tmp_path, attack, ".png"), "volume one")
    (tmp_path / "truth").mkdir()
    said = run(
        "clean", scan, "-o", named(tmp_path, attack, "-clean.png"), "--explain", cwd=tmp_path
    )
    fast = ("--second-reader", "off", "--clean", "off")
    said += run(
        "compare", scan, "--systems", "tesseract", *fast, "-o", f"report{attack}", cwd=tmp_path
    )
    said += run("calibrate", scan, "--truth", tmp_path / "truth", *fast, cwd=tmp_path)
    assert harmless(said)
    assert "\\x1b[2J" in said


@pytest.mark.parametrize("name", ["clears the screen", "forges a line", "writes backwards"])
@pytest.mark.parametrize(
    "arguments",
    [("{}",), ("read", "--{}", "x"), ("read", "x", "--psm", "{}"), ("read", "x", "-f", "{}")],
)
def test_refused_arguments_are_quoted_harmlessly(
    tmp_path: Path, name: str, arguments: tuple[str, ...]
) -> None:
    """A shell's `*` makes arguments out of file names."""
    given = [argument.format(ATTACKS[name]) for argument in arguments]
    done = warm.recto(*given, cwd=tmp_path)
    said = done.stderr
    assert done.returncode == 1
    assert harmless(said)
    assert all(
        each.startswith(("recto: ", "Usage: ", "Try ", "Error: ", "")) for each in said.split("\n")
    )
    assert not any(each.startswith("recto: 3 pages") for each in said.split("\n"))


def test_settings_only_print(recto: Recto, tmp_path: Path) -> None:
    """Keys and values of a recto.toml beside the scans."""
    for text in (
        '"a\\u001b[2Jb" = 1\n',
        '[input]\n"a\\u202eb" = 1\n',
        '[input]\nlanguage = "a\\u009b31m\\nrecto: ok"\n',
    ):
        (tmp_path / "here" / "recto.toml").write_text(text)
        done = recto("read", "x.png")
        assert harmless(done.stdout + done.stderr)
        assert all(each.startswith("recto: ") for each in done.stderr.split("\n") if each)


def test_a_ledger_only_prints(tmp_path: Path) -> None:
    """Whoever can write into an output folder does not write on our terminal."""
    draw(tmp_path / "one.png", "volume one")
    run("read", "one.png", "-o", "out", *FAST, cwd=tmp_path)
    with sqlite3.connect(tmp_path / "out" / ".recto" / "ledger.sqlite") as database:
        database.execute(
            "UPDATE page SET outcome = 'failed', error = ?", (ATTACKS["clears the screen"],)
        )
        database.execute("UPDATE page SET notes = ?", (json.dumps([ATTACKS["forges a line"]]),))
        database.execute(
            "UPDATE page SET guards = ?", (json.dumps({ATTACKS["writes backwards"]: 3}),)
        )
    database.close()
    said = run("status", "out", cwd=tmp_path) + run("status", "out", "--json", cwd=tmp_path)
    assert harmless(said)
    assert "\\nrecto: 3 pages" in said


def test_an_endpoints_words_only_print(tmp_path: Path) -> None:
    """An error message ends up in the summary."""
    draw(tmp_path / "one.png", "volume one")
    words = " ".join(ATTACKS[name] for name in ATTACKS if "UTF-8" not in name)
    with Server(error(401, words)) as server:
        flags = ("--llm", "always", "--provider", "vllm", "--model", "m", "--base-url", server.url)
        variables = {
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        }
        said = run("read", "one.png", *FAST, *flags, cwd=tmp_path, **variables)
        said += run("doctor", "--llm", *flags[2:], cwd=tmp_path, **variables)
    assert harmless(said)
    assert "\\x07" in said  # orders to a terminal go whole; what else does not print is written out
    assert "[2J" not in said


def test_the_log_only_prints(tmp_path: Path) -> None:
    """JSON lines on standard error: one event is one line, whatever the file is called."""
    for name in ("ends a line with Unicode", "begins with a C1 control", "writes backwards"):
        named(tmp_path / "scans", ATTACKS[name], ".png").parent.mkdir(exist_ok=True)
        named(tmp_path / "scans", ATTACKS[name], ".png").write_bytes(b"not a picture")
    done = warm.recto("read", "scans", "-o", "out", "--log-json", "-", *FAST, cwd=tmp_path)
    logged = [each for each in done.stderr.split("\n") if each.startswith("{")]
    assert harmless("\n".join(logged))
    ended = [json.loads(each) for each in logged if json.loads(each)["event"] == "FileEnded"]
    assert {Path(event["path"]).stem for event in ended} == {
        ATTACKS[name]
        for name in ("ends a line with Unicode", "begins with a C1 control", "writes backwards")
    }


TEXT_FORMATS = [name for name in WRITERS if name not in {"pdf", "pdfa", "docx"}]


@pytest.mark.parametrize("name", TEXT_FORMATS)
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_documents_hold_no_controls(name: str, attack: str) -> None:
    """On standard output they would be a terminal's: only line feeds, tabs and form feeds are let
    through.
    """
    out = io.BytesIO()
    WRITERS[name].write(
        document(page([line("plain words"), line(attack.replace(" ", "_"))])), out, images=_white
    )
    text = out.getvalue().decode("utf-8")
    allowed = "\n\t\f\r" if name == "csv" else "\n\t\f"
    assert [
        char
        for char in text
        if unicodedata.category(char) in {"Cc", "Zl", "Zp"} and char not in allowed
    ] == []


def _white(page: object):
    import numpy as np

    return np.full((1000, 800), 255, np.uint8)
