"""What is counted of a page once it is read, and of a run: small enough to keep for every page
there ever was.

PageCounts come from one PageResult; a Summary is the sum of any number of them. The outcome names
live here: how a page ended is one of them, always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from recto.batch.spread import Spread, estimate
from recto.model.page import Usage
from recto.model.result import PageResult
from recto.reasons import told
from recto.text.messages import one_line

Outcome = Literal["ok", "blank", "unreadable", "refused", "truncated", "fell-back", "failed"]
GOOD: frozenset[Outcome] = frozenset({"ok", "blank"})
# though a reader did what it could
INCOMPLETE: frozenset[Outcome] = frozenset({"truncated", "unreadable"})
LOST = (
    "the file ends early",
    "the page's image ends early",
    "black all over",
    "no data at",
    "text that could not be read at",
    "this page seems to be in",
)  # how notes of it begin


@dataclass(frozen=True, slots=True)
class PageCounts:
    """One page in numbers."""

    outcome: Outcome = "ok"
    words: int = 0
    flagged: int = 0
    confidence: float = 0.0  # sum over the words of P(right)
    seconds: float = 0.0  # wall, all stages
    usage: Usage = field(default_factory=Usage)
    notes: tuple[str, ...] = ()
    guards: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, page: PageResult) -> PageCounts:
        """Count one page."""
        words = page.words
        flagged = sum(word.flagged for word in words)
        confidence = sum(word.confidence for word in words)
        seconds = sum(page.seconds.values())
        return cls(
            page.status,
            len(words),
            flagged,
            confidence,
            seconds,
            page.usage,
            page.notes,
            page.guards,
        )


def loss_line(path: str, index: int, page: PageCounts) -> str:
    """What a page has lost of what it shows, for people who want to hear of nothing else; empty for
    a whole page.
    """
    why = [note for note in page.notes if note.startswith(LOST)]
    if not why:
        if page.outcome not in INCOMPLETE:
            return ""
        why = list(page.notes[-1:])

    name = f"{one_line(path)} page {index + 1}"
    return ": ".join((name, page.outcome, *why))


def page_line(path: str, index: int, page: PageCounts) -> str:
    """One page for people who follow a run closely."""
    mean = page.confidence / page.words if page.words else 0.0
    facts = (
        page.outcome,
        _many(page.words, "word"),
        f"confidence {mean:.3f}",
        f"{page.flagged:,} flagged",
        f"{page.seconds:.1f} s",
    )
    name, number = one_line(path), index + 1
    return f"{name} page {number}: {', '.join(facts)}"


@dataclass(slots=True)
class Summary:
    """A run in numbers; grows page by page."""

    pages: int = 0
    words: int = 0
    flagged: int = 0
    confidence: float = 0.0  # sum over the words
    usage: Usage = field(default_factory=Usage)
    outcomes: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    guards: Counter[str] = field(default_factory=Counter)
    spread: Spread = field(default_factory=Spread)  # empty: not known

    def add(self, page: PageCounts) -> None:
        """Count one more page."""
        self.pages += 1
        self.words += page.words
        self.flagged += page.flagged
        self.confidence += page.confidence
        self.usage += page.usage
        self.outcomes[page.outcome] += 1
        self.notes.update(dict.fromkeys(page.notes, 1))  # once a page, in their order
        self.guards.update(page.guards)

    @property
    def mean_confidence(self) -> float:
        """0..1 over all words; 0 without words."""
        if not self.words:
            return 0.0
        return self.confidence / self.words

    @property
    def incomplete(self) -> int:
        """Pages that failed, or that are not what was asked for."""
        good = sum(self.outcomes[outcome] for outcome in GOOD)
        return self.outcomes.total() - good

    def lines(self, seconds: float | None = None) -> list[str]:
        """The run for people, most important first; `seconds` is how long it took."""
        numbers = [
            _many(self.pages, "page"),
            _many(self.words, "word"),
            f"mean confidence {self.mean_confidence:.3f}",
            f"{self.flagged:,} flagged",
        ]
        if seconds is not None:
            numbers.append(f"{seconds:.1f} s")
        text = [", ".join(numbers)]

        text += estimate(self.spread).lines()
        usage = self.usage
        if usage.calls:
            tokens = usage.input_tokens + usage.output_tokens
            calls = _many(usage.calls, "LLM call")
            text.append(f"{calls}, {tokens:,} tokens, ${usage.usd:.4f}")

        for outcome, count in self.outcomes.most_common():
            if outcome != "ok":
                pages = _many(count, "page")
                text.append(f"{pages} {outcome} ({told(outcome)})")
        for note, count in self.notes.most_common():
            pages = _many(count, "page")
            text.append(f"{pages}: {note}")
        for code, count in self.guards.most_common():
            times = _many(count, "time")
            text.append(f"{times}: {told(code)}")
        return text


def _many(count: int, thing: str) -> str:
    things = thing if count == 1 else f"{thing}s"
    return f"{count:,} {things}"
