"""What the text of a setting must look like, where its type does not say.

Values of a field's type enter, whether they fit leaves, with the words for what would. Whether what
is named is there (a page, a language), only a page can tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from urllib.parse import urlsplit

from recto.settings.names import (
    FORMATS,
    MODEL_PROFILES,
    OTHER_FORMATS,
    OTHER_PROVIDERS,
    PROVIDERS,
    SHARDS,
)
from recto.settings.setting import Form

_PAGES = re.compile(r"[0-9]{1,9}(-([0-9]{1,9})?)?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _are_pages(text: str) -> bool:
    if not text.strip():
        return True
    return all(_PAGES.fullmatch(part.strip()) for part in text.split(","))


def _steps() -> tuple[str, ...]:
    from recto_preprocessing.recipe import STEPS

    return STEPS


def _are_steps(text: str) -> bool:
    if text in ("auto", "off"):
        return True
    steps = _steps()
    return all(name.strip() in steps for name in text.split(","))


def _are_formats(names: tuple[str, ...]) -> bool:
    unknown = set(names).difference(FORMATS, SHARDS)
    return bool(names) and not unknown


def _meant(given: Sequence[str], known: Sequence[str], others: Mapping[str, str]) -> str:
    """Did you mean md? Empty where a part of what was given is like nothing that is known."""
    meant = []
    for name in given:
        lower = name.lower().lstrip(".")
        near = [others[lower]] if lower in others else get_close_matches(lower, known, 1)
        if not near:
            return ""
        meant += near
    return f"did you mean {','.join(meant)}?"


def _is_url(text: str) -> bool:
    if not text:
        return True
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_bare = not (parts.username or parts.password or parts.query or parts.fragment)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and is_bare


def _is_variable(text: str) -> bool:
    if not text:
        return True
    return _VARIABLE.fullmatch(text) is not None


PAGES = Form(lambda: "pages like 1-3,7 (5-: to the end)", _are_pages)
STEPS = Form(lambda: f"auto, off, or some of {', '.join(_steps())}", _are_steps)
NAMED_FORMATS = Form(
    lambda: f"one or more of {', '.join((*FORMATS, *SHARDS))}",
    _are_formats,
    lambda names: _meant(names, (*FORMATS, *SHARDS), OTHER_FORMATS),
)
PROVIDER = Form(
    lambda: f"one of {', '.join(PROVIDERS)} (any other: --provider openai and --base-url)",
    lambda name: name in PROVIDERS,
    lambda name: _meant([name], PROVIDERS, OTHER_PROVIDERS),
)
MODEL_PROFILE = Form(
    lambda: f"one of {', '.join(MODEL_PROFILES)}",
    lambda name: name in MODEL_PROFILES,
    lambda name: _meant([name], MODEL_PROFILES, {}),
)
URL = Form(lambda: "a URL like https://host/v1, without a name, a key or a query", _is_url)
VARIABLE = Form(lambda: "the name of an environment variable, not the key itself", _is_variable)
