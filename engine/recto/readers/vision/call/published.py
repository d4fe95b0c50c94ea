"""The published price of a model that no table of ours has: genai-prices, as it was installed.

An endpoint enters, US dollars for a thousand tokens leave, or nothing where the package does not
know the host and the model by name. Only here: that it is asked by the endpoint's own address, so
that a gateway is not taken for the maker of a model, nor a host whose name begins like the maker's
for the maker's, and which of its prices are none. It is imported when it is first asked; its
updates are never started, so it asks nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from recto.readers.vision.call.providers import PRESETS

# In one call: far below the prompts from which some models cost more (128,000 tokens and up), and
# as a page has them.
MANY = 1000


@dataclass(frozen=True, slots=True)
class Published:
    """US dollars for a thousand tokens."""

    input: float
    cached: float
    output: float


def published(base_url: str, model: str) -> Published | None:
    """What the provider at this address asks for the model; None: not known, or not by the token.

    A price of nothing is none: models that are paid by the page have it, and free ones have limits
    that no budget knows.
    """
    from genai_prices import Usage, calc_price

    address = _address(base_url)

    def usd(usage: Usage) -> float:
        return float(calc_price(usage, model, provider_api_url=address).total_price)

    try:
        if not _is_the_makers(address):
            return None
        fresh = usd(Usage(input_tokens=MANY))
        twice = usd(Usage(input_tokens=2 * MANY))
        cached = usd(Usage(input_tokens=MANY, cache_read_tokens=MANY))
        output = usd(Usage(output_tokens=MANY))
    except (LookupError, ValueError):
        return None
    by_the_token = abs(twice - 2 * fresh) < fresh / MANY  # no fee for each call beside it
    if not by_the_token or fresh <= 0 or output <= 0:
        return None
    return Published(fresh, cached, output)


def _address(base_url: str) -> str:
    """The URL as patterns of hosts are tried on it: no name or port, and no dot but in the host."""
    parts = urlsplit(base_url)
    path = parts.path.replace(".", "")
    return f"{parts.scheme}://{parts.hostname or ''}{path}"


def _is_the_makers(address: str) -> bool:
    """The package's pattern covers the whole host, since it is only tried on the beginning: with
    "api.openai.com" comes "api.openai.com.example", with "api.moonshot." anything. Raises
    LookupError for a host that is in no pattern.
    """
    from genai_prices.data_snapshot import get_snapshot

    parts = urlsplit(address)
    if parts.hostname in _preset_hosts():
        return True
    provider = get_snapshot().find_provider(None, None, address)
    found = re.match(provider.api_pattern, address)
    host_end = len(f"{parts.scheme}://{parts.hostname}")
    return found is not None and found.end() >= host_end


@cache
def _preset_hosts() -> frozenset[str | None]:
    """Whose addresses we name ourselves."""
    return frozenset(urlsplit(preset.base_url).hostname for preset in PRESETS.values())
