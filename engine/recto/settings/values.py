"""From what a person wrote to a field's type: text or TOML values in, typed values out.

A ValueError says what may stand there, in words that fit after "give ...". Only here: how lists,
numbers and switches are spelled, and the bounds of the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Literal, get_args, get_origin
from urllib.parse import urlsplit

from recto.settings.names import FORMATS, PROVIDERS

SWITCHES = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}

PAGES = re.compile(r"[0-9]{1,9}(-([0-9]{1,9})?)?")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Where people paste a key by mistake: their values stand in no message.
UNQUOTED = frozenset({"base_url", "api_key_env"})

# (group, field) -> (least, most); a field not named here has no bounds.
BOUNDS: Mapping[tuple[str, str], tuple[float, float]] = {
    ("input", "dpi"): (30, 2400),
    ("local", "psm"): (0, 13),
    ("local", "timeout"): (1, 86_400),
    ("llm", "max_cost"): (0, 1e6),
    ("llm", "max_tokens"): (0, 1e12),
    ("llm", "max_calls"): (0, 1e9),
    ("llm", "target_error"): (0, 1),
    ("llm", "audit"): (0, 1),
    ("llm", "contested"): (0, 1),
    ("llm", "concurrency"): (1, 1024),
    ("llm", "requests_per_minute"): (1, 1e6),
    ("llm", "tokens_per_minute"): (1, 1e9),
    ("llm", "timeout"): (0.1, 86_400),
    ("llm", "retries"): (0, 100),
    ("batch", "jobs"): (0, 512),
    ("batch", "timeout_per_page"): (0.1, 86_400),
    ("batch", "max_failed"): (0, 1e9),
}
UNBOUNDED = (float("-inf"), float("inf"))  # no number is out of it, but what is no number is


def convert(value: object, wanted: object) -> object:
    """`value` as the annotated type `wanted`: a scalar, a Literal, tuple[str, ...], or one of these
    | None.
    """
    kind = get_origin(wanted)
    if kind is UnionType:
        if value is None:
            return None
        options = [option for option in get_args(wanted) if option is not NoneType]
        return convert(value, options[0])
    if kind is Literal:
        # An unquoted `off` in TOML is not valid, but a bare false is what people write for it.
        text = "off" if value is False else str(value).lower()
        allowed = get_args(wanted)
        if text not in allowed:
            raise ValueError(f"one of {', '.join(map(str, allowed))}")
        return text
    if kind is tuple:
        return _texts(value)
    if wanted not in _SCALARS:
        raise ValueError("the name of a file")
    scalar = _SCALARS[wanted]
    return scalar(value)


def limits(group: str, key: str, value: object) -> object:
    """`value`, or a ValueError when it is a number out of its field's bounds, or names a step that
    is not there.
    """
    check = CHECKS.get((group, key))
    if check is not None:
        check(value)
    least, most = BOUNDS.get((group, key), UNBOUNDED)
    if isinstance(value, int | float) and not least <= value <= most:
        raise ValueError(f"a number from {least:g} to {most:g}")
    return value


def _check_steps(value: object) -> None:
    from recto_preprocessing.recipe import STEPS

    names = str(value)
    if names in ("auto", "off"):
        return
    for name in names.split(","):
        if name.strip() not in STEPS:
            raise ValueError(f"auto, off, or some of {', '.join(STEPS)}")


def _check_pages(value: object) -> None:
    """How they are written; whether a file has them, the file tells."""
    text = str(value)
    if not text.strip():
        return
    for part in text.split(","):
        if not PAGES.fullmatch(part.strip()):
            raise ValueError("pages like 1-3,7 (5-: to the end)")


def _check_formats(value: object) -> None:
    names = value if isinstance(value, tuple) else ()
    if not names or not set(names).issubset(FORMATS):
        raise ValueError(f"one or more of {', '.join(FORMATS)}")


def _check_provider(value: object) -> None:
    if value not in PROVIDERS:
        raise ValueError(f"one of {', '.join(PROVIDERS)}")


def _check_url(value: object) -> None:
    form = "a URL like https://host/v1, without a name, a key or a query"
    try:
        parts = urlsplit(str(value))
    except ValueError:
        raise ValueError(form) from None
    if not value:
        return
    bare = not (parts.username or parts.password or parts.query or parts.fragment)
    if parts.scheme not in ("http", "https") or not parts.netloc or not bare:
        raise ValueError(form)


def _check_variable(value: object) -> None:
    if value and not VARIABLE.fullmatch(str(value)):
        raise ValueError("the name of an environment variable, not the key itself")


# Of text fields: what is not plainly wrong from its type.
CHECKS: Mapping[tuple[str, str], Callable[[object], None]] = {
    ("input", "pages"): _check_pages,
    ("local", "cleaning"): _check_steps,
    ("llm", "provider"): _check_provider,
    ("llm", "base_url"): _check_url,
    ("llm", "api_key_env"): _check_variable,
    ("output", "formats"): _check_formats,
}


def _texts(value: object) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise ValueError("a list of words")  # noqa: TRY004 - one error type for every wrong value
    texts = []
    for part in parts:
        if not isinstance(part, str):
            raise ValueError("a list of words")  # noqa: TRY004 - see above
        texts.append(part.strip())
    return tuple(filter(None, texts))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("text in quotes")  # noqa: TRY004 - one error type for every wrong value
    if "\0" in value:
        raise ValueError("text without NUL")  # which neither a file name nor an argument can hold
    return value


def _integer(value: object) -> int:
    try:
        if isinstance(value, str | int) and not isinstance(value, bool):
            return int(value)
    except ValueError:
        pass
    raise ValueError("a whole number")


def _number(value: object) -> float:
    try:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return float(value)
    except (ValueError, OverflowError):  # a whole number of 400 digits
        pass
    raise ValueError("a number")


def _switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word not in SWITCHES:
        raise ValueError("true or false")
    return SWITCHES[word]


_SCALARS: Mapping[object, Callable[[object], object]] = {
    str: _text,
    int: _integer,
    float: _number,
    bool: _switch,
}
