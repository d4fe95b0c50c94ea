"""From what a person wrote to a field's type: text or TOML values in, typed values out.

A ValueError says what may stand there, in words that fit after "give ...". Only here: how lists,
numbers and switches are spelled. Which type, bounds and form a field has, its definition says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isinf
from types import NoneType, UnionType
from typing import Literal, get_args, get_origin

from recto.settings.setting import Defined

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


def value_of(field: Defined, written: object) -> object:
    """What a field becomes where `written` was chosen for it. Raises ValueError."""
    setting = field.setting
    instead = setting.absent.get(str(written))
    if instead:
        raise ValueError(f"{words_of(field.kind)}; {instead}")
    value = convert(written, field.hint)
    form = setting.form
    if form is not None and not form.fits(value):
        hint = form.hint(value)
        what = f"{form.words()} ({hint})" if hint else form.words()
        raise ValueError(what)
    if isinstance(value, int | float):
        is_within = setting.least <= value <= setting.most  # nan is not
        if not is_within:
            raise ValueError(f"a number{span(field)}")
    return value


def allowed(field: Defined) -> str:
    """What may stand there, in words that fit after "give ..."."""
    setting = field.setting
    if setting.form is not None:
        return setting.form.words()
    if setting.from_file is not None:
        return "the name of a file"
    return f"{words_of(field.kind)}{span(field)}"


def span(field: Defined) -> str:
    """The bounds of a field's numbers, in words; empty where there are none."""
    setting = field.setting
    if isinf(setting.least):
        return ""
    return f" from {setting.least:g} to {setting.most:g}"


def words_of(kind: object) -> str:
    """What is written for a type."""
    if get_origin(kind) is Literal:
        return f"one of {', '.join(get_args(kind))}"
    return WORDS.get(kind, "the name of a file")


def convert(value: object, wanted: object) -> object:
    """`value` as the type `wanted`: a scalar, a Literal, tuple[str, ...], or one of these | None.

    Raises ValueError.
    """
    origin = get_origin(wanted)
    if origin is UnionType:
        if value is None:
            return None
        options = [option for option in get_args(wanted) if option is not NoneType]
        return convert(value, options[0])
    if origin is Literal:
        # An unquoted `off` in TOML is not valid, but a bare false is what people write for it.
        text = "off" if value is False else str(value).lower()
        if text in get_args(wanted):
            return text
    else:
        read = READERS.get(wanted)
        found = read(value) if read else None
        if found is not None:
            return found
    raise ValueError(words_of(wanted))


# Each of these gives None for what is no such value.


def _texts(value: object) -> tuple[str, ...] | None:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        return None
    texts = []
    for part in parts:
        if not isinstance(part, str):
            return None
        texts.append(part.strip())
    return tuple(filter(None, texts))


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    if "\0" in value:
        raise ValueError("text without NUL")  # which neither a file name nor an argument can hold
    return value


def _integer(value: object) -> int | None:
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def _number(value: object) -> float | None:
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):  # a whole number of 400 digits
        return None


def _switch(value: object) -> bool | None:
    word = str(value)
    return SWITCHES.get(word.lower())


READERS: Mapping[object, Callable[[object], object]] = {
    str: _text,
    int: _integer,
    float: _number,
    bool: _switch,
    tuple[str, ...]: _texts,
}
WORDS: Mapping[object, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    tuple[str, ...]: "a list of words",
}
