"""`recto doctor`: is everything here that a page needs, and what to do where it is not.

Each check is a function that returns a Finding; nothing is installed and, without --llm, no socket
is opened.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import click

from recto._version import __version__
from recto.cli.options.given import flags_of
from recto.cli.options.settings import config_flag, pair_flags
from recto.cli.terminal import answer
from recto.errors import MissingDependency, RectoError
from recto.files.written_text import plain_name

if TYPE_CHECKING:
    from recto.settings.found import Files
    from recto.settings.layers import Values
    from recto.settings.llm import LlmOptions

# Models that Recto wants whatever is read, and what is amiss without.
NEEDED = {
    "eng": "pages are read with another language first without eng",
    "osd": "some scripts are not told apart without osd",
}
# Beside Tesseract's model of a language: of one program, trained on the same fonts.
HALF = "and half a witness (the model of the script, not independent)"
VISION, LOOKS = "vision LLM", "second looks"
PACKAGES = (
    "opencv-python-headless",
    "onnxruntime",
    "rapidocr",
    "pytesseract",
    "pypdfium2",
    "pikepdf",
    "openai",
    "py3langid",
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
@click.option(
    "--profile", "made_for", metavar="NAME", help="As --model-profile: try this kind of model."
)
@pair_flags
@config_flag
def command(probe_llm: bool, made_for: str | None, **given: Any) -> int:
    """Check Tesseract, its languages, the models and the settings, and say what to do."""
    if made_for:
        given["llm__model_profile"] = made_for
    findings = examine(flags_of(given), given.get("config") or "", probe_llm=probe_llm)
    missing = []
    for finding in findings:
        answer(line(finding))
        if finding.needed and not finding.good:
            missing.append(finding.name)
    if not missing:
        answer("recto can read")
        return 0
    if {VISION, LOOKS}.issuperset(missing):
        answer("recto can read, but not with this vision LLM")
    else:
        answer(f"recto cannot read: {', '.join(missing)}")
    return MissingDependency.exit_code


def line(finding: Finding) -> str:
    """One line for people."""
    mark = "MISSING" if finding.needed else "-      "
    if finding.good:
        mark = "ok     "
    text = f"{mark} {finding.name}: {finding.text}"
    return f"{text}; {finding.remedy}" if finding.remedy else text


def examine(flags: Values, config: str = "", *, probe_llm: bool = False) -> Iterator[Finding]:
    """All findings, the most basic first."""
    python = sys.version.split()[0]
    yield Finding("recto", True, f"{__version__}, Python {python}")
    for name, check in CHECKS:
        try:
            yield check()
        except RectoError as fault:
            yield Finding(name, False, fault.what, fault.remedy)
    yield from packages()
    yield from settings(flags, config, probe_llm=probe_llm)


def tesseract() -> Finding:
    """The command itself; where there is none the library alone reads."""
    from recto.readers.tesseract.install import has_command, has_library, installation, version

    if not has_command() and has_library():
        text = f"no command, the library alone reads; models in {installation().tessdata}"
        return Finding("tesseract", True, text)
    return Finding("tesseract", True, f"{version()}, models in {installation().tessdata}")


def library() -> Finding:
    """Tesseract's library, which keeps its models loaded."""
    from recto.readers.tesseract.install import has_library
    from recto.readers.tesseract.library import library_version

    name = "tesseract library"
    if not has_library():
        text = "not installed, every page starts the command; `pip install 'recto-ocr[fast]'`"
        return Finding(name, False, text, needed=False)
    try:
        return Finding(name, True, f"{library_version()}, asked first", needed=False)
    except RectoError as fault:
        return Finding(name, False, fault.what, fault.remedy, needed=False)


def languages() -> Finding:
    """eng is what a page is read with first when nothing is said; osd tells scripts apart."""
    from recto.readers.tesseract.install import how_to_add, installation

    have = installation().languages
    remedy = ""
    for code, without in NEEDED.items():
        if code not in have and not remedy:
            remedy = f"{without}: {how_to_add(code)}"
    return Finding("languages", bool(have), " ".join(have) or "none", remedy)


