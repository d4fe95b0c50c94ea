"""Loads page corpora: folders with a `pages.jsonl` each, in the format of the corpora's own README.

A folder of corpora enters, frozen Corpus values with their pages leave; images and texts stay on
disk until asked for. Only this file knows the format. The corpora are not part of this repository:
benchmarks/CORPORA.md says how to rebuild each from its public source.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recto.errors import InputError

DEFAULT = Path("../shared/corpora")  # seen from the repository's root
# May weights and thresholds be learned on a corpus? By its licence; CORPORA.md says the same. One
# that is not named here is only measured, unless its own pages.jsonl says `"may_train": true`.
MAY_TRAIN: Mapping[str, bool] = {
    "basel-address-book": True,
    "city-directories-fraktur": True,
    "cookery-bibliography": True,
    "forms": False,
    "loc-manuscripts-and-books": True,
    "many-scripts": True,
    "newspaper-blackletter": False,
    "old-print": True,
    "parsed-pages": True,
    "photographed-documents": True,
    "receipts": True,
    "reference-cards": False,
    "typescripts": True,
}
# Whose truths stand in no order of the page's: no CER says anything of them.
UNORDERED = frozenset({"forms", "reference-cards"})
BLACKLETTER = "printed-fraktur"  # the kind of pages that Tesseract reads with its Fraktur model


@dataclass(frozen=True, slots=True)
class Recorded:
    """One reading of a page by a vision LLM, made once and stored."""

    model: str
    path: Path
    saw: str  # "image", "image+context", "image+ocr:<engine>"

    @property
    def text(self) -> str:
        """As the model wrote it, markers included."""
        return self.path.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class CorpusPage:
    """One page: image, truth, and what was recorded of it."""

    corpus: str
    id: str
    image: Path
    truth_path: Path
    language: str  # Tesseract code of the text
    kind: str
    licence: str
    origin: str  # public repository and path
    readings: Mapping[str, Recorded]
    truth_lines_path: Path | None = None
    truth_layout_path: Path | None = None  # HTML of the blocks, with tables
    variant_of: str | None = None  # the id of the document that this is another capture of
    may_train: bool = False  # the licence allows to learn from it

    @property
    def truth(self) -> str:
        """The transcription, as stored."""
        return self.truth_path.read_text(encoding="utf-8")

    @property
    def layout(self) -> str | None:
        """The truth as HTML blocks, where there is one."""
        return (
            self.truth_layout_path.read_text(encoding="utf-8") if self.truth_layout_path else None
        )

    @property
    def document(self) -> str:
        """What must stay together when learning and when resampling: the volume, letter or
        receipt.
        """
        return self.variant_of or self.id.partition("-")[0]

    @property
    def ocr_language(self) -> str:
        """The Tesseract model for this page: the language, or Fraktur for blackletter."""
        return "Fraktur" if self.kind == BLACKLETTER else self.language


@dataclass(frozen=True, slots=True)
class Corpus:
    """The pages of one source."""

    name: str
    pages: tuple[CorpusPage, ...]


def folder(given: str | Path | None = None) -> Path:
    """Where the corpora are: as given, else $RECTO_CORPORA, else ../shared/corpora. Raises
    InputError when absent.
    """
    path = Path(given or os.environ.get("RECTO_CORPORA") or DEFAULT)
    if not path.is_dir():
        remedy = (
            "give --corpora DIR or set RECTO_CORPORA; benchmarks/CORPORA.md says how to build them"
        )
        raise InputError("no page corpora here", where=str(path), remedy=remedy)
    return path


def load(directory: str | Path) -> list[Corpus]:
    """Every corpus of the folder, by name. Raises InputError when there is none."""
    root = Path(directory)
    corpora = [
        Corpus(file.parent.name, _pages(file)) for file in sorted(root.glob("*/pages.jsonl"))
    ]
    if not corpora:
        raise InputError(
            "no */pages.jsonl here", where=str(root), remedy="see benchmarks/CORPORA.md"
        )
    return corpora


def select(
    corpora: Sequence[Corpus], names: Sequence[str] = (), limit: int | None = None
) -> list[CorpusPage]:
    """The pages of the named corpora (all when none is named), the first `limit` of each kind of
    each corpus.
    """
    unknown = set(names) - {corpus.name for corpus in corpora}
    if unknown:
        known = ", ".join(corpus.name for corpus in corpora)
        raise InputError(
            f"no corpus named {', '.join(sorted(unknown))}", remedy=f"choose from {known}"
        )
    return [
        page
        for corpus in corpora
        if not names or corpus.name in names
        for page in _first(corpus.pages, limit)
    ]


def may_train(pages: Iterable[CorpusPage]) -> list[CorpusPage]:
    """Those that weights and thresholds may be learned on."""
    return [page for page in pages if page.may_train]


def _first(pages: Sequence[CorpusPage], limit: int | None) -> list[CorpusPage]:
    seen: dict[str, int] = {}
    kept = []
    for page in pages:
        seen[page.kind] = seen.get(page.kind, 0) + 1
        if limit is None or seen[page.kind] <= limit:
            kept.append(page)
    return kept


def _pages(file: Path) -> tuple[CorpusPage, ...]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(_page(file.parent, json.loads(line)) for line in lines if line.strip())


def _page(root: Path, entry: Mapping[str, Any]) -> CorpusPage:
    return CorpusPage(
        corpus=root.name,
        id=entry["id"],
        image=root / entry["image"],
        truth_path=root / entry["truth"],
        language=entry["language"],
        kind=entry["kind"],
        licence=entry["licence"],
        origin=entry["origin"],
        readings={
            name: Recorded(name, root / r["path"], r["saw"])
            for name, r in entry["readings"].items()
        },
        truth_lines_path=_optional(root, entry.get("truth_lines")),
        truth_layout_path=_optional(root, entry.get("truth_layout")),
        variant_of=entry.get("variant_of"),
        may_train=entry.get("may_train", MAY_TRAIN.get(root.name, False)),
    )


def _optional(root: Path, name: str | None) -> Path | None:
    return root / name if name else None
