"""`python -m benchmarks.by_script --store OUT [--write]`: by script, what is read, and how surely.

What a run has stored enters; two tables leave. Of every page that is not in PP-OCR's own letters:
the error rate of letters, marks and digits and the word F1 of each local reader and of Recto, and
by how much the worst page falls behind. Of every word: the share that is right, its confidence,
ECE, and what is flagged, apart where one reader alone has the letters. Confidences of the latter
are by weights that never saw the word's document, others by the shipped ones; handwritten pages are
left out of the second table. --write stores both where the documentation takes its tables from.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import click

from benchmarks import by_script_trust, corpora, table
from benchmarks.by_script_trust import Trusted
from benchmarks.corpora import CorpusPage
from benchmarks.local_page_cache import begun
from benchmarks.metrics.letters import letter_errors
from benchmarks.outcome import Place, restore
from benchmarks.page_under_test import PageUnderTest
from benchmarks.run import STORE
from recto.local.page_language.models import BEYOND_LATIN
from recto.metrics.markers import strip_markers
from recto.metrics.word_overlap import word_f1
from recto.readers.tesseract.language_names import name_of

STORED = Path(__file__).parent / "results" / "by_script.json"
MARKED_LATIN = frozenset({"vie"})  # Latin letters that PP-OCR's alphabet lacks
SYSTEMS = ("tesseract", "ppocr", "local")
HEADINGS = (
    "pages", "n", "Tesseract", "PP-OCR", "Recto, local",
    "worst page, CER - Tesseract's", "F1", "CER - the better reader's",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """One page; 0..1, in the order of SYSTEMS."""

    group: str  # language, and how it was taken
    errors: tuple[float, ...]  # CER of letters, marks and digits, clipped at 1
    overlap: tuple[float, ...]  # word F1


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Means over pages of one language."""

    group: str
    pages: int
    errors: tuple[float, ...]
    overlap: tuple[float, ...]
    worst_error: float  # of a page: local - Tesseract
    worst_overlap: float
    worst_of_both: float  # of a page: local - the better of both readers


def is_other(page: CorpusPage) -> bool:
    """Its letters are not those that PP-OCR was made for."""
    return page.language in BEYOND_LATIN | MARKED_LATIN


def read_of(out: Path, page: CorpusPage) -> Read:
    """From what the run has stored. Raises FileNotFoundError."""
    truth = strip_markers(page.truth)
    errors, overlap = [], []
    for system in SYSTEMS:
        outcome = restore(Place(out, system, page.corpus, page.id))
        if outcome is None:
            raise FileNotFoundError(f"{system} has not read {page.corpus}/{page.id}")
        text = strip_markers(outcome.text)
        errors.append(letter_errors(truth, text).clipped)
        overlap.append(word_f1(truth, text))
    return Read(_group(page), tuple(errors), tuple(overlap))


def _group(page: CorpusPage) -> str:
    language = name_of(page.language)
    return f"{language}, {page.corpus}" + (", photo" if page.kind.endswith("photo") else "")


def accuracies(pages: Iterable[Read]) -> list[Accuracy]:
    """By language and corpus."""
    groups: dict[str, list[Read]] = defaultdict(list)
    for page in pages:
        groups[page.group].append(page)
    return [_accuracy(group, groups[group]) for group in sorted(groups)]


def _accuracy(group: str, pages: Sequence[Read]) -> Accuracy:
    against, overlap, better = [], [], []
    for page in pages:
        first, second, ours = page.errors
        against.append(ours - first)
        better.append(ours - min(first, second))
        overlap.append(page.overlap[-1] - page.overlap[0])
    return Accuracy(
        group,
        len(pages),
        _means([page.errors for page in pages]),
        _means([page.overlap for page in pages]),
        max(against),
        min(overlap),
        max(better),
    )


def _means(rows: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(map(fmean, zip(*rows, strict=True)))


def lines(found: Iterable[Accuracy]) -> list[tuple[str, ...]]:
    """Of the first table."""
    rows = []
    for each in found:
        both = [
            f"{error:.3f} / {f1:.3f}" for error, f1 in zip(each.errors, each.overlap, strict=True)
        ]
        worst = (each.worst_error, each.worst_overlap, each.worst_of_both)
        shown = [f"{value:+.3f}" for value in worst]
        rows.append((each.group, str(each.pages), *both, *shown))
    return rows


def stored() -> tuple[list[Accuracy], list[Trusted]]:
    """The published figures. Raises FileNotFoundError."""
    record: Mapping[str, Any] = json.loads(STORED.read_text(encoding="utf-8"))
    read = [
        Accuracy(**{**each, "errors": tuple(each["errors"]), "overlap": tuple(each["overlap"])})
        for each in record["read"]
    ]
    return read, [Trusted(**each) for each in record["trusted"]]


def _begun(pages: Iterable[CorpusPage], out: Path) -> Iterator[by_script_trust.Page]:
    for page in pages:
        local = begun(PageUnderTest(page, out / STORE))
        yield by_script_trust.Page(page, local)


@click.command()
@click.option("--corpora", "root", type=click.Path(path_type=Path), help="Folder of corpora.")
@click.option("--store", type=click.Path(path_type=Path), required=True, help="OUT of a run.")
@click.option("--write", is_flag=True, help="Store the figures in the repository.")
def main(root: Path | None, store: Path, write: bool) -> None:
    """Print both tables."""
    every = corpora.load(corpora.folder(root))
    pages = [page for page in corpora.select(every) if is_other(page)]
    read = accuracies(read_of(store, page) for page in pages)
    trusted = by_script_trust.how_sure(_begun(pages, store))
    of_trust = by_script_trust.lines(trusted)
    click.echo(table.markdown(HEADINGS, lines(read), names=1))
    click.echo(table.markdown(by_script_trust.HEADINGS, of_trust, names=2))
    if write:
        record = {"read": list(map(asdict, read)), "trusted": list(map(asdict, trusted))}
        text = json.dumps(record, indent=1)
        STORED.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
