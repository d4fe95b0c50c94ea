"""Recto's settings as options of another program: `--recto-max-cost` is `max_cost`.

Names and values as that program keeps them enter, Settings leave. Only here: which settings a
program that has pages, languages and outputs of its own leaves to the user.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recto.api.options import settings_for_many
from recto.settings.groups import GROUPS, Settings
from recto.settings.keywords import keywords
from recto.settings.setting import Defined, defined

PREFIX = "recto_"
NAMES = (
    "llm", "provider", "model", "base_url", "api_key_env", "max_cost", "max_calls", "max_tokens",
    "target_error", "send", "reply", "glossary", "second_reader", "tesseract", "clean", "psm",
    "calibration", "timeout_per_page",
)  # fmt: skip


def offered() -> Mapping[str, Defined]:
    """The settings that are offered, by keyword."""
    found = {}
    for name in NAMES:
        group, key = keywords()[name]
        found[name] = defined(GROUPS[group])[key]
    return found


def settings_of(values: Mapping[str, Any], language: str) -> Settings:
    """`values`: what the user gave, by prefixed name; None: nothing. Raises BadArguments."""
    chosen: dict[str, Any] = {"language": language}
    for name in NAMES:
        value = values.get(PREFIX + name)
        if value is not None:
            chosen[name] = value
    return settings_for_many(None, chosen)
