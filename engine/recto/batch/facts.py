"""What is counted of a page once it is read, and of a run: small enough to keep for every page
there ever was.

PageCounts come from one PageResult; a Summary is the sum of any number of them. The outcome names
live here: how a page ended is one of them, always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from recto.batch.sentences import is_of_resolution, many, resolution_line, which
from recto.batch.spread import Spread, estimate
from recto.model.page import Usage
from recto.model.result import PageResult
from recto.reasons import told
from recto.text.messages import one_line
from recto.triage.grades import SETTLED, errors_of

Outcome = Literal["ok", "blank", "unreadable", "refused", "truncated", "fell-back", "failed"]
SAID_FIRST = frozenset({"ok", "failed"})  # failures have a line each
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
    "the print on this page is mirrored",
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
    unread: int = 0  # characters of ink that has no word
    script_unsure: bool = False  # the readers, or the languages asked for, cannot read it

    @property
    def errors(self) -> float:
        """The share of its words that is expected to be wrong or missing, 0..1."""
        wrong = max(0.0, self.words - self.confidence)
        return errors_of(self.words, wrong, self.unread, script_unsure=self.script_unsure)

    @classmethod
    def of(cls, page: PageResult) -> PageCounts:
        """Count one page."""
        words = page.words
        flagged = sum(word.flagged for word in words)
        confidence = sum(word.confidence for word in words)
        seconds = sum(page.seconds.values())
        unsettled = page.unsettled or SETTLED
        return cls(
            page.status,
            len(words),
            flagged,
            confidence,
            seconds,
            page.usage,
            page.notes,
            page.guards,
            unsettled.unread,
            unsettled.script,
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
        many(page.words, "word"),
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
    worst: float = 0.0  # the greatest of the pages' shares of words wrong or missing
    worst_page: str = ""  # its name, where one was given
    # Outcome, note or guard: the pages that it is about, by name, where names were given.
    places: dict[str, list[str]] = field(default_factory=dict)

    def add(self, page: PageCounts, name: str = "") -> None:
        """Count one more page; `name` for people ("a.pdf page 3")."""
        self.pages += 1
        self.words += page.words
        self.flagged += page.flagged
        self.confidence += page.confidence
        self.usage += page.usage
        self.outcomes[page.outcome] += 1
        self.notes.update(dict.fromkeys(page.notes, 1))  # once a page, in their order
        self.guards.update(page.guards)
        self.note_errors(page.errors, name)
        if name:
            self.note_place(name, (page.outcome, *page.notes, *page.guards))

    def note_errors(self, share: float, name: str) -> None:
        """Keep the worst page."""
        if share > self.worst:
            self.worst = share
            self.worst_page = name

    def over(self, limit: float | None) -> str:
        """What to say of a page that is worse than `limit` allows; empty where none is."""
        if limit is None or self.worst <= limit:
            return ""
        name = self.worst_page or "a page"
        lost = f"{self.worst:.1%} of its words may be wrong or missing"
        return f"{name}: {lost} (--max-errors {limit:g})"

    def note_place(self, name: str, about: Iterable[str]) -> None:
        """Keep the page's name for each of the sentences that it is in."""
        for key in about:
            if key != "ok" and not is_of_resolution(key):
                self.places.setdefault(key, []).append(name)

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
        text = [self._first(seconds)]
        text += estimate(self.spread).lines()
        usage = self.usage
        if usage.calls:
            tokens = usage.input_tokens + usage.output_tokens
            calls = many(usage.calls, "LLM call")
            text.append(f"{calls}, {tokens:,} tokens, ${usage.usd:.4f}")

        for outcome, count in self.outcomes.most_common():
            if outcome not in SAID_FIRST:
                pages = many(count, "page")
                text.append(f"{pages} {outcome}: {told(outcome)}{self._which(outcome, count)}")
        resolution = resolution_line(self.notes)
        if resolution:
            text.append(resolution)
        for note, count in self.notes.most_common():
            if not is_of_resolution(note):
                text.append(f"{many(count, 'page')}: {note}{self._which(note, count)}")
        for code, count in self.guards.most_common():
            pages_of = self.places.get(code, [])
            text.append(f"{many(count, 'time')}: {told(code)}{self._which(code, len(pages_of))}")
        return text

    def _first(self, seconds: float | None) -> str:
        """Pages, words and time; no figures of words where nothing was read."""
        failed = self.outcomes["failed"]
        numbers = [many(self.pages, "page")]
        if failed:
            numbers.append(f"{failed:,} failed" if failed < self.pages else "nothing could be read")
        if self.words:
            numbers += [
                many(self.words, "word"),
                f"mean confidence {self.mean_confidence:.3f}",
                f"{self.flagged:,} flagged",
            ]
        elif failed < self.pages:
            numbers.append("no words")
        if seconds is not None:
            numbers.append(f"{seconds:.1f} s")
        return ", ".join(numbers)

    def _which(self, about: str, count: int) -> str:
        """The pages that a sentence is about; of a single page nothing needs to be said."""
        if self.pages == 1:
            return ""
        return which(self.places.get(about, []), count)
