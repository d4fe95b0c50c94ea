"""The flags that choose settings: their names, types and help, out of the settings' definitions.

`flags_of` turns what click collected into the mapping that load.py takes: only what the user gave,
so that the environment and recto.toml can fill the rest. `settings_of` goes on to the Settings, and
says what of a recto.toml was passed over: once a run, on standard error, under --quiet too. Only
here: which flags a command has, `group__field` as their names inside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin

import click

from recto.cli.terminal import say
from recto.settings.groups import GROUPS, Settings
from recto.settings.setting import Defined, defined

Command = Callable[..., Any]
SEPARATOR = "__"
NUMBERS = (int, float)


def _flags(group: str, *keys: str) -> Callable[[Command], Command]:
    """The flags of these fields of a group, in this order."""

    def decorate(command: Command) -> Command:
        for key in reversed(keys):
            field = defined(GROUPS[group])[key]
            command = _option(group, field)(command)
        return command

    return decorate


def _option(group: str, field: Defined) -> Callable[[Command], Command]:
    setting = field.setting
    names = field.flags
    target = f"{group}{SEPARATOR}{field.name}"
    usual = _usual(field)
    says = f"{setting.says}  [{usual}]" if usual else setting.says
    if field.kind is bool:
        return click.option(*names, target, is_flag=True, default=None, help=says)
    kind: Any = field.kind if field.kind in NUMBERS else None
    if get_origin(field.kind) is Literal:
        kind = click.Choice(get_args(field.kind))
    shown = setting.shown or None
    return click.option(*names, target, type=kind, default=None, metavar=shown, help=says)


def _usual(field: Defined) -> str:
    """What counts where the flag is not given, in words; empty where that is nothing."""
    default = field.default
    if field.setting.usual:
        return field.setting.usual
    if default is True:
        return field.name
    if isinstance(default, tuple):
        return ",".join(default)
    if isinstance(default, float):
        return f"{default:g}" if default else ""
    return str(default or "")


input_flags = _flags("input", *defined(GROUPS["input"]))
local_flags = _flags("local", "second_reader", "old_letters", "psm", "cleaning")
calibration_flag = _flags("local", "calibration")
output_flags = _flags("output", *defined(GROUPS["output"]))
batch_flags = _flags("batch", *defined(GROUPS["batch"]))
ENDPOINT = ("provider", "base_url", "model", "api_key_env")
endpoint_flags = _flags("llm", *ENDPOINT)
llm_flags = _flags(
    "llm", "mode", *ENDPOINT, "reply", "send", "max_cost", "max_tokens", "max_calls",
    "target_error", "contested", "audit", "glossary", "cache",
)  # fmt: skip
dry_run_flag = _flags("llm", "dry_run")
config_flag = click.option(
    "--config",
    metavar="FILE",
    help="Take the settings in FILE, all of them, and no recto.toml.",
)


def settings_of(given: dict[str, Any]) -> Settings:
    """The settings that apply to a command. Raises InvalidConfig, BadArguments or FileAccess."""
    from recto.settings.load import load_here

    loaded = load_here(flags_of(given), given.get("config") or "")
    for note in loaded.notes:
        say(note)
    return loaded.settings


def flags_of(given: dict[str, Any]) -> dict[str, dict[str, object]]:
    """{"llm__mode": "auto", "input__dpi": None} -> {"llm": {"mode": "auto"}}."""
    chosen: dict[str, dict[str, object]] = {}
    for name, value in given.items():
        group, _, field = name.partition(SEPARATOR)
        if field and value is not None:
            chosen.setdefault(group, {})[field] = value
    return chosen
