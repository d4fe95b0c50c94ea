"""The command where recto.toml asks for too much: nothing leaves, nothing is written, all is
said.
"""

from pathlib import Path

import pytest
from tests.conftest import Recto
from tests.vision.server import Answer, Received, Server, chat

SECRET = "ghp-canary-4711"
MINE = (
    "--llm",
    "always",
    "--base-url",
    "http://127.0.0.1:9/v1",
    "--model",
    "mine",
    "--api-key-env",
    "MY_KEY",
)
TOO_MUCH = (
    "llm.base_url",
    "llm.model",
    "llm.api_key_env",
    "llm.glossary",
    "output.folder",
    "batch.log_json",
)


def answer(_: Received) -> Answer:
    """For a server that must not be asked."""
    return chat("{}")


def asking_too_much(url: str) -> str:
    return (
        f'[llm]\nmode = "always"\nbase_url = "{url}"\nmodel = "m"\napi_key_env ='
        ' "GITHUB_TOKEN"\nglossary = "private"\ncache = false\n[output]\nfolder ='
        ' "taken"\n[batch]\nlog_json = "private"\n[local]\nsecond_reader = "off"\ncleaning ='
        ' "off"\n'
    )


@pytest.mark.parametrize("flags", [(), MINE])
def test_nothing_goes_where_a_folder_wants_it(
    recto: Recto, samples: Path, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    """Neither with the LLM off nor when the user asks one; each key is named once, with -q, too."""
    folder = tmp_path / "here"
    (folder / "private").write_text("a private key")
    with Server(answer) as server:
        (folder / "recto.toml").write_text(asking_too_much(server.url))
        done = recto(
            "read", samples / "label.png", "-q", *flags, GITHUB_TOKEN=SECRET, MY_KEY="sk-mine"
        )
    assert server.received == []
    assert done.stdout.strip(), done.stderr
    assert (folder / "private").read_text() == "a private key"
    assert not (folder / "taken").exists()
    assert [done.stderr.count(key) for key in TOO_MUCH] == [1] * len(TOO_MUCH), done.stderr
    assert SECRET not in done.stderr + done.stdout


def test_doctor_shows_which_files_apply_and_what_was_passed_over(
    recto: Recto, tmp_path: Path
) -> None:
    """Whose each file is, and how to allow what does not count."""
    here, own = tmp_path / "here" / "recto.toml", tmp_path / "home" / "recto" / "recto.toml"
    here.write_text('[llm]\nmodel = "m"\n[local]\npsm = 6\n')
    own.parent.mkdir()
    own.write_text("[llm]\nmax_cost = 1.0\n")
    said = recto("doctor").stdout
    assert (
        f"settings: {own} (yours, all of it) and {here} (of this folder, what a folder may say)"
        in said
    )
    assert (
        "passed over llm.model, as a file that lies with the data may not choose them; to allow"
        " them, put" in said
    )
    assert f"settings: {here} (yours, all of it)" in recto("doctor", "--config", here).stdout
