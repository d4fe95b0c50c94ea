"""Live endpoints over real HTTP: the benchmark's `live:PROVIDER/MODEL`, and `recto compare` with an
LLM.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.benchmarks.pages import TEXTS, corpora
from tests.vision.replaying import recorded
from tests.vision.server import Server, error

from benchmarks.__main__ import cli
from benchmarks.outcome import Place, restore
from recto.cli.compare import command as compare

SYSTEM = "live:openai/gpt-4o"
KEY = "sk-canary-0123456789"


@pytest.fixture(autouse=True)
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Caches and logs of sent pictures go to the test's own folder."""
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def _run(
    root: Path, server: Server, out: Path, monkeypatch: pytest.MonkeyPatch, *more: str
) -> tuple[int, str]:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    given = [
        "run",
        "--corpora",
        str(root),
        "--systems",
        f"local,{SYSTEM}",
        "--limit",
        "1",
        "--out",
        str(out),
        *more,
    ]
    done = CliRunner().invoke(cli, given)
    return done.exit_code, done.stdout + done.stderr


def test_a_live_endpoint_is_one_more_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked once, stored, scored, not called replayed; its tokens are the endpoint's own; no key is
    stored.
    """
    with Server(recorded(TEXTS["vol1-p1"])) as server:
        status, said = _run(corpora(tmp_path), server, tmp_path / "out", monkeypatch)
        assert (status, len(server.received)) == (0, 1)
        # resumes: nothing is asked again
        _run(tmp_path / "corpora", server, tmp_path / "out", monkeypatch)
        assert len(server.received) == 1
    outcome = restore(Place(tmp_path / "out", SYSTEM, "cards", "vol1-p1"))
    assert outcome is not None
    assert outcome.text.split() == TEXTS["vol1-p1"].split()
    assert (outcome.replayed, outcome.usage.input_tokens, outcome.usage.calls) == (False, 900, 1)
    assert f"{SYSTEM} (replayed)" not in said
    report = CliRunner().invoke(
        cli, ["report", str(tmp_path / "out"), "--corpora", str(tmp_path / "corpora")]
    )
    assert SYSTEM in report.stdout
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert KEY.encode() not in written


def test_an_endpoint_that_answers_nothing_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The local reading is not stored under the model's name; the next run asks again."""
    with Server(error(401, "Incorrect API key provided", "invalid_api_key")) as server:
        status, said = _run(corpora(tmp_path), server, tmp_path / "out", monkeypatch)
    assert status == 10
    assert f"{SYSTEM} on cards/vol1-p1: " in said
    assert KEY not in said
    assert restore(Place(tmp_path / "out", SYSTEM, "cards", "vol1-p1")) is None


@pytest.mark.corpus
def test_compare_asks_an_endpoint_about_a_real_receipt(
    tmp_path: Path, corpora: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every system over one real page, the model answering as it was once recorded: the answer,
    then the report.
    """
    folder = corpora / "receipts"
    entries = map(json.loads, (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines())
    entry = next(entry for entry in entries if "gpt-5.4" in entry["readings"])
    (tmp_path / "truth").mkdir()
    truth = (folder / entry["truth"]).read_text(encoding="utf-8")
    (tmp_path / "truth" / f"{Path(entry['image']).stem}.txt").write_text(truth, encoding="utf-8")
    with Server(
        recorded((folder / entry["readings"]["gpt-5.4"]["path"]).read_text(encoding="utf-8"))
    ) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        given = [
            str(folder / entry["image"]),
            "--truth",
            str(tmp_path / "truth"),
            "-o",
            str(tmp_path / "out"),
        ]
        done = CliRunner().invoke(
            compare, [*given, "--model", "gpt-4o", "-q"], catch_exceptions=False
        )
        assert server.received
    assert done.stdout.startswith("On your 1 page: use ")
    report = (tmp_path / "out" / "compare.html").read_text(encoding="utf-8")
    for system in ("tesseract", "ppocr", "local", "auto", "hybrid", "llm"):
        assert f"<td>{system}</td>" in report
