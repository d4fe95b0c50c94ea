"""What the user can choose, in small frozen groups: a stage receives the group that it uses, never
the whole.

Settings = Input + Local + LlmOptions + Output + Batch, each in a module of its own. A field is
defined there and nowhere else: type, default and Setting (setting.py), from which flags, messages,
rights and docs/reference/settings.md are derived. Where the values come from (flags, environment,
file) is load.py's business; which of them can change a page's text is decided here, by `digest`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType

from recto.settings.batch import Batch
from recto.settings.input import Input
from recto.settings.llm import LlmOptions
from recto.settings.local import Local
from recto.settings.output import Output
from recto.settings.setting import defined

__all__ = ["GROUPS", "OF_A_PAGE", "Batch", "Input", "Local", "Output", "Settings", "flag_of"]

GROUPS: Mapping[str, type] = MappingProxyType({
    "input": Input, "local": Local, "llm": LlmOptions, "output": Output, "batch": Batch,
})  # fmt: skip
OF_A_PAGE = ("input", "local", "llm")  # groups with what can change a page's text


@dataclass(frozen=True, slots=True)
class Settings:
    """All choices of one run."""

    input: Input = field(default_factory=Input)
    local: Local = field(default_factory=Local)
    llm: LlmOptions = field(default_factory=LlmOptions)
    output: Output = field(default_factory=Output)
    batch: Batch = field(default_factory=Batch)
    # that choices were read from (a glossary, a calibration): never written over
    files: tuple[str, ...] = ()
    # ("input.pages", "input.pages in recto.toml"): where what stands was chosen, for messages.
    origins: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    def spelled(self, name: str) -> str:
        """Where "input.pages" was chosen: key and file, variable, or flag; its flag when nobody
        said.
        """
        origins = dict(self.origins)
        group, _, key = name.partition(".")
        return origins.get(name) or flag_of(group, key)

    def digest(self) -> str:
        """16 hex digits that change when, and only when, a choice changes that can change the text
        of a page.
        """
        chosen = {}
        for group in OF_A_PAGE:
            table = getattr(self, group)
            values = asdict(table)
            is_unasked = group == "llm" and self.llm.mode == "off"
            for name, each in defined(GROUPS[group]).items():
                counts = each.setting.changes_text
                if is_unasked:
                    counts = name == "glossary"
                if not counts:
                    del values[name]
            chosen[group] = values
        text = json.dumps(chosen, sort_keys=True)
        state = hashlib.sha256(text.encode())
        return state.hexdigest()[:16]


def flag_of(group: str, key: str) -> str:
    """The flag that chooses a field: "--pages"."""
    field_of = defined(GROUPS[group])[key]
    long = field_of.flags[-1]
    name, _, _ = long.partition("/")
    return name
