"""Cost against accuracy of every way to use recorded models: one alone, one with the local readers,
two with them; and who has no other that is both cheaper and better.

Rows of pairs.py enter; Ways leave, by corpus, with the table that the documentation shows. A way is
the mean over the pages that all its models have read. Ways that are compared have read the same
pages.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.json_numbers import number, plain
from benchmarks.metrics.bootstrap import Interval, mean_interval, paired_interval
from benchmarks.table import with_interval
from recto.witnesses.families import are_kin

STORED = Path(__file__).parent / "results" / "pairs.json"
ALONE, LOCAL, PAIR = "alone", "with the local readers", "pair, with the local readers"
HALF = 0.5  # of the best single model's price: what a pair may cost
HEADINGS = (
    "printed pages (replayed)",
    "way to read",
    "models",
    "pages",
    "alnum CER [95 %]",
    "US$ for 1,000 pages",
    "tokens a page",
    "on the front",
)


@dataclass(frozen=True, slots=True)
class Tried:
    """One pair on one page; dollars are not a number where a price is not known."""

    corpus: str
    page: str
    document: str
    first: str
    second: str  # the first's own name: there is no second
    alone: float  # alnum CER of the first model's own text
    hybrid: float  # with the local readers, as a text of the page
    lines: float  # with the local readers, as answers that name lines
    pair: float  # the same with the second model
    usd_first: float
    usd_second: float
    tokens_first: int
    tokens_second: int
    asked: int  # contested places


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read the pages of a corpus."""

    corpus: str
    kind: str  # ALONE, LOCAL or PAIR
    models: str
    pages: int
    cer: float
    usd: float  # a page
    tokens: float
    on_front: bool
    low: float = math.nan  # 95 % of the mean CER, documents drawn anew; not a number for one
    high: float = math.nan


def restored(file: Path) -> list[Tried]:
    """What was tried already."""
    if not file.exists():
        return []
    rows = file.read_text(encoding="utf-8").splitlines()
    return [Tried(**json.loads(row)) for row in rows]


def ways(given: Iterable[Tried]) -> list[Way]:
    """Of each corpus, best first; pages that every model of the corpus has read."""
    by_corpus: dict[str, list[Tried]] = defaultdict(list)
    for row in given:
        by_corpus[row.corpus].append(row)
    found: list[Way] = []
    for corpus, rows in by_corpus.items():
        every = [way for way in _of_corpus(corpus, common_pages(rows)) if not math.isnan(way.usd)]
        marked = [_marked(way, every) for way in every]
        found += sorted(marked, key=lambda way: way.cer)
    return found


def common_pages(rows: Sequence[Tried]) -> list[Tried]:
    """Only pages that have as many pairs as any."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row.page] += 1
    most = max(counts.values())
    return [row for row in rows if counts[row.page] == most]


def _of_corpus(corpus: str, rows: Sequence[Tried]) -> list[Way]:
    groups: dict[tuple[str, str], list[Tried]] = defaultdict(list)
    for row in rows:
        groups[row.first, row.second].append(row)
    found = []
    for (first, second), mine in groups.items():
        if first == second:
            found.append(_way(mine, corpus, ALONE, first, [row.alone for row in mine]))
            found.append(_way(mine, corpus, LOCAL, first, [row.hybrid for row in mine]))
            continue
        models = f"{first} + {second}"
        found.append(_way(mine, corpus, PAIR, models, [row.pair for row in mine]))
    return found


def _way(mine: Sequence[Tried], corpus: str, kind: str, models: str, errors: list[float]) -> Way:
    """Means over the pages; a model without a second costs nothing for one."""
    usd = fmean(row.usd_first + row.usd_second for row in mine)
    tokens = fmean(row.tokens_first + row.tokens_second for row in mine)
    cer = mean_interval(errors, [row.document for row in mine])
    return Way(corpus, kind, models, len(mine), cer.mean, usd, tokens, False, cer.low, cer.high)


def _marked(way: Way, every: Sequence[Way]) -> Way:
    """Nobody is as cheap and better, or as good and cheaper."""
    beaten = False
    for other in every:
        no_worse = other.usd <= way.usd and other.cer <= way.cer
        if no_worse and (other.usd, other.cer) != (way.usd, way.cer):
            beaten = True
    values = asdict(way) | {"on_front": not beaten}
    return Way(**values)


def best_alone(found: Sequence[Way]) -> Way:
    """The single model with the least error; of all that have a price."""
    return min((way for way in found if way.kind == ALONE), key=lambda way: way.cer)


def cheap_pairs(found: Sequence[Way]) -> list[Way]:
    """Pairs at half the best single model's price or less, without that model, best first."""
    best = best_alone(found)
    cheap = []
    for way in found:
        apart = best.models not in way.models.split(" + ")
        if way.kind == PAIR and apart and way.usd <= HALF * best.usd:
            cheap.append(way)
    return sorted(cheap, key=lambda way: way.cer)


def lines(found: Sequence[Way], *, every: bool = False) -> list[tuple[str, ...]]:
    """As printed: the front, the best single model, and the best pair at half its price."""
    rows = []
    for corpus in dict.fromkeys(way.corpus for way in found):
        mine = [way for way in found if way.corpus == corpus]
        shown = [*mine] if every else [way for way in mine if way.on_front]
        for way in (best_alone(mine), *cheap_pairs(mine)[:1]):
            if way not in shown:
                shown.append(way)
        ordered = sorted(shown, key=lambda way: way.usd)
        rows += [_line(way, way == best_alone(mine)) for way in ordered]
    return rows


def _line(way: Way, is_best: bool) -> tuple[str, ...]:
    kind = f"{way.kind}, the best" if is_best else way.kind
    cer = with_interval(Interval(way.cer, way.low, way.high, 0))
    figures = (cer, f"{1000 * way.usd:.2f}", f"{way.tokens:.0f}")
    return (way.corpus, kind, way.models, str(way.pages), *figures, "yes" if way.on_front else "")


def told(given: Sequence[Tried]) -> list[str]:
    """What the second model changes, of two families and of one; documents drawn again."""
    found = []
    for name, kin in (("of two families", False), ("of one family", True)):
        pairs = [row for row in given if row.first != row.second]
        rows = [row for row in pairs if are_kin(row.first, row.second) == kin]
        if not rows:
            continue
        documents = [row.document for row in rows]
        change = paired_interval([row.pair for row in rows], [row.lines for row in rows], documents)
        better = sum(row.pair < row.lines for row in rows)
        worse = sum(row.pair > row.lines for row in rows)
        interval = f"{change.mean:+.5f} [{change.low:+.5f}, {change.high:+.5f}]"
        found.append(f"{name}: {len(rows)} pairs x pages, second model changes CER by {interval};")
        found.append(f"  {better} better, {worse} worse")
    return found


def write(given: Sequence[Tried]) -> None:
    """For the documentation."""
    rows = [asdict(way) for way in ways(given)]
    record = {"ways": rows, "told": told(given)}
    STORED.write_text(json.dumps(plain(record), indent=1) + "\n", encoding="utf-8")


def stored() -> list[Way]:
    """What was published last."""
    record = json.loads(STORED.read_text(encoding="utf-8"))
    rows = [{key: number(value) for key, value in row.items()} for row in record["ways"]]
    return [Way(**row) for row in rows]
