"""What a review teaches: words with what they turned out to be, terms for the glossary, and lines
with their text to train a reader on.

An open ledger enters; Examples for `recto calibrate`, terms, and TrainingLines leave. Only here:
what of a review is evidence. A confidence is judged by the word as it was read, beside what a
person said; since words are drawn and queued by their confidence, the share that is right at each
confidence is not biased by the choice, while the share of all words would be.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from recto.batch.corrections import every
from recto.batch.ledger import Ledger
from recto.batch.packed import unpack
from recto.batch.spread import has_digit
from recto.calibration.examples import Example, counts, kind_of
from recto.corrections.correction import Correction, box_of, standing
from recto.corrections.places import run_at
from recto.model.page import Box
from recto.model.result import PageResult, Word
from recto.review.desk import Desk
from recto.text.agreement import letters

Said = dict[tuple[str, int], list[tuple[Box, str]]]  # source and page -> box, what stands there
TIMES = 3  # that a word was said to stand somewhere before it is a term
SHORTEST = 4  # letters of a term: shorter words say nothing about a subject


@dataclass(frozen=True, slots=True)
class Lessons:
    """What `recto calibrate` fits to."""

    judged: tuple[Example, ...]
    everyone: tuple[Example, ...]  # all words of the same pages, for the share that is flagged


def lessons(ledger: Ledger) -> Lessons:
    """Every word that a person judged, as it was read. Raises FileAccess for a damaged ledger."""
    said = said_of_words(ledger)
    judged: list[Example] = []
    everyone: list[Example] = []
    for number, ((sha256, index), places) in enumerate(sorted(said.items())):
        page = page_as_read(ledger, sha256, index)
        if page is None:
            continue
        everyone += [
            example(
                word,
                word.text,
                number,
            )
            for word in filter(counts, page.words)
        ]
        for box, text in places:
            word = word_at(page, box)
            if word is not None and counts(word):
                judged.append(example(word, text, number))
    return Lessons(tuple(judged), tuple(everyone))


def said_of_words(ledger: Ledger) -> Said:
    """What people said of single words: in the sample, and in the queue."""
    said: Said = {}
    for each in standing(every(ledger)):
        is_word = each.action == "text" and len(each.before.split()) == 1
        if is_word and each.how != "blind":  # those are in the sample
            said.setdefault((each.sha256, each.page), []).append((each.box, each.after))
    rows = ledger.select(
        "SELECT sha256, page, box, said, times FROM sample WHERE kind = 'word' AND at > 0"
    )
    for sha256, page, box, text, times in rows:
        place = box_of(json.loads(box), "box")
        said.setdefault((sha256, page), []).extend([(place, text)] * times)
    return said


def page_as_read(ledger: Ledger, sha256: str, index: int) -> PageResult | None:
    """A page without what people said; None where it is not there any more."""
    rows = ledger.select(
        "SELECT result FROM page JOIN file ON file.id = page.file"
        " WHERE file.sha256 = ? AND number = ? AND result IS NOT NULL LIMIT 1",
        sha256,
        index,
    )
    return unpack(rows[0][0]) if rows else None


def word_at(page: PageResult, box: Box) -> Word | None:
    """The one word in the box; None where there are none, or several."""
    run = run_at(page, box)
    if run is None or run.past - run.first != 1:
        return None
    return page.lines[run.line].words[run.first]


def example(word: Word, said: str, page: int) -> Example:
    """A word as it was read, beside what stands there."""
    right = letters([word.text]) == letters(said.split())
    return Example(word.confidence, right, kind_of(word), page)


def terms(ledger: Ledger) -> list[str]:
    """Words that people said stand there in at least TIMES places, the most frequent first."""
    found: Counter[str] = Counter()
    for each in standing(every(ledger)):
        if each.action != "text":
            continue
        for word in each.after.split():
            bare = word.strip(".,;:!?()[]\"'")
            if len(bare) >= SHORTEST and not has_digit(bare):
                found[bare] += 1
    return [term for term, count in found.most_common() if count >= TIMES]


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A line of which people said every word."""

    file: int
    number: int  # of the page
    box: Box
    text: str


def training_lines(desk: Desk) -> Iterator[TrainingLine]:
    """Lines whose words are all a person's, and lines that were typed as a whole."""
    for file, number in _pages_with(desk, standing(every(desk.ledger))):
        for line in desk.page(file, number).page.lines:
            if all(word.origin == "human" for word in line.words):
                yield TrainingLine(file, number, line.box, line.text)
    rows = desk.ledger.select(
        "SELECT sha256, page, box, said FROM sample WHERE kind = 'line' AND at > 0 AND said != ''"
    )
    for sha256, page, box, said in rows:
        file = desk.file_of(sha256)
        if file:
            yield TrainingLine(
                file,
                page,
                box_of(json.loads(box), "box"),
                said,
            )


def _pages_with(desk: Desk, said: tuple[Correction, ...]) -> list[tuple[int, int]]:
    """Pages of which something was said, each once."""
    pages = {(desk.file_of(each.sha256), each.page) for each in said}
    return sorted(page for page in pages if page[0])
