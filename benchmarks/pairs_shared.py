"""`python -m benchmarks.pairs_shared STORE`: how often two models have the same wrong word, of one
family and of two; `--disputed`: what a run counts of kin, on pages read with the local readers.

Corpus pages with recorded readings enter; shares leave.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

from rapidfuzz.distance import Levenshtein

from benchmarks.corpora import CorpusPage, folder, load
from benchmarks.local_page_cache import routed, stages
from benchmarks.page_under_test import PageUnderTest
from benchmarks.pairs import heard, looked, models_of, of_model
from benchmarks.reply_lengths import with_readings
from recto.metrics.markers import strip_markers
from recto.pipeline.finish import contest
from recto.text.alignment import compact
from recto.text.spacing import words_of
from recto.witnesses.families import are_kin
from recto.witnesses.independence import Common, common


def disputed(page: CorpusPage, store: Path, earlier: Path | None) -> Iterator[tuple[bool, Common]]:
    """For each pair of models, whether they are kin, and what the second has at contested places
    where the local readers agree against the first: what a run counts of kin.
    """
    models = models_of(page)
    sheet = PageUnderTest(page, store, earlier)
    local = routed(sheet, of_model(models[0])).local
    transcripts = {model: heard(local, model, page.readings[model].text) for model in models}
    for first in models:
        prepared = stages(sheet, second_reader="on", llm=of_model(first))
        asked = contest(local, transcripts[first], prepared)
        for second in models:
            if second != first:
                look = looked(local, transcripts[second], asked)
                yield are_kin(first, second), common(asked, look.lines)


def print_disputed(found: Sequence[tuple[bool, Common]]) -> None:
    """Kin beside strangers, all pairs and pages together."""
    print(f"\n{'local readers agree, first differs':36}{'places':>8}{'second repeats it':>20}")
    for kin, name in ((True, "of one family"), (False, "of two families")):
        total = Common()
        for is_kin, each in found:
            if is_kin == kin:
                total += each
        print(f"{name:36}{total.asked:8}{total.alike / max(1, total.asked):20.1%}")


def wrong_words(page: CorpusPage, text: str) -> dict[int, str]:
    """Of the truth's words by place, what stands there instead; compact."""
    truth = [key for word in words_of(page.truth) if (key := compact(word))]
    read = [key for word in words_of(strip_markers(text)) if (key := compact(word))]
    found = {}
    for op in Levenshtein.opcodes(truth, read):
        if op.tag == "replace":
            for at in range(op.src_end - op.src_start):
                found[op.src_start + at] = read[min(op.dest_start + at, op.dest_end - 1)]
    return found


def print_shared(pages: Sequence[CorpusPage]) -> None:
    """Of a model's words that are other than the truth's, the share that another has alike."""
    same: dict[bool, list[float]] = defaultdict(list)
    for page in pages:
        models = models_of(page)
        wrong = {model: wrong_words(page, page.readings[model].text) for model in models}
        for first in models:
            for second in models:
                if first != second and wrong[first]:
                    theirs = wrong[second]
                    alike = sum(theirs.get(at) == word for at, word in wrong[first].items())
                    same[are_kin(first, second)].append(alike / len(wrong[first]))
    print("\nwrong words that another model has alike (mean of pages and pairs)")
    for kin, shares in sorted(same.items()):
        print(
            f"{'of one family' if kin else 'of two families':20}{fmean(shares):7.1%}{len(shares):8}"
        )


def main() -> None:
    """Print either."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--corpora")
    parser.add_argument("--corpus", action="append", help="only this one")
    parser.add_argument("--most", type=int, default=10, help="pages of a corpus")
    parser.add_argument("--disputed", action="store_true", help="what a run counts of kin")
    parser.add_argument("--earlier", type=Path, help="readings of another run, only read")
    given = parser.parse_args()
    pages: list[CorpusPage] = []
    for corpus in load(folder(given.corpora)):
        if not given.corpus or corpus.name in given.corpus:
            pages += with_readings(corpus.pages)[: given.most]
    if not given.disputed:
        print_shared(pages)
        return
    counts: list[tuple[bool, Common]] = []
    for page in pages:
        counts += disputed(page, given.store, given.earlier)
        print_disputed(counts)


if __name__ == "__main__":
    main()
