"""A run's numbers as sentences for people: counts, and the pages that they are about.

Counters and the names of pages enter, lines leave. Only here: how pages are named in a sentence,
that notes of resolution are one line, and what kinds of failure are called.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

NAMED = 3  # pages that a sentence names; of more it says how many
# How notes of resolution end (sources/opening.py); a folder of scans has one of each kind.
RESOLUTION = re.compile(r"(\d+) dpi (assumed|estimated from the height of the text)$")
ASSUMED = "assumed"
KINDS: Mapping[str, str] = {  # of errors (errors.py) and of what a worker says of a page
    "InputError": "could not be read as pages",
    "EncryptedPdf": "locked by a password (RECTO_PDF_PASSWORD)",
    "TooLarge": "larger than the limits allow",
    "MissingDependency": "needed something that is not installed",
    "InvalidOutput": "not written in a format, since the file would not be valid",
    "FileAccess": "could not be opened or written",
    "ReaderFailed": "a reader crashed or took too long",
    "timeout": "took longer than --timeout-per-page",
    "memory": "needed more memory than there is",
    "crash": "ended the process that read it",
    "internal": "an error inside Recto",
}


def many(count: int, thing: str) -> str:
    """1 -> "1 page", 1200 -> "1,200 pages"."""
    things = thing if count == 1 else f"{thing}s"
    return f"{count:,} {things}"


def failed_as(kind: str) -> str:
    """What a kind of failure is called in a sentence."""
    return KINDS.get(kind, kind)


def which(names: Sequence[str], count: int) -> str:
    """ " (a.png page 1, b.png page 1 and 7 more)"; empty where nobody noted a name."""
    if not names:
        return ""
    shown = list(names[:NAMED])
    left = count - len(shown)
    listed = ", ".join(shown)
    return f" ({listed} and {left:,} more)" if left > 0 else f" ({listed})"


def resolution_line(notes: Mapping[str, int]) -> str:
    """One sentence for all notes of a resolution that was not stated; empty where there is none."""
    values: list[int] = []
    pages, assumed = 0, 0
    for note, count in notes.items():
        found = RESOLUTION.search(note)
        if found is None:
            continue
        values.append(int(found[1]))
        pages += count
        assumed += count if found[2] == ASSUMED else 0
    if not pages:
        return ""
    low, high = min(values), max(values)
    dpi = f"{low} dpi" if low == high else f"{low} to {high} dpi"
    how = "assumed" if assumed == pages else "estimated from the height of the text"
    if 0 < assumed < pages:
        how = "assumed, or estimated from the height of the text"
    return f"{many(pages, 'page')} without a resolution to be believed: {dpi} {how}"


def is_of_resolution(note: str) -> bool:
    """Whether `resolution_line` says it."""
    return RESOLUTION.search(note) is not None
