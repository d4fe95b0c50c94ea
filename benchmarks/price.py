"""What a recorded reading would cost today: an estimate, since the recordings carry no bill.

Page and outcome enter, a Usage leaves: image tokens by the provider's published formula for the
image as it is, a prompt of 400 tokens, and the text's own length as output. Prices come from the
engine's dated table; a model that it does not know has tokens and no price (not a number), never a
guess.
"""

from __future__ import annotations

import math
from fnmatch import fnmatchcase
from functools import lru_cache

from benchmarks.corpora import CorpusPage
from benchmarks.outcome import Outcome
from recto.model.page import Usage
from recto.readers.vision.ask.text_tokens import text_tokens
from recto.readers.vision.ask.tokens import family
from recto.readers.vision.call.cost import Price, Prices, load

PROMPT = 400  # tokens: the instructions of a transcription request


def estimate(page: CorpusPage, model: str, outcome: Outcome) -> Usage:
    """Of a page sent whole to the model and transcribed; the stored usage where the outcome has
    one.
    """
    if outcome.usage.input_tokens:
        return outcome.usage
    plain = model.removesuffix("+ocr")
    width, height = _size(page)
    sent = 1.0 if outcome.sent is None else outcome.sent
    read = round(sent * (family(plain).tokens(width, height) + PROMPT))
    written = round(sent * text_tokens(outcome.text))
    usage = Usage(read, written, 0, 1)
    return Usage(read, written, 0, 1, usd_of(plain, usage))


def usd_of(model: str, usage: Usage) -> float:
    """US dollars; not a number when the table does not know the model."""
    price = _price(model)
    return price.usd(usage) if price else math.nan


def _price(model: str) -> Price | None:
    table = _table().models
    keys = [key for key in table if fnmatchcase(model.lower(), key.lower())]
    return table[max(keys, key=len)] if keys else None


@lru_cache(maxsize=1)
def _table() -> Prices:
    return load({})


def price_date() -> str:
    """Year and month of the price table."""
    return _table().date


def _size(page: CorpusPage) -> tuple[int, int]:
    from PIL import Image

    with Image.open(page.image) as image:
        return image.size
