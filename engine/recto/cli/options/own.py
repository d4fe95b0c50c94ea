"""Options that choose no setting, and that several commands have.

Their names, checks, usual values and help leave, as decorators. Only here: that one thing has one
name and one wording, whatever the command.
"""

from __future__ import annotations

import click

from recto.cli.options.settings import Decorator

HERE = "127.0.0.1"
PORTS = click.IntRange(0, 65_535)
SHARE = click.FloatRange(0, 0.5)
FOLDER = click.Path(exists=True, file_okay=False)

paths_argument = click.argument("paths", nargs=-1, required=True)
out_argument = click.argument("out", type=click.Path(file_okay=False))

json_flag = click.option("--json", "as_json", is_flag=True, help="The same as JSON, for programs.")
verbose_flag = click.option(
    "-v", "--verbose", count=True, help="A line for every page; -vv: where an error comes from."
)
source_option = click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="PLACE",
    help="Run over groups: a bucket or list that it read, beside OUT's own.",
)


def quiet_flag(left: str = "") -> Decorator:
    """-q; `left`: what is said all the same."""
    says = "No progress on standard error."
    if left:
        says = f"No summary and no progress on standard error: only {left}."
    return click.option("-q", "--quiet", is_flag=True, help=says)


quiet_run_flag = quiet_flag("what failed or is lost")


def truth_option(usual: str = "") -> Decorator:
    """--truth; `usual`: where it is looked for otherwise."""
    says = "Folder of truth files: .txt, .hocr or .xml."
    return click.option("--truth", type=FOLDER, help=_with_usual(says, usual))


def output_option(
    shown: str, says: str = "Where it goes.", *, default: str = "", usual: str = ""
) -> Decorator:
    """-o; `default` is shown by itself, `usual` is what stands for none in words."""
    return click.option(
        "-o",
        "--output",
        default=default,
        show_default=bool(default),
        metavar=shown,
        help=_with_usual(says, usual),
    )


def risk_option(default: float | None = None) -> Decorator:
    """--risk of what is fitted here, not of what is read."""
    return click.option(
        "--risk",
        type=SHARE,
        default=default,
        show_default=default is not None,
        metavar="SHARE",
        help="Flag words so that about this share of the others is wrong.",
    )


def number_option(
    name: str, kind: click.ParamType[float], default: float, says: str, shown: str | None = None
) -> Decorator:
    """A number within bounds, with its usual value."""
    return click.option(
        name, type=kind, default=default, show_default=True, metavar=shown, help=says
    )


def host_option(says: str = "Address to serve on.") -> Decorator:
    """--host: this machine alone, unless told otherwise."""
    return click.option("--host", default=HERE, show_default=True, help=says)


def port_option(default: int) -> Decorator:
    """--port; 0 is any that is free."""
    return number_option("--port", PORTS, default, "Port to serve on; 0: any that is free.", "N")


def _with_usual(says: str, usual: str) -> str:
    return f"{says}  [{usual}]" if usual else says
