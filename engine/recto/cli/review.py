"""`recto review`: doubtful words in the browser; and what people said, exported, imported and
written into the outputs.

An output folder, or files to be read first, enters; a served review, or lines, leave. Only here:
which of the command's ways is meant, and that outputs are written when the review ends.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recto.cli.needed import need
from recto.cli.options.given import flags_of, settings_of
from recto.cli.options.own import host_option, output_option, port_option, source_option
from recto.cli.options.settings import ask_flags, config_flag, input_flags
from recto.cli.terminal import answer, say

if TYPE_CHECKING:
    from recto.review.asking import Consulted
    from recto.review.rewriting import Rewritten
    from recto.settings.groups import Settings
    from recto.web.serve import Served


ONLY = ("origin", "to", "glossary", "training")  # what is done without a browser


@click.command(name="review", short_help="Look at doubtful words in the browser.")
@click.argument("path", type=click.Path())
@output_option("DIR", "Where a file that is read first goes, or a run over groups.")
@source_option
@click.option(
    "--name",
    default="",
    help="Your name, kept with what you say.  [your login]",
)
@host_option()
@port_option(0)
@click.option(
    "--no-browser",
    is_flag=True,
    help="Print the address and open nothing.",
)
@click.option(
    "--write",
    is_flag=True,
    help="Only write the outputs with what was said so far.",
)
@click.option(
    "--export",
    "to",
    metavar="FILE",
    help="Write what was said as JSON lines; - is out.",
)
@click.option(
    "--import",
    "origin",
    metavar="FILE",
    help="Take in what --export wrote.",
)
@click.option(
    "--glossary",
    metavar="FILE",
    help="Write words that people accepted three times.",
)
@click.option(
    "--training", metavar="DIR", help="Write lines whose words are all people's: PNG, TXT."
)
@input_flags
@ask_flags
@config_flag
def command(path: str, **given: Any) -> int:
    """Look at the doubtful words of a run in the browser, and correct them.

    PATH is the output folder of a run, or a file that is read first (into PATH-review, or -o). A
    run over groups is gathered there, too, and OUT itself stays as it is.
    With --llm and a limit, boxes that you draw can be shown to a vision LLM, and nothing else is.
    What you accept is kept in the folder's ledger at once; the outputs are written again when you
    press Ctrl-C, or with --write.
    """
    from recto.batch.ledger import ledger_path
    from recto.cli.far import is_far_run
    from recto.cli.gathering import gathered_whole

    out = Path(path)
    is_served = not given["write"] and not any(given[name] for name in ONLY)
    if is_served:  # before a file is read, which may take an hour
        need("recto review", "uvicorn", "starlette")
    if is_far_run(path):
        out = gathered_whole(path, given["output"], given["sources"])
    elif not ledger_path(out).exists():
        out = _read_first(path, given)
    settings = _settings_for(out, given)
    if given["origin"]:
        _import(out, given["origin"])
    if given["to"]:
        _export(out, given["to"])
    if given["glossary"]:
        _glossary(out, Path(given["glossary"]))
    if given["training"]:
        _training(out, Path(given["training"]))
    if given["write"]:
        return _write(out, settings)
    if not is_served:
        return 0

    from recto.web.serve import Served

    served = Served(
        given["host"],
        given["port"],
        given["name"] or _login(),
        _llm(out, given),
    )
    _serve(out, settings, served, browser=not given["no_browser"])
    return _write(out, settings)


def _read_first(path: str, given: dict[str, Any]) -> Path:
    """Read the file into a folder of its own. Raises BadArguments for a folder of no run."""
    from recto.cli.running import run_folder
    from recto.errors import BadArguments

    if Path(path).is_dir() and not given["output"]:
        what = "is no output folder of a run"
        raise BadArguments(
            what,
            where=path,
            remedy=f"recto read {path} -o DIR, then review DIR",
        )
    folder = given["output"] or f"{Path(path).name}-review"
    formats = {"output__folder": folder, "output__formats": "txt,json,pdf"}
    run_folder([path], settings_of({**given, **formats}))
    return Path(folder)


def _settings_for(out: Path, given: dict[str, Any]) -> Settings:
    """Those of the run, as far as its ledger may choose them."""
    from recto.batch.folder import remembered
    from recto.cli.retry import settings_again

    return settings_again(
        remembered(out),
        out,
        flags_of({}),
        given.get("config") or "",
    )


def _llm(out: Path, given: dict[str, Any]) -> Consulted | None:
    """Whom the person may ask about a box. A ledger cannot choose an LLM, flags and the user's own
    recto.toml can. Raises InvalidConfig.
    """
    from recto.batch.folder import SENT, remembered
    from recto.cli.retry import settings_again
    from recto.review.asking import NO_LIMIT, consulted, has_limit

    asked = {name: value for name, value in given.items() if name.startswith("llm__")}
    settings = settings_again(
        remembered(out),
        out,
        flags_of(asked),
        given.get("config") or "",
    )
    if settings.llm.mode != "off" and not has_limit(settings):
        say(NO_LIMIT)
    return consulted(settings, out / SENT)


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user whom the system does not know
        return ""


def _serve(out: Path, settings: Settings, served: Served, *, browser: bool) -> None:
    """Until Ctrl-C, or the system's word to end."""
    from recto.web.serve import serve

    def started(address: str) -> None:
        answer(address)
        sys.stdout.flush()
        say("open the address above (it is good once); Ctrl-C ends and writes the outputs")
        if browser:
            import webbrowser

            webbrowser.open(address)

    serve(out, settings, served, started)
    say("writing the outputs")