def witnesses() -> Finding:
    """How many independent readers each installed language has, and where half a witness, the
    model of its script, is read beside one.
    """
    from recto.readers.tesseract.install import NO_LANGUAGE, installation
    from recto.witnesses.languages import half_witness, witnesses_of

    have = installation().languages
    by_count: dict[tuple[int, bool], list[str]] = {}
    for code in have:
        if code not in NO_LANGUAGE:
            counted = len(witnesses_of(code)), bool(half_witness(code, have))
            by_count.setdefault(counted, []).append(code)
    parts = []
    for count, has_half in sorted(by_count, reverse=True):
        noun = "independent reader" if count == 1 else "independent readers"
        half = f", {HALF}" if has_half else ""
        parts.append(f"{count} {noun}{half}: {' '.join(by_count[count, has_half])}")
    return Finding("readers", True, "; ".join(parts) or "no language", needed=False)


def second_reader() -> Finding:
    """The PP-OCR models, loaded as a page would load them."""
    from recto.readers.ppocr.session import open_detector, open_recogniser

    detector, recogniser = open_detector(1), open_recogniser(1)
    names = f"{detector.name}, {recogniser.name}"
    return Finding("second reader", True, f"{names} on {detector.engine}")


CHECKS = (
    ("tesseract", tesseract),
    ("tesseract library", library),
    ("languages", languages),
    ("readers", witnesses),
    ("second reader", second_reader),
)


def packages() -> Iterator[Finding]:
    """The libraries, with their versions."""
    for name in PACKAGES:
        try:
            yield Finding(name, True, version(name))
        except PackageNotFoundError:
            yield Finding(
                name, False, "not installed", "run `pip install --force-reinstall recto-ocr`"
            )


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
    for note in found.notes:
        yield Finding("settings", False, note, needed=False)
    llm = found.settings.llm
    if probe_llm:
        yield from endpoint(llm)
        if llm.second is not None:
            yield from endpoint(llm.second, LOOKS)
        return
    text = f"--llm {llm.mode}; not probed (recto doctor --llm does)"
    yield Finding(VISION, True, text, needed=False)
    if llm.mode != "off" or llm.second is not None:
        yield from asked(llm)


def asked(llm: LlmOptions) -> Iterator[Finding]:
    """Who would be asked what, at what price, and whether the key is set; no socket is opened."""
    import os

    from recto.readers.vision.voices import voices

    try:
        found = voices(llm, os.environ)
    except RectoError as fault:
        yield Finding(VISION, False, f"{fault.where}: {fault.what}", fault.remedy, needed=False)
        return
    for voice in found:
        yield Finding(voice.part, not voice.no_key, voice.text, voice.remedy, needed=False)


def applied(files: Files) -> str:
    """The files that settings come from, with whose they are."""
    from pathlib import Path

    named = []
    if files.own:
        named.append(f"{plain_name(files.own)} (yours, all of it)")
    if files.here:
        here = plain_name(Path.cwd() / files.here)
        named.append(f"{here} (of this folder, what a folder may say)")
    return " and ".join(named) or "no recto.toml, defaults are used"


def endpoint(options: LlmOptions, part: str = VISION) -> Iterator[Finding]:
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
        yield Finding(part, False, f"{fault.where}: {fault.what}", fault.remedy)
        return
    state = "can be used" if answers.usable else "cannot be used yet"
    price = f", the test cost ${answers.usage.usd:.5f}" if answers.usage.usd else ""
    text = f"{answers.model} at {answers.host} {state}{price}"
    yield Finding(part, answers.usable, text)
    for found in answers.found:
        good = found.ok is not False
        name = f"{part}, {found.name}"
        yield Finding(name, good, found.detail, found.remedy, needed=False)
