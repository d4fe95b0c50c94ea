"""What providers write into their files, and names that may stand in a URL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recto.errors import InvalidConfig
from recto.model.page import Usage
from recto.readers.vision.call.completion import Completion
from recto.readers.vision.call.failures import Failure, Remedy
from recto.readers.vision.call.providers import resolve
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.jobs.collected import Collected
from recto.readers.vision.jobs.lines import Told, told_by
from recto.readers.vision.jobs.names import is_remote
from recto.readers.vision.jobs.offers import OFFERS, offer_of
from recto.settings.llm import LlmOptions

NAME = "a" * 64
OPENAI = resolve(LlmOptions("auto", "openai", model="gpt-4o"), {})
GEMINI = resolve(LlmOptions("auto", "gemini"), {})
MESSAGE = {"choices": [{"message": {"content": "{}"}, "finish_reason": "stop"}]}


def answered(**more: Any) -> dict[str, Any]:
    body = {**MESSAGE, "model": "gpt-4o", **more}
    return {"custom_id": NAME, "response": {"status_code": 200, "body": body}, "error": None}


def refused(status: int, message: str) -> dict[str, Any]:
    body = {"error": {"message": message}}
    return {"custom_id": NAME, "response": {"status_code": status, "body": body}, "error": None}


LINES = [
    (answered(), "", None),
    (answered(model="gpt-4o-2024-11-20"), "", None),
    (answered(model="GPT-4o"), "", None),
    (answered(model=None), "", None),
    (answered(model="gpt-4.1"), "other-model", Remedy.GIVE_UP),
    (answered(choices=[]), "empty-choices", Remedy.RETRY),
    (refused(500, "overloaded"), "server-error", Remedy.RETRY),
    (refused(429, "slow down"), "rate-limited", Remedy.RETRY),
    (refused(400, "content_filter"), "content-filter", Remedy.SPLIT),
    (refused(401, "bad key"), "key-refused", Remedy.STOP),
    (
        {"custom_id": NAME, "response": None, "error": {"code": "batch_expired", "message": "x"}},
        "batch-unanswered",
        Remedy.RETRY,
    ),
    ({"custom_id": NAME}, "batch-unanswered", Remedy.RETRY),
]


@pytest.mark.parametrize(("row", "code", "remedy"), LINES)
def test_a_line_is_an_answer_or_a_named_failure(
    row: dict[str, Any], code: str, remedy: Remedy | None
) -> None:
    """As the same reply to a live call would be understood."""
    told = told_by(json.dumps(row).encode(), OPENAI, OFFERS["openai"])
    assert told is not None
    assert told.name == NAME
    if remedy is None:
        assert isinstance(told.outcome, Completion)
        assert told.outcome.text == "{}"
    else:
        assert isinstance(told.outcome, Failure)
        assert (told.outcome.code, told.outcome.remedy) == (code, remedy)


NO_LINES = [
    b"",
    b"{",
    b"[]",
    b'{"custom_id": 7}',
    b'{"custom_id": "../../etc/passwd"}',
    b'{"key": "' + b"a" * 64 + b'"}',
    b"[" * 100_000,
    b"\xff\xfe\x00",
]


@pytest.mark.parametrize("line", NO_LINES)
def test_what_is_no_line_is_none(line: bytes) -> None:
    """Whatever stands in the file."""
    assert told_by(line, OPENAI, OFFERS["openai"]) is None


def test_geminis_lines() -> None:
    """Thoughts are left out of the text and counted as output; a blocked prompt is halved."""
    parts = [{"text": "hm", "thought": True}, {"text": "{}"}]
    candidate = {"content": {"parts": parts}, "finishReason": "MAX_TOKENS"}
    counts = {"promptTokenCount": 900, "candidatesTokenCount": 40, "thoughtsTokenCount": 60}
    row = {"key": NAME, "response": {"candidates": [candidate], "usageMetadata": counts}}
    told = told_by(json.dumps(row).encode(), GEMINI, OFFERS["gemini"])
    assert told is not None
    assert isinstance(told.outcome, Completion)
    assert (told.outcome.text, told.outcome.finish) == ("{}", "max_tokens")
    assert told.outcome.usage == Usage(900, 100, 0, 1)
    blocked = {"key": NAME, "response": {"promptFeedback": {"blockReason": "SAFETY"}}}
    told = told_by(json.dumps(blocked).encode(), GEMINI, OFFERS["gemini"])
    assert told is not None
    assert isinstance(told.outcome, Failure)
    assert told.outcome.remedy is Remedy.SPLIT


def test_a_key_that_an_answer_quotes_is_not_kept() -> None:
    """It would stand in the cache."""
    message = {"choices": [{"message": {"content": "key sk-canary-4711-abcdef"}}]}
    line = json.dumps(answered(**message)).encode()
    told = told_by(line, OPENAI, OFFERS["openai"], Secret("sk-canary-4711-abcdef"))
    assert told is not None
    assert isinstance(told.outcome, Completion)
    assert "canary" not in (told.outcome.text or "")


REMOTE = [
    ("batch_abc", True), ("batches/x-1", True), ("files/a.b", True),
    ("0b9c-uuid", True), ("", False), ("../x", False), ("a/../b", False), ("a/b/c", False),
    ("a?x=1", False), ("a:cancel", False), ("a b", False), ("a" * 201, False), (7, False),
    (".hidden", False), ("https://x", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fits"), REMOTE)
def test_names_of_jobs_that_may_stand_in_a_url(name: object, fits: bool) -> None:
    """What a provider calls its things, and no path."""
    assert is_remote(name) == fits


@pytest.mark.parametrize("provider", ["anthropic", "azure", "ollama", "openrouter", "qianfan"])
def test_a_provider_whose_batches_are_not_known_is_refused(provider: str) -> None:
    """With those that are."""
    url = "https://x.example/v1" if provider == "azure" else ""
    endpoint = resolve(LlmOptions("auto", provider, url, "m"), {})
    with pytest.raises(InvalidConfig, match="name one of: openai, dashscope"):
        offer_of(endpoint)


def test_what_was_collected_comes_back_as_it_was(tmp_path: Path) -> None:
    """Answers with what they cost, failures with their remedy; an answer takes a failure's place,
    and no other run sees them.
    """
    kept = Collected(tmp_path / "replies.sqlite", "run1")
    answer = Completion("text", "stop", usage=Usage(9, 4, 2, 1))
    failure = Failure("content-filter", Remedy.SPLIT, "why")
    kept.put([Told("a", failure), Told("b", failure)])
    kept.put([Told("a", answer), Told("b", failure)])
    kept.put([Told("a", Completion("another", "stop"))])
    assert kept.get("a", "page 1") == (answer, True)
    assert kept.get("a", "page 2") == (answer, False)
    assert kept.get("a", "page 1") == (answer, True)
    assert kept.get("b", "page 1") == (failure, True)
    assert kept.names() == {"a", "b"}
    assert kept.spent() == Usage(9, 4, 2, 1)
    other = Collected(tmp_path / "replies.sqlite", "run2")
    assert other.get("a", "page 1") is None
    kept.forget()
    assert kept.names() == set()
    kept.close()
    other.close()
