"""A glossary: a text file that a person wrote enters, the terms in it leave."""

from __future__ import annotations

from pathlib import Path

from recto.files.written_text import read_text


def read_terms(path: Path) -> tuple[str, ...]:
    """The terms of a glossary file, one a line; empty lines and comments (#) are none.

    Raises FileAccess, or InvalidConfig for what is no text.
    """
    terms = []
    for line in read_text(path).splitlines():
        term = line.strip()
        if term and not term.startswith("#"):
            terms.append(term)
    return tuple(terms)
