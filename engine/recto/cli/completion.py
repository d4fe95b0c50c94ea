"""`recto completion bash`: what makes the shell complete commands, flags and their words.

A shell's name enters, its script leaves on standard output; the script asks `recto` again while the
user types (`completed`). click writes both; only here: which shells, and what people put where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from recto.cli.terminal import answer

if TYPE_CHECKING:
    from click.shell_completion import ShellComplete

VARIABLE = "_RECTO_COMPLETE"  # set by the script while the user types
SHELLS = ("bash", "zsh", "fish")


class Shell(click.Choice[str]):
    """A shell; named in one line where none is given."""

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:
        """click puts each on a line of its own, whose breaks would be shown as they are escaped."""
        return f"Give one of {', '.join(SHELLS)}."


@click.command(name="completion", short_help="Make the shell complete commands and flags.")
@click.argument("shell", type=Shell(SHELLS))
def command(shell: str) -> int:
    """Print what the shell is to read, so that Tab completes Recto's commands and flags.

    bash: recto completion bash > ~/.local/share/bash-completion/completions/recto

    zsh: recto completion zsh > a file _recto in a folder of your fpath

    fish: recto completion fish > ~/.config/fish/completions/recto.fish
    """
    script = _of(shell).source()
    answer(*script.splitlines())
    return 0


def completed(instruction: str) -> int:
    """Answer the script: "bash_complete". The exit code."""
    from click.shell_completion import shell_complete

    from recto.cli import cli

    return shell_complete(cli, {}, "recto", VARIABLE, instruction)


def _of(shell: str) -> ShellComplete:
    from click.shell_completion import get_completion_class

    from recto.cli import cli

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click has these three
    return kind(cli, {}, "recto", VARIABLE)
