"""`python -m benchmarks.learn.sure_lines --store OUT`: which detected lines PP-OCR might be spared,
by a learned rule and by the engine's, on pages of which both readers have every line.

Stored readings enter, a table leaves: shares of lines, and how many of those that are spared PP-OCR
would have changed. An example is a line without digits. It may be spared where every word of
Tesseract's is printed and none of PP-OCR's is added, by letters alone. A logistic rule over what is
known before PP-OCR reads is learned without the corpus that it is judged on, and so is its
threshold, on corpora that its weights have not seen either. Nothing of it is shipped: see
docs/decisions/runs.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from statistics import fmean, median

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks import corpora
from benchmarks.learn.store import StoredPage, load
from benchmarks.table import markdown
from recto.arbitration.local_reading import judge_page
from recto.confidence.features import logit
from recto.local.fusion import key
from recto.local.line_homes import assign
from recto.local.sure_lines import LETTERS, sure_lines
from recto.local.upright import fuse_upright, seen_upright
from recto.model.page import Box, Choice, Line, ReaderWord, Reading
from recto.model.result import Word

COLUMNS = (
    "constant",
    "weakest",  # log odds of the least sure word
    "mean",
    "margin",  # least lead of a character over what else Tesseract weighed
    "unknown",  # log odds of the least sure word that the lexicon lacks; MOST without any
    "gap",  # line heights of the longest stretch without a word
    "letters",  # log
    "words",  # log
    "marks",  # share of the characters
    "height",  # of the words, in line heights
    "page",  # log odds of the page's mean word
    "pitch",  # line heights a character
)
MOST = 5.0
HARM = (0.02, 0.04, 0.07)  # share of the spared lines that PP-OCR would have changed
SMALL = 0.1  # weight of the squared weights, an example
HEADINGS = ("corpus", "lines", "to spare at best", "by the engine's rule", "changed of these")

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One detected line."""

    corpus: str
    row: tuple[float, ...] | None  # None: it has digits, or hardly a letter
    unchanged: bool  # PP-OCR would have changed no letter
    by_rule: bool  # the engine spares it


def examples(page: StoredPage) -> list[Example]:
    """Of one page; none where PP-OCR was not asked of every line."""
    read = page.local.read
    if read.ppocr is None or any(reading.reader == "froc" for reading in read.readings):
        return []
    geometry = page.local.evidence.view.geometry
    lines = read.ppocr.lines
    blank = tuple(replace(line, words=()) for line in lines)
    detected = seen_upright(Reading("ppocr", blank, 0.0), geometry, {}).lines
    homes, _ = assign(seen_upright(read.tesseract, geometry, {}).lines, detected)
    lexicon = page.local.reading.facts.lexicon
    spared = sure_lines(read.tesseract, blank, geometry, lexicon)
    fused = fuse_upright(
        read.tesseract, read.ppocr, geometry, ruling=page.local.strokes, further=read.further
    )
    printed = _printed(judge_page(fused, page.local.reading.facts).rows, blank)
    mean = fmean([word.raw_confidence for word in read.tesseract.words] or [0.0])
    found = []
    for at, (line, words) in enumerate(zip(detected, homes, strict=True)):
        text = "".join(word.text for word in words)
        told = sum(map(str.isalpha, text)) >= LETTERS and not any(map(str.isdigit, text))
        known = [lexicon.knows(word.text) for word in words]
        row = features(line, words, known, mean) if told else None
        same = _is_unchanged(words, lines[at].words, printed[at])
        found.append(Example(page.corpus, row, same, bool(spared[at])))
    return found


def features(
    line: Line, words: Sequence[ReaderWord], known: Sequence[bool], page: float
) -> tuple[float, ...]:
    """In the order of COLUMNS."""
    sure = [word.raw_confidence for word in words]
    text = "".join(word.text for word in words)
    height = max(1.0, min(line.box.height, line.box.width))
    leads = [_lead(cell) for word in words for cell in word.choices if cell]
    odds = [logit(each) for each, is_known in zip(sure, known, strict=True) if not is_known]
    return (
        1.0,
        logit(min(sure)),
        logit(fmean(sure)),
        min(leads, default=0.0),
        min(odds, default=MOST),
        min(3.0, _bare(line.box, words) / height),
        log(1 + sum(map(str.isalpha, text))),
        log(len(words)),
        sum(not char.isalnum() for char in text) / len(text),
        min(3.0, median(word.box.height for word in words) / height),
        logit(page),
        min(3.0, sum(word.box.width for word in words) / (height * len(text))),
    )


def _lead(cell: Sequence[Choice]) -> float:
    best, *others = [choice.probability for choice in cell]
    return best - max(others, default=0.0)


