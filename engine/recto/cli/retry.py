"""`recto retry`: the run that OUT remembers, once more, for the pages that failed or fell back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from recto.cli.flags import batch_flags, flags_of


@click.command(name="retry", short_help="Read failed pages again.")
@click.argument("out", type=click.Path(file_okay=False))
@batch_flags
@click.option("-q", "--quiet", is_flag=True, help="Errors only.")
def command(out: str, quiet: bool, **given: Any) -> int:
    """Read again what failed, or is second best, in the run into OUT."""
    from recto.batch.folder import remembered
    from recto.cli.running import run_folder
    from recto.config import load
    from recto.names import located

    folder, paths, groups = remembered(Path(out))
    groups["output"]["folder"] = str(Path(out).resolve())
    groups["batch"] |= flags_of(given).get("batch", {})
    settings = load(groups, environ={})
    os.chdir(located(folder))  # the paths are relative to where the run was started
    return run_folder(paths, settings, quiet=quiet, retry=True)
