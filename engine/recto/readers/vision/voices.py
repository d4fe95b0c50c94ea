"""Who an LLM's part of a run goes to, in words: which model is asked what, at what price, and
whether its key is there.

Options and an environment enter, Voices leave: for a plan and for the doctor. Nothing is sent, and
of a key only whether it is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from recto.errors import InvalidConfig
from recto.readers.vision.call import cost
from recto.readers.vision.call.client import key_of
from recto.readers.vision.call.cost import Price
from recto.readers.vision.call.providers import Endpoint, resolve
from recto.settings.llm import LlmOptions

FIRST, LOOKS, PAGES = "vision LLM", "second looks", "second model"

ASKED = {
    FIRST: "asked first",
    LOOKS: "asked blind what stays contested",
    PAGES: "asked blind for each page that is asked about whole",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """One model and its part."""

    part: str  # FIRST, LOOKS or PAGES
    share: float  # of a page's tokens that it may take at most
    endpoint: Endpoint
    price: Price | None
    no_key: str  # why it cannot be asked yet; empty where it can
    remedy: str

    @property
    def text(self) -> str:
        """For people."""
        asked = ASKED[self.part]
        limit = f", for at most {self.share:.0%} of a page's tokens" if self.part == LOOKS else ""
        price = "price not known"
        if self.price is not None:
            price = f"${self.price.input:g} in and ${self.price.output:g} out for 1M tokens"
        if self.endpoint.preset.local:
            price = "on this machine, no price"
        key = self.no_key or "no key needed"
        if self.endpoint.needs_key and not self.no_key:
            key = f"{self.endpoint.key_variable} is set"
        where = f"{self.endpoint.model} at {self.endpoint.host}"
        return f"{where}, {asked}{limit}; {price}; {key}"


def voices(options: LlmOptions, environ: Mapping[str, str]) -> tuple[Voice, ...]:
    """The first model, and who looks again where that is wanted. Raises InvalidConfig."""
    prices = cost.load(environ)
    found = [_voice(FIRST, 1.0, options, environ, prices)]
    if options.second and options.second_model_for == "pages":
        found.append(_voice(PAGES, 1.0, options.second, environ, prices))
    elif options.contested:
        second = options.second or options
        found.append(_voice(LOOKS, options.contested, second, environ, prices))
    return tuple(found)


def _voice(
    part: str,
    share: float,
    options: LlmOptions,
    environ: Mapping[str, str],
    prices: cost.Prices,
) -> Voice:
    endpoint = resolve(options, environ)
    no_key, remedy = "", ""
    try:
        key_of(endpoint, environ)
    except InvalidConfig as fault:
        no_key, remedy = fault.what, fault.remedy
    return Voice(part, share, endpoint, prices.of(endpoint), no_key, remedy)
