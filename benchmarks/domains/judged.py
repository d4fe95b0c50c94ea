"""What a list gains: the same readings judged with it and without, by the rules and weights that
are shipped. Only here: what is counted.

Terms: words of the page that were drawn from the list; found where the result has them, letter for
letter but for marks at their ends. Within reach: found by some reader at least, so that choosing
otherwise could print them. Harm: words of the other lists' pages that were right without the list
and are not with it, and numbers that are others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.domains.pages import LANGUAGES, WRITTEN, Drawn
from benchmarks.domains.reading import Subject, stages, stored, words_of
from recto.model.result import PageResult
from recto.pipeline.begin import resume
from recto.pipeline.finish import finish
from recto.readers.tesseract.lexicon import EDGE

DRAWS = 2000  # of the bootstrap over pages
SEED = 7
# What --domain has of a list.
SHIPPED: Mapping[str, Subject] = {
    "law": "law",
    "medicine-en": "medicine",
    "medicine-de": "medicine",
    "genealogy": "genealogy",
}


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
    """Rows of each list: its own pages without and with it, and all the others' with what --domain
    has of it; where that has nothing, with the list.
    """
    yield "list, pages: terms; found, within reach; words right; flagged of right, of wrong (%)"
    without = {domain: judged(store, domain, ()) for domain in WRITTEN}
    for domain in WRITTEN:
        words = words_of(folder, domain)
        yield from _on_its_own(domain, without[domain], judged(store, domain, words))
        subject = SHIPPED.get(domain, "none")
        if subject != "none":
            shipped = judged(store, domain, (), subject)
            yield _row(f"{domain} --domain", shipped)
            yield f"  gained: {_gained(without[domain], shipped)}"
            words = ()
        before, after = [], []
        for other in _others(domain):
            before += without[other]
            after += judged(store, other, words, subject)
        yield from _on_others(domain, before, after)


def _on_its_own(domain: str, before: Sequence[Judged], after: Sequence[Judged]) -> Iterator[str]:
    yield _row(f"{domain} without", before)
    yield _row(f"{domain} with", after)
    gained, changed = _gained(before, after), _changed(before, after)
    yield f"  gained: {gained}; numbers changed: {changed}"


def _on_others(domain: str, before: Sequence[Judged], after: Sequence[Judged]) -> Iterator[str]:
    yield _row(f"{domain} on others", after)
    right_before = sum(page.right for page in before)
    right_after = sum(page.right for page in after)
    changed = _changed(before, after)
    yield f"  right words: {right_after - right_before:+d}; numbers changed: {changed}"


def _others(domain: str) -> list[str]:
    """Domains of the same language."""
    language = LANGUAGES.get(domain)
    return [each for each in WRITTEN if each != domain and LANGUAGES.get(each) == language]


def judged(
    store: Path, domain: str, words: tuple[str, ...], subject: Subject = "none"
) -> list[Judged]:
    """All pages of a domain, judged with these words known."""
    ready = stages(domain, words, subject)
    found = []
    for page, result, made in stored(store, domain):
        local = resume(result, page, ready)
        again = finish(local, None, ready)
        found.append(of_page(again, made))
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
    words: Counter[bool] = Counter()  # by whether they are right
    flagged: Counter[bool] = Counter()
    for word in page.words:
        text = bare(word.text)
        is_right = left[text] > 0
        left[text] -= is_right
        words[is_right] += 1
        flagged[is_right] += word.flagged

    return Judged(
        terms=wanted.total(),
        found=(wanted & printed).total(),
        reachable=(wanted & read).total(),
        words=truth.total(),
        right=(truth & printed).total(),
        flagged_right=flagged[True],
        wrong=words[False],
        flagged_wrong=flagged[False],
        numbers=tuple(word for word in printed.elements() if any(map(str.isdigit, word))),
    )


def _changed(before: Sequence[Judged], after: Sequence[Judged]) -> int:
    """Numbers that are printed without the list, and not with it."""
    lost = 0
    for page, again in zip(before, after, strict=True):
        gone = Counter(page.numbers) - Counter(again.numbers)
        lost += gone.total()
    return lost


def _gained(before: Sequence[Judged], after: Sequence[Judged]) -> str:
    """Of term recall, in points, with a 95 % interval over pages."""
    pairs = list(zip(before, after, strict=True))
    if not pairs:
        return "no pages"
    chance = Random(SEED)  # noqa: S311
    draws = []
    for _ in range(DRAWS):
        drawn = chance.choices(pairs, k=len(pairs))
        draws.append(_points(drawn))
    draws.sort()
    tail = DRAWS // 40
    low, high = draws[tail], draws[-tail]
    return f"{_points(pairs):+.2f} points of term recall ({low:+.2f} to {high:+.2f})"


def _points(pairs: Sequence[tuple[Judged, Judged]]) -> float:
    terms = sum(before.terms for before, _ in pairs)
    gained = sum(after.found - before.found for before, after in pairs)
    return 100 * gained / max(1, terms)


COUNTED = (
    "terms",
    "found",
    "reachable",
    "words",
    "right",
    "flagged_right",
    "wrong",
    "flagged_wrong",
)
# What a row shows, and of what it is a share.
SHARES = (
    ("found", "terms"),
    ("reachable", "terms"),
    ("right", "words"),
    ("flagged_right", "right"),
    ("flagged_wrong", "wrong"),
)


def _row(name: str, pages: Sequence[Judged]) -> str:
    total = Counter[str]()
    for page in pages:
        for key in COUNTED:
            total[key] += getattr(page, key)
    shares = []
    for part, whole in SHARES:
        share = 100 * total[part] / max(1, total[whole])
        shares.append(f"{share:6.2f}")
    told = "  ".join(shares)
    return f"{name:24s} {len(pages):3d} {total['terms']:6d}  {told}"
