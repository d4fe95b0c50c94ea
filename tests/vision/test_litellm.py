"""A second opinion on the protocol: the `litellm` proxy, a gateway that nobody here wrote, with its
mock answers.

Optional: runs when a `litellm` command is on PATH, or RECTO_LITELLM names one. `make test-doors`
installs it in an environment of its own; it is not among Recto's dependencies.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.vision.pages import evidence, options, read, text_of
from tests.vision.server import edits

COMMAND = os.environ.get("RECTO_LITELLM") or shutil.which("litellm")
pytestmark = pytest.mark.skipif(
    not COMMAND, reason='needs a litellm command: pip install "litellm[proxy]"'
)

TRUTH = ["The first line", "The second line", "The third line"]
KEY = "sk-mock-master-key"
MODELS = {
    "good": edits({1: TRUTH[1]}),
    "prose": "Certainly! The page says: The first line, the second line.",
    "fenced": f"Here you are:\n```json\n{edits({1: TRUTH[1]})}\n```",
}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The proxy's base URL; it needs some ten seconds to start."""
    folder: Path = tmp_path_factory.mktemp("litellm")
    models = [
        {
            "model_name": name,
            "litellm_params": {"model": "openai/gpt-4o", "api_key": "x", "mock_response": text},
        }
        for name, text in MODELS.items()
    ]
    (folder / "config.yaml").write_text(
        json.dumps({"model_list": models, "general_settings": {"master_key": KEY}})
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert COMMAND
    process = subprocess.Popen(
        [
            COMMAND,
            "--config",
            str(folder / "config.yaml"),
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ],
        env={**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(60)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/liveliness", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail("the litellm proxy did not start within ten minutes")


@pytest.mark.parametrize(
    ("model", "text", "event"),
    [
        ("good", TRUTH, None),
        ("fenced", TRUTH, "fence-stripped"),
        ("prose", None, "fell-back:invalid-json"),
    ],
)
def test_a_page_is_read_through_the_gateway(
    gateway: str, model: str, text: list[str] | None, event: str
) -> None:
    """Good and fenced answers are used, prose is not."""
    page = evidence(TRUTH, {1: "Tne sec0nd 1ine"})
    choice = options(gateway, provider="openai", model=model, api_key_env="GATEWAY_KEY")
    found = read(page, choice, environ={"GATEWAY_KEY": KEY})
    assert text_of(page, found) == (text or [line.text for line in page.lines])
    assert event is None or event in found.events
    assert found.usage.input_tokens > 0


@pytest.mark.parametrize(
    (
        "model",
        "key",
        "event",
    ),
    # Without a database the proxy answers a wrong key with 400 "No connected db",
    # which no client can understand.
    [("good", "sk-wrong", "fell-back:bad-request"), ("absent", KEY, "fell-back:model-not-found")],
)
def test_the_gateways_own_errors_are_understood(
    gateway: str, model: str, key: str, event: str
) -> None:
    """A wrong key and an unknown model leave the local reading, with a name."""
    page = evidence(TRUTH)
    choice = options(gateway, provider="openai", model=model, api_key_env="GATEWAY_KEY", retries=0)
    found = read(page, choice, environ={"GATEWAY_KEY": key})
    assert text_of(page, found) == TRUTH
    assert any(each.startswith(event) for each in found.events)
