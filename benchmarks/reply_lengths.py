"""`python -m benchmarks.reply_lengths STORE text|replies`: how long will what comes back be?

The corpora enter; the numbers of `ask/text_tokens.py` and `ask/reply_tokens.py` leave, with what
they are worth on documents that they have not seen. Documents are parted in two halves by a digest
of their names: fitted on one, judged on the other, and the other way round. `replies` wants the
stored local readings of a benchmark run. Each recorded reading of an LLM is one reply (what it
would have been: recorded_replies.py), no longer than the request's own limit allows.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, nnls

from benchmarks.corpora import CorpusPage, folder, load
from benchmarks.local_page_cache import routed
from benchmarks.page_under_test import PageUnderTest
from benchmarks.recorded_replies import answer, is_llm, tokens_of
from recto.errors import MissingDependency
from recto.model.transcript import Evidence
from recto.readers.vision.ask.asks import Ask, plan
from recto.readers.vision.ask.reply_tokens import (
    BY_ERROR,
    BY_LINE,
    BY_WORD,
    EXTRA,
    REPLY_TOKENS,
    TRANSCRIBED_TOKENS,
    output_tokens,
)
from recto.readers.vision.ask.text_tokens import KINDS
from recto.readers.vision.replay import cut_to_lines
from recto.settings.llm import LlmOptions

Vector = NDArray[np.float64]
Mode = Literal["auto", "always"]
SEED = 3


def half(page: CorpusPage) -> int:
    """Which half of the documents a page belongs to: 0, judged, or 1, fitted."""
    name = f"{page.corpus} {page.document}"
    return hashlib.sha256(name.encode()).digest()[0] % 2


def with_readings(pages: Sequence[CorpusPage]) -> list[CorpusPage]:
    """Those that an LLM has read, in an order that has nothing to do with what they are."""
    found = [page for page in pages if any(map(is_llm, page.readings))]
    Random(SEED).shuffle(found)  # noqa: S311 - the same order every time
    return found


@contextmanager
def unreadable_named() -> Iterator[None]:
    """A page whose language is not installed here is left out, and said."""
    try:
        yield
    except MissingDependency as fault:
        print(f"left out: {fault}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class Text:
    """One transcription, as characters by kind and as tokens."""

    corpus: str
    half: int
    counts: tuple[int, ...]
    tokens: int


def texts(pages: Sequence[CorpusPage]) -> Iterator[Text]:
    """Truths and recorded readings."""
    for page in pages:
        readings = [reading.text for reading in page.readings.values()]
        for text in (page.truth, *readings):
            if text.strip():
                counts = tuple(len(kind.findall(text)) for kind, _ in KINDS)
                yield Text(page.corpus, half(page), counts, tokens_of(text))


def weights(given: Sequence[Text]) -> Vector:
    """Tokens of a character of each kind: least squares of relative errors, every corpus alike."""
    of_corpus: dict[str, int] = {}
    for text in given:
        of_corpus[text.corpus] = of_corpus.get(text.corpus, 0) + text.tokens
    scale = np.array([(text.tokens * of_corpus[text.corpus]) ** -0.5 for text in given])
    counts = np.array([text.counts for text in given], float)
    tokens = np.array([text.tokens for text in given], float)
    found: Vector = nnls(counts * scale[:, None], tokens * scale)[0]
    return found


def print_texts(given: Sequence[Text]) -> None:
    """The weights of each half, and each corpus counted by those that have not seen it."""
    shipped = np.array([tokens for _, tokens in KINDS])
    fitted = [weights([text for text in given if text.half == of]) for of in (0, 1)]
    print(f"{'kind':32}{'half 0':>8}{'half 1':>8}{'shipped':>9}")
    for at, (kind, tokens) in enumerate(KINDS):
        print(f"{kind.pattern:32}{fitted[0][at]:8.2f}{fitted[1][at]:8.2f}{tokens:9.2f}")
    print(f"\n{'tokens counted / o200k':32}{'by the other half':>18}{'shipped':>9}")
    for corpus in sorted({text.corpus for text in given}):
        of = [text for text in given if text.corpus == corpus]
        other = sum(float(np.dot(fitted[1 - text.half], text.counts)) for text in of)
        ours = sum(float(np.dot(shipped, text.counts)) for text in of)
        tokens = sum(text.tokens for text in of)
        print(f"{corpus:32}{other / tokens:18.2f}{ours / tokens:9.2f}")


@dataclass(frozen=True, slots=True, eq=False)
class Replied:
    """One request about one page, and the replies that its recordings make of it."""

    page: CorpusPage
    ask: Ask
    edited: Vector  # of each line, the share of the recordings that give it back
    tokens: float  # of a reply, the mean of the recordings; at most what the request allows

    @property
    def half(self) -> int:
        """As of its page."""
        return half(self.page)


def replied(page: CorpusPage, store: Path, mode: Mode) -> Iterator[Replied]:
    """Every request about a page."""
    options = LlmOptions(mode, "openai", model="gpt-4.1-mini")
    local = routed(PageUnderTest(page, store), options).local
    recordings = [each.text for model, each in page.readings.items() if is_llm(model)]
    for ask in plan(local.evidence, local.decisions, options.send):
        _, most = output_tokens(ask.kind, "edits", ask.lines, len(ask.spans))
        replies = [answer(ask, local.evidence, text) for text in recordings]
        tokens = [min(most, tokens_of(reply)) for reply in replies]
        given_back = [_edited(ask, local.evidence, text) for text in recordings]
        yield Replied(page, ask, np.mean(given_back, axis=0), float(np.mean(tokens)))


def _edited(ask: Ask, evidence: Evidence, recorded: str) -> list[bool]:
    read = {line.line: line.text for line in cut_to_lines(recorded, evidence.lines, ask.lines)}
    return [read.get(line.id, line.text) != line.text for line in ask.lines]


def chances(given: Sequence[Replied]) -> Vector:
    """BY_ERROR, BY_WORD and BY_LINE: the likeliest, every corpus alike."""
    rows: list[tuple[float, float, float]] = []
    edited: list[float] = []
    corpora: list[str] = []
    for each in given:
        for line, share in zip(each.ask.lines, each.edited, strict=True):
            if line.text and each.ask.kind != "transcribe":
                errors = line.expected_errors if line.text_errors is None else line.text_errors
                rows.append((errors, len(line.text.split()), 1.0))
                edited.append(float(share))
                corpora.append(each.page.corpus)
    evidence = np.array(rows)
    truth = np.array(edited)
    lines_of = Counter(corpora)
    weight = np.array([1 / lines_of[corpus] for corpus in corpora])

    def unlikely(logs: Vector) -> float:
        kept = np.exp(-evidence @ np.exp(logs))
        chance = np.clip(1 - kept, 1e-4, 1 - 1e-4)
        likely = truth * np.log(chance) + (1 - truth) * np.log(1 - chance)
        return -float(np.sum(weight * likely))

    start = np.log((1.0, 0.01, 0.1))
    return np.exp(minimize(unlikely, start, method="Nelder-Mead").x)


def beside(given: Sequence[Replied]) -> tuple[float, float]:
    """Tokens of what is added and marked, as a share of the tokens of the page's lines; tokens of a
    transcription for each line that was found. Every corpus alike.
    """
    shares: dict[str, list[float]] = {}
    written: dict[str, list[float]] = {}
    for each in given:
        lines, tokens = each.ask.lines, each.tokens
        if each.ask.kind == "page":
            whole, _ = output_tokens("page", "full", lines, 0)
            returned, _ = output_tokens("page", "edits", lines, 0)
            plain = returned - EXTRA * (whole - REPLY_TOKENS)
            shares.setdefault(each.page.corpus, []).append((tokens - plain) / whole)
        elif each.ask.kind == "transcribe" and lines:
            written.setdefault(each.page.corpus, []).append(tokens / len(lines))
    means = [float(np.mean(of)) for of in shares.values()]
    a_line = [float(np.mean(of)) for of in written.values()]
    return float(np.mean(means or [0])), float(np.mean(a_line or [0]))


def print_replies(given: Sequence[Replied]) -> None:
    """The numbers of each half beside those in force."""
    print(
        f"{'fitted on':12}{'BY_ERROR':>10}{'BY_WORD':>10}{'BY_LINE':>10}{'EXTRA':>10}{'a line':>10}"
    )
    for of in (0, 1):
        part = [each for each in given if each.half == of]
        figures = (*chances(part), *beside(part))
        print(f"{f'half {of}':12}" + "".join(f"{figure:10.3f}" for figure in figures))
    shipped = (BY_ERROR, BY_WORD, BY_LINE, EXTRA, TRANSCRIBED_TOKENS)
    print(f"{'in force':12}" + "".join(f"{figure:10.3f}" for figure in shipped))


def main() -> None:
    """Print the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("what", choices=("text", "replies"))
    parser.add_argument("--corpora")
    parser.add_argument("--most", type=int, default=10, help="pages of a corpus")
    given = parser.parse_args()
    corpora = load(folder(given.corpora))
    if given.what == "text":
        print_texts([text for corpus in corpora for text in texts(corpus.pages)])
        return
    found: list[Replied] = []
    for corpus in corpora:
        for page in with_readings(corpus.pages)[: given.most]:
            with unreadable_named():
                found += replied(page, given.store, "always")
    print_replies(found)


if __name__ == "__main__":
    main()
