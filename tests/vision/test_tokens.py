"""Image tokens and prices, against the published examples of each provider family."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.errors import InvalidConfig
from recto.model.page import Usage
from recto.readers.vision import LlmOptions, VisionReader
from recto.readers.vision.ask.text_tokens import text_tokens
from recto.readers.vision.ask.tokens import FAMILIES, UNKNOWN, family
from recto.readers.vision.call.cost import FREE, load
from recto.readers.vision.call.providers import PRESETS, resolve

A4_300, A4_150, LINE, MONTAGE = (2480, 3508), (1240, 1754), (2000, 60), (1200, 640)

PUBLISHED = [
    ("gpt-4o", A4_300, 1105), ("gpt-4o", A4_150, 1105), ("gpt-4o", LINE, 765),
    ("gpt-4o", MONTAGE, 1105),
    ("gpt-4o", (1024, 1024), 765), ("gpt-4o", (2048, 4096), 1105),
    ("gpt-4.1-mini", A4_300, 2385), ("gpt-4.1-mini", A4_150, 2385), ("gpt-4.1-mini", LINE, 204),
    ("gpt-4.1-mini", MONTAGE, 1231), ("gpt-4.1-mini", (1024, 1024), 1659),
    ("gpt-4.1-mini", (1800, 2400), 2352),
    ("qwen2.5-vl-7b-instruct", A4_300, 11127), ("qwen2.5-vl-7b-instruct", A4_150, 2774),
    ("qwen2.5-vl-7b-instruct", LINE, 144), ("qwen2.5-vl-7b-instruct", MONTAGE, 991),
    ("qwen3-vl-8b-instruct", A4_300, 8582), ("qwen3-vl-8b-instruct", A4_150, 2147),
    ("qwen3-vl-8b-instruct", LINE, 126), ("qwen3-vl-8b-instruct", MONTAGE, 762),
    ("gemini-2.0-flash", A4_300, 5160), ("gemini-2.0-flash", A4_150, 1548),
    ("gemini-2.5-flash", (300, 200), 258),
    ("gemini-3-pro", A4_300, 1120), ("kimi-k2.6", A4_150, 1024),
    ("claude-sonnet-4.5", (1000, 1000), 1334), ("claude-sonnet-4.5", (200, 200), 54),
]  # fmt: skip


@pytest.mark.parametrize(("model", "size", "published"), PUBLISHED)
def test_a_formula_comes_within_one_percent_of_its_published_example(
    model: str, size: tuple[int, int], published: int
) -> None:
    """The promise is 10%; the formulas are the providers' own, so 1% must do."""
    assert abs(family(model).tokens(*size) - published) <= 0.01 * published


@settings(deadline=None)
@given(
    st.integers(1, 6000),
    st.integers(1, 6000),
    st.sampled_from([each for _, each in FAMILIES] + [UNKNOWN]),
)
def test_what_a_model_sees_is_never_larger_than_what_is_sent_and_costs_the_same(width, height, one):
    """Sending the size that the model would shrink to anyway changes neither price nor sight."""
    seen = one.seen(width, height)
    assert seen[0] <= width + 1e-6
    assert seen[1] <= height + 1e-6
    assert one.tokens(*seen) <= one.tokens(width, height) * 1.05 + 2


COUNTED = (  # text, tokens of the o200k encoding
    ("", 0),
    ("The quick brown fox jumps over the lazy dog.", 10),
    ("Albiez Karl, Maurerges., 70 Horburgstr. — 1 Weberg.", 19),
    ("TOTAL AMOUNT DUE  RM 1,234.50  12/03/2018 14:25:07", 27),
    ("Съешь же ещё этих мягких французских булок", 12),
    ("สวัสดีชาวโลก นี่คือการทดสอบ", 14),
    ("文字認識の結果を確認してください。", 9),
)


@pytest.mark.parametrize(("text", "tokens"), COUNTED)
def test_text_tokens_are_about_right(text: str, tokens: int) -> None:
    """Rough for a phrase: names and amounts are counted higher than plain words."""
    assert 0.7 * tokens <= text_tokens(text) <= 1.7 * tokens


@pytest.mark.parametrize(("text", "tokens"), [row for row in COUNTED if row[0].isascii()])
def test_plain_letters_and_numbers_are_counted_within_a_tenth(text: str, tokens: int) -> None:
    """Receipts, too: amounts and capitals are many tokens."""
    assert text_tokens(text) == pytest.approx(tokens, rel=0.1)


def test_every_preset_can_be_resolved() -> None:
    """With a model and a base URL given, no preset is missing anything."""
    for name in PRESETS:
        endpoint = resolve(
            LlmOptions(provider=name, base_url="https://host.example/v1", model="some-vl"), {}
        )
        assert (endpoint.host, endpoint.model) == ("host.example", "some-vl")


