"""OCRmyPDF (17 and later) with Recto's reading: `ocrmypdf --ocr-engine recto in.pdf out.pdf`.

OCRmyPDF's parser and options enter; our options, refusals before the first page, and the engine
(ocrmypdf_engine.py) leave. Loaded in every run of OCRmyPDF by the entry point `ocrmypdf`, so it
imports little; it answers only where `--ocr-engine recto` is said: who installs Recto has chosen
nothing yet.
"""

from __future__ import annotations

import argparse
import atexit
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Literal, get_args, get_origin

from ocrmypdf import OcrEngine, hookimpl

from recto.plugins.plugin_options import PREFIX, offered
from recto.settings.setting import Defined

NAME = "recto"
ENGINES = "--ocr-engine"


@hookimpl
def add_options(parser: argparse.ArgumentParser) -> None:
    """`--ocr-engine recto`, and our settings under `--recto-...`."""
    for action in parser._actions:  # noqa: SLF001 - as OCRmyPDF's other engines add themselves
        if ENGINES in action.option_strings and action.choices is not None:
            action.choices = [*action.choices, NAME]
    group = parser.add_argument_group("Recto", f"With {ENGINES} recto: checked word by word")
    for name, field in offered().items():
        flag = name.replace("_", "-")
        group.add_argument(
            f"--recto-{flag}",
            dest=f"{PREFIX}{name}",
            default=None,
            choices=_choices(field),
            metavar=field.setting.shown or None,
            help=field.setting.says.replace("%", "%%"),
        )


def _choices(field: Defined) -> list[str] | None:
    if get_origin(field.kind) is Literal:
        return list(get_args(field.kind))
    return None


@hookimpl
def check_options(options: Any) -> None:
    """Refuse before the first page what would be refused on each; make the run's budget."""
    if not is_chosen(options):
        return
    from recto.plugins.ocrmypdf_engine import BUDGET, check

    if check(options):
        folder = mkdtemp(prefix="recto-budget-")
        atexit.register(rmtree, folder, ignore_errors=True)
        place = Path(folder, "budget.sqlite")
        options.extra_attrs[BUDGET] = str(place)


@hookimpl(tryfirst=True)
def get_ocr_engine(options: Any) -> OcrEngine | None:
    """Ours, where it was asked for by name."""
    if options is None or not is_chosen(options):
        return None
    from recto.plugins.ocrmypdf_engine import RectoEngine

    return RectoEngine()


def is_chosen(options: Any) -> bool:
    """Whether the user wants Recto."""
    engine = getattr(options, "ocr_engine", "auto")
    return bool(engine == NAME)
