"""`python -m benchmarks.alike --store OUT`: words that two independent local readers have alike,
and the share of them that is right, by script.

Stored pages enter, a row a script leaves: of all places where two readers or more have one text,
how often it is the truth's, and the same of those where no other reader has another text, of these
where the truth has anything, and where three have this one. Right: the letters and digits of the
place are those of the words that the truth has there; on corpora whose truth has no order of the
page's, those of some word of the truth. Places that the truth says nothing of are left out, and
torn lines of the page beside, which no truth has. Pages are only measured, whatever their licence.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks import corpora, table
from benchmarks.learn.labels import labels
from benchmarks.local_page_cache import begun
from benchmarks.page_under_test import PageUnderTest
from benchmarks.run import STORE
from recto.local.fusion import LocalLine
from recto.text.alignment import compact
from recto.witnesses.local import PageFacts, cases
from recto.witnesses.registry import Testimony, agreed_letters

BLACKLETTER, NUMBER = "Blackletter", "Number"
HEADINGS = (
    "script", "words alike", "right", "undisputed", "right", "and in the truth", "right",
    "of three readers", "right",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alike:
    """One place at which two readers or more have the same."""

    script: str  # first word of its letters' Unicode names, or BLACKLETTER, or NUMBER
    readers: int
    is_right: bool
    is_disputed: bool = False  # another reader has other letters
    in_truth: bool = True  # the truth has some word here; of unordered truths nobody knows


@dataclass(frozen=True, slots=True)
class Share:
    """Of one script."""

    script: str
    words: int
    right: float
    undisputed: int
    right_undisputed: float
    in_truth: int  # undisputed ones where the truth has anything
    right_in_truth: float
    of_three: int
    right_of_three: float


def of_page(
    lines: Sequence[LocalLine], facts: PageFacts, truth: str, *, ordered: bool = True
) -> Iterator[Alike]:
    """The places of one page."""
    words = Counter(map(compact, truth.split()))
    for line, row in zip(lines, labels(lines, truth), strict=True):
        if line.facing_page:
            continue
        for case, label in zip(cases(line, facts), row, strict=True):
            text = agreed_letters(case.testimonies)
            if not text:
                continue
            expected = label.truth
            if ordered and (expected is None or label.shared):
                continue
            is_right = text == expected if ordered else words[text] > 0
            backers = sum(each.letters == text for each in case.testimonies)
            heard = [each for each in case.testimonies if each.letters]
            script = script_of(text, case.testimonies, facts)
            is_disputed = len(heard) > backers
            in_truth = bool(expected) or not ordered
            yield Alike(script, backers, is_right, is_disputed, in_truth)


def script_of(text: str, testimonies: Iterable[Testimony], facts: PageFacts) -> str:
    """That of its first letter; of blackletter where the page is and a reader of old print read."""
    letter = next(filter(str.isalpha, text), "")
    if not letter:
        return NUMBER
    readers = {each.witness.name for each in testimonies}
    if facts.blackletter and "froc" in readers:
        return BLACKLETTER
    name, _, _ = unicodedata.name(letter, "?").partition(" ")
    return name.capitalize()


def shares(found: Iterable[Alike]) -> list[Share]:
    """By script, the most frequent first."""
    by_script: dict[str, list[Alike]] = {}
    for each in found:
        by_script.setdefault(each.script, []).append(each)
    rows = [_share(script, own) for script, own in by_script.items()]
    return sorted(rows, key=lambda row: -row.words)


def _share(script: str, own: Sequence[Alike]) -> Share:
    clear = [each for each in own if not each.is_disputed]
    known = [each for each in clear if each.in_truth]
    three = [each for each in own if each.readers > 2]
    return Share(
        script,
        words=len(own),
        right=_right(own),
        undisputed=len(clear),
        right_undisputed=_right(clear),
        in_truth=len(known),
        right_in_truth=_right(known),
        of_three=len(three),
        right_of_three=_right(three),
    )


def _right(own: Sequence[Alike]) -> float:
    if not own:
        return float("nan")
    return sum(each.is_right for each in own) / len(own)


@click.command()
@click.option("--corpora", "root", type=click.Path(path_type=Path), default=corpora.DEFAULT)
@click.option("--store", type=click.Path(path_type=Path), required=True, help="OUT of a run.")
@click.option("--corpus", "names", multiple=True, help="Only this corpus; may be repeated.")
@click.option("--limit", type=click.IntRange(1), help="Only the first N pages of each kind.")
def command(root: Path, store: Path, names: tuple[str, ...], limit: int | None) -> None:
    """Print the table; what the run has not read is read now, and kept."""
    every = corpora.load(corpora.folder(root))
    found: list[Alike] = []
    for page in corpora.select(every, names, limit):
        local = begun(PageUnderTest(page, store / STORE), second_reader="on")
        facts = local.reading.facts
        ordered = page.corpus not in corpora.UNORDERED
        found += of_page(local.lines, facts, page.truth, ordered=ordered)
    rows = list(map(_cells, shares(found)))
    click.echo(table.markdown(HEADINGS, rows, names=1))


def _cells(row: Share) -> list[str]:
    cells = [row.script]
    for words, right in (
        (row.words, row.right),
        (row.undisputed, row.right_undisputed),
        (row.in_truth, row.right_in_truth),
        (row.of_three, row.right_of_three),
    ):
        share = f"{right:.3f}" if words else "-"
        cells += [str(words), share]
    return cells


if __name__ == "__main__":
    command()
