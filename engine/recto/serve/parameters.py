"""What a client may choose of a job, out of the settings' own definitions.

Names and texts of a request enter; the Settings of its job leave, or BadArguments. Only here: which
settings those are. All of them are such as a folder of data may choose (settings/authority.py); who
is asked, with which key, and where anything lies stays the operator's. An LLM is asked only where
both want it, and for no more than the operator allows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal, get_args, get_origin

from recto.api.options import laid_over
from recto.errors import BadArguments
from recto.readers.tesseract.install import installed_languages
from recto.settings.forms import STEPS
from recto.settings.groups import GROUPS, Settings
from recto.settings.keywords import keywords
from recto.settings.layers import Layer, laid
from recto.settings.names import FORMATS
from recto.settings.setting import Defined, defined
from recto.settings.values import allowed

FREE = (
    "format", "language", "pages", "dpi", "layout", "text_layer", "profile", "second_reader",
    "old_letters", "psm", "clean", "furniture", "deskew", "optimize",
)  # fmt: skip
MODES = ("off", "auto", "always", "only")  # what the LLM decides, least first
BUDGET = ("max_cost", "max_tokens", "max_calls")
NO_LANGUAGE = frozenset({"osd", "equ"})  # models of Tesseract's that read nothing
PAGE = "[1-9][0-9]{0,5}"
SPAN = f"{PAGE}(-({PAGE})?)?"
TYPES = {bool: "boolean", int: "integer", float: "number", str: "string"}
SHOWN = 20  # languages that an error names
LONGEST = 200  # characters of a value
_NUMBERS = {
    "integer": re.compile(r"-?(0|[1-9][0-9]{0,17})"),
    "number": re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?"),
    "boolean": re.compile("true|false"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a client may choose."""

    name: str
    group: str
    field: Defined
    schema: Mapping[str, Any]  # JSON schema of its value

    @property
    def says(self) -> str:
        """For people."""
        return self.field.setting.says

    @property
    def values(self) -> str:
        """What may stand there, in words that fit after "give ..."."""
        if self.name == "format":
            return f"one or more of {', '.join(FORMATS)}"
        if self.name == "language":
            return _languages_told()
        return allowed(self.field)

    def check(self, text: str) -> None:
        """Raise BadArguments for a text that its schema does not allow."""
        if not _fits(self.schema, text):
            what = f"{self.name} cannot be {text[:LONGEST]!r}"
            raise BadArguments(what, remedy=f"give {self.values}")


@cache
def parameters() -> Mapping[str, Parameter]:
    """All of them by name, in the order of the documentation."""
    found = {}
    for name in (*FREE, "llm", *BUDGET):
        group, key = keywords()[name]
        field = defined(GROUPS[group])[key]
        found[name] = Parameter(name, group, field, _schema(name, field))
    return found


def _schema(name: str, field: Defined) -> dict[str, Any]:
    setting = field.setting
    if name in PATTERNS:
        return {"type": "string", "pattern": PATTERNS[name](), "maxLength": LONGEST}
    if get_origin(field.kind) is Literal:
        return {"type": "string", "enum": list(get_args(field.kind))}
    about: dict[str, Any] = {"type": TYPES[field.kind]}
    if field.kind in (int, float):
        about |= {"minimum": field.kind(setting.least), "maximum": field.kind(setting.most)}
    return about


def _languages_here() -> list[str]:
    return [name for name in installed_languages() if name not in NO_LANGUAGE]


def _languages_told() -> str:
    """Those that are installed here; of many, the first and where all are."""
    names = _languages_here()
    told = ", ".join(names[:SHOWN])
    if len(names) > SHOWN:
        told += f" and {len(names) - SHOWN} others that GET /openapi.json names"
    return f"auto, or one or more of these, joined by +: {told}"


def _languages() -> str:
    names = map(re.escape, _languages_here())
    return f"^(auto|{_joined('|'.join(names), '[+]')})$"


def _steps() -> str:
    steps = STEPS.words().removeprefix("auto, off, or some of ").split(", ")
    return f"^(auto|off|{_joined('|'.join(steps), ',')})$"


def _joined(one: str, mark: str) -> str:
    return f"({one})({mark}({one})){{0,11}}"


PATTERNS = {
    "format": lambda: f"^{_joined('|'.join(FORMATS), ',')}$",
    "language": _languages,
    "pages": lambda: f"^{_joined(SPAN, ',')}$",
    "clean": _steps,
}


def _fits(schema: Mapping[str, Any], text: str) -> bool:
    if len(text) > LONGEST:
        return False
    if "pattern" in schema:
        return re.fullmatch(schema["pattern"], text) is not None
    if "enum" in schema:
        return text in schema["enum"]
    if not _NUMBERS[schema["type"]].fullmatch(text):
        return False
    value = json.loads(text) if schema["type"] == "boolean" else float(text)
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def settings_for(asked: Mapping[str, str], base: Settings) -> Settings:
    """The operator's settings with what a client chose. Raises BadArguments or InvalidConfig."""
    known = parameters()
    values: dict[str, dict[str, object]] = {}
    for name, text in asked.items():
        if name not in known:
            raise BadArguments(f"there is no parameter {name[:LONGEST]!r}", remedy=_near(name))
        known[name].check(text)
        if name in FREE:
            one = known[name]
            values.setdefault(one.group, {})[one.field.name] = text
    chosen = laid_over(base, laid([Layer("keyword", values)]))
    llm = replace(base.llm, mode=_mode(asked, base), **_budget(asked, base))
    return replace(chosen, llm=llm)


def _near(name: str) -> str:
    near = get_close_matches(name, parameters(), 1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(parameters())}"


def _mode(asked: Mapping[str, str], base: Settings) -> Any:
    """What the client asked for, where the operator allows as much; nobody is asked unasked."""
    wanted = asked.get("llm", "off")
    if MODES.index(wanted) > MODES.index(base.llm.mode):
        what = f"llm={wanted} is more than this service allows ({base.llm.mode})"
        raise BadArguments(what, remedy=f"give llm={base.llm.mode}, or leave it out")
    return wanted


def _budget(asked: Mapping[str, str], base: Settings) -> dict[str, Any]:
    """Limits that are the operator's or below them."""
    found: dict[str, Any] = {}
    for name in BUDGET:
        most = getattr(base.llm, name)
        if name not in asked:
            continue
        kind = parameters()[name].field.kind
        found[name] = kind(asked[name])
        if most is not None and found[name] > most:
            what = f"{name}={asked[name]} is more than this service allows ({most:g})"
            raise BadArguments(what, remedy=f"give at most {most:g}")
    return found
