"""`python -m benchmarks.simulated_review STORE`: how many errors a person mends by looking at few
words.

The stored outputs of a benchmark run (`python -m benchmarks run --out STORE`) and the corpora's
truths enter; a table leaves. The person is the truth: every word that the queue of `recto review`
brings before them is right afterwards. A word is judged by its letters and digits; words that the
truth joins or parts are judged together, and lost words, which no queue of words can bring, are not
counted. "Shared" are errors that all readers have alike: no disagreement tells of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import CorpusPage, folder, load
from benchmarks.outcome import Place, ScoredWord, restore
from recto.batch.spread import seconds_for
from recto.text.agreement import letters
from recto.text.alignment import compact
from recto.text.placement import align_lines
from recto.text.spacing import words_of

LOOKED = (0.05, 0.15)  # shares of the words
SHARED = frozenset({"readers-agree", "all-agree", "tesseract-is-sure", "only-reader"})
HANDWRITTEN = "hand"  # in the kind of a page


@dataclass(frozen=True, slots=True)
class Judged:
    """One word of an output."""

    gain: float  # expected errors a second of looking
    is_right: bool
    is_shared: bool  # all readers have it so


def judged(words: Sequence[ScoredWord], truth: str) -> Iterator[Judged]:
    """Each word beside the truth; words of lines that the truth lacks are left out."""
    expected = words_of(truth)
    lines = [list(line) for line in lines_of(words)]
    texts = [[word.text for word in line] for line in lines]
    for group in align_lines(texts, expected):
        found = [lines[line][place] for line, place in group.page]
        if not group.text:
            continue
        wanted = letters(expected[place] for place in group.text)
        is_right = letters(word.text for word in found) == wanted
        for word in found:
            if compact(word.text):
                gain = (1 - word.confidence) / seconds_for(word.text)
                yield Judged(gain, is_right, word.reason in SHARED)


def lines_of(words: Sequence[ScoredWord]) -> Iterator[list[ScoredWord]]:
    """Words in reading order, parted where the next one stands further left or lower."""
    line: list[ScoredWord] = []
    for word in words:
        if line and (word.box[0] < line[-1].box[0] or word.box[1] > line[-1].box[3]):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def mended(words: Iterable[Judged], share: float, *, shared: bool) -> tuple[float, int]:
    """The share of errors in the words that are looked at, and all errors; `shared`: those that all
    readers have are counted, too.
    """
    queue = sorted(words, key=lambda word: -word.gain)
    looked = round(share * len(queue))
    errors = [place for place, word in enumerate(queue) if counts(word, shared=shared)]
    found = sum(place < looked for place in errors)
    return found / max(1, len(errors)), len(errors)


def counts(word: Judged, *, shared: bool) -> bool:
    """Whether a word is an error that is looked for."""
    return not word.is_right and (shared or not word.is_shared)


def pages_of(corpora: Path) -> list[CorpusPage]:
    """All printed pages."""
    pages: list[CorpusPage] = []
    for corpus in load(corpora):
        pages += [page for page in corpus.pages if HANDWRITTEN not in page.kind]
    return pages


def main() -> None:
    """Print a row for each system."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--corpora")
    parser.add_argument("--systems", default="local,hybrid:gpt-4.1-mini,hybrid:gemini-2.5-flash")
    given = parser.parse_args()
    pages = pages_of(folder(given.corpora))
    print(f"{'system':28}{'pages':>6}{'words':>8}{'wrong':>7}   mended at 5 % / 15 % (unshared)")
    for system in given.systems.split(","):
        report(system, pages, given.store)


def report(system: str, pages: Sequence[CorpusPage], store: Path) -> None:
    """One row, over all printed pages that the system has read."""
    words: list[Judged] = []
    count = 0
    for page in pages:
        outcome = restore(Place(store, system, page.corpus, page.id))
        if outcome is None or not outcome.words:
            continue
        words += judged(outcome.words, page.truth)
        count += 1
    wrong = sum(not word.is_right for word in words)
    cells = []
    for shared in (True, False):
        shares = [mended(words, share, shared=shared)[0] for share in LOOKED]
        cells.append(" / ".join(f"{share:.0%}" for share in shares))
    print(f"{system:28}{count:6}{len(words):8}{wrong:7}   {cells[0]}  ({cells[1]})", flush=True)


if __name__ == "__main__":
    main()
