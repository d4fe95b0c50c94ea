"""Every command and code block of README and of the documentation is run, or stands with its reason
in not_run.toml.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.docs.blocks import (
    DOCS,
    FENCE,
    ROOT,
    RUN,
    SHOWN,
    Block,
    Command,
    blocks,
    commands,
    exception_for,
    listed,
    pages,
)
from tests.docs.sandbox import Sandbox, furnish
from tests.vision.jobs.batch_server import Provider
from tests.vision.server import Server, chat, edits

from recto.readers.vision.call import cost
from recto.serve.tokens import tokens_of

ALL = [block for page in pages() for block in blocks(page)]
COMMANDS = [command for block in ALL for command in commands(block)]
WITH_CODE = sorted({block.page for block in ALL if block.language in ("sh", "console", "python")})
# Commands that leave nothing behind for the next: run once, whichever page has them.
LEAVES_NOTHING = re.compile(r"recto (read|doctor|explain|languages) (?!.*( -o |>))")
RUN_BEFORE: set[str] = set()
# There `recto` starts as for users; elsewhere from a server that has imported it.
STARTS_COLD = ("README.md",)
BY_JOBS = ("docs/how-to/half-price.md",)
INDENTED = re.compile(r"(?:^|\n\n)(    [^\n]+)")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A server that answers as a vision LLM that has nothing to mend."""
    with Server(lambda received: chat(edits({}))) as server:
        yield server.url


@pytest.fixture(scope="module")
def jobs() -> Iterator[str]:
    """The same by batch jobs, and by nothing else."""
    with Provider(lambda received: chat(edits({}))) as provider:
        yield provider.url


@pytest.mark.parametrize("page", WITH_CODE)
def test_a_page_does_what_it_shows(page: str, endpoint: str, jobs: str, tmp_path: Path) -> None:
    """From its first block to its last, in one folder that has the files that pages name."""
    folder = tmp_path / "here"
    folder.mkdir()
    furnish(folder)
    server = jobs if page in BY_JOBS else endpoint
    sandbox = Sandbox(folder, server, is_cold=page in STARTS_COLD)
    for block in ALL:
        if block.page == page:
            _does(sandbox, block)


def _does(sandbox: Sandbox, block: Block) -> None:
    if block.language == "python":
        done = sandbox.python(block.text)
        assert done.returncode == 0, f"{block}\n{done.stderr}"
    for command in commands(block):
        _ends(sandbox, command)


def _ends(sandbox: Sandbox, command: Command) -> None:
    special = exception_for(command.text)
    if command.text in RUN_BEFORE or (special and special.ends is None):
        return
    if LEAVES_NOTHING.match(f"{command.text} "):
        RUN_BEFORE.add(command.text)
    done = sandbox.shell(command.text)
    wanted = special.ends if special else 0
    told = f"{command.block}: {command.text}\n{done.stdout[-500:]}\n{done.stderr[-1500:]}"
    assert done.returncode == wanted, told
    if command.prints is not None:
        assert done.stdout == command.prints, told


@pytest.mark.parametrize("block", [b for b in ALL if b.language == "toml"], ids=str)
def test_settings_on_a_page_are_settings(block: Block, tmp_path: Path) -> None:
    """A recto.toml by its schema; a price table, and a file of tokens, by who reads it."""
    values = tomllib.loads(block.text)
    if "models" in values:
        file = tmp_path / "prices.toml"
        file.write_text(block.text, encoding="utf-8")
        assert cost.load({"RECTO_PRICES": str(file)}).date
        return
    if any("sha256" in table for table in values.values()):  # who may ask `recto serve`
        file = tmp_path / "tokens.toml"
        file.write_text(block.text, encoding="utf-8")
        assert tokens_of(file, {}).are_wanted
        return
    schema = json.loads((DOCS / "reference" / "settings.schema.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(values)) == []


@pytest.mark.parametrize("block", [b for b in ALL if b.language == "json"], ids=str)
def test_a_word_on_a_page_is_a_word(block: Block) -> None:
    """By the schema of a result."""
    file = ROOT / "engine" / "recto" / "schema" / "result-1.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    word = {"$ref": "#/$defs/Word", "$defs": schema["$defs"]}
    assert list(Draft202012Validator(word).iter_errors(json.loads(block.text))) == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_says_what_it_is(page: Path) -> None:
    """With its language: it is run, checked, or known to be shown; none hides by indenting."""
    languages = {block.language for block in blocks(page)}
    assert languages <= {*RUN, *SHOWN}
    without = FENCE.sub("", page.read_text(encoding="utf-8"))
    lines = [found[1] for found in INDENTED.finditer(without)]
    assert lines == [], "fence it, and name its language"


def test_every_reason_not_to_run_is_needed() -> None:
    """A row for a command that no page has any more goes."""
    rows = {row.begins for row in listed()}
    used = {row.begins for command in COMMANDS if (row := exception_for(command.text))}
    assert rows - used == set()


def test_the_tests_of_the_readme_are_those_of_ci() -> None:
    """What README says to run, continuous integration runs."""
    texts = [command.text for command in COMMANDS if command.block.page == "README.md"]
    assert {"make demo", "make test"} <= set(texts)
    assert re.search(r"^make test\b", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)


def test_every_target_of_make_that_a_page_names_is_one() -> None:
    """And the variables behind it are the Makefile's."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    words = [c.text.split()[1:] for c in COMMANDS if c.text.startswith("make ")]
    named = {word for line in words for word in line if "=" not in word and word[0].islower()}
    variables = {word.partition("=")[0] for line in words for word in line if word[0].isupper()}
    assert named - known - {"-q", "-x"} == set()
    assert [name for name in variables if f"$({name})" not in makefile] == []


def test_the_demo_reads_the_samples() -> None:
    """What `make demo` runs once everything is installed; in the end it says how to go on, with
    what is there.
    """
    recto = Path(sys.executable).with_name("recto")
    done = subprocess.run([ROOT / "scripts" / "demo.sh", recto], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Harbour Museum" in done.stdout
    assert "\n7R4K9M\n" in done.stdout
    after = done.stdout.partition("Next: ")[2]
    assert "source .venv/bin/activate" in after
    assert "recto read samples/receipt.png" in after
    assert (ROOT / "docs" / "tutorials" / "first-page.md").exists()
