"""What a person should look at in a document: doubtful numbers, and pages with many doubts.

A result of Recto enters, sentences leave; they are kept by the document's bytes until the document
has its number in paperless, which is after it was read.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

MOST_TOLD = 20  # numbers that a note lists
LOW = 0.1  # share of a page's words that are flagged, above which the page is named


def doubts(result: dict[str, Any]) -> list[str]:
    """Sentences, none where all is well."""
    numbers: list[str] = []
    pages: list[str] = []
    for page in result["pages"]:
        number = page["index"] + 1
        words = [word for line in page["lines"] for word in line["words"]]
        flagged = [word for word in words if word.get("flagged")]
        numbers += [_told(word, number) for word in flagged if _is_number(word["text"])]
        if page.get("status", "ok") not in ("ok", "blank"):
            pages.append(f"page {number} is {page['status']}")
        elif words and len(flagged) > LOW * len(words):
            pages.append(f"page {number}: {len(flagged)} of {len(words)} words are doubtful")
    left = len(numbers) - MOST_TOLD
    told = numbers[:MOST_TOLD]
    if left > 0:
        told.append(f"and {left} more numbers")
    return told + pages


def _is_number(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _told(word: dict[str, Any], page: int) -> str:
    others = word.get("alternatives") or []
    hint = f", perhaps {' or '.join(others)}" if others else ""
    return f"page {page}: {word['text']} is doubtful{hint}"


def place(document: Path) -> Path:
    """Where the doubts of a document wait."""
    folder = os.environ.get("RECTO_PAPERLESS_STATE") or Path(
        tempfile.gettempdir(), f"recto-paperless-{os.getuid()}"
    )
    digest = hashlib.sha256(document.read_bytes()).hexdigest()
    return Path(folder) / f"{digest}.txt"


def keep(document: Path, sentences: list[str]) -> bool:
    """For the script that runs when the document has its number; False where they cannot wait."""
    file = place(document)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_ours(file.parent):
            return False
        file.write_text("\n".join(sentences), encoding="utf-8")
    except OSError:
        return False
    return True


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can put a file or a link there: the usual one lies where all users may
    write, under a name that all can guess.
    """
    about = folder.lstat()
    is_shared = about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid() and not is_shared


def take(document: Path) -> list[str]:
    """Those that were kept, once."""
    file = place(document)
    if not file.is_file() or not _is_ours(file.parent):
        return []
    sentences = file.read_text(encoding="utf-8").splitlines()
    file.unlink()
    return sentences
