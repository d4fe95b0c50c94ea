"""The manifest of an export: what is in it, under which licence, and by which rule.

Documents with what was written of each enter; a JSON value leaves. No name of a person and no path
of this machine is in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from recto._version import __version__
from recto.training.known import RULE
from recto.training.split import PARTS, Part

SCHEMA = "recto-export-1"
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the user asked for."""

    kind: str  # whose form
    licence: str  # of the pictures and texts, in the user's words
    validation: float  # share of documents
    seed: int
    documents: str  # file or folder
    model: str = ""  # whose asks they are; empty: no LLM's


@dataclass(slots=True)
class Document:
    """What was written of one document."""

    name: str
    part: Part
    sha256: list[str] = field(default_factory=list)  # of its files
    pages: int = 0
    lines: int = 0
    characters: int = 0

    def add(self, texts: Iterable[str]) -> None:
        """One more page."""
        self.pages += 1
        for text in texts:
            self.lines += 1
            self.characters += len(text)


def manifest(
    chosen: Chosen,
    documents: Iterable[Document],
    alphabet: Iterable[str],
    left: Mapping[str, int],
    notes: Iterable[str],
) -> dict[str, object]:
    """All of it, for JSON."""
    used = [document for document in documents if document.lines]
    return {
        "schema": SCHEMA,
        "engine": __version__,
        "for": chosen.kind,
        "model": chosen.model,
        "licence": chosen.licence,
        "rule": RULE,
        "split": {
            "by": chosen.documents,
            "seed": chosen.seed,
            "validation": chosen.validation,
        },
        "counts": {part: totals(used, part) for part in PARTS},
        "left_out": {why: count for why, count in sorted(left.items()) if count},
        "notes": list(notes),
        "characters": "".join(sorted(alphabet)),
        "documents": [asdict(document) for document in used],
    }


def totals(documents: Iterable[Document], part: Part) -> dict[str, int]:
    """What stands in one part."""
    found: Counter[str] = Counter(documents=0, pages=0, lines=0, characters=0)
    for document in documents:
        if document.part == part:
            found["documents"] += 1
            found["pages"] += document.pages
            found["lines"] += document.lines
            found["characters"] += document.characters
    return dict(found)
