"""From the flags that a user gave to the settings that apply.

`flags_of` turns what click collected into the mapping that load.py takes: only what the user gave,
so that the environment and recto.toml can fill the rest. `settings_of` goes on to the Settings, and
says what of a recto.toml was passed over: once a run, on standard error, under --quiet too.
"""

from __future__ import annotations

from typing import Any

from recto.cli.options.settings import SEPARATOR
from recto.cli.terminal import say
from recto.settings.groups import Settings, flag_of
from recto.settings.layers import Values

# Of the LLM's settings: what says itself that it wants one, and what counts for local words, too.
OF_NO_LLM = frozenset({"mode", "dry_run", "glossary", "cache"})


def settings_of(given: dict[str, Any], *, hints: bool = True) -> Settings:
    """The settings that apply to a command. Raises InvalidConfig, BadArguments or FileAccess.

    `hints`: of flags that do nothing without --llm it is said so.
    """
    from recto.settings.load import load_here

    flags = flags_of(given)
    loaded = load_here(flags, given.get("config") or "")
    idle = idle_flags(flags, loaded.settings) if hints else []
    for note in (*loaded.notes, *idle):
        say(note)
    return loaded.settings


def idle_flags(flags: Values, settings: Settings) -> list[str]:
    """What to say of flags about the LLM where none is asked."""
    given = [key for key in flags.get("llm", {}) if key not in OF_NO_LLM]
    if settings.llm.mode != "off" or not given:
        return []
    names = ", ".join(flag_of("llm", key) for key in given)
    do = "does" if len(given) == 1 else "do"
    return [f"{names} {do} nothing without --llm; give --llm auto, too, to ask one"]


def flags_of(given: dict[str, Any]) -> dict[str, dict[str, object]]:
    """{"llm__mode": "auto", "input__dpi": None} -> {"llm": {"mode": "auto"}}."""
    chosen: dict[str, dict[str, object]] = {}
    for name, value in given.items():
        group, _, field = name.partition(SEPARATOR)
        if field and value is not None:
            chosen.setdefault(group, {})[field] = value
    return chosen
