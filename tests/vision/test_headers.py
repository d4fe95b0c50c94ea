"""Which headers leave for which host: seen by a real server, and for OpenAI's own hosts by the rule
itself.
"""

from __future__ import annotations

import asyncio

import pytest
from tests.vision.pages import evidence, options, whole_page
from tests.vision.server import Answer, Server, chat, edits, native

from recto.readers.vision import VisionReader
from recto.readers.vision.call.headers import NEEDED, is_openai, unneeded

KEY = "sk-the-one-that-was-asked-for-1234"
IDENTITY = {
    "OPENAI_ORG_ID": "org-canary",
    "OPENAI_PROJECT_ID": "proj-canary",
    "OPENAI_ADMIN_KEY": "sk-admin-canary",
    "OPENAI_WEBHOOK_SECRET": "whsec-canary",
    "OPENAI_CUSTOM_HEADERS": (
        "X-Workspace: custom-canary\nauthorization: Bearer other-canary\nCookie: id=cookie-canary"
    ),
    "AZURE_OPENAI_AD_TOKEN": "azure-canary",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/elsewhere",
}


def headers_seen(answer: Answer, provider: str, key: str) -> dict[str, str]:
    """What a server on this machine is told by one request."""

    async def ask(url: str) -> None:
        page = evidence(["one line"])
        choice = options(url, provider=provider, model="gpt-4o", api_key_env="ASKED_FOR", retries=0)
        reader = VisionReader(choice, environ={"ASKED_FOR": key} if key else {})
        try:
            await reader.read(page, whole_page(page))
        finally:
            await reader.aclose()

    with Server(answer) as server:
        asyncio.run(ask(server.url))
    return dict(server.received[0].headers)


@pytest.mark.parametrize("provider", ["openai", "openrouter", "gemini", "vllm", "dashscope-native"])
@pytest.mark.parametrize("key", [KEY, ""])
def test_no_identity_leaves_for_another_host(
    monkeypatch: pytest.MonkeyPatch, provider: str, key: str
) -> None:
    """Nothing that the environment holds for OpenAI, nothing of this machine, and the one key that
    was asked for.
    """
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)
    answer = native(edits({})) if provider == "dashscope-native" else chat(edits({}))
    seen = headers_seen(answer, provider, key)
    assert "canary" not in repr(seen)
    assert set(seen) <= NEEDED
    assert seen["authorization"].removeprefix("Bearer ").strip() in ({KEY} if key else {"none"})


def test_the_environment_would_be_sent_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK alone sends it: when this fails, it has changed, and the rule may be needless."""
    import openai

    monkeypatch.setenv("OPENAI_ORG_ID", "org-canary")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Workspace: custom-canary")

    async def ask(url: str) -> None:
        async with openai.AsyncOpenAI(api_key="sk-x", base_url=url, max_retries=0) as sdk:
            await sdk.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "x"}]
            )

    with Server(chat("x")) as server:
        asyncio.run(ask(server.url))
    seen = server.received[0].headers
    assert (seen["openai-organization"], seen["x-workspace"]) == ("org-canary", "custom-canary")
    assert "x-stainless-os" in seen


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://api.openai.com/v1", True),
        ("https://eu.api.openai.com/v1", True),
        ("https://API.OpenAI.com/v1", True),
        ("https://api.openai.com:443/v1", True),
        ("http://api.openai.com/v1", False),  # not over TLS: it may be anyone
        ("https://api.openai.com.example/v1", False),
        ("https://notapi.openai.com.example/v1", False),
        ("https://evilapi.openai.com@host.example/v1", False),
        ("https://xapi.openai.com/v1", False),
        ("https://me.openai.azure.com/openai/v1", False),
        ("http://127.0.0.1:8000/v1", False),
    ],
)
def test_only_openais_own_hosts_are_openai(url: str, own: bool) -> None:
    """By the host's name, not by a part of it; there every header stays."""
    names = [
        "OpenAI-Organization",
        "OpenAI-Project",
        "X-Workspace",
        "x-stainless-os",
        "Authorization",
        "Content-Type",
    ]
    assert is_openai(url) is own
    gone = {"openai-organization", "openai-project", "x-workspace", "x-stainless-os"}
    assert set(unneeded(names, url)) == (set() if own else gone)
