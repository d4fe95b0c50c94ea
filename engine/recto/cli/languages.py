"""`recto languages`: which languages can be read here, how many readers each has, and how to have
more.

Nothing is asked of the network but by `install`, and then only for the model that was named.
"""

from __future__ import annotations

import click

from recto.cli.terminal import answer


@click.group(
    name="languages",
    short_help="List the languages that can be read, or install one.",
    invoke_without_command=True,
)
@click.option("--all", "every", is_flag=True, help="Those that could be installed, too.")
@click.pass_context
def command(context: click.Context, every: bool) -> int:
    """List the installed languages, each with the readers that have its letters.

    recto languages install CODE installs one: Debian's package where this is Debian and you are
    root, else the published file, whose hash is checked.
    """
    if context.invoked_subcommand is None:
        for row in rows(every=every):
            answer(row)
    return 0


def rows(*, every: bool) -> list[str]:
    """A line a language, for people."""
    from recto.readers.tesseract.install import NO_LANGUAGE, installed_languages
    from recto.readers.tesseract.language_names import CODES, name_of
    from recto.witnesses.languages import half_witness, witnesses_of

    installed = [code for code in installed_languages() if code not in NO_LANGUAGE]
    found = []
    for code in installed:
        readers = " and ".join(witnesses_of(code))
        beside = half_witness(code, installed)
        if beside:
            readers += f", half a witness: {beside}"
        found.append(f"{code:14} {name_of(code):20} {readers}")
    if every:
        others = CODES.difference(installed, NO_LANGUAGE)
        found += [f"{code:14} {name_of(code):20} not installed" for code in sorted(others)]
    return found


@command.command(name="install")
@click.argument("codes", metavar="CODE...", nargs=-1, required=True)
def install(codes: tuple[str, ...]) -> int:
    """Install the models of these languages, e.g. deu or script/Fraktur."""
    from recto.readers.tesseract.model_files import add

    for code in codes:
        answer(add(code))
    return 0
