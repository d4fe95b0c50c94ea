"""The help of a command with many options: under headings, within 80 columns, the common ones
first.

A command's options enter, headed lists leave. A flag that chooses a setting stands under the
heading of its group, any other among the command's own. A command that names its common options
shows those only, and all of them under --help-all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from recto.cli.terminal import show_help

OWN = "Options"
COMMON = "Common options"
HEADINGS = {  # by the group in a flag's name inside (options/settings.py)
    "": OWN,
    "input": "Pages and languages",
    "local": "Readers on this machine",
    "output": "Results",
    "batch": "Runs over many pages",
    "llm": "Vision LLM (with --llm auto, always or only)",
}
WIDEST = 28  # columns of a flag with what stands after it; a longer one has a line of its own
Rows = list[tuple[str, str]]


class Grouped(click.Command):
    """A command whose help is in groups."""

    def __init__(self, *given: Any, common: Sequence[str] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self.common = tuple(common)  # "--language": long names, in the order of the help
        if self.common:
            self.params.append(_all_option())

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The common options, or all of them under their headings."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        shown_all = not self.common or bool(ctx.meta.get(ALL))
        groups = by_heading(options) if shown_all else self._common(options)
        for heading, group in groups.items():
            rows = _rows(group, ctx)
            with formatter.section(heading):
                formatter.write_dl(rows, col_max=WIDEST)
        if not shown_all:
            formatter.write_paragraph()
            number = len(options)
            formatter.write_text(f"{ctx.command_path} --help-all shows all {number} options.")

    def _common(self, options: Sequence[click.Option]) -> dict[str, list[click.Option]]:
        by_name = {name: option for option in options for name in option.opts}
        first = [by_name[name] for name in self.common]
        return {COMMON: [*first, by_name["--help"]]}


ALL = "recto.help_all"  # in a context: every option is to be shown


def by_heading(options: Sequence[click.Option]) -> dict[str, list[click.Option]]:
    """Each option under its heading; the command's own first."""
    found: dict[str, list[click.Option]] = {heading: [] for heading in HEADINGS.values()}
    for option in options:
        name = option.name or ""
        group, is_setting, _ = name.partition("__")
        heading = HEADINGS[group] if is_setting else OWN
        found[heading].append(option)
    return {heading: group for heading, group in found.items() if group}


def _rows(options: Sequence[click.Option], ctx: click.Context) -> Rows:
    records = [option.get_help_record(ctx) for option in options]
    return [record for record in records if record is not None]


def _all_option() -> click.Option:
    """--help-all, which ends the command as --help does."""

    def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            ctx.meta[ALL] = True
            show_help(ctx)
            ctx.exit()

    return click.Option(
        ["--help-all"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help="Show every option and exit.",
    )