def _bare(box: Box, words: Sequence[ReaderWord]) -> float:
    reached, most = box.left, 0.0
    for word in words:
        most = max(most, word.box.left - reached)
        reached = max(reached, word.box.right)
    return max(most, box.right - reached)


def _printed(rows: Iterable[Iterable[Iterable[Word]]], lines: Sequence[Line]) -> list[list[str]]:
    """The printed words by the detected line in whose box their middle lies."""
    found: list[list[str]] = [[] for _ in lines]
    for row in rows:
        for unit in row:
            for word in unit:
                x, y = word.box.centre
                inside = [
                    (abs(y - line.box.centre[1]), at)
                    for at, line in enumerate(lines)
                    if line.box.left <= x <= line.box.right and line.box.top <= y <= line.box.bottom
                ]
                if inside:
                    found[min(inside)[1]].append(str(getattr(word, "text")))  # noqa: B009
    return found


def _is_unchanged(
    own: Sequence[ReaderWord], other: Sequence[ReaderWord], printed: Sequence[str]
) -> bool:
    mine = _letters(word.text for word in own)
    theirs = _letters(word.text for word in other)
    shown = _letters(printed)
    return not mine - shown and not (shown & theirs) - mine


def _letters(texts: Iterable[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts:
        letters = "".join(filter(str.isalnum, key(text)))
        if letters:
            found[letters] += 1
    return found


def fitted(rows: Floats, right: Bools) -> Floats:
    """Logistic weights; columns are scaled inside."""
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    scaled = rows / spread

    def loss(weights: Floats) -> float:
        odds = scaled @ weights
        each = np.logaddexp(0, odds) - right * odds
        return float(each.sum() + SMALL * np.square(weights[1:]).sum())

    found = minimize(loss, np.zeros(rows.shape[1])).x
    return np.asarray(found / spread, np.float64)


def threshold(odds: Floats, right: Bools, most: float) -> float:
    """From which log odds on at most that share is wrong."""
    order = np.argsort(-odds)
    wrong = np.cumsum(~right[order])
    fine = np.flatnonzero(wrong <= most * np.arange(1, len(odds) + 1))
    return float(odds[order][fine[-1]]) if len(fine) else float("inf")


def left_out(rows: Floats, right: Bools, names: NDArray[np.str_]) -> Floats:
    """Log odds of each example by weights that never saw its corpus."""
    odds = np.zeros(len(rows))
    for name in np.unique(names):
        out = names == name
        odds[out] = rows[out] @ fitted(rows[~out], right[~out])
    return odds


def spared(rows: Floats, right: Bools, names: NDArray[np.str_], most: float) -> Bools:
    """By weights and a threshold that never saw the corpus."""
    found = np.zeros(len(rows), dtype=bool)
    for name in np.unique(names):
        out = names == name
        inside = left_out(rows[~out], right[~out], names[~out])
        least = threshold(inside, right[~out], most)
        found[out] = rows[out] @ fitted(rows[~out], right[~out]) >= least
    return found


def table(found: Sequence[Example]) -> str:
    """A row a corpus, and one of all."""
    told = [each for each in found if each.row is not None]
    rows = np.array([each.row for each in told], np.float64)
    right = np.array([each.unchanged for each in told])
    names = np.array([each.corpus for each in told])
    by_rule = np.array([each.by_rule for each in told])
    learned = [spared(rows, right, names, most) for most in HARM]
    total = Counter(each.corpus for each in found)
    headings = [*HEADINGS]
    for most in HARM:
        headings += [f"learned, {most:.2f}", "changed of these"]
    lines = []
    for name in (*sorted(total), "all"):
        here = names == name if name != "all" else np.ones(len(names), dtype=bool)
        count = total[name] if name != "all" else len(found)
        cells = [name, str(count), f"{right[here].sum() / count:.3f}"]
        for chosen in (by_rule, *learned):
            both = chosen & here
            changed = float(np.mean(~right[both])) if both.any() else 0.0
            cells += [f"{both.sum() / count:.3f}", f"{changed:.3f}"]
        lines.append(tuple(cells))
    return markdown(headings, lines, names=1)


@click.command()
@click.option("--corpora", "root", type=click.Path(path_type=Path), default=corpora.DEFAULT)
@click.option("--store", type=click.Path(path_type=Path), required=True, help="OUT of a run.")
def command(root: Path, store: Path) -> None:
    """Print what could be spared, and what is."""
    found = []
    for page in load(root, store):
        found += examples(page)
    click.echo(table(found))


if __name__ == "__main__":
    command()
