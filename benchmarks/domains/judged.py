"""What a list gains: the same readings judged with it and without, by the rules and weights that
are shipped. Only here: what is counted.

Terms: words of the page that were drawn from the list; found where the result has them, letter for
letter but for marks at their ends. Within reach: found by some reader at least, so that choosing
otherwise could print them. Harm: words of the other lists' pages that were right without the list
and are not with it, and numbers that are others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.domains.pages import LANGUAGES, WRITTEN, Drawn
from benchmarks.domains.reading import Subject, stages, stored, words_of
from recto.model.result import PageResult
from recto.pipeline.page import finish, resume
from recto.readers.tesseract.lexicon import EDGE

DRAWS = 2000  # of the bootstrap over pages
SEED = 7


@dataclass(frozen=True, slots=True)
class Judged:
    """One page, judged in one way."""

    terms: int
    found: int
    reachable: int
    words: int
    right: int
    flagged_right: int
    wrong: int
    flagged_wrong: int
    numbers: tuple[str, ...]  # as printed


def table(folder: Path, store: Path) -> Iterator[str]:
    """Rows of each list: its own pages without and with it, and all the others' with it."""
    yield "list, pages: terms; found, within reach; words right; flagged of right, of wrong (%)"
    without = {domain: judged(store, domain, ()) for domain in WRITTEN}
    for domain in WRITTEN:
        words = words_of(folder, domain)
        own = judged(store, domain, words)
        yield _row(f"{domain} without", without[domain])
        yield _row(f"{domain} with", own)
        gained = _gained(without[domain], own)
        yield f"  gained: {gained}; numbers changed: {_changed(without[domain], own)}"
        if domain.startswith("medicine"):
            shipped = judged(store, domain, (), "medicine")
            yield _row(f"{domain} --domain", shipped)
            yield f"  gained: {_gained(without[domain], shipped)}"
        others = [each for each in WRITTEN if each != domain and _alike(each, domain)]
        before = [page for other in others for page in without[other]]
        after = [page for other in others for page in judged(store, other, words)]
        yield _row(f"{domain} on others", after)
        less = sum(a.right - b.right for a, b in zip(after, before, strict=True))
        yield f"  right words: {less:+d}; numbers changed: {_changed(before, after)}"


def judged(
    store: Path, domain: str, words: tuple[str, ...], subject: Subject = "none"
) -> list[Judged]:
    """All pages of a domain, judged with these words known."""
    ready = stages(domain, words, subject)
    found = []
    for page, result, made in stored(store, domain):
        local = resume(result, page, ready)
        found.append(of_page(finish(local, None, ready), made))
    return found


def bare(text: str) -> str:
    """Without marks at its ends."""
    return text.strip(EDGE)


def of_page(page: PageResult, made: Drawn) -> Judged:
    """What of its truth a page has."""
    truth = Counter(bare(word) for line in made.lines for word in line.split())
    wanted = Counter(map(bare, made.terms))
    printed = Counter(bare(word.text) for word in page.words)
    read = Counter(printed)
    for reading in page.readings:
        read |= Counter(bare(word.text) for word in reading.words)
    left = Counter(truth)
    flagged: Counter[bool] = Counter()
    wrong = 0
    for word in page.words:
        text = bare(word.text)
        is_right = left[text] > 0
        left[text] -= is_right
        wrong += not is_right
        flagged[is_right] += word.flagged
    return Judged(
        wanted.total(),
        (wanted & printed).total(),
        (wanted & read).total(),
        truth.total(),
        (truth & printed).total(),
        flagged[True],
        wrong,
        flagged[False],
        tuple(word for word in printed.elements() if any(map(str.isdigit, word))),
    )


def _alike(one: str, other: str) -> bool:
    return LANGUAGES.get(one) == LANGUAGES.get(other)


def _changed(before: Sequence[Judged], after: Sequence[Judged]) -> int:
    pairs = zip(before, after, strict=True)
    return sum((Counter(a.numbers) - Counter(b.numbers)).total() for a, b in pairs)


def _gained(before: Sequence[Judged], after: Sequence[Judged]) -> str:
    """Of term recall, in points, with a 95 % interval over pages."""
    pairs = list(zip(before, after, strict=True))
    if not pairs:
        return "no pages"
    chance = Random(SEED)  # noqa: S311
    draws = sorted(_points(chance.choices(pairs, k=len(pairs))) for _ in range(DRAWS))
    low, high = draws[DRAWS // 40], draws[-DRAWS // 40]
    return f"{_points(pairs):+.2f} points of term recall ({low:+.2f} to {high:+.2f})"


def _points(pairs: Sequence[tuple[Judged, Judged]]) -> float:
    terms = sum(a.terms for a, _ in pairs)
    return 100 * sum(b.found - a.found for a, b in pairs) / max(1, terms)


def _row(name: str, pages: Sequence[Judged]) -> str:
    total = Counter[str]()
    for page in pages:
        for key in ("terms", "found", "reachable", "words", "right", "flagged_right", "wrong"):
            total[key] += getattr(page, key)
        total["flagged_wrong"] += page.flagged_wrong
    shares = (
        total["found"] / max(1, total["terms"]),
        total["reachable"] / max(1, total["terms"]),
        total["right"] / max(1, total["words"]),
        total["flagged_right"] / max(1, total["right"]),
        total["flagged_wrong"] / max(1, total["wrong"]),
    )
    told = "  ".join(f"{100 * share:6.2f}" for share in shares)
    return f"{name:24s} {len(pages):3d} {total['terms']:6d}  {told}"
