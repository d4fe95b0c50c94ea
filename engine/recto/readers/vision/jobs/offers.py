"""Which providers take batch jobs, in which shape, at what part of the price, and how much at once.

An Endpoint enters, an Offer leaves, or InvalidConfig for a provider whose batch interface was not
looked up. A frozen table; its sources are named beside its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from recto.errors import InvalidConfig
from recto.readers.vision.call.cost import Price, Prices
from recto.readers.vision.call.providers import Endpoint
from recto.settings.llm import LlmOptions

Shape = Literal["openai", "mistral", "gemini", "files"]
MB = 1_000_000
HALF = 0.5  # of the price of a live call, by all of the providers below


@dataclass(frozen=True, slots=True)
class Offer:
    """One provider's batch interface."""

    shape: Shape
    most_bytes: int  # of one file
    share: float = HALF  # of the live price
    most_requests: int = 50_000  # in one file
    url: str = "/v1/chat/completions"  # what every line asks for
    window: str = "24h"  # within which it is answered, or expires


OFFERS = {
    # help.openai.com 9197833; openai 3.54, types/batch.py
    "openai": Offer("openai", 200 * MB),
    # help.aliyun.com, OpenAI-compatible Batch: 500 MB; pictures in Beijing alone. Its older page
    # says 100 MB, so no more is sent.
    "dashscope": Offer("openai", 100 * MB),
    # platform.kimi.ai/docs/api/batch-create: 100 MB; no price of a batch was found, so the full one
    # is reserved and counted.
    "moonshot": Offer("openai", 100 * MB, share=1.0),
    # docs.bigmodel.cn, Batch API: 50,000 requests, 100 MB, half of the price
    "zhipu": Offer("openai", 100 * MB, url="/v4/chat/completions"),
    # docs.mistral.ai, batch: endpoint /v1/chat/completions, input_files, metadata
    "mistral": Offer("mistral", 200 * MB),
    # ai.google.dev/gemini-api/docs/batch-api: 2 GB a file
    "gemini": Offer("gemini", 200 * MB),
    # docs.vllm.ai, `vllm run-batch -i in.jsonl -o out.jsonl`
    "vllm": Offer("files", 200 * MB, share=1.0),
}


def offer_of(endpoint: Endpoint) -> Offer:
    """The batch interface of the endpoint. Raises InvalidConfig where none is known."""
    offer = OFFERS.get(endpoint.provider)
    if offer is None:
        known = ", ".join(OFFERS)
        raise InvalidConfig(
            f"no batch interface of {endpoint.provider} is known",
            where="llm.batch",
            remedy=f"leave out --llm-batch, or name one of: {known}",
        )
    return offer


def batch_price(options: LlmOptions, endpoint: Endpoint, prices: Prices) -> Price | None:
    """What tokens cost as they are asked for: live, or by batch jobs. Raises InvalidConfig."""
    price = prices.of(endpoint)
    if price is None or not options.batch:
        return price
    share = offer_of(endpoint).share
    return Price(share * price.input, share * price.cached, share * price.output)
