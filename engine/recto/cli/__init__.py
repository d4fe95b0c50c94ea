"""The `recto` command: arguments in, an exit code out; what a command does lives in its own module.

Every command is imported only when it is run, so that `recto --version` starts at once. Every error
that Recto raises on purpose ends as one line on standard error and its own exit code; a traceback
is shown under -vv only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn

import click

from recto._version import __version__
from recto.cli.terminal import refuse, say, trace
from recto.cli.typed import as_command, meant
from recto.errors import RectoError
from recto.text.messages import tame_libraries

INTERRUPTED = 130  # 128 + SIGINT, as shells report it
BAD_ARGUMENTS, MISSING, INTERNAL = 1, 3, 15
COMMANDS = (
    "read",
    "watch",
    "status",
    "retry",
    "cancel",
    "plan",
    "review",
    "certify",
    "export",
    "serve",
    "clean",
    "compare",
    "mcp",
    "calibrate",
    "learn",
    "languages",
    "doctor",
    "explain",
    "config",
    "cache",
    "completion",
)
ELSEWHERE = (
    "Recto runs on Linux and macOS; on Windows use it in WSL (wsl --install, then as on Ubuntu)"
)


class LazyGroup(click.Group):
    """A group whose commands are modules of this package, found by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands that are installed, in the order in which they are met."""
        return [name for name in COMMANDS if find_spec(f"{__name__}.{name}")]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import `recto.cli.<name>` and take its `command`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        tame_libraries()
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names. Raises UsageError with what may be meant."""
        name = args[0]
        if ctx.resilient_parsing or self.get_command(ctx, name):
            return super().resolve_command(ctx, args)
        near = meant(name, self.list_commands(ctx))
        hint = f" Did you mean 'recto {near}'?" if near else " There is no such file, either."
        raise click.UsageError(f"No such command '{name}'.{hint}", ctx)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="recto", message="%(prog)s %(version)s")
def cli() -> None:
    """Read page images and PDFs into text that you can trust word by word.

    recto in.pdf out.pdf is short for recto read in.pdf -o out.pdf.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and leave with its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    code = _run(list(given))
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    if sys.platform == "win32":
        say(ELSEWHERE)
        return MISSING
    try:
        return _invoke(arguments)
    except BrokenPipeError:
        # `recto read x.png | head -1`: not our fault, and nothing to say; but Python would complain
        # at exit.
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        return 0
    except click.ClickException as fault:  # help asked for by giving no arguments is one of them
        refuse(fault)
        return BAD_ARGUMENTS
    # The last line of defence.
    except (Exception, KeyboardInterrupt, click.Abort) as fault:  # noqa: BLE001
        message, code = described(fault)
        if "-vv" in arguments:
            import traceback

            trace(traceback.format_exc())
        say(message)
        return code


def _invoke(arguments: list[str]) -> int:
    # Not cli.main: it ends a closed pipe with exit code 1 before we hear of it.
    typed = os.environ.get("_RECTO_COMPLETE")
    if typed:
        from recto.cli.completion import completed

        return completed(typed)
    try:
        with cli.make_context("recto", as_command(arguments, COMMANDS)) as context:
            code = cli.invoke(context)
    except click.exceptions.Exit as done:  # --help, --version
        code = done.exit_code
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def described(fault: BaseException) -> tuple[str, int]:
    """What to say of an error, and the exit code that it ends in."""
    if isinstance(fault, RectoError):
        return str(fault), fault.exit_code
    if isinstance(fault, KeyboardInterrupt | click.Abort):
        return "interrupted", INTERRUPTED

    what = f"internal error ({type(fault).__name__}: {fault})"
    return f"{what}; please report it with the output of -vv", INTERNAL
