"""Keep docs/recto.1 true: the man page of the command, out of its own parser.

python scripts/man_page.py          write it
python scripts/man_page.py --check  say whether it is up to date
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from marked import keep_whole

from recto._version import __version__
from recto.cli import cli

PLACE = Path(__file__).parents[1] / "docs" / "recto.1"
CODES = (
    ("0", "ok"),
    ("1", "bad arguments"),
    ("2", "an input file cannot be read"),
    ("3", "Tesseract, a language or a package is missing"),
    ("4", "an output does not validate; the other formats are written"),
    ("5", "a file cannot be opened or written"),
    ("7", "a reader crashed or hung"),
    ("8", "an encrypted PDF"),
    ("9", "recto.toml or the environment is wrong"),
    ("10", "finished, but pages failed or fell back (--strict)"),
    ("11", "finished by the local readers alone: no call of the LLM came to anything"),
    ("12", "finished, but a page is expected to be worse than --max-errors allows"),
    ("15", "anything else"),
    ("130", "interrupted"),
)


def page() -> str:
    """The whole of it, in man(7)."""
    lines = [
        f'.TH RECTO 1 "" "Recto {__version__}"',
        ".SH NAME",
        "recto \\- text from page images and PDFs that you can trust word by word",
        ".SH SYNOPSIS",
        ".B recto",
        ".I COMMAND",
        "[OPTIONS] [ARGUMENTS]",
        ".SH COMMANDS",
    ]
    context = click.Context(cli, info_name="recto")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is not None:
            lines += _command(command, click.Context(command, info_name=name, parent=context))
    lines.append(".SH EXIT STATUS")
    for code, what in CODES:
        lines += [".TP", f".B {code}", _plain(what)]
    lines += [
        ".SH FILES",
        ".TP",
        ".I ~/.config/recto/recto.toml",
        "Your own settings. One in the working folder is data; recto doctor shows what counts.",
    ]
    return "\n".join(lines) + "\n"


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f".SS {_plain(f'recto {command.name} {usage}')}"
    paragraphs = (command.help or "").split("\n\n")
    for number, paragraph in enumerate(paragraphs):
        if number:
            yield ".PP"
        yield _plain(" ".join(paragraph.split()))
    options = [each for each in command.params if isinstance(each, click.Option)]
    for option in options:
        record = option.get_help_record(context)
        if record is not None:
            flags, says = record
            yield ".TP"
            yield f".B {_plain(flags)}"
            yield _plain(says)


def _plain(text: str) -> str:
    """Text that troff reads as text."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    sys.exit(keep_whole(PLACE, page(), "man_page.py"))
