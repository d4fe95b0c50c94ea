"""The flags that choose settings: their names, types and help, out of the settings' definitions.

Only here: which of them a command has, under names that commands share, and `group__field` as their
names inside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import click

from recto.settings.groups import GROUPS
from recto.settings.setting import Defined, defined

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]
SEPARATOR = "__"
NUMBERS = (int, float)
if TYPE_CHECKING:
    Choice = click.Choice[str]
else:
    Choice = click.Choice  # not generic before 8.2


class OneOf(Choice):
    """The words of a field, and what is to be done instead where people ask for another."""

    def __init__(self, field: Defined) -> None:
        super().__init__(get_args(field.kind), case_sensitive=False)
        self.absent = field.setting.absent

    def get_invalid_choice_message(self, value: str, ctx: click.Context | None) -> str:
        """With the remedy. Older versions of click do not ask here."""
        plain = super().get_invalid_choice_message(value, ctx)
        instead = self.absent.get(value.lower())
        if not instead:
            return plain
        return f"{plain.rstrip('.')}; {instead}"


def together(*options: Decorator) -> Decorator:
    """Several as one decorator, in this order."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _flags(group: str, *keys: str) -> Decorator:
    """The flags of these fields of a group, in this order."""
    fields = defined(GROUPS[group])
    return together(*(_option(group, fields[key]) for key in keys))


def _option(group: str, field: Defined) -> Decorator:
    setting = field.setting
    names = field.flags
    target = f"{group}{SEPARATOR}{field.name}"
    usual = _usual(field)
    says = f"{setting.says}  [{usual}]" if usual else setting.says
    if field.kind is bool:
        return click.option(*names, target, is_flag=True, default=None, help=says)
    kind: Any = field.kind if field.kind in NUMBERS else None
    if get_origin(field.kind) is Literal:
        kind = OneOf(field)
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
# Without --pages, where that means something else.
page_flags = _flags("input", *(key for key in defined(GROUPS["input"]) if key != "pages"))
local_flags = _flags(
    "local", "second_reader", "tesseract", "device", "old_letters", "domain", "psm", "cleaning"
)
calibration_flag = _flags("local", "calibration", "collection", "follow")
profile_flag = _flags("input", "profile")
risk_flag = _flags("local", "risk")
output_flags = _flags("output", *defined(GROUPS["output"]))
batch_flags = _flags("batch", *defined(GROUPS["batch"]))
ENDPOINT = ("provider", "base_url", "model", "api_key_env", "model_profile")
SECOND = (
    "second_model", "second_model_for", "second_provider", "second_base_url", "second_api_key_env",
)  # fmt: skip
endpoint_flags = _flags("llm", *ENDPOINT)
pair_flags = _flags("llm", *ENDPOINT, *SECOND, "contested")
planned_llm_flags = _flags(
    "llm", *ENDPOINT, *SECOND, "send", "target_error", "contested", "examples"
)
examples_flag = _flags("llm", "examples")
llm_flags = _flags(
    "llm", "mode", *ENDPOINT, *SECOND, "reply", "send", "max_cost", "max_tokens", "max_calls",
    "target_error", "contested", "audit", "glossary", "examples", "cache",
    "batch",
)  # fmt: skip
# Of a service: who asks is answered within seconds or minutes, not by a job of a day.
service_llm_flags = _flags(
    "llm", "mode", *ENDPOINT, "reply", "send", "max_cost", "max_tokens", "max_calls",
    "target_error", "contested", "audit", "glossary", "cache",
)  # fmt: skip
service_flags = _flags("batch", "jobs", "timeout_per_page")
service_input_flags = _flags("input", "language", "dpi", "layout", "text_layer", "profile")
# For what a person asks one by one.
ask_flags = _flags("llm", "mode", *ENDPOINT, "max_cost", "max_tokens", "max_calls")
# Of a comparison: it takes several models, so --model is its own.
compared_llm_flags = _flags(
    "llm", "provider", "base_url", "api_key_env", "model_profile", *SECOND, "contested",
    "max_cost", "max_tokens", "max_calls", "examples", "cache",
)  # fmt: skip
# Of what an LLM is to be taught: the form of its answers, and what it is told beside the lines.
taught_flags = _flags("llm", "reply", "glossary")
dry_run_flag = _flags("llm", "dry_run")
config_flag = click.option(
    "--config",
    metavar="FILE",
    help="Take the settings in FILE, all of them, and no recto.toml.",
)

# What reads pages wants these two.
reading_flags = together(input_flags, local_flags)
# A run over files, from its sources to the LLM.
run_flags = together(
    reading_flags, calibration_flag, risk_flag, output_flags, batch_flags, llm_flags
)  # fmt: skip
jobs_flag = _flags("batch", "jobs")
