"""Fetching a language's model, when a person asks for it: Debian's package, else the published
file.

A code enters; the model lies among the others afterwards, or an error says what to do. The file is
taken from one commit of tesseract-ocr/tessdata_fast, which Debian's packages hold, too, byte for
byte, and it is put in place only if its SHA-256 is the one that came with Recto
(model_files.txt). Nothing here is called while pages are read.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from recto.errors import BadArguments, FileAccess, MissingDependency
from recto.files.atomic import atomic
from recto.readers.tesseract.install import (
    ask_again,
    has_command,
    installation,
    known_code,
)
from recto.readers.tesseract.language_names import SCRIPT_PACKAGES, package
from recto.working_folder import environment

COMMIT = "87416418657359cb625c412a48b6e1d6d41c29bd"
SOURCE = f"https://raw.githubusercontent.com/tesseract-ocr/tessdata_fast/{COMMIT}"
LIST = "model_files.txt"  # a line each: code, bytes, SHA-256
SECONDS = 60.0  # without a byte
APT_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Published:
    """A model as it was published."""

    size: int  # bytes
    sha256: str


@lru_cache(maxsize=1)
def known_models() -> dict[str, Published]:
    """By code: "deu", "script/Fraktur"."""
    found = {}
    text = files(__package__).joinpath(LIST).read_text(encoding="ascii")
    for line in text.splitlines():
        code, size, sha256 = line.split()
        found[code] = Published(int(size), sha256)
    return found


def add(given: str, *, source: str = SOURCE, with_apt: bool = True) -> str:
    """What was done, in a sentence. Raises BadArguments for what is no language, MissingDependency
    where it cannot be had, FileAccess where it cannot be written.
    """
    code = known_code(given)
    if not code:
        what = f"there is no Tesseract language {given}"
        raise BadArguments(what, remedy="recto languages --all lists those that there are")
    here = installation()
    if code in _installed_now():
        return f"{code} is installed"
    # Where TESSDATA_PREFIX names another folder, the package is of no use; nor has a library
    # without the command that folder.
    if with_apt and has_command() and _from_debian(code) and code in _installed_now():
        return f"{code}: Debian's package {package(code)} is installed"
    place = here.tessdata / f"{code}.traineddata"
    _fetch(code, place, source)
    ask_again()
    return f"{code}: the published model lies in {place}"


def _installed_now() -> set[str]:
    """Codes, those of scripts as we spell them, too."""
    found = set()
    for code in installation().languages:
        found.add(code)
        if code in SCRIPT_PACKAGES:
            found.add(f"script/{code}")
    return found


def _from_debian(code: str) -> bool:
    """Whether apt-get has installed it; without root it is not tried."""
    program = shutil.which("apt-get", path=environment().get("PATH"))
    if program is None or os.geteuid() != 0:
        return False
    command = [program, "install", "-y", "--no-install-recommends", package(code)]
    quiet = environment() | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, timeout=APT_SECONDS, env=quiet
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    ask_again()
    return done.returncode == 0


def _fetch(code: str, place: Path, source: str) -> None:
    """Write the published file to its place, whole and proved, or not at all."""
    other = f"`sudo apt-get install {package(code)}`"
    wanted = known_models().get(code)
    if wanted is None:
        what = f"no published file of {code} is known here"
        raise MissingDependency(what, remedy=f"use {other}")
    folder = place.parent if place.parent.is_dir() else place.parent.parent  # script/ is made
    if not os.access(folder, os.W_OK):
        what = "the folder of Tesseract's models cannot be written"
        remedy = f"run this command as root, or {other}"
        raise FileAccess(what, where=str(folder), remedy=remedy)
    url = f"{source}/{code}.traineddata"
    content = _content(url, wanted.size, other)
    if hashlib.sha256(content).hexdigest() != wanted.sha256:
        what = "what was sent is not the published file: its SHA-256 differs"
        raise MissingDependency(what, where=url, remedy=f"try again later, or use {other}")
    with atomic(place) as file:
        file.write(content)


def _content(url: str, size: int, other: str) -> bytes:
    """The file at the URL, never more than a byte beyond its size. Raises MissingDependency."""
    import httpx2

    content = bytearray()
    try:
        with httpx2.stream("GET", url, timeout=SECONDS) as answer:
            answer.raise_for_status()
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > size:
                    break
    # ValueError and OSError: a proxy or a file of certificates that the environment names
    except (httpx2.HTTPError, OSError, ValueError) as fault:
        reason = type(fault).__name__
        what = f"the model cannot be fetched ({reason})"
        remedy = f"connect this machine, or use {other}, or copy the file there from another one"
        raise MissingDependency(what, where=url, remedy=remedy) from None
    return bytes(content)
