"""The Tesseract on this machine: where it is, how old, which languages it has, and how to get what is missing.

Nothing enters; an Installation leaves, or MissingDependency with the command that mends it. Asked once a process.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from recto.errors import MissingDependency

OLDEST = (5, 0)  # 4.x has no lstm_choice_mode=2 in hOCR
SCRIPT_PACKAGES = {
    "Arabic": "arab", "Armenian": "armn", "Bengali": "beng", "Cyrillic": "cyrl", "Devanagari": "deva",
    "Ethiopic": "ethi", "Fraktur": "frak", "Georgian": "geor", "Greek": "grek", "Gujarati": "gujr",
    "HanS": "hans", "HanT": "hant", "Hangul": "hang", "Hebrew": "hebr", "Japanese": "jpan", "Khmer": "khmr",
    "Latin": "latn", "Tamil": "taml", "Telugu": "telu", "Thai": "thai", "Tibetan": "tibt", "Vietnamese": "viet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Installation:
    """A usable Tesseract."""

    version: str
    tessdata: Path
    languages: tuple[str, ...]


@lru_cache(maxsize=1)
def installation() -> Installation:
    """Ask the `tesseract` on PATH. Raises MissingDependency when it is absent, broken or older than 5.0."""
    version = _version(_ask("--version"))
    head, *names = _ask("--list-langs").splitlines()
    folder = Path(head.partition('"')[2].partition('"')[0])
    return Installation(version, folder, tuple(sorted(name.strip() for name in names if name.strip())))


def _ask(flag: str) -> str:
    try:
        answer = subprocess.run(["tesseract", flag], capture_output=True, check=False, timeout=20)
    except FileNotFoundError:
        raise MissingDependency("Tesseract is not installed", remedy=how_to_install()) from None
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise MissingDependency(f"Tesseract does not run ({fault})", remedy=how_to_install()) from fault
    return (answer.stdout or answer.stderr).decode("utf-8", "replace")


def _version(text: str) -> str:
    found = re.search(r"tesseract v?(\d+)\.(\d+)([.\w-]*)", text)
    if found is None:
        raise MissingDependency("the `tesseract` on PATH does not say its version", remedy=how_to_install())
    if (int(found[1]), int(found[2])) < OLDEST:
        raise MissingDependency(f"Tesseract {found[1]}.{found[2]} is too old, 5.0 is needed", remedy=how_to_install())
    return f"{found[1]}.{found[2]}{found[3]}"


def how_to_install() -> str:
    """The command for this system."""
    if sys.platform == "darwin":
        return "install it with `brew install tesseract`"
    return "install it with `sudo apt-get install tesseract-ocr` (Tesseract 5: Debian 12, Ubuntu 22.04 or newer)"


def require_languages(language: str) -> None:
    """Raise MissingDependency, naming the package, when a language of "eng+deu" is not installed."""
    have = installation().languages
    missing = [code for code in language.split("+") if code and code not in have]
    if not language.strip("+") or missing:
        names = ", ".join(missing) or "none given"
        packages = " ".join(package(code) for code in missing)
        remedy = f"install it with `sudo apt-get install {packages}`" if packages else "name one, e.g. -l eng"
        if sys.platform == "darwin":
            remedy = "install all languages with `brew install tesseract-lang`"
        raise MissingDependency(f"Tesseract language not installed: {names}", remedy=f"{remedy}; have {' '.join(have)}")


def package(code: str) -> str:
    """Debian's package of a language or script model."""
    script = SCRIPT_PACKAGES.get(code.removeprefix("script/"))
    return f"tesseract-ocr-script-{script}" if script else f"tesseract-ocr-{code.lower().replace('_', '-')}"
