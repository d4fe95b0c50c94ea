"""Words of a subject, which the lists of Tesseract's models lack.

The name of a domain and Tesseract's codes enter, words leave. English medicine (substances),
genealogy (names) and law are part of Recto (scripts/domain_words.py). German medicine is Debian's
package hunspell-de-med, read where it is installed. Only here: where a list lies. Bookkeeping has
none, since nothing sure was gained with it (docs/decisions/left-out.md).
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from pathlib import Path

HUNSPELL = Path("/usr/share/hunspell")
INSTALLED = {("medicine", "deu"): "de_med.dic"}
PACKAGE = {("medicine", "deu"): "hunspell-de-med"}
NONE = "none"
PART = re.compile(r"[^\W\d_]{4,}")  # of a compound with hyphens; shorter ones are other words, too
MOST_BYTES = 2**24  # of a list: the German one has .2 MB


@lru_cache(maxsize=8)
def domain_words(domain: str, language: str) -> tuple[str, ...]:
    """The words of a domain in Tesseract's languages; none where there is no list."""
    words: list[str] = []
    for code in language.split("+"):
        text = _own(domain, code) or _installed(domain, code)
        words += text.split()
    return tuple(words)


def domain_note(domain: str, language: str) -> str:
    """What is to be said where a domain was asked for and there are no words; empty: nothing."""
    if domain == NONE or domain_words(domain, language):
        return ""
    packages = [PACKAGE.get((domain, code), "") for code in language.split("+")]
    wanted = " ".join(filter(None, packages))
    remedy = f": install {wanted}" if wanted else ""
    return f"--domain {domain} knows no words of {language}{remedy}"


def _own(domain: str, code: str) -> str:
    """A list that comes with Recto."""
    folder = resources.files(__package__) / "domains"
    file = folder / f"{domain}-{code}.txt"
    if not file.is_file():
        return ""
    return file.read_text(encoding="utf-8")


def _installed(domain: str, code: str) -> str:
    """A hunspell list without its count and flags, and the parts of its compounds."""
    name = INSTALLED.get((domain, code))
    if name is None:
        return ""
    try:
        with (HUNSPELL / name).open(encoding="utf-8", errors="replace") as file:
            text = file.read(MOST_BYTES)
    except OSError:
        return ""
    words: list[str] = []
    for row in text.splitlines()[1:]:
        word, _, _ = row.partition("/")
        words.append(word)
        words += PART.findall(word)
    return "\n".join(words)
