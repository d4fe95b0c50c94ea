"""The one place where commands speak: to people on standard error and standard output, a line at a
time.

Whatever enters leaves as lines that only print (messages.py). Documents do not come here; they are
bytes on standard output (printing.py).
"""

from __future__ import annotations

import click

from recto.text.messages import one_line


def say(text: str) -> None:
    """One line in our name, on standard error: standard output is for data."""
    line = one_line(text)
    click.echo(f"recto: {line}", err=True)


def answer(*lines: str) -> None:
    """What was asked for, on standard output."""
    for line in lines:
        click.echo(one_line(line))


def beside(*lines: str) -> None:
    """Lines to be copied as they are, on standard error: what a program reads is elsewhere."""
    for line in lines:
        click.echo(one_line(line), err=True)


def trace(text: str) -> None:
    """Where an error comes from, on standard error; the bar tells its lines from ours."""
    for line in text.splitlines():
        printable = one_line(line)
        click.echo(f"| {printable}", err=True)


def show_help(context: click.Context) -> None:
    """A command's help, on standard output; all of it is our own words."""
    click.echo(context.get_help(), color=context.color)


def refuse(fault: click.ClickException) -> None:
    """What click says of arguments that it cannot use; they are quoted in it."""
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        fault.show()  # the help of a command: our own words
        return

    context = getattr(fault, "ctx", None)
    if isinstance(context, click.Context):
        click.echo(context.get_usage(), err=True)
        click.echo(f"Try '{context.command_path} --help' for help.\n", err=True)
    message = one_line(fault.format_message())
    click.echo(f"Error: {message}", err=True)