def _write(out: Path, settings: Settings) -> int:
    """The outputs with what was said; the exit code."""
    from recto.errors import FileAccess
    from recto.review.rewriting import rewrite

    written = rewrite(out, settings)
    _tell(written)
    return FileAccess.exit_code if written.lost else 0


def _tell(written: Rewritten) -> None:
    for line in (*written.lost, *written.notes):
        say(line)
    files = "file" if len(written.paths) == 1 else "files"
    say(f"{len(written.paths):,} {files} written")


def _export(out: Path, name: str) -> None:
    from recto.batch.corrections import exported
    from recto.batch.ledger import open_ledger
    from recto.files.atomic import atomic

    with open_ledger(out) as ledger:
        lines = list(exported(ledger))
    if name == "-":
        answer(*lines)
        return
    with atomic(Path(name)) as file:
        file.writelines(f"{line}\n".encode() for line in lines)
    say(f"{len(lines):,} corrections in {name}")


def _import(out: Path, name: str) -> None:
    from recto.batch.corrections import lines_of, taken_in
    from recto.batch.ledger import open_ledger
    from recto.errors import FileAccess
    from recto.review.index import refresh

    try:
        with (
            Path(name).open(encoding="utf-8", errors="replace") as file,
            open_ledger(out) as ledger,
        ):
            found = taken_in(ledger, lines_of(file, name), name)
            refresh(ledger)
    except OSError as fault:
        raise FileAccess(fault.strerror or str(fault), where=name) from fault
    say(f"{found.added:,} corrections taken in, {found.known:,} were there")
    if found.elsewhere:
        say(f"{found.elsewhere:,} are of sources that this folder does not have (yet)")


def _glossary(out: Path, path: Path) -> None:
    from recto.batch.ledger import open_ledger
    from recto.files.atomic import atomic
    from recto.review.lessons import terms

    with open_ledger(out) as ledger:
        found = terms(ledger)
    with atomic(path) as file:
        file.writelines(f"{term}\n".encode() for term in found)
    say(f"{len(found):,} terms in {path}; use them with --glossary {path}")


def _training(out: Path, folder: Path) -> None:
    from recto.batch.ledger import open_ledger
    from recto.review.desk import Desk
    from recto.review.training import write_lines

    with open_ledger(out) as ledger:
        count = write_lines(Desk(ledger, out), folder)
    say(f"{count:,} lines in {folder}")
