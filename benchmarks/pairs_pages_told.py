"""What pairs that read pages gave: beside the better of their models with the local readers, and
beside the best single model alone.

Rows of pairs_pages.py enter; Figures leave, by corpus, with the tables that the documentation
shows. Ways that are compared have read the same pages; intervals are over documents drawn anew.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import fmean

from benchmarks.json_numbers import interval, number, plain
from benchmarks.metrics.bootstrap import Interval, mean_interval, paired_interval
from benchmarks.table import signed, with_interval
from recto.witnesses.families import are_kin

STORED = Path(__file__).parent / "results" / "pairs_pages.json"
ALONE, LOCAL = "alone, the best", "with the local readers"
AUTO = ", `auto`"
PAIR, KIN = "pair", "pair, one family"
FEW = 20  # pairs of a corpus up to which all are shown; else those that no way beats
HEADINGS = (
    "printed pages (replayed)",
    "way to read",
    "models",
    "pages",
    "alnum CER [95 %]",
    "US$ for 1,000 pages",
    "beside the better of the two [95 %]",
    "words mended, harmed",
    "beside the best alone [95 %]",
    "words mended, harmed",
    "on the front",
)
SURE = ("printed words", "words", "right")
NONE = Interval(math.nan, math.nan, math.nan, 0)


@dataclass(frozen=True, slots=True)
class Read:
    """One page by a pair, or by one model with the local readers."""

    corpus: str
    page: str
    document: str
    first: str
    second: str  # the first's own name: there is no second
    cer: float  # letters and digits
    usd: float  # of all that was asked; not a number where a price is not known
    usd_edits: float  # of one model that corrects a text that it is shown; 0 of a pair
    alone: float  # CER of that model's own text; 0 of a pair
    printed: str  # whose page
    words: int  # of the truth
    flagged: int  # of the printed words
    # words right here and wrong there, and the other way round; "hybrid:" or "llm:" and the model
    helped: dict[str, int] = field(default_factory=dict)
    harmed: dict[str, int] = field(default_factory=dict)
    # printed words and the right ones among them: kind -> (words, right)
    sure: dict[str, tuple[int, int]] = field(default_factory=dict)
    mode: str = "always"  # or "auto"


@dataclass(frozen=True, slots=True)
class Figures:
    """One way to read the pages of a corpus."""

    corpus: str
    way: str
    models: str
    pages: int
    cer: Interval
    usd: float  # of a page
    beside_better: Interval  # CER, with the local readers; of a model alone none
    better: tuple[int, int]  # words mended, harmed
    beside_alone: Interval
    alone: tuple[int, int]
    on_front: bool = False  # nobody with a price is as cheap and better, or as good and cheaper

    @property
    def is_pair(self) -> bool:
        """Of two models."""
        return self.way.startswith(PAIR)


def restored(file: Path) -> list[Read]:
    """What was read already."""
    if not file.exists():
        return []
    return [Read(**json.loads(row)) for row in file.read_text(encoding="utf-8").splitlines()]


def figures(rows: Sequence[Read]) -> list[Figures]:
    """Of each corpus the best single model alone, then all with the local readers, best first."""
    found: list[Figures] = []
    by_corpus: dict[str, list[Read]] = defaultdict(list)
    for row in rows:
        by_corpus[row.corpus].append(row)
    for mine in by_corpus.values():
        found += _of_corpus(mine)
    return found


def _of_corpus(rows: Sequence[Read]) -> list[Figures]:
    by_models: dict[tuple[str, str, str], dict[str, Read]] = defaultdict(dict)
    for row in rows:
        by_models[row.first, row.second, row.mode][row.page] = row
    pages = sorted(set.intersection(*(set(each) for each in by_models.values())))
    ways = {models: [each[page] for page in pages] for models, each in by_models.items()}
    single = {
        first: each
        for (first, second, mode), each in ways.items()
        if first == second and mode == "always"
    }
    priced = {name: each for name, each in single.items() if not math.isnan(each[0].usd)}
    best = min(priced, key=lambda name: fmean(row.alone for row in priced[name]))
    alone = [row.alone for row in single[best]]
    documents = [row.document for row in single[best]]
    cer = mean_interval(alone, documents)
    usd = fmean(row.usd for row in single[best])
    corpus = rows[0].corpus
    first = Figures(corpus, ALONE, best, len(pages), cer, usd, NONE, (0, 0), NONE, (0, 0))
    found = [_of_models(way, each, single, best) for way, each in ways.items()]
    marked = [replace(each, on_front=not _is_beaten(each, found)) for each in found]
    return [first, *sorted(marked, key=lambda each: each.cer.mean)]


def _is_beaten(way: Figures, every: Sequence[Figures]) -> bool:
    """Also where its price is not known."""
    if math.isnan(way.usd):
        return True
    for other in every:
        no_worse = other.usd <= way.usd and other.cer.mean <= way.cer.mean
        if no_worse and (other.usd, other.cer.mean) != (way.usd, way.cer.mean):
            return True
    return False


def _of_models(
    of: tuple[str, str, str], mine: Sequence[Read], single: Mapping[str, Sequence[Read]], best: str
) -> Figures:
    models, mode = of[:2], of[2]
    errors = [row.cer for row in mine]
    documents = [row.document for row in mine]
    better = min(models, key=lambda name: fmean(row.cer for row in single[name]))
    beside = paired_interval(errors, [row.cer for row in single[better]], documents)
    beside_alone = paired_interval(errors, [row.alone for row in single[best]], documents)
    way = KIN if are_kin(*models) else PAIR
    if models[0] == models[1]:
        way, beside = LOCAL, NONE
    if mode == "auto":
        way += AUTO
    return Figures(
        mine[0].corpus,
        way,
        " + ".join(dict.fromkeys(models)),
        len(mine),
        mean_interval(errors, documents),
        fmean(row.usd for row in mine),
        beside,
        _changed(mine, f"hybrid:{better}"),
        beside_alone,
        _changed(mine, f"llm:{best}"),
    )


def _changed(rows: Sequence[Read], name: str) -> tuple[int, int]:
    helped = sum(row.helped.get(name, 0) for row in rows)
    harmed = sum(row.harmed.get(name, 0) for row in rows)
    return helped, harmed


def lines(found: Sequence[Figures]) -> list[tuple[str, ...]]:
    """As printed: the front, the best single model alone, and all pairs where they are few."""
    counts = Counter(each.corpus for each in found if each.is_pair)
    rows = []
    for each in found:
        is_pair = each.is_pair
        is_shown = each.on_front or each.way == ALONE or (is_pair and counts[each.corpus] <= FEW)
        if is_shown:
            rows.append(_line(each))
    return rows


def _line(each: Figures) -> tuple[str, ...]:
    usd = "not known" if math.isnan(each.usd) else f"{1000 * each.usd:.2f}"
    better, alone = ("", ""), ("", "")
    if each.is_pair:
        words = "" if each.way.endswith(AUTO) else "{}, {}".format(*each.better)
        better = (signed(each.beside_better), words)
    if each.way != ALONE:
        alone = (signed(each.beside_alone), "{}, {}".format(*each.alone))
    way = (each.corpus, each.way, each.models, str(each.pages))
    figures_of_it = (with_interval(each.cer), usd)
    return (*way, *figures_of_it, *better, *alone, "yes" if each.on_front else "")


def sure(rows: Sequence[Read]) -> dict[str, tuple[int, int]]:
    """Of the words that pairs print, how many there are and how many are right, by who has them."""
    counts: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.first == row.second or row.mode == "auto":
            continue
        for kind, (words, right) in row.sure.items():
            known, known_right = counts.get(kind, (0, 0))
            counts[kind] = (known + words, known_right + right)
    return counts


def sure_lines(counts: Mapping[str, Sequence[int]]) -> list[tuple[str, ...]]:
    """As printed."""
    return [(kind, f"{words:,}", f"{right / words:.3f}") for kind, (words, right) in counts.items()]


def write(rows: Sequence[Read]) -> None:
    """For the documentation."""
    found = [asdict(each) for each in figures(rows)]
    record = {"ways": found, "sure": sure(rows)}
    STORED.write_text(json.dumps(plain(record), indent=1) + "\n", encoding="utf-8")


def stored() -> tuple[list[Figures], dict[str, tuple[int, int]]]:
    """What was published last."""
    record = json.loads(STORED.read_text(encoding="utf-8"))
    found = []
    for row in record["ways"]:
        values = {**row, "usd": number(row["usd"])}
        for name in ("cer", "beside_better", "beside_alone"):
            values[name] = interval(row[name])
        for name in ("better", "alone"):
            values[name] = tuple(row[name])
        found.append(Figures(**values))
    return found, record["sure"]
