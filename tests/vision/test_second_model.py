"""A second model, asked blind about what stays contested: two real servers, each with its key."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import cv2
import pytest
from tests import warm
from tests.vision.pages import drawn
from tests.vision.server import Answer, Received, Server, chat
from tests.vision.test_command import LINES, contesting, words_of

from recto.settings.llm import LlmOptions

FIRST, SECOND = "sk-canary-first", "sk-canary-second"


def recto(
    tmp_path: Path, first: Server, second: Server, *more: str
) -> subprocess.CompletedProcess[str]:
    """`recto read` of a page on which the first model is wrong."""
    image = tmp_path / "page.png"
    cv2.imwrite(str(image), drawn(LINES))
    own = {
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "OPENAI_API_KEY": FIRST,
        "OTHER_KEY": SECOND,
    }
    here = ("--base-url", first.url, "--model", "gpt-4o", "--contested", "1")
    there = ("--second-base-url", second.url, "--second-model", "qwen2.5-vl-7b-instruct")
    named = ("--second-provider", "vllm", "--second-api-key-env", "OTHER_KEY")
    arguments = (str(image), "-f", "json", *here, *there, *named, *more)
    return warm.recto("read", *arguments, environment=os.environ | own)


def keys(server: Server) -> set[str]:
    return {each.headers.get("authorization", "") for each in server.received}


def test_each_model_gets_its_part_and_its_key(tmp_path: Path) -> None:
    """The second sees a crop and no text; who read what, and for how much, stands in the result."""
    with Server(contesting) as first, Server(contesting) as second:
        done = recto(tmp_path, first, second, "--llm", "always")
        again = recto(tmp_path, first, second, "--llm", "always")
    assert (done.returncode, again.returncode) == (0, 0), done.stderr
    assert len(first.received) == len(second.received) == 1, "a second run is paid by the cache"
    assert first.received[0].shown
    asked = second.received[0]
    assert asked.pictures
    assert not asked.shown
    assert not any("lead" in text or "zinc" in text for text in asked.texts)
    assert (keys(first), keys(second)) == ({f"Bearer {FIRST}"}, {f"Bearer {SECOND}"})

    (page,) = json.loads(done.stdout)["pages"]
    assert [word["text"] for word in words_of(page)] == " ".join(LINES).split()
    readers: dict[str, Any] = {each["name"]: each for each in page["readers"]}
    assert readers["llm"]["detail"].startswith("gpt-4o")
    assert readers["second-llm"]["detail"].startswith("qwen2.5-vl-7b-instruct, saw image")
    assert readers["llm"]["usage"]["calls"] == readers["second-llm"]["usage"]["calls"] == 1
    assert page["guards"]["looked-again"] == 1
    assert "2 LLM calls" in done.stderr
    record = tmp_path / "state" / "recto" / "sent.jsonl"
    rows = [json.loads(row) for row in record.read_text().splitlines()]
    assert {row["model"] for row in rows} == {"gpt-4o", "qwen2.5-vl-7b-instruct"}
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    shown = [*written, done.stdout.encode(), done.stderr.encode()]
    assert not any(key.encode() in text for text in shown for key in (FIRST, SECOND))


def test_two_models_of_one_family_are_counted_in_the_result(tmp_path: Path) -> None:
    """Where the local readers agree against the first, whether the second repeats it."""
    with Server(contesting) as first, Server(contesting) as second:
        more = ("--llm", "always", "--second-model", "chatgpt-4o-latest", "--second-reader", "on")
        done = recto(tmp_path, first, second, *more)
    assert done.returncode == 0, done.stderr
    (page,) = json.loads(done.stdout)["pages"]
    guards = page["guards"]
    assert (guards.get("kin-differs", 0), guards.get("kin-alike", 0)) == (1, 0), guards
    assert "kin-apart" not in guards
    assert "one voice with the first; it repeats it at 0 of 1 places" in done.stderr


def costly(received: Received) -> Answer:
    """The same answers for nearly all tokens that there are."""
    body = json.loads(contesting(received).body)
    text = body["choices"][0]["message"]["content"]
    return chat(text, prompt=4900, completion=50)


def test_one_budget_holds_for_both(tmp_path: Path) -> None:
    """What the first has spent is not there for the second, and the page keeps what it has."""
    with Server(costly) as first, Server(contesting) as second:
        done = recto(tmp_path, first, second, "--llm", "always", "--max-tokens", "5000")
    assert done.returncode == 0, done.stderr
    assert len(first.received) == 1
    assert not second.received
    (page,) = json.loads(done.stdout)["pages"]
    assert page["guards"]["not-looked:over-tokens"] == 1
    assert page["status"] == "ok"


def test_under_llm_off_nobody_is_asked(tmp_path: Path) -> None:
    """Whatever stands in the settings of the second model."""
    with Server(contesting) as first, Server(contesting) as second:
        assert recto(tmp_path, first, second, "--llm", "off").returncode in (0, 1)
        assert not first.received
        assert not second.received


def test_batch_jobs_go_to_one_model(tmp_path: Path) -> None:
    """Refused before anything is sent."""
    with Server(contesting) as first, Server(contesting) as second:
        more = ("--llm", "auto", "--llm-batch", "-o", str(tmp_path / "out"))
        done = recto(tmp_path, first, second, *more)
        assert not first.received
        assert not second.received
    assert done.returncode == 9
    assert "--second-model" in done.stderr


def test_a_folder_of_scans_does_not_choose_the_second_model(tmp_path: Path) -> None:
    """Its recto.toml is data: what it says of whom to send parts of pages is passed over."""
    with Server(contesting) as first, Server(contesting) as second:
        told = f'[llm]\nsecond_model = "qwen"\nsecond_base_url = "{second.url}"\n'
        (tmp_path / "recto.toml").write_text(told)
        cv2.imwrite(str(tmp_path / "page.png"), drawn(LINES))
        own = {"XDG_CACHE_HOME": str(tmp_path / "c"), "OPENAI_API_KEY": FIRST}
        flags = ("--llm", "always", "--base-url", first.url, "--model", "gpt-4o")
        done = warm.recto("read", "page.png", *flags, environment=os.environ | own, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert first.received
        assert not second.received


OPTIONS = LlmOptions("auto", "openai", base_url="https://one/v1", api_key_env="ONE")
ELSEWHERE = (
    ({}, None),
    ({"second_model": "b"}, ("openai", "https://one/v1", "b", "ONE")),
    ({"second_provider": "gemini"}, ("gemini", "", "", "")),
    ({"second_base_url": "https://two/v1"}, ("openai", "https://two/v1", "", "")),
    (
        {"second_base_url": "https://two/v1", "second_api_key_env": "TWO"},
        ("openai", "https://two/v1", "", "TWO"),
    ),
)


@pytest.mark.parametrize(("given", "meant"), ELSEWHERE)
def test_the_first_model_s_address_and_key_stay_with_it(
    given: dict[str, str], meant: tuple[str, ...] | None
) -> None:
    """A second model elsewhere has its own, or its provider's usual ones."""
    options = LlmOptions(**{**{each: getattr(OPTIONS, each) for each in KEPT}, **given})
    second = options.second
    if meant is None:
        assert second is None
        return
    assert second is not None
    assert (second.provider, second.base_url, second.model, second.api_key_env) == meant
    assert second.second is None


KEPT = ("mode", "provider", "base_url", "api_key_env")
