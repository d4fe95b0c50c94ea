"""Who is asked what, for how much, and whether the key is there: said before anything is sent, and
of what was sent.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recto.cli import doctor, status
from recto.readers.vision.call.sent import Sent, sent_by_model
from recto.readers.vision.voices import voices
from recto.settings.llm import LlmOptions

KEY = "sk-canary-voices"
ONE = LlmOptions("auto", "openai", model="gpt-4o")
PAIR = LlmOptions(
    "auto", "openai", model="gpt-4o", second_provider="gemini", second_model="gemini-2.5-flash"
)
SAID = (
    (ONE, {}, ("gpt-4o", "OPENAI_API_KEY is not set"), ("gpt-4o", "OPENAI_API_KEY is not set")),
    (
        PAIR,
        {"OPENAI_API_KEY": KEY},
        ("$2.5 in and $10 out", "OPENAI_API_KEY is set"),
        ("at most 25% of a page's tokens; $0.3 in and $2.5 out", "GEMINI_API_KEY is not set"),
    ),
    (
        LlmOptions("auto", "ollama", model="qwen2.5vl"),
        {},
        ("on this machine, no price", "no key needed"),
        ("qwen2.5vl", "asked blind what stays contested"),
    ),
)


@pytest.mark.parametrize(("options", "environ", "first", "looks"), SAID)
def test_both_parts_are_told(
    options: LlmOptions, environ: dict[str, str], first: tuple[str, ...], looks: tuple[str, ...]
) -> None:
    """Of a key, only whether it is set."""
    told = [voice.text for voice in voices(options, environ)]
    assert len(told) == 2
    for text, parts in zip(told, (first, looks), strict=True):
        assert all(part in text for part in parts), text
        assert KEY not in text


def test_without_second_looks_there_is_one_voice() -> None:
    """`--contested 0`."""
    assert len(voices(LlmOptions("auto", "openai", contested=0.0), {})) == 1


def test_the_doctor_names_a_key_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recto reads without it, so it is no failure."""
    monkeypatch.delenv("GEMINI_API_KEY", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    first, looks = doctor.asked(PAIR)
    assert (first.good, looks.good, looks.needed) == (True, False, False)
    assert "export GEMINI_API_KEY=..." in doctor.line(looks)
    assert KEY not in doctor.line(first)


def test_a_record_is_counted_by_model_and_purpose(tmp_path: Path) -> None:
    """What is no row of it is passed over, and control characters are not printed."""
    row = {"model": "gpt-4o", "host": "api.example", "kind": "page"}
    rows = [row, row, {**row, "kind": "contested", "model": "other\x1b[31m"}, {"model": 1}, []]
    record = tmp_path / "sent.jsonl"
    text = "\n".join(map(json.dumps, rows))
    record.write_text(f"{text}\nnot json\n")
    found = sent_by_model(record)
    assert found == [
        Sent("gpt-4o", "api.example", False, 2),
        Sent("other\x1b[31m", "api.example", True, 1),
    ]
    assert status.sent_line(found[0]) == "asked: gpt-4o at api.example, 2 pictures sent"
    assert "\x1b" not in status.sent_line(found[1])
    assert sent_by_model(tmp_path / "none.jsonl") == []
