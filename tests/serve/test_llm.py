"""An LLM behind the service: asked only where the operator allows it and the client wants it,
within the limits of both; its key is nowhere.
"""

import os
from pathlib import Path

import pytest
from tests.serve.serving import png, serving, submit
from tests.vision.replaying import recorded
from tests.vision.server import Server

KEY = "sk-canary-4711"

pytestmark = pytest.mark.skipif(
    "SERVICE_JOBS" not in os.environ, reason="takes minutes, with the others of the door"
)


def test_an_llm_is_asked_where_both_want_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a word of the client's nothing is sent; what is spent is told."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with Server(recorded("Harbour 1800")) as server:
        flags = ["--llm", "always", "--base-url", server.url, "--model", "gpt-4o", "-j", "1"]
        flags += ["--api-key-env", "CANARY_KEY", "--max-calls", "5"]
        monkeypatch.setenv("CANARY_KEY", KEY)
        with serving(tmp_path / "out", *flags) as service, service.client() as client:
            assert submit(client, png("Harbour 1800")).text.strip() == "Harbour 1800"
            assert server.received == []
            job = submit(client, png("Harbour 1800"), llm="always", format="txt,json").json()
            assert job["state"] == "done"
            assert job["llm"]["calls"] == len(server.received) >= 1
            assert client.get(job["results"]["txt"]).text.strip() == "Harbour 1800"
            before = len(server.received)
            none = submit(client, png("Museum 1801"), llm="always", max_calls="0", format="txt,md")
            assert (none.json()["state"], none.json()["llm"]["calls"]) == ("done", 0)
            assert len(server.received) == before
            refused = submit(client, png("Quay 1802"), llm="always", max_calls="6")
            assert refused.status_code == 422
            said = service.end()
    assert KEY not in said
    for path in (tmp_path / "out").rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes()
