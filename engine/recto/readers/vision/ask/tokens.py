"""How many input tokens a picture costs, and what size the provider will really look at, by model
family.

Width and height in px enter, tokens leave, with no network: published formulas, checked against the
examples of docs/decisions.md. Which model belongs to which family is a table of patterns, first
match wins, so a model served by any provider is counted by what it is. Text tokens are counted
roughly, by characters: tokenisers differ too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

Size = tuple[float, float]  # width, height in px
EXACT = 6  # decimals kept before a size is rounded up: 512.0000000001 px are one tile, not two
TILED_LONG, TILED_SHORT = 2048, 768  # px: sides to which tile models shrink a picture
TILE, PATCH = 512, 32  # px of a side
PICTURE_MARKS = 2  # tokens that mark a picture's ends
# Gemini: px up to which a picture is one crop, tokens of a crop, px of its side
ONE_CROP, CROP_TOKENS = 384, 258
SMALLEST_CROP, LARGEST_CROP = 256, 768


@dataclass(frozen=True, slots=True)
class Family:
    """One way of turning pixels into tokens."""

    name: str
    # the size that the model looks at, after the provider's own shrinking
    seen: Callable[[float, float], Size]
    count: Callable[[float, float], int]  # tokens for that size

    def tokens(self, width: float, height: float) -> int:
        """Tokens for a picture sent at this size (px)."""
        seen_width, seen_height = self.seen(width, height)
        return self.count(seen_width, seen_height)


def _within(width: float, height: float, long_side: float, short_side: float = math.inf) -> Size:
    """The size shrunk until both sides fit."""
    by_long = long_side / max(width, height)
    by_short = short_side / min(width, height)
    scale = min(1.0, by_long, by_short)
    return width * scale, height * scale


def _steps(length: float, step: int) -> int:
    """How many steps cover a length (px), the last one perhaps in part."""
    exact = round(length, EXACT)
    return math.ceil(exact / step)


def tiles(base: int, tile: int) -> Family:
    """OpenAI's 512 px tiles: fitted into 2048 px, then the short side to 768 px, so an A4 page is
    read at ~93 dpi.
    """

    def seen(width: float, height: float) -> Size:
        fitted_width, fitted_height = _within(width, height, TILED_LONG)
        return _within(fitted_width, fitted_height, math.inf, TILED_SHORT)

    def count(width: float, height: float) -> int:
        across = _steps(width, TILE)
        down = _steps(height, TILE)
        return base + tile * across * down

    return Family("tiles", seen, count)


def patches(multiplier: float, cap: int = 1536) -> Family:
    """OpenAI's 32 px patches, shrunk to whole patches under a cap."""

    def seen(width: float, height: float) -> Size:
        covered = math.ceil(width / PATCH) * math.ceil(height / PATCH)
        if covered <= cap:
            return width, height
        most_pixels = cap * PATCH * PATCH
        scale = math.sqrt(most_pixels / (width * height))
        across = width * scale / PATCH
        down = height * scale / PATCH
        whole_across = max(1, math.floor(across))
        whole_down = max(1, math.floor(down))
        scale *= min(whole_across / across, whole_down / down)
        return width * scale, height * scale

    def count(width: float, height: float) -> int:
        across = math.ceil(round(width / PATCH, EXACT))
        down = math.ceil(round(height / PATCH, EXACT))
        covered = min(cap, across * down)
        return round(covered * multiplier)

    return Family("patches", seen, count)


def merged_patches(side: int, most: int) -> Family:
    """Qwen-VL and its kin: sides rounded to a multiple of 28 or 32 px, one token each, two to mark
    the picture.

    `most` is the largest number of tokens: the pixel limit that we set in the request.
    """

    def seen(width: float, height: float) -> Size:
        most_pixels = most * side * side
        fitting = math.sqrt(most_pixels / (width * height))
        scale = min(1.0, fitting)
        return width * scale, height * scale

    def count(width: float, height: float) -> int:
        across = max(1, round(width / side))
        down = max(1, round(height / side))
        return across * down + PICTURE_MARKS

    return Family(f"patches-{side}", seen, count)


def gemini_tiles() -> Family:
    """Gemini 2: 258 tokens a crop; crops are squares of two thirds of the short side, held to
    256..768 px.
    """

    def seen(width: float, height: float) -> Size:
        return width, height

    def count(width: float, height: float) -> int:
        if max(width, height) <= ONE_CROP:
            return CROP_TOKENS
        two_thirds = math.floor(min(width, height) / 1.5)
        at_least = max(SMALLEST_CROP, two_thirds)
        side = min(LARGEST_CROP, at_least)
        across = math.ceil(width / side)
        down = math.ceil(height / side)
        return CROP_TOKENS * across * down

    return Family("gemini-tiles", seen, count)


def fixed(tokens: int, long_side: float) -> Family:
    """Models that spend the same on every picture."""

    def seen(width: float, height: float) -> Size:
        return _within(width, height, long_side)

    return Family("fixed", seen, lambda width, height: tokens)


def by_area(pixels_a_token: float, long_side: float, most: int) -> Family:
    """Claude and others: tokens in proportion to the area, under a cap."""

    def seen(width: float, height: float) -> Size:
        width, height = _within(width, height, long_side)
        most_pixels = most * pixels_a_token
        fitting = math.sqrt(most_pixels / (width * height))
        scale = min(1.0, fitting)
        return width * scale, height * scale

    def count(width: float, height: float) -> int:
        pixels = width * height
        return math.ceil(pixels / pixels_a_token)

    return Family("area", seen, count)


# Patterns over the model name in lower case; the first that is found decides.
FAMILIES: tuple[tuple[str, Family], ...] = (
    (r"gpt-4o-mini", tiles(2833, 5667)),
    # Users measured 1.20 a patch on gpt-5-mini in 2026; the published 1.62 is on the safe side of a
    # budget.
    (r"gpt-5.*(mini|nano)|gpt-4\.1-mini|o4-mini", patches(1.62)),
    (r"gpt-4\.1-nano", patches(2.46)),
    (r"gpt-5", tiles(70, 140)),
    (r"\bo[13]\b", tiles(75, 150)),
    (r"gpt-4", tiles(85, 170)),
    (r"gemini-[3-9]", fixed(1120, 3072)),
    (r"gemini", gemini_tiles()),
    (r"claude", by_area(750, 1568, 1600)),
    (r"qwen-?3|qwen-vl-(max|plus)-latest", merged_patches(32, 16384)),
    (r"qwen|qvq", merged_patches(28, 16384)),
    # "a flat rate of 1,024 tokens, regardless of dimensions"
    (r"kimi|moonshot", fixed(1024, 4096)),
    (r"ernie|paddleocr-vl|glm", merged_patches(28, 4096)),
    (r"gemma", fixed(256, 896)),
    (r"llava|bakllava", fixed(576, 336)),
    (r"pixtral|mistral", merged_patches(16, 4096)),
    (r"minicpm", fixed(640, 1344)),
)
# the commonest design among open models, and on the costly side
UNKNOWN = merged_patches(28, 16384)


def family(model: str) -> Family:
    """The token formula for a model, whoever serves it; an unknown model is counted as Qwen2-VL
    is.
    """
    name = model.lower()
    for pattern, formula in FAMILIES:
        if re.search(pattern, name):
            return formula
    return UNKNOWN
