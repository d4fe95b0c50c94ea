"""Lines for an LLM's prompt: what Tesseract read wrong, beside what is printed.

KnownPages enter, PromptExamples leave, those first that show most of the mistakes that are made
often. Whether showing them pays no recorded answer can tell: `recto compare` asks the user's own
model. A line counts where its whole text is known, by a truth or by people; what they left alone on
a line that they corrected counts where all readers are sure of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from recto.learning.paying import Learned
from recto.learning.places import KnownPage, is_inside, shown_text
from recto.local.fusion import LocalLine
from recto.readers.vision.ask.examples import tokens_of
from recto.routing.evidence import shown_text as shown_to_llm
from recto.settings.collection import PromptExample
from recto.settings.collection_file import Part
from recto.text.alignment import compact
from recto.text.spacing import joined, words_of
from recto.text.whole_lines import whole_lines
from recto.witnesses.taught import edits

PART = "examples"
SHORTEST, LONGEST = 12, 160  # characters: shorter ones show little, longer ones cost much
# Of the characters that may differ between a line as it was read and as it is printed: where more
# do, it is another line, or nothing to learn from.
DIFFERENT = 0.4
SURE = 0.98  # confidence of a word that nobody was asked about
FIXED = 20  # characters that a line costs beside its own
NONE = "no line of which the whole text is known was read wrong"
Mistakes = frozenset[tuple[str, str]]  # letters as they are printed, and as they were read


def with_examples(found: Learned, pages: Iterable[KnownPage], most: int) -> Learned:
    """What was learned, with so many examples at most, and what they cost."""
    candidates: list[PromptExample] = []
    for page in pages:
        candidates += examples_of(page)
    kept = chosen(candidates, most)
    pairs = [(each.read, each.printed) for each in kept]
    tokens = tokens_of(pairs)
    told = f"{len(kept)} lines, {tokens} tokens in a request; not tried whether they pay"
    row = Part(PART, kept=bool(kept), why=told if kept else NONE)
    collection = replace(found.collection, examples=kept)
    return replace(found, collection=collection, tried=(*found.tried, row))


def chosen(candidates: Iterable[PromptExample], most: int) -> tuple[PromptExample, ...]:
    """One after the other whichever shows most that those before it do not, for its length."""
    pool = {each: mistakes_of(each) for each in candidates}
    often: Counter[tuple[str, str]] = Counter()
    for wrong in pool.values():
        often.update(wrong)
    picked: list[PromptExample] = []
    seen: set[tuple[str, str]] = set()

    def worth(each: PromptExample) -> float:
        shows = 0
        for mistake in pool[each] - seen:
            shows += often[mistake]
        costs = FIXED + len(each.printed)
        return shows / costs

    while pool and len(picked) < most:
        best = max(pool, key=worth)
        picked.append(best)
        seen |= pool.pop(best)
    return tuple(picked)


def mistakes_of(example: PromptExample) -> Mistakes:
    """The letters of a line that were read as others."""
    printed = compact(example.printed)
    read = compact(example.read)
    wrong = edits(printed, read)
    return frozenset(wrong)


def examples_of(page: KnownPage) -> Iterator[PromptExample]:
    """The lines of one page that were read wrong."""
    lines = page.reading.lines
    texts = printed_lines(page)
    blackletter = page.reading.facts.blackletter
    for line, printed in zip(lines, texts, strict=True):
        read = shown_to_llm(line)
        if read is None or line.facing_page or not printed:
            continue
        if _shows_a_mistake(read, printed):
            yield PromptExample(read, printed, blackletter)


def printed_lines(page: KnownPage) -> Sequence[str]:
    """What is printed on each line; empty where it is not known whole."""
    if page.text:
        return _from_truth(page)
    return [_from_people(page, line) for line in page.reading.lines]


def _shows_a_mistake(read: str, printed: str) -> bool:
    if not SHORTEST <= len(printed) <= LONGEST or len(read) > LONGEST:
        return False
    letters, truth = compact(read), compact(printed)
    if letters == truth:
        return False
    wrong = Levenshtein.distance(read, printed)
    most = DIFFERENT * len(printed)
    return wrong <= most


def _from_truth(page: KnownPage) -> Sequence[str]:
    """What a truth has on each line."""
    rows = []
    for row in page.reading.judged:
        texts = [shown_text(judged) for judged in row]
        rows.append(texts)
    words = words_of(page.text)
    return [joined(line) for line in whole_lines(rows, words)]


def _from_people(page: KnownPage, line: LocalLine) -> str:
    """What people made of a line; empty where it is not known whole, or they left it alone."""
    words = [word for word in page.result.words if is_inside(word.box, line.box)]
    words.sort(key=lambda word: word.box.left)
    if not any(word.origin == "human" for word in words):
        return ""
    texts = []
    for word in words:
        is_known = word.origin == "human" or word.confidence >= SURE
        if not is_known:
            return ""
        texts.append(word.text)
    return joined(texts)
