"""What a list gains: the same readings judged with it and without, by the rules and weights that
are shipped. Only here: what is counted.

Terms: words of the page that were drawn from the list; found where the result has them, letter for
letter but for marks at their ends. Within reach: found by some reader at least, so that choosing
otherwise could print them. Harm: on pages of the other lists, words that were right before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.domains.pages import LANGUAGES, WRITTEN
from benchmarks.domains.reading import stages, stored, words_of
from recto.model.result import PageResult, Word
from recto.pipeline.page import finish, resume
from recto.readers.tesseract.lexicon import EDGE


@dataclass(slots=True)
class Count:
    """Over the pages of one list, judged in one way."""

    terms: int = 0
    found: int = 0
    reachable: int = 0
    words: int = 0
    right: int = 0
    flagged_right: int = 0
    flagged_wrong: int = 0
    wrong: int = 0
    digits: list[str] = field(default_factory=list)  # words with digits, as printed


def table(folder: Path, store: Path) -> Iterator[str]:
    """Rows: of each list its own pages without and with it, and the others' pages with it."""
    yield "terms; of them found, within reach; of words right; flagged of right, of wrong words (%)"
    for domain in WRITTEN:
        words = words_of(folder, domain)
        for other in WRITTEN:
            if LANGUAGES.get(other) != LANGUAGES.get(domain):
                continue
            before, after = counted(store, other, ()), counted(store, other, words)
            yield _row(f"none on {other}", before)
            yield _row(f"{domain} on {other}", after)
            changed = sum(a != b for a, b in zip(before.digits, after.digits, strict=True))
            yield f"  numbers changed: {changed}"


def counted(store: Path, domain: str, words: tuple[str, ...]) -> Count:
    """All pages of a domain, judged with these words known."""
    ready = stages(domain, words)
    found = Count()
    for page, result, made in stored(store, domain):
        judged = finish(resume(result, page, ready), None, ready)
        _add(found, judged, made.lines, made.terms)
    return found


def bare(text: str) -> str:
    """Without marks at its ends."""
    return text.strip(EDGE)


def _add(found: Count, page: PageResult, lines: Iterable[str], terms: Iterable[str]) -> None:
    truth = Counter(bare(word) for line in lines for word in line.split())
    wanted = Counter(map(bare, terms))
    printed = Counter(bare(word.text) for word in page.words)
    read: Counter[str] = Counter()
    for reading in page.readings:
        read |= Counter(bare(word.text) for word in reading.words)
    found.terms += wanted.total()
    found.found += (wanted & printed).total()
    found.reachable += (wanted & (read | printed)).total()
    found.words += truth.total()
    found.right += (truth & printed).total()
    left = Counter(truth)
    for word in page.words:
        _add_word(found, word, left)


def _add_word(found: Count, word: Word, left: Counter[str]) -> None:
    text = bare(word.text)
    if any(character.isdigit() for character in text):
        found.digits.append(text)
    if left[text] > 0:
        left[text] -= 1
        found.flagged_right += word.flagged
    else:
        found.wrong += 1
        found.flagged_wrong += word.flagged


def _row(name: str, found: Count) -> str:
    shares = (
        found.found / max(1, found.terms),
        found.reachable / max(1, found.terms),
        found.right / max(1, found.words),
        found.flagged_right / max(1, found.right),
        found.flagged_wrong / max(1, found.wrong),
    )
    told = "  ".join(f"{100 * share:6.2f}" for share in shares)
    return f"{name:32s} {found.terms:6d}  {told}"
