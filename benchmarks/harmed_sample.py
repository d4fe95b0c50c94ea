"""`python -m benchmarks.harmed_sample OUT FILE`: words that the LLM had right and the hybrid has
wrong, drawn by seed, to be looked at by a person; and what the looking says.

OUT of a run (results.json beside its texts) enters; FILE gets a line of JSON a place, with what
stands there in the truth, in both texts, in the local readers' own texts and in other recordings of
the page. A person adds "class" to each (CLASSES); `--score` prints shares with intervals. The texts
are the corpora's: FILE stays outside the repository.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.corpora import CorpusPage, folder, load
from benchmarks.metrics.bootstrap import mean_interval
from benchmarks.outcome import restore
from benchmarks.run import place
from recto.metrics.markers import strip_markers
from recto.metrics.word_fate import Fate, judge
from recto.text.alignment import compact
from recto.text.spacing import words_of

SEED, DRAWN = 27, 300
CONTEXT = 4  # words on either side
LOCAL = ("tesseract", "ppocr", "local")
# "misprint": the page has what the hybrid prints, the truth mended it or misread it; "alignment":
# the hybrid has the word, parted otherwise or in another place; "harmed": it is wrong.
CLASSES = ("misprint", "alignment", "harmed")
Place = Mapping[str, object]


def harmed(page: CorpusPage, out: Path, model: str) -> list[tuple[int, Fate]]:
    """Truth words, by their number, that the LLM has right and the hybrid wrong."""
    before = _fates(page, page.readings[model].text)
    after = _fates(page, _text(out, f"hybrid:{model}", page))
    found = []
    for at, (was, now) in enumerate(zip(before, after, strict=True)):
        if was.right and not now.right:
            found.append((at, now))
    return found


def _fates(page: CorpusPage, text: str) -> tuple[Fate, ...]:
    return judge(page.truth, words_of(strip_markers(text))).fates


def _text(out: Path, system: str, page: CorpusPage) -> str:
    found = restore(place(out, system, page))
    return found.text if found else ""


def drawn(pages: Sequence[CorpusPage], out: Path, count: int, seed: int) -> Iterator[Place]:
    """So many places, each as likely as any other; the counts of the run say where they are."""
    record = json.loads((out / "results.json").read_text(encoding="utf-8"))
    where: list[tuple[str, str, str]] = []
    for score in record["pages"]:
        kind, _, model = score["system"].partition(":")
        if kind == "hybrid" and score["against_llm"]:
            times = score["against_llm"]["harmed"]
            where += [(score["corpus"], score["page"], model)] * times
    drawing = random.Random(seed)  # noqa: S311
    chosen = Counter(drawing.sample(sorted(where), min(count, len(where))))
    by_name = {(page.corpus, page.id): page for page in pages}
    for (corpus, name, model), times in sorted(chosen.items()):
        page = by_name[corpus, name]
        every = harmed(page, out, model)
        dice = random.Random(f"{seed} {corpus} {name} {model}")  # noqa: S311
        for at, fate in sorted(dice.sample(every, min(times, len(every)))):
            yield _place(page, out, model, at, fate)


def _place(page: CorpusPage, out: Path, model: str, at: int, fate: Fate) -> Place:
    """What a person needs to see."""
    words = [word for word in words_of(page.truth) if compact(word)]
    around = words[max(0, at - CONTEXT) : at + CONTEXT + 1]
    have_truth, have_hybrid = [], []
    texts = {name: _text(out, name, page) for name in LOCAL}
    texts |= {name: reading.text for name, reading in page.readings.items() if name != model}
    for name, text in texts.items():
        known = {compact(word) for word in words_of(strip_markers(text))}
        if fate.wanted in known:
            have_truth.append(name)
        if fate.read and fate.read in known:
            have_hybrid.append(name)
    return {
        "corpus": page.corpus,
        "page": page.id,
        "kind": page.kind,
        "model": model,
        "at": at,
        "around": " ".join(around),
        "truth": fate.wanted,
        "hybrid": fate.read,
        "have_truth": have_truth,
        "have_hybrid": have_hybrid,
    }


def score(rows: Sequence[Place]) -> list[str]:
    """Shares of what a person said, intervals by page."""
    found = []
    pages = [f"{row['corpus']} {row['page']}" for row in rows]
    for name in CLASSES:
        said = [float(row["class"] == name) for row in rows]
        share = mean_interval(said, pages)
        low, high = 100 * share.low, 100 * share.high
        found.append(f"{name:10}{100 * share.mean:6.1f} % [{low:.1f}, {high:.1f}]")
    return found


def main() -> None:
    """Draw, or score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--corpora")
    parser.add_argument("--count", type=int, default=DRAWN)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--score", action="store_true")
    given = parser.parse_args()
    if given.score:
        lines = given.file.read_text(encoding="utf-8").splitlines()
        print("\n".join(score([json.loads(line) for line in lines])))
        return
    pages = [page for corpus in load(folder(given.corpora)) for page in corpus.pages]
    with given.file.open("w", encoding="utf-8") as handle:
        for row in drawn(pages, given.out, given.count, given.seed):
            handle.write(json.dumps(row, ensure_ascii=False) + "\n")
            handle.flush()


if __name__ == "__main__":
    main()
