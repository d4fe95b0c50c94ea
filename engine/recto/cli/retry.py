"""`recto retry`: the run that OUT remembers, once more, for the pages that failed or fell back.

What the ledger of OUT remembers is data, as a recto.toml in the working folder is: it chooses
language, layout and formats, and lowers what today's settings allow. Whom to ask, with which key,
and what to write elsewhere comes from today's flags, environment and the user's own recto.toml
only, and so do sources that lie elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recto.cli.options.given import flags_of
from recto.cli.options.own import out_argument, quiet_run_flag
from recto.cli.options.settings import (
    batch_flags,
    calibration_flag,
    config_flag,
    llm_flags,
    risk_flag,
)
from recto.cli.terminal import say

if TYPE_CHECKING:
    from recto.batch.command import Command
    from recto.settings.groups import Settings
    from recto.settings.layers import Values


@click.command(name="retry", short_help="Read failed pages again.")
@out_argument
@click.argument("paths", nargs=-1)
@calibration_flag
@risk_flag
@batch_flags
@llm_flags
@config_flag
@quiet_run_flag
def command(out: str, paths: tuple[str, ...], quiet: bool, **given: Any) -> int:
    """Read again what failed, or is second best, in the run into OUT.

    OUT remembers the sources, the language, the layout and the formats. It does not choose an
    LLM, a calibration or a log: give --llm and its flags again, or have them in your own
    recto.toml. Name the PATHS again where they lie neither below this folder nor beside OUT.
    """
    from recto.batch.command import found_again, refuse_far
    from recto.batch.folder import remembered
    from recto.cli.far import is_far_run
    from recto.cli.gathering import refuse_gathered
    from recto.cli.running import run_folder

    if is_far_run(out):
        return _retry_far(out, paths, given, quiet=quiet)

    folder = Path(out)
    refuse_gathered(folder, "retry")
    asked = remembered(folder)
    if not paths:
        asked = found_again(asked, folder)

    config = given.get("config") or ""
    settings = settings_again(asked, folder, flags_of(given), config)
    for note in _notes(asked, folder, settings):
        say(note)

    if not paths:
        refuse_far(asked, folder)
        if not all(map(os.path.isabs, asked.paths)):
            _go_to(asked.folder, out)
    return run_folder(paths or asked.paths, settings, quiet=quiet, again=asked)


def _retry_far(out: str, paths: tuple[str, ...], given: dict[str, Any], *, quiet: bool) -> int:
    """The same of a run over groups: a group with such a page is read again as a whole."""
    from recto.batch.command import refuse_far
    from recto.cli.far import far_command, run_far, sources_again
    from recto.places.urls import is_url

    asked = far_command(out)
    settings = settings_again(asked, Path(out), flags_of(given), given.get("config") or "")
    if is_url(out):
        settings = replace(settings, output=replace(settings.output, folder=out))
    _refuse_other_settings(asked, settings)
    if not paths:
        refuse_far(sources_again(asked, out), Path(out))
        if not all(Path(path).is_absolute() or is_url(path) for path in asked.paths):
            _go_to(asked.folder, out)
    return run_far(paths or asked.paths, settings, quiet=quiet, again=asked)


def _refuse_other_settings(asked: Command, settings: Settings) -> None:
    """Raise BadArguments where the good pages of a group would be read otherwise than they were:
    what an LLM has read of them would be lost.
    """
    from recto.errors import BadArguments

    if settings.digest() in asked.digests:
        return
    mode = asked.values.get("llm", {}).get("mode", "off")
    again = f"--llm {mode} and its flags" if mode != "off" else "the flags of the run"
    what = "a group is read again as a whole, and these settings would read its pages otherwise"
    raise BadArguments(what, remedy=f"give {again} again")


def settings_again(asked: Command, out: Path, flags: Values, config: str) -> Settings:
    """Today's, and of the ledger what a ledger may say. Raises FileAccess where that is damaged."""
    from recto.batch.command import AGAIN
    from recto.batch.ledger import ledger_path
    from recto.errors import FileAccess, InvalidConfig
    from recto.settings.layers import Layer
    from recto.settings.load import load_again

    # The flags with the output folder, and with names that hold in any working folder.
    batch = dict(flags.get("batch", {}))
    log = batch.get("log_json")
    if isinstance(log, str) and log != "-":
        place = Path(log).absolute()
        batch["log_json"] = str(place)
    placed = dict(flags)
    placed["batch"] = batch
    placed["output"] = {"folder": str(out.resolve())}

    ledger = Layer(str(ledger_path(out)), asked.values)
    try:
        return load_again(placed, ledger, config).settings
    except InvalidConfig as fault:
        if fault.where != ledger.name:
            raise
        what = f"the ledger is damaged: {fault.what}"
        raise FileAccess(what, where=ledger.name, remedy=AGAIN) from fault


def _go_to(folder: str, out: str) -> None:
    """The paths are relative to where the run was started."""
    from recto.errors import FileAccess
    from recto.files.written_text import plain_name

    try:
        os.chdir(folder)
    except OSError as fault:
        what = f"cannot be entered ({fault.strerror}), and the sources of {out} are relative to it"
        remedy = f"name the sources: recto retry {out} PATH..."
        raise FileAccess(what, where=plain_name(folder), remedy=remedy) from None


def _notes(asked: Command, out: Path, settings: Settings) -> Iterator[str]:
    """What is not as it was in the run, and how to have it so."""
    from recto.settings.layers import default

    mode = asked.values.get("llm", {}).get("mode", "off")
    silent = mode != "off" and settings.llm.mode == "off"
    if silent:
        yield (
            f"the run asked an LLM (--llm {mode}) and this retry asks none, "
            "since a ledger cannot choose one: "
            f"{_second_best(out)}, and pages that failed are read without it; "
            f"to ask again, give --llm {mode} with --provider or --base-url and --model"
        )
    missed = []
    for name in asked.also:
        group, _, key = name.partition(".")
        if silent and group == "llm":
            continue  # said above
        value = getattr(getattr(settings, group), key)
        if value == default(group, key):
            missed.append(name)
    if missed:
        what = f"the run had {', '.join(missed)}, too, which a ledger does not keep"
        yield f"{what}; give the flags again where wanted"


def _second_best(out: Path) -> str:
    from recto.batch.ledger import open_ledger
    from recto.batch.plan import LEFT_BY_LLM

    with open_ledger(out, read_only=True) as ledger:
        rows = ledger.select("SELECT outcome, count(*) FROM listed_page GROUP BY outcome")
    count = sum(number for outcome, number in rows if outcome in LEFT_BY_LLM)
    pages = "1 page" if count == 1 else f"{count:,} pages"
    return f"{pages} that fell back or were cut short stay as they are"
