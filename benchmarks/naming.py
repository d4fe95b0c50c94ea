"""`python -m benchmarks.naming --store OUT --out FILE`: whether `-l auto`, the default, names the
language that a page is in, and what a page loses by not being told it.

Pages of the corpora enter, each read twice without an LLM: as `recto read` does, and with the
corpus's language. What a run has read into OUT is not read again, and a page that is read both ways
with the same models is read once (benchmarks/unnamed.py). A line a page is written to FILE, and
pages that are there are left alone; a row a language leaves, with the pages whose language was
named rightly, and the mean word F1 and CER of letters and digits both ways. Handwritten pages are
left out: no local reader can tell them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

import click

from benchmarks import corpora, table
from benchmarks.corpora import CorpusPage
from benchmarks.page_under_test import PageUnderTest
from benchmarks.run import STORE
from benchmarks.systems.local import Local
from benchmarks.unnamed import found_by, text_of
from recto.errors import ReaderFailed
from recto.metrics.errors import letters_and_digits
from recto.metrics.markers import strip_markers
from recto.metrics.word_overlap import word_f1

HANDWRITTEN = "handwritten"
# A model that reads the same text as well: Fraktur is German print, whose corpora name either.
ALSO_RIGHT = {"deu": {"Fraktur"}, "Fraktur": {"deu"}}
HEADINGS = (
    "language", "pages", "named", "F1 auto", "F1 told", "CER auto", "CER told", "worse by .002",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """One page: what it is in, what was found, and both readings against the truth."""

    page: str
    language: str
    found: str
    f1: float
    told_f1: float
    cer: float
    told_cer: float

    @property
    def is_right(self) -> bool:
        """The page's own language is among those that were found."""
        found = set(self.found.split("+"))
        return bool(found & {self.language, *ALSO_RIGHT.get(self.language, ())})

    @property
    def is_worse(self) -> bool:
        """Not to be told cost this page more than .002 of word F1."""
        return self.f1 < self.told_f1 - 0.002


def measured(page: CorpusPage, sheet: PageUnderTest) -> Named:
    """The page read without its language, and with it."""
    truth = strip_markers(page.truth)
    told = strip_markers(Local().read(sheet).text)
    found = found_by(sheet)
    text = strip_markers(text_of(sheet, found))
    return Named(
        f"{page.corpus}/{page.id}",
        page.language,
        found.language,
        word_f1(truth, text),
        word_f1(truth, told),
        letters_and_digits(truth, text).clipped,
        letters_and_digits(truth, told).clipped,
    )


def row(name: str, pages: Sequence[Named]) -> tuple[str, ...]:
    """One line of the table."""
    right = sum(page.is_right for page in pages)
    worse = sum(page.is_worse for page in pages)
    means = (
        fmean(page.f1 for page in pages),
        fmean(page.told_f1 for page in pages),
        fmean(page.cer for page in pages),
        fmean(page.told_cer for page in pages),
    )
    shown = [f"{mean:.4f}" for mean in means]
    return (name, str(len(pages)), str(right), *shown, str(worse))


def told(each: Named) -> str:
    """A page to look at."""
    figures = f"F1 {each.f1:.4f}, told {each.told_f1:.4f}"
    return f"{each.page}: {each.language}, found {each.found}, {figures}"


def stored(file: Path) -> list[Named]:
    """What was measured before."""
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return [Named(**json.loads(line)) for line in lines]


def by_language(found: Iterable[Named]) -> dict[str, list[Named]]:
    """The most frequent first."""
    groups: dict[str, list[Named]] = defaultdict(list)
    for each in found:
        groups[each.language].append(each)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


@click.command()
@click.option("--corpora", "root", type=click.Path(path_type=Path), help="Folder of corpora.")
@click.option("--store", type=click.Path(path_type=Path), required=True, help="OUT of a run.")
@click.option("--earlier", type=click.Path(path_type=Path), help="OUT of another, only read.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="JSON, a line a page.")
@click.argument("names", nargs=-1)
def main(
    root: Path | None, store: Path, earlier: Path | None, out: Path, names: tuple[str, ...]
) -> None:
    """Read the pages of the corpora NAMES (all), print the table."""
    pages = corpora.select(corpora.load(corpora.folder(root)), names)
    known = {each.page for each in stored(out)}
    before = earlier / STORE if earlier else None
    with out.open("a", encoding="utf-8") as lines:
        for page in pages:
            if page.kind == HANDWRITTEN or f"{page.corpus}/{page.id}" in known:
                continue
            sheet = PageUnderTest(page, store / STORE, before)
            try:
                found = measured(page, sheet)
            except ReaderFailed as fault:
                click.echo(f"{page.corpus}/{page.id}: {fault}", err=True)
                continue
            lines.write(f"{json.dumps(asdict(found))}\n")
            lines.flush()
    every = stored(out)
    rows = [row(name, group) for name, group in by_language(every).items()]
    click.echo(table.markdown(HEADINGS, [*rows, row("all", every)], names=1))
    for each in every:
        if not each.is_right or each.is_worse:
            click.echo(told(each))


if __name__ == "__main__":
    main()
