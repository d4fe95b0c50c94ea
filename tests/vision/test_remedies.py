"""Each way in which an endpoint fails has its remedy, and `recto doctor --llm` says it."""

from __future__ import annotations

import pytest
from tests.conftest import Recto

from recto.readers.vision.call.providers import PRESETS, resolve
from recto.readers.vision.remedies import remedy_for, remedy_for_blind
from recto.reasons import Reason
from recto.settings.llm import LlmOptions


@pytest.mark.parametrize(
    ("provider", "model", "code", "said"),
    [
        ("ollama", "", Reason.UNREACHABLE, "`ollama serve`"),
        ("ollama", "", Reason.UNREACHABLE, "`ollama pull qwen2.5vl:7b`"),
        ("ollama", "llava", Reason.MODEL_NOT_FOUND, "`ollama pull llava`"),
        ("vllm", "qwen", Reason.UNREACHABLE, "`vllm serve qwen`"),
        ("lmstudio", "qwen", Reason.MODEL_NOT_FOUND, "`lms get qwen`"),
        ("openai", "", Reason.KEY_REFUSED, "OPENAI_API_KEY"),
        ("anthropic", "", Reason.KEY_REFUSED, "ANTHROPIC_API_KEY"),
        ("dashscope", "", Reason.KEY_REFUSED, "keys belong to a region"),
        ("moonshot", "", Reason.KEY_REFUSED, "https://api.moonshot.cn/v1"),
        ("openai", "", Reason.MODEL_NOT_FOUND, "https://api.openai.com/v1/models"),
        ("openai", "", Reason.UNREACHABLE, "api.openai.com"),
        ("openai", "", Reason.QUOTA_EXHAUSTED, "add credit"),
        ("gemini", "", Reason.SERVER_ERROR, "try again"),
    ],
)
def test_a_failure_has_its_remedy(provider: str, model: str, code: str, said: str) -> None:
    """A command where there is one."""
    endpoint = resolve(LlmOptions(provider=provider, model=model), {})
    assert said in remedy_for(code, endpoint)


@pytest.mark.parametrize("provider", PRESETS)
@pytest.mark.parametrize("code", [each for each in Reason if "ask" in each.about.kinds])
def test_no_failure_is_without(provider: str, code: Reason) -> None:
    """Of any provider."""
    options = LlmOptions(provider=provider, model="m", base_url="http://127.0.0.1:1/v1")
    endpoint = resolve(options, {})
    assert remedy_for(code, endpoint)
    assert "{" not in remedy_for(code, endpoint)
    assert remedy_for_blind(endpoint)


def test_doctor_says_it(recto: Recto) -> None:
    """A server that is not running, and a key that is not there."""
    dead = ("--provider", "ollama", "--base-url", "http://127.0.0.1:9/v1")
    done = recto("doctor", "--llm", *dead)
    assert done.returncode == 3
    assert "no connection could be made" in done.stdout
    assert "`ollama serve`" in done.stdout
    assert "recto can read, but not with this vision LLM" in done.stdout
    keyless = recto("doctor", "--llm", "--provider", "anthropic", ANTHROPIC_API_KEY="")
    assert "ANTHROPIC_API_KEY" in keyless.stdout
    assert "export ANTHROPIC_API_KEY" in keyless.stdout
