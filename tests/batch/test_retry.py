"""`recto retry`: what it takes from the ledger, what from today, and which pages it reads again."""

import os
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest
from tests import warm
from tests.batch.ledgers import change, edit_command, make_ledger
from tests.batch.pages import FAST, command, draw, ledger_rows, name, texts
from tests.vision.replaying import recorded
from tests.vision.server import Server

from recto.batch import plan
from recto.batch.command import refuse_far
from recto.batch.folder import remembered
from recto.batch.ledger import ledger_path, open_ledger
from recto.cli.retry import _go_to, _notes, settings_again
from recto.errors import BadArguments, FileAccess, InvalidConfig
from recto.pipeline.vision import vision_for
from recto.settings.groups import Input, Local, Output, Settings
from recto.settings.layers import Values
from recto.settings.llm import LlmOptions
from recto.sources.folders import Source

RUN = Settings(
    Input("deu", "2-3", 300.0, "line"),
    Local("off", psm=6, cleaning="off"),
    LlmOptions(
        "auto",
        "gemini",
        model="large",
        max_cost=2.0,
        send="lines",
        glossary=("lien",),
        concurrency=4,
    ),
    Output("", ("txt", "json"), "drop"),
)


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for variable in [each for each in os.environ if each.startswith("RECTO_")]:
        monkeypatch.delenv(variable)


def settings_of(out: Path, flags: Values | None = None) -> Settings:
    return settings_again(remembered(out), out, flags or {}, "")


def test_of_a_ledger_count_language_layout_formats_and_what_lowers(tmp_path: Path) -> None:
    """Provider, model and glossary are today's, and so is asking an LLM at all."""
    out = tmp_path / "out"
    make_ledger(out, tmp_path / "in", RUN)
    found = settings_of(out)
    assert found.input == RUN.input
    assert found.local == RUN.local
    assert found.llm == LlmOptions(max_cost=2.0, send="lines", concurrency=4)
    assert found.output == Output(str(out), ("txt", "json"), "drop")


def test_today_s_flags_choose_the_llm_and_may_raise_what_the_run_had(tmp_path: Path) -> None:
    """The ledger stands below flags and above the environment."""
    out = tmp_path / "out"
    make_ledger(out, tmp_path / "in", RUN)
    flags: Values = {
        "llm": {"mode": "always", "provider": "ollama", "max_cost": 9.0},
        "batch": {"log_json": "log"},
    }
    found = settings_of(out, flags)
    assert (found.llm.mode, found.llm.provider, found.llm.max_cost, found.llm.send) == (
        "always",
        "ollama",
        9.0,
        "lines",
    )
    assert found.batch.log_json == str(Path("log").absolute())


def test_the_user_s_own_file_chooses_the_llm_but_a_run_without_one_stays_without(
    tmp_path: Path,
) -> None:
    """What a ledger says of an LLM only lowers."""
    own = tmp_path / "config" / "recto" / "recto.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[llm]\nmode = "always"\nprovider = "ollama"\nmodel = "mine"\n')
    make_ledger(tmp_path / "asked", tmp_path / "in", RUN)
    make_ledger(tmp_path / "local", tmp_path / "in")
    assert settings_of(tmp_path / "asked").llm.provider == "ollama"
    assert [settings_of(tmp_path / each).llm.mode for each in ("asked", "local")] == [
        "always",
        "off",
    ]


TOO_MUCH: dict[str, dict[str, Any]] = {
    "llm": {
        "mode": "always",
        "base_url": "http://127.0.0.1:9/v1",
        "api_key_env": "GITHUB_TOKEN",
        "glossary": "/etc/passwd",
        "max_cost": 1e6,
        "concurrency": 1024,
        "cache": False,
    },
    "local": {"calibration": "/etc/passwd"},
    "output": {"folder": "/elsewhere"},
    "batch": {"log_json": "/elsewhere/log", "strict": True},
}


def test_an_edited_ledger_is_obeyed_no_further(tmp_path: Path) -> None:
    """Hosts, keys, files and places to write are passed over, limits are not raised."""
    out = tmp_path / "out"
    edit_command(make_ledger(out, tmp_path / "in"), **TOO_MUCH)
    found = settings_of(out)
    assert found == Settings(llm=LlmOptions(max_cost=1e6), output=Output(str(out)))