def test_the_presets_named_in_the_documentation_exist() -> None:
    """Seventeen names, as promised."""
    assert set(PRESETS) == {
        "openai", "anthropic", "azure", "dashscope", "dashscope-native", "moonshot", "qianfan",
        "gemini", "mistral", "mistral-ocr", "zhipu", "openrouter", "vllm",
        "transformers-serve", "ollama", "llamacpp", "lmstudio",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "environ", "base_url"),
    [
        (LlmOptions(), {}, "https://api.openai.com/v1"),
        (LlmOptions(), {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, "http://127.0.0.1:9/v1"),
        (
            LlmOptions(base_url="https://a.example/v1/"),
            {"OPENAI_BASE_URL": "https://b.example"},
            "https://a.example/v1",
        ),
        (
            LlmOptions(provider="ollama"),
            {"OPENAI_BASE_URL": "https://b.example"},
            "http://127.0.0.1:11434/v1",
        ),
        (
            LlmOptions(provider="azure", model="my-deployment"),
            {"AZURE_OPENAI_ENDPOINT": "https://me.openai.azure.com/"},
            "https://me.openai.azure.com/openai/v1",
        ),
    ],
)
def test_the_base_url_is_flag_then_environment_then_preset(
    options: LlmOptions, environ: dict[str, str], base_url: str
) -> None:
    """OPENAI_BASE_URL works as people expect, and only for the provider that it belongs to."""
    assert resolve(options, environ).base_url == base_url


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (LlmOptions(provider="nobody"), "unknown provider"),
        (LlmOptions(provider="azure", model="x"), "needs a base URL"),
        (LlmOptions(provider="vllm"), "no default model"),
        (LlmOptions(model="unheard-of", max_cost=1.0), "no price known"),
    ],
)
def test_what_cannot_be_used_is_said_before_any_call(options: LlmOptions, words: str) -> None:
    """A wrong configuration is an InvalidConfig (exit code 9) with a remedy."""
    with pytest.raises(InvalidConfig, match=words) as caught:
        VisionReader(options, environ={})
    assert caught.value.remedy


def test_prices_know_their_date_and_models() -> None:
    """The packaged table is dated; a local server is free, whatever its model is called; the
    unknown has no price.
    """
    prices = load({})
    assert len(prices.date) >= 7
    price = prices.of(resolve(LlmOptions(model="gpt-4o"), {}))
    assert price is not None
    assert price.usd(Usage(1_000_000, 100_000, 400_000)) == pytest.approx(
        0.6 * 2.5 + 0.4 * 1.25 + 1.0
    )
    assert prices.of(resolve(LlmOptions(provider="vllm", model="gpt-4o"), {})) is FREE
    assert prices.of(resolve(LlmOptions(model="unheard-of"), {})) is None


def test_the_users_own_price_table_wins(tmp_path: Path) -> None:
    """Entries are laid over the packaged ones; provider/model beats model."""
    table = tmp_path / "prices.toml"
    table.write_text(
        'date = "2030-01"\n[models]\n"gpt-4o" = { input = 9, output = 9 }\n"azure/gpt-4o" = { input'
        " = 7, output = 7 }\n"
    )
    prices = load({"RECTO_PRICES": str(table)})
    azure = LlmOptions(provider="azure", model="gpt-4o", base_url="https://me.example/v1")
    assert prices.date == "2030-01"
    assert getattr(prices.of(resolve(LlmOptions(model="gpt-4o"), {})), "input", None) == 9
    assert getattr(prices.of(resolve(azure, {})), "input", None) == 7
    assert getattr(prices.of(resolve(LlmOptions(model="gpt-4.1"), {})), "input", None) == 2


@pytest.mark.parametrize(
    "text",
    [
        "[models",
        "[models]\nx = 3",
        "[models]\nx = { input = -1, output = 2 }",
        "[models]\nx = { input = nan, output = 2 }",
        "[models]\nx = { input = 1, output = inf }",
        '[models]\nx = { input = 1, output = "nan" }',
        "[models]\nx = { input = 1, cached = nan, output = 2 }",
        "[models]\nx = { input = 1e308, output = 2 }",
        "[models]\nx = { input = " + "9" * 400 + ", output = 2 }",
        "a = " + "[" * 5000,
    ],
)
def test_a_broken_price_table_is_named(tmp_path: Path, text: str) -> None:
    """Not silently ignored: a budget would rest on it."""
    table = tmp_path / "prices.toml"
    table.write_text(text)
    with pytest.raises(InvalidConfig, match="not a price table"):
        load({"RECTO_PRICES": str(table)})
