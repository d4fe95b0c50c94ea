"""Keep docs/reference/commands.md true: every command with its arguments and options, out of the
command's own parser, and docs/reference/exit-codes.md, out of the errors.

python scripts/commands_page.py          write both
python scripts/commands_page.py --check  say whether they are up to date
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import click
from man_page import CODES
from marked import DOCS, keep, keep_whole

from recto.cli import cli

COMMANDS = DOCS / "reference" / "commands.md"
EXIT_CODES = DOCS / "reference" / "exit-codes.md"
NAME = "commands_page.py"
HEAD = """# Commands

`recto COMMAND --help` and `man recto` say the same in the terminal. This page is written by
`python scripts/commands_page.py` from the command's own parser.
"""


def page() -> str:
    """The whole file."""
    context = click.Context(cli, info_name="recto")
    sections = [HEAD]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is not None and not command.hidden:
            own = click.Context(command, info_name=name, parent=context)
            sections.append("\n".join(_command(command, own)))
    return "\n".join(sections)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## recto {command.name}\n"
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"```text\nrecto {command.name} {usage}\n```\n"
    for paragraph in (command.help or "").split("\n\n"):
        yield f"{_plain(' '.join(paragraph.split()))}\n"
    yield "| option | what it does |"
    yield "|---|---|"
    for option in command.get_params(context):
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record is not None:
            flags, says = record
            yield f"| {_flags(flags)} | {_plain(says)} |"
    yield ""


def _flags(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def _plain(text: str) -> str:
    """Text that Markdown reads as text."""
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", text.strip("\b "))


def exit_codes() -> str:
    """One row a code."""
    rows = ["| code | means |", "|---:|---|"]
    rows += [f"| {code} | {what[0].upper()}{what[1:]}. |" for code, what in CODES]
    return "\n".join(rows)


def main() -> int:
    """Write both, or compare them."""
    old = keep_whole(COMMANDS, page(), NAME)
    return old | keep(EXIT_CODES, "exit-codes", exit_codes(), NAME)


if __name__ == "__main__":
    sys.exit(main())
