"""Prices that no table of ours has: by the endpoint's own address, never a guess, asking nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from recto.readers.vision import LlmOptions, VisionReader
from recto.readers.vision.call.cost import FREE, Price, load
from recto.readers.vision.call.providers import PRESETS, resolve
from recto.settings.llm import LlmOptions as Options

TABLE = load({})


def price(**chosen: str) -> Price | None:
    return TABLE.of(resolve(LlmOptions(**chosen), {}))


@pytest.mark.parametrize("provider", ["moonshot", "openrouter"])
def test_a_default_model_that_the_table_lacks_has_its_published_price(provider: str) -> None:
    """So that `--max-cost` can be used with it; a cached token is not dearer than a fresh one."""
    found = price(provider=provider)
    assert found is not None
    assert 0 < found.cached <= found.input <= found.output < 100


@pytest.mark.parametrize(
    ("url", "model"),
    [
        ("https://gateway.example/v1", "kimi-k2.6"),
        ("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "kimi-k2.6"),
        ("https://api.moonshot.ai/v1", "kimi-k99-unheard-of"),
        ("https://api.openai.com/v1", "unheard-of"),
        ("https://api.mistral.ai/v1", "mistral-ocr-latest"),  # paid by the page
        ("https://api.perplexity.ai", "sonar-pro"),  # a fee for each call
        ("https://openrouter.ai/api/v1", "qwen/qwen2.5-vl-72b-instruct:free"),
    ],
)
def test_what_is_not_known_by_host_and_name_and_token_has_no_price(url: str, model: str) -> None:
    """A gateway is not the maker of the model that it passes on."""
    assert price(base_url=url, model=model) is None


@pytest.mark.parametrize(
    ("theirs", "model", "alike"),
    [
        ("https://api.openai.com/v1", "gpt-4.1", "https://api.openai.com.example.net/v1"),
        ("https://api.openai.com/v1", "gpt-4.1", "https://api.openai.community/v1"),
        ("https://API.OPENAI.COM:443/v1", "gpt-4.1", "https://gateway.example/api.openai.com"),
        ("https://api.moonshot.ai/v1", "kimi-k2.6", "https://api.moonshot.example.net/v1"),
        ("https://api.moonshot.ai/v1", "kimi-k2.6", "https://api.moonshot.example/v1"),
        (
            "https://generativelanguage.googleapis.com/v1beta/openai",
            "gemini-2.5-flash",
            "https://gateway.example/x.googleapis.com",
        ),
        (
            "https://openrouter.ai/api/v1",
            "qwen/qwen2.5-vl-72b-instruct",
            "https://openrouter.ai.example.net/api/v1",
        ),
    ],
)
def test_a_host_whose_name_begins_like_the_makers_is_not_the_makers(
    theirs: str, model: str, alike: str
) -> None:
    """The package tries its patterns on the beginning of an address only."""
    from recto.readers.vision.call.published import published

    assert published(theirs, model) is not None
    assert published(alike, model) is None


def test_a_row_of_the_table_wins(tmp_path: Path) -> None:
    """The packaged one, and the user's over both."""
    assert price(model="gpt-5.4") == TABLE.models["gpt-5.4"]
    mine = tmp_path / "prices.toml"
    mine.write_text('date = "2030-01"\n[models]\n"moonshot/kimi*" = { input = 9, output = 9 }\n')
    table = load({"RECTO_PRICES": str(mine)})
    assert table.of(resolve(LlmOptions(provider="moonshot"), {})) == Price(9.0, 9.0, 9.0)


@pytest.mark.parametrize("provider", [name for name, each in PRESETS.items() if each.local])
def test_a_server_of_your_own_costs_nothing_whatever_its_model_is_called(provider: str) -> None:
    """Nobody is looked up."""
    assert price(provider=provider, model="kimi-k2.6") is FREE


def test_a_cost_limit_is_taken_where_there_is_a_published_price() -> None:
    """It was refused when only our own table was asked."""
    reader = VisionReader(Options(provider="moonshot", max_cost=1.0), environ={})
    assert reader.price is not None


def test_the_two_tables_agree_on_what_both_have() -> None:
    """Fresh input and output of most packaged rows, so that neither is wildly wrong."""
    from recto.readers.vision.call.published import published

    same = both = 0
    for model, ours in TABLE.models.items():
        theirs = published("https://api.openai.com/v1", model)
        if theirs is None:
            continue
        both += 1
        pairs = [(theirs.input * 1000, ours.input), (theirs.output * 1000, ours.output)]
        same += all(pytest.approx(a) == b for a, b in pairs)
    assert both >= 10
    assert same >= 0.8 * both


LOOK_UP = (
    "from recto.readers.vision import LlmOptions;"
    "from recto.readers.vision.call.cost import load;"
    "from recto.readers.vision.call.providers import resolve;"
    "print(load({}).of(resolve(LlmOptions(provider='moonshot'), {})))"
)


@pytest.mark.skipif(sys.platform != "linux", reason="strace traces system calls on Linux only")
@pytest.mark.measured
def test_a_look_up_opens_no_connection(tmp_path: Path) -> None:
    """By system calls: not one of the network's."""
    log = tmp_path / "calls"
    command = ["strace", "-f", "-e", "trace=network", "-o", log, sys.executable, "-c", LOOK_UP]
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ))
    assert done.stdout.startswith("Price("), done.stderr
    calls = [each for each in log.read_text().splitlines() if "(" in each and "+++" not in each]
    assert calls == []


def test_it_is_not_loaded_before_it_is_asked() -> None:
    """It takes longer to import than the rest of a run that has its price in the table."""
    code = (
        LOOK_UP.replace("provider='moonshot'", "model='gpt-4o'")
        + ";import sys;sys.exit('genai_prices' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0
