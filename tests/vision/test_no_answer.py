"""No call of a run comes to anything: one sentence with place, cause and remedy, and an exit code
that is not 0.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import warm
from tests.batch.pages import FAST, draw, run, texts
from tests.vision.server import Answer, Server, chat, edits, error

import recto
from recto.cli import main
from recto.readers.vision import LlmOptions
from recto.readers.vision.call.tally import Tally, place
from recto.settings.groups import Input, Local, Settings

TEXT = "Harbour ledger\nvolume one\n"
DEAD = "http://127.0.0.1:9/v1"
GOOD = chat(edits({}))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page, and its JSON result without an LLM."""
    folder = tmp_path_factory.mktemp("shelf")
    page = draw(folder / "page.png", "volume one")
    assert run("read", page, "-o", folder / "out", "-f", "json", *FAST).returncode == 0
    return folder


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cache and no record but this test's."""
    for name in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("RECTO_LLM_RETRIES", "0")


def recto_read(source: Path, url: str, *more: str) -> int:
    """The command in this process; its exit code."""
    flags = ["--llm", "always", "--provider", "vllm", "--base-url", url, "--model", "gpt-4o", *more]
    with pytest.raises(SystemExit) as ended:
        main(["read", str(source), *flags])
    assert isinstance(ended.value.code, int)
    return ended.value.code


CAUSES: list[tuple[str, Answer, str]] = [
    ("wrong key", error(401, "Incorrect API key provided"), "the API key was refused"),
    ("unknown model", error(404, "no such model"), "the endpoint does not know the model"),
    ("all refused", chat("I'm sorry, I can't assist with that."), "the model refused"),
    ("no money", error(402, "pay first"), "the account is used up"),
    ("too many requests", error(429, "slow down"), "too many requests"),
    (
        "a pause of an hour",
        error(429, "slow down", headers={"retry-after": "3600"}),
        "a pause longer than",
    ),
    ("no LLM", Answer(b"<html>It works!</html>"), "the reply was not the protocol's JSON"),
    (
        "a text for people",
        error(400, "\x1b[2Jbell\x07 and\nforged: lines"),
        "the endpoint refused the request",
    ),
]


@pytest.mark.parametrize("quiet", [False, True])
@pytest.mark.parametrize(("name", "answer", "cause"), CAUSES, ids=[row[0] for row in CAUSES])
def test_one_sentence_names_place_cause_and_remedy(
    shelf: Path,
    name: str,
    answer: Answer,
    cause: str,
    quiet: bool,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The result is printed, complete; the code is 11, --quiet or not."""
    with Server(answer) as server:
        code = recto_read(shelf / "out" / "page.json", server.url, *(["-q"] if quiet else []))
    printed, told = capfd.readouterr()
    assert (printed, code) == (TEXT, 11)
    (said,) = [line for line in told.splitlines() if server.url in line]
    assert said.startswith(f"recto: no answer from {server.url} could be used: ")
    assert cause in said
    assert "`recto doctor --llm`" in said
    assert said.isprintable()


def test_nobody_at_the_address(shelf: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """As users meet it first: the server is not running."""
    assert recto_read(shelf / "page.png", DEAD, *FAST) == 11
    printed, told = capfd.readouterr()
    assert printed == TEXT
    assert f"no answer from {DEAD} could be used: no connection could be made (" in told


def test_a_limit_does_not_hide_that_nobody_answered(
    shelf: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """One call is allowed: nobody takes it up, or its answer is of no use, and no other may be
    made. The run is no success, and its cause is the endpoint, not the limit.
    """
    source = shelf / "out" / "page.json"
    monkeypatch.setenv("RECTO_LLM_RETRIES", "3")
    assert recto_read(source, DEAD, "--max-calls", "1") == 11
    assert "could be used: no connection could be made;" in capfd.readouterr().err
    with Server(chat("no JSON at all")) as server:
        assert recto_read(source, server.url, "--max-calls", "1") == 11
    assert "could be used: the answer was not a JSON object;" in capfd.readouterr().err


def test_one_good_answer_is_enough(shelf: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """And what the cache answered next time, or what needed no asking, is a success without any
    endpoint.
    """
    source = shelf / "out" / "page.json"
    with Server(GOOD) as server:
        assert recto_read(source, server.url) == 0
        url = server.url
    assert recto_read(source, url) == 0  # nobody is there any more
    assert "answered from the reply cache" in capfd.readouterr().err
    assert recto_read(source, DEAD, "--llm", "auto") == 0
    assert recto_read(source, DEAD, "--max-calls", "0") == 0
    assert "no answer from" not in capfd.readouterr().err


def test_a_folder_and_its_retry(shelf: Path, tmp_path: Path) -> None:
    """All results are written; both runs end with 11, the retry where it is told whom to ask."""
    out = tmp_path / "out"
    llm = ("--llm", "always", "--provider", "vllm", "--base-url", DEAD, "--model", "gpt-4o")
    page = shelf / "page.png"
    for arguments in (("read", page, "-o", out, *llm, *FAST), ("retry", out, page, *llm)):
        done = warm.recto(*arguments)
        assert done.returncode == 11, done.stderr
        assert done.stderr.count(DEAD) == 1
        assert list(texts(out).values()) == [TEXT]


def test_a_comparison(shelf: Path, tmp_path: Path) -> None:
    """The report is written all the same."""
    flags = (
        "--systems",
        "local,llm",
        "--second-reader",
        "off",
        "--provider",
        "vllm",
        "--model",
        "gpt-4o",
    )
    done = run("compare", shelf / "page.png", "-o", tmp_path / "report", *flags, "--base-url", DEAD)
    assert done.returncode == 11, done.stderr
    assert f"no answer from {DEAD}" in done.stderr
    assert (tmp_path / "report" / "compare.html").exists()


def test_a_program_is_warned_and_the_document_says_why(shelf: Path) -> None:
    """`recto.read` returns the local reading with a warning, a note, a status and a count."""
    llm = LlmOptions("always", "vllm", DEAD, "gpt-4o", retries=0)
    source = str(shelf / "out" / "page.json")
    with pytest.warns(recto.NoAnswerWarning, match=r"no answer from http://127\.0\.0\.1:9/v1"):
        document = recto.read(source, llm=llm)
    (page,) = document.pages
    assert page.text + "\n" == TEXT
    assert page.status == "fell-back"
    assert page.guards["fell-back:unreachable"] == 1
    assert any(
        "no answer of the vision LLM could be used: no connection" in note for note in page.notes
    )
    with pytest.warns(recto.NoAnswerWarning):
        assert len(list(recto.read_many([source], Settings(Input(), Local(), llm)))) == 1


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:secret@host:8/v1?key=secret#secret", "https://host:8/v1"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
        ("http://host/\x1b[2J", "http://host/?[2J"),
    ],
)
def test_no_secret_of_a_url_is_said(url: str, shown: str) -> None:
    """Neither name nor password nor query, and nothing that a terminal obeys."""
    assert place(url) == shown


def test_the_users_own_limits_are_no_failure_of_the_endpoint() -> None:
    """A budget of nothing asks nothing."""
    tally = Tally()
    tally.lose("over-cost", "the limit of the run is reached")
    assert tally.sentence(DEAD, None) == ""
    tally.lose("timeout", "no whole reply within 1 s")
    assert "no whole reply within 1 s" in tally.sentence(DEAD, None)
    tally.useful += 1
    assert tally.sentence(DEAD, None) == ""
