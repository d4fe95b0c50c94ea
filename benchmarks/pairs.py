"""`python -m benchmarks.pairs STORE`: what does a second model, asked blind about what stays
contested, add to a first one? Replayed.

Corpus pages with recorded readings enter; a row for each pair of models leaves, by corpus: the
first model's text alone, with the local readers, and with the second model beside them (alnum CER,
mean of pages; US dollars a page), and a frontier: who has no other that is both cheaper and better.
Replays approximate: each recording is cut to the page's lines, as if it had named them, and the
second one's words at the contested places are what it has there; it had seen the whole page and no
crop. The first is priced as asked about every page whole, the second by its requests about crops.
Last, how often two models have the same wrong word, of one family and of two.
"""

from __future__ import annotations

import argparse
import asyncio
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from rapidfuzz.distance import Levenshtein

from benchmarks.corpora import CorpusPage, folder, load
from benchmarks.local_page_cache import routed, stages
from benchmarks.metrics.bootstrap import paired_interval
from benchmarks.outcome import of_result
from benchmarks.page_under_test import PageUnderTest
from benchmarks.price import usd_of
from benchmarks.recorded_replies import is_llm
from benchmarks.reply_lengths import unreadable_named, with_readings
from benchmarks.systems.local import as_markdown
from benchmarks.systems.with_llm import guide
from recto.arbitration.comparison import named
from recto.metrics.errors import letters_and_digits
from recto.metrics.markers import strip_markers
from recto.model.page import Usage
from recto.model.transcript import Decision, Transcript, TranscriptLine
from recto.pipeline.local_page import LocalPage
from recto.pipeline.page import contest, finish
from recto.readers.vision.reader import VisionReader
from recto.readers.vision.replay import ReplayVision
from recto.routing.joined import joined
from recto.settings.llm import LlmOptions
from recto.text.alignment import compact
from recto.text.spacing import joined as in_one
from recto.text.spacing import words_of
from recto.witnesses.families import are_kin
from recto.witnesses.independence import Common, common


@dataclass(frozen=True, slots=True)
class Tried:
    """One pair on one page; dollars are not a number where a price is not known."""

    corpus: str
    document: str
    first: str
    second: str
    alone: float  # alnum CER of the first model's own text
    hybrid: float  # with the local readers
    pair: float  # with the second model, too
    usd_first: float
    usd_pair: float
    usd_second_alone: float  # the second asked about the whole page in the first one's place
    asked: int  # contested places


def error(page: CorpusPage, text: str) -> float:
    """Alnum CER, markers removed."""
    return min(1.0, letters_and_digits(page.truth, strip_markers(text)).rate)


def of_model(model: str, **more: object) -> LlmOptions:
    """As a user would set it."""
    plain = LlmOptions("always", "openai", send="lines", cache=False, contested=1.0)
    return replace(plain, model=model.removesuffix("+ocr"), **more)  # type: ignore[arg-type]


def heard(local: LocalPage, model: str, text: str) -> Transcript:
    """The recording as answers that name the page's lines."""
    replay = ReplayVision(text, model.removesuffix("+ocr"), "image", guide(local))
    return asyncio.run(replay.read(local.evidence, local.decisions))


def looked(local: LocalPage, second: Transcript, asked: Sequence[Decision]) -> Transcript:
    """What the second recording has at the contested places."""
    found: dict[object, str] = {}
    for row in named(local.reading, second).answers.values():
        for pairing in row:
            if len(pairing.units) == 1 and pairing.words:
                box = local.reading.at(pairing.units[0]).evidence.unit.box
                found[box] = in_one(pairing.words)
    lines = []
    for decision in asked:
        text = found.get(decision.region)
        if text:
            lines.append(TranscriptLine(text, region=decision.region))
    return replace(second, lines=tuple(lines), asked=())


def tried(page: CorpusPage, store: Path) -> Iterator[Tried]:
    """Every pair of the page's recordings."""
    models = sorted(model for model in page.readings if is_llm(model) and "+" not in model)
    sheet = PageUnderTest(page, store)
    texts = {model: page.readings[model].text for model in models}
    local = routed(sheet, of_model(models[0])).local
    transcripts = {model: heard(local, model, texts[model]) for model in models}
    whole = {model: _whole_page(sheet, model) for model in models}
    for first in models:
        options = of_model(first)
        prepared = stages(sheet, second_reader="on", llm=options)
        transcript = transcripts[first]
        plain = _read(page, local, transcript, prepared)
        alone = error(page, texts[first])
        for second in models:
            if second == first:
                continue
            pair = replace(prepared, llm=replace(options, second_model=second))
            asked = contest(local, transcript, pair)
            look = looked(local, transcripts[second], asked)
            both = joined(transcript, look) or transcript
            text = _read(page, local, both, pair) if look.lines else plain
            usage = VisionReader(of_model(second), environ={}).estimate(local.evidence, asked).usage
            more = usd_of(second, usage)
            yield Tried(
                page.corpus,
                f"{page.corpus} {page.document}",
                first,
                second,
                alone,
                error(page, plain),
                error(page, text),
                whole[first],
                whole[first] + more,
                whole[second],
                len(asked),
            )


def _read(page: CorpusPage, local: LocalPage, transcript: Transcript, prepared: object) -> str:
    result = finish(local, transcript, prepared)  # type: ignore[arg-type]
    return of_result(result, as_markdown(result)).text


