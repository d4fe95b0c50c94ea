"""`recto doctor`: is everything here that a page needs, and what to do where it is not.

Each check is a function that returns a Finding; nothing is installed and, without --llm, no socket
is opened.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import click

from recto._version import __version__
from recto.cli.flags import config_flag, endpoint_flags, flags_of
from recto.cli.terminal import answer
from recto.errors import MissingDependency, RectoError
from recto.files.written_text import plain_name

if TYPE_CHECKING:
    from recto.settings.found import Files
    from recto.settings.layers import Values
    from recto.settings.llm import LlmOptions

PACKAGES = (
    "opencv-python-headless",
    "onnxruntime",
    "rapidocr",
    "pytesseract",
    "pypdfium2",
    "pikepdf",
    "openai",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    good: bool
    text: str  # what was found
    remedy: str = ""  # what to do; empty when good
    needed: bool = True  # False: Recto works without it


@click.command(name="doctor", short_help="Check what is installed.")
@click.option(
    "--llm", "probe_llm", is_flag=True, help="Probe the configured endpoint with one tiny picture."
)
@endpoint_flags
@config_flag
def command(probe_llm: bool, **given: Any) -> int:
    """Check Tesseract, its languages, the models and the settings, and say what to do."""
    findings = list(examine(flags_of(given), given.get("config") or "", probe_llm=probe_llm))
    for finding in findings:
        answer(line(finding))
    missing = [finding for finding in findings if finding.needed and not finding.good]
    answer(
        "recto can read"
        if not missing
        else f"recto cannot read: {', '.join(lost.name for lost in missing)}"
    )
    return MissingDependency.exit_code if missing else 0


def line(finding: Finding) -> str:
    """One line for people."""
    mark = "ok     " if finding.good else "MISSING" if finding.needed else "-      "
    return f"{mark} {finding.name}: {finding.text}" + (
        f"; {finding.remedy}" if finding.remedy else ""
    )


def examine(flags: Values, config: str = "", *, probe_llm: bool = False) -> Iterator[Finding]:
    """All findings, the most basic first."""
    yield Finding("recto", True, f"{__version__}, Python {sys.version.split()[0]}")
    yield from (_guarded(name, check) for name, check in CHECKS)
    yield from packages()
    yield from settings(flags, config, probe_llm=probe_llm)


def _guarded(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except RectoError as fault:
        return Finding(name, False, fault.what, fault.remedy)


def tesseract() -> Finding:
    """The program itself."""
    from recto.readers.tesseract.install import installation, version

    return Finding("tesseract", True, f"{version()}, models in {installation().tessdata}")


def languages() -> Finding:
    """eng is what a page is read with when nothing is said."""
    from recto.readers.tesseract.install import installation, package

    have = installation().languages
    remedy = (
        ""
        if "eng" in have
        else f"install it with `sudo apt-get install {package('eng')}`, or always give -l"
    )
    return Finding("languages", bool(have), " ".join(have) or "none", remedy)


def lexicon() -> Finding:
    """Word lists that tell two likely readings apart."""
    from shutil import which

    tools = [tool for tool in ("combine_tessdata", "dawg2wordlist") if which(tool) is None]
    remedy = (
        "they are part of Tesseract's packages; without them readings are weighed without a word"
        " list"
    )
    text = "from Tesseract's models" if not tools else f"no {' and no '.join(tools)}"
    return Finding("word lists", not tools, text, remedy if tools else "", needed=False)


def second_reader() -> Finding:
    """The PP-OCR models, loaded as a page would load them."""
    from recto.readers.ppocr.session import open_model

    models = [open_model(task, 1) for task in ("det", "rec")]
    return Finding(
        "second reader", True, f"{', '.join(model.name for model in models)} on {models[0].engine}"
    )


CHECKS = (
    ("tesseract", tesseract),
    ("languages", languages),
    ("word lists", lexicon),
    ("second reader", second_reader),
)


def packages() -> Iterator[Finding]:
    """The libraries, with their versions."""
    for name in PACKAGES:
        try:
            yield Finding(name, True, version(name))
        except PackageNotFoundError:
            yield Finding(name, False, "not installed", "run `pip install --force-reinstall recto`")


def settings(flags: Values, config: str, *, probe_llm: bool) -> Iterator[Finding]:
    """Where settings come from, whether they hold, and, when asked, whether the LLM's endpoint
    answers.
    """
    from recto.settings.load import load_here

    try:
        found = load_here(flags, config)
    except RectoError as fault:
        yield Finding("settings", False, f"{fault.where}: {fault.what}", fault.remedy)
        return
    yield Finding("settings", True, applied(found.files))
    yield from (Finding("settings", False, note, needed=False) for note in found.notes)
    mode = found.settings.llm.mode
    if probe_llm:
        yield from endpoint(found.settings.llm)
    else:
        yield Finding(
            "vision LLM", True, f"--llm {mode}; not probed (recto doctor --llm does)", needed=False
        )


def applied(files: Files) -> str:
    """The files that settings come from, with whose they are."""
    from pathlib import Path

    own = [f"{plain_name(files.own)} (yours, all of it)"] if files.own else []
    here = (
        [f"{plain_name(Path.cwd() / files.here)} (of this folder, what a folder may say)"]
        if files.here
        else []
    )
    return " and ".join([*own, *here]) or "no recto.toml, defaults are used"


def endpoint(options: LlmOptions) -> Iterator[Finding]:
    """One call to the endpoint that the settings name; this is the only check that opens a socket
    or costs money.
    """
    import asyncio

    from recto.readers.vision.probe import Findings, probe
    from recto.readers.vision.reader import VisionReader

    async def ask() -> Findings:
        reader = VisionReader(replace(options, cache=False))
        try:
            return await probe(reader)
        finally:
            await reader.aclose()

    try:
        answers = asyncio.run(ask())
    except RectoError as fault:
        yield Finding("vision LLM", False, f"{fault.where}: {fault.what}", fault.remedy)
        return
    yield Finding(
        "vision LLM",
        answers.usable,
        f"{answers.model} at {answers.host}, probe cost ${answers.usage.usd:.5f}",
    )
    for found in answers.found:
        yield Finding(
            f"vision LLM, {found.name}", found.ok is not False, found.detail, needed=False
        )