@pytest.mark.parametrize(
    "changed",
    [
        {"local": {"psm": 99}},
        {"local": {"psm": "six"}},
        {"input": {"language": 5}},
        {"input": {"language": "e\0ng"}},
        {"llm": {"mode": "sometimes"}},
        {"llm": {"max_cost": float("nan")}},
        {"llm": {"max_cost": 10**400}},
        {"output": {"formats": ["exe"]}},
        {"output": {"formats": 5}},
        {"batch": {"jobs": -1}},
    ],
)
def test_a_ledger_s_impossible_setting_says_what_to_do(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    """The ledger is named, not a flag that nobody gave."""
    out = tmp_path / "out"
    edit_command(make_ledger(out, tmp_path / "in"), **changed)
    with pytest.raises(FileAccess, match="the ledger is damaged: .*; move its .recto folder away"):
        settings_of(out)


def test_unknown_settings_of_another_version_are_left_out(tmp_path: Path) -> None:
    """A ledger of yesterday's or tomorrow's Recto."""
    out = tmp_path / "out"
    edit_command(
        make_ledger(out, tmp_path / "in"),
        llm={"headers": 1},
        settings={"local": {"psm": 4}, "new": {"x": 1}},
    )
    assert settings_of(out).local.psm == 4


@pytest.mark.parametrize(("mode", "again"), [("off", (2, 3)), ("auto", (1, 2, 3))])
def test_without_an_llm_pages_that_fell_back_stay_as_they_are(
    tmp_path: Path, mode: Any, again: tuple[int]
) -> None:
    """Read again they would count as good; failed ones are read, good ones never."""
    out = tmp_path / "out"
    make_ledger(out, tmp_path / "in", RUN, ("ok", "fell-back", "unreadable", "failed"))
    now = Settings(RUN.input, RUN.local, LlmOptions(mode), RUN.output)
    digests = {*remembered(out).digests, now.digest()}
    with open_ledger(out) as ledger:
        row = ledger.file("a.png")
        target = plan.Target(Source("a.png", "a.png"), "a.png", (("txt", str(out / "a.txt")),))
        assert plan.left(ledger, row, target, now, digests, retry=True).read == again


def test_what_is_not_as_it_was_is_said(tmp_path: Path) -> None:
    """That no LLM is asked, how many pages that concerns, what else a ledger does not keep."""
    out = tmp_path / "out"
    run = Settings(llm=RUN.llm, batch=Settings().batch.__class__(log_json="log"))
    make_ledger(out, tmp_path / "in", run, ("ok", "fell-back", "refused"))
    asked = remembered(out)
    notes = list(_notes(asked, out, settings_of(out)))
    assert "the run asked an LLM (--llm auto) and this retry asks none" in notes[0]
    assert "2 pages that fell back or were cut short stay as they are" in notes[0]
    assert "give --llm auto with --provider or --base-url and --model" in notes[0]
    assert "the run had batch.log_json, too" in notes[1]
    flags: Values = {
        "llm": {"mode": "auto", "provider": "gemini", "model": "large"},
        "batch": {"log_json": "log"},
    }
    assert list(_notes(asked, out, settings_of(out, flags))) == [
        (
            "the run had llm.glossary, too, which a ledger does not keep; "
            "give the flags again where wanted"
        )
    ]


@pytest.mark.parametrize(
    ("folder", "path", "believed"),
    [
        ("{tmp}", "in", True),
        ("{tmp}/work", "../in/a.png", True),
        ("/anywhere", "{tmp}/in", True),
        ("{tmp}/work", "-", True),
        ("/", "etc", False),
        ("{tmp}/work", "../../..", False),
        ("/anywhere", "{tmp}/work/link", False),
        ("/root/.ssh", "id_rsa", False),
    ],
)
def test_sources_elsewhere_are_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, path: str, believed: bool
) -> None:
    """Below the working folder, or beside OUT, and no link that leads elsewhere."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "link").symlink_to("/etc")
    monkeypatch.chdir(tmp_path / "work")
    out = tmp_path / "out"
    made = make_ledger(out, tmp_path / "in")
    edit_command(made, folder=folder.format(tmp=tmp_path), paths=[path.format(tmp=tmp_path)])
    if believed:
        refuse_far(remembered(out), out)
        return
    with pytest.raises(
        BadArguments, match="names .* as a source, .*; if it is yours, name it: recto retry .*out /"
    ):
        refuse_far(remembered(out), out)


def run(
    tmp_path: Path, *arguments: str | Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    """The command with a configuration, a cache and a state of its own."""
    own = {
        f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("CONFIG", "CACHE", "STATE")
    }
    return warm.recto(*arguments, cwd=tmp_path, environment=os.environ | own | variables)


def test_a_retry_asks_whom_it_is_told_to_ask_today_and_nobody_else(tmp_path: Path) -> None:
    """Through the command: an endpoint that is down, an edited ledger, then the LLM given again."""
    source, out = tmp_path / "in", tmp_path / "out"
    for number in range(2):
        draw(source / f"{number}.png", name(number))
    asked = ("--llm", "always", "--model", "gpt-4o", "--api-key-env", "MINE")
    down = run(
        tmp_path,
        "read",
        "in",
        "-o",
        "out",
        *asked,
        "--base-url",
        "http://127.0.0.1:9/v1",
        *FAST,
        MINE="k",
    )
    assert "2 pages fell-back" in down.stderr, down.stderr
    with Server(recorded("Harbour ledger")) as server:
        stolen = {
            "mode": "always",
            "base_url": server.url,
            "api_key_env": "GITHUB_TOKEN",
            "glossary": "secret",
        }
        place = {
            "output": {"folder": str(tmp_path / "taken")},
            "batch": {"log_json": str(tmp_path / "secret")},
        }
        (tmp_path / "secret").write_text("a private key")
        edit_command(ledger_path(out), llm=stolen, **place)
        again = run(tmp_path, "retry", "out", GITHUB_TOKEN="ghp-canary")
        assert (server.received, again.returncode) == ([], 0), again.stderr
        assert "2 pages that fell back or were cut short stay as they are" in again.stderr
        assert ledger_rows(out, "SELECT DISTINCT outcome, revision FROM page") == [("fell-back", 1)]
        given = run(tmp_path, "retry", "out", *asked, "--base-url", server.url, MINE="sk-mine")
        assert given.returncode == 0, given.stderr
    keys = {received.headers.get("authorization", "") for received in server.received}
    assert keys == {"Bearer sk-mine"}
    assert ledger_rows(out, "SELECT DISTINCT outcome, revision FROM page") == [("ok", 2)]
    assert (tmp_path / "secret").read_text() == "a private key"
    assert not (tmp_path / "taken").exists()


def test_what_came_through_a_pipe_is_read_again_from_where_it_was_kept(tmp_path: Path) -> None:
    """Standard input is not asked for twice."""
    page, out = draw(tmp_path / "a.png", name(1)), tmp_path / "out"
    done = warm.recto("read", "-", "-o", out, *FAST, stdin=page.read_bytes())
    assert done.returncode == 0, done.stderr
    change(ledger_path(out), "UPDATE page SET outcome = 'failed', kind = 'timeout', result = NULL")
    (out / "stdin.txt").unlink()
    done = run(tmp_path, "retry", out)
    assert done.returncode == 0, done.stderr
    assert "volume one" in texts(out)["stdin.txt"]


def test_a_folder_that_is_gone_is_named_with_the_remedy(tmp_path: Path) -> None:
    """Where the run was started, which its paths are relative to."""
    with pytest.raises(FileAccess, match="name the sources: recto retry out PATH"):
        _go_to(str(tmp_path / "gone"), "out")


def test_a_dry_run_is_not_taken_for_a_run() -> None:
    """A variable or a file that asks for one holds for every command: nothing may be sent."""
    with pytest.raises(InvalidConfig, match="a dry run sends nothing"):
        vision_for(LlmOptions("always", "ollama", model="m", dry_run=True), Path("sent.jsonl"))


def test_sources_elsewhere_are_read_when_they_are_named(tmp_path: Path) -> None:
    """The remedy works, from any folder, and a page is read once more only where it must be."""
    (tmp_path / "work").mkdir()
    far, out = draw(tmp_path / "far" / "a.png", name(1)), tmp_path / "work" / "results" / "out"
    (far.parent / "b.png").write_bytes(b"")
    assert run(tmp_path / "work", "read", far.parent, "-o", out, *FAST).returncode == 2
    draw(far.parent / "b.png", name(2))
    refused = run(tmp_path / "work", "retry", out)
    assert (refused.returncode, f"recto retry {out} {far.parent}" in refused.stderr) == (
        1,
        True,
    ), refused.stderr
    assert run(tmp_path / "work", "retry", out, far.parent).returncode == 0
    assert set(texts(out)) == {"a.txt", "b.txt"}
    assert ledger_rows(out, "SELECT DISTINCT revision FROM page") == [(1,)]


def test_a_damaged_result_in_a_ledger_costs_its_file_alone(tmp_path: Path) -> None:
    """A few bytes that unpack to gigabytes, or to no page."""

    source, out = tmp_path / "in", tmp_path / "out"
    for number in range(2):
        draw(source / f"{number}.png", name(number))
    run(tmp_path, "read", "in", "-o", "out", *FAST)
    bomb = zlib.compressobj()
    packed = b"".join(bomb.compress(bytes(2**20)) for _ in range(400)) + bomb.flush()
    change(ledger_path(out), "UPDATE page SET result = ? WHERE file = 1", packed)
    for result in out.glob("*.txt"):
        result.unlink()
    done = run(tmp_path, "read", "in", "-o", "out", *FAST)
    assert (done.returncode, "the ledger's result of a page is damaged" in done.stderr) == (
        5,
        True,
    ), done.stderr
    assert "volume one" in texts(out)["1.txt"]


def piped(tmp_path: Path) -> Path:
    """A run over standard input whose page failed; the folder then moves to another name
    elsewhere.
    """
    page, out = draw(tmp_path / "first" / "a.png", name(1)), tmp_path / "first" / "out"
    done = warm.recto("read", "-", "-o", out, *FAST, stdin=page.read_bytes())
    assert done.returncode == 0, done.stderr
    change(ledger_path(out), "UPDATE page SET outcome = 'failed', kind = 'timeout', result = NULL")
    (out / "stdin.txt").unlink()
    moved = tmp_path / "second" / "moved"
    moved.parent.mkdir()
    return out.rename(moved)


def test_what_came_through_a_pipe_moves_with_the_output_folder(tmp_path: Path) -> None:
    """Its result keeps its name."""
    moved = piped(tmp_path)
    done = run(tmp_path, "retry", moved)
    assert done.returncode == 0, done.stderr
    assert set(texts(moved)) == {"stdin.txt"}
    assert "volume one" in texts(moved)["stdin.txt"]


def waiting(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A retry to whose standard input nothing ever comes, and which never ends."""
    with subprocess.Popen(["sleep", "3600"], stdout=subprocess.PIPE) as silent:
        try:
            line = command(*arguments)
            return subprocess.run(
                line, stdin=silent.stdout, capture_output=True, text=True, timeout=300, cwd=folder
            )
        finally:
            silent.terminate()


def test_what_came_through_a_pipe_and_is_kept_no_more_is_said(tmp_path: Path) -> None:
    """Nothing is waited for."""
    moved = piped(tmp_path)
    for kept in (moved / ".recto" / "pipes").iterdir():
        kept.unlink()
    done = waiting(tmp_path, "retry", moved)
    assert done.returncode == 2
    assert f"what came through a pipe is not kept in {moved} any more" in done.stderr
    assert f"recto retry {moved} FILE" in done.stderr


@pytest.mark.parametrize("path", ["-", "/dev/stdin", "/dev/fd/0", "fifo"])
def test_a_retry_reads_from_no_pipe(tmp_path: Path, path: str) -> None:
    """A ledger may name one; what comes through it came once, and a FIFO waits for ever."""
    out = tmp_path / "out"
    make_ledger(out, tmp_path)
    os.mkfifo(tmp_path / "fifo")
    edit_command(ledger_path(out), paths=[path], folder=str(tmp_path))
    done = waiting(tmp_path, "retry", out)
    assert done.returncode == 2
    assert "cannot be read again: what came through it is gone" in done.stderr
    assert ("standard input" in done.stderr) is (path in ("-", "/dev/stdin"))