def _whole_page(sheet: PageUnderTest, model: str) -> float:
    """US dollars for asking this model about the page whole, by the engine's own estimate."""
    options = replace(of_model(model), send="page")
    local = routed(sheet, options).local
    usage: Usage = VisionReader(options, environ={}).estimate(local.evidence, local.decisions).usage
    return usd_of(options.model, usage)


def print_pairs(given: Sequence[Tried]) -> None:
    """A row for each pair of a corpus, best first, with a mark for those on the frontier."""
    head = f"{'first + second':52}{'pages':>6}{'alone':>8}{'hybrid':>8}{'pair':>8}"
    by_corpus: dict[str, dict[tuple[str, str], list[Tried]]] = {}
    for each in given:
        pairs = by_corpus.setdefault(each.corpus, {})
        pairs.setdefault((each.first, each.second), []).append(each)
    for corpus, pairs in by_corpus.items():
        print(f"\n{corpus}\n{head}{'$ first':>9}{'$ pair':>9}{'places':>8}")
        points = _points(pairs)
        for (first, second), rows in sorted(pairs.items(), key=lambda pair: _mean(pair[1], "pair")):
            figures = "".join(f"{_mean(rows, name):8.4f}" for name in ("alone", "hybrid", "pair"))
            costs = f"{_mean(rows, 'usd_first'):9.5f}{_mean(rows, 'usd_pair'):9.5f}"
            mark = " *" if _is_best((_mean(rows, "usd_pair"), _mean(rows, "pair")), points) else ""
            name = f"{first} + {second}{' (kin)' if are_kin(first, second) else ''}"
            print(f"{name:52}{len(rows):6}{figures}{costs}{_mean(rows, 'asked'):8.1f}{mark}")
    _print_total(given)


def _points(pairs: Mapping[tuple[str, str], Sequence[Tried]]) -> list[tuple[float, float]]:
    """Dollars and error of every way to read: a model with the local readers, and a pair."""
    found = []
    for rows in pairs.values():
        found.append((_mean(rows, "usd_first"), _mean(rows, "hybrid")))
        found.append((_mean(rows, "usd_pair"), _mean(rows, "pair")))
    return [point for point in found if not math.isnan(point[0])]


def _is_best(one: tuple[float, float], points: Sequence[tuple[float, float]]) -> bool:
    """Nobody is as cheap and better, or as good and cheaper."""
    usd, wrong = one
    if math.isnan(usd):
        return False
    return not any(a <= usd and b <= wrong and (a, b) != one for a, b in points)


def _mean(rows: Sequence[Tried], name: str) -> float:
    return fmean(getattr(row, name) for row in rows)


def _print_total(given: Sequence[Tried]) -> None:
    """Pairs of two families and of one: what the second model changes, documents drawn again."""
    print(f"\n{'all pairs':24}{'pairs x pages':>14}{'hybrid':>9}{'pair':>9}   pair - hybrid")
    for name, kin in (("of two families", False), ("of one family", True)):
        rows = [each for each in given if are_kin(each.first, each.second) == kin]
        if not rows:
            continue
        documents = [row.document for row in rows]
        found = paired_interval([row.pair for row in rows], [row.hybrid for row in rows], documents)
        means = f"{_mean(rows, 'hybrid'):9.4f}{_mean(rows, 'pair'):9.4f}"
        better = sum(row.pair < row.hybrid for row in rows)
        worse = sum(row.pair > row.hybrid for row in rows)
        change = f"{found.mean:+.5f} [{found.low:+.5f}, {found.high:+.5f}]"
        print(f"{name:24}{len(rows):14}{means}   {change}; {better} better, {worse} worse")
    cheap = [row for row in given if row.usd_pair <= row.usd_second_alone / 2]
    if cheap:
        better_ones = sum(row.pair <= row.alone for row in cheap)
        print(f"{len(cheap)} pairs x pages at <= half the second model's price for the whole page")
        print(f"of them {better_ones} no worse than the first model alone")


def disputed(page: CorpusPage, store: Path, earlier: Path | None) -> Iterator[tuple[bool, Common]]:
    """For each pair of models, whether they are kin, and what the second has at contested places
    where the local readers agree against the first: what a run counts of kin.
    """
    models = sorted(model for model in page.readings if is_llm(model) and "+" not in model)
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
        models = [model for model in page.readings if is_llm(model) and "+" not in model]
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
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--corpora")
    parser.add_argument("--corpus", action="append", help="only this one")
    parser.add_argument("--most", type=int, default=10, help="pages of a corpus")
    parser.add_argument("--shared", action="store_true", help="only the words that two have alike")
    parser.add_argument("--disputed", action="store_true", help="only what a run counts of kin")
    parser.add_argument("--earlier", type=Path, help="readings of another run, only read")
    given = parser.parse_args()
    corpora = load(folder(given.corpora))
    if given.disputed:
        counts: list[tuple[bool, Common]] = []
        for corpus in corpora:
            for page in with_readings(corpus.pages)[: given.most]:
                if not given.corpus or corpus.name in given.corpus:
                    counts += disputed(page, given.store, given.earlier)
                    print_disputed(counts)
        return
    every: list[Tried] = []
    for corpus in corpora:
        if given.shared or (given.corpus and corpus.name not in given.corpus):
            continue
        for page in with_readings(corpus.pages)[: given.most]:
            with unreadable_named():
                every += tried(page, given.store)
    if every:
        print_pairs(every)
    print_shared([page for corpus in corpora for page in with_readings(corpus.pages)])


if __name__ == "__main__":
    main()
