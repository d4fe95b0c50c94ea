"""The report's ablation tables: steps and rules left out, and what each rule decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from benchmarks.ablation import RULE, STEP, Ablation
from benchmarks.scoring import PageScore
from benchmarks.table import REPLAYED, signed
from recto.compare import html

if TYPE_CHECKING:
    from markupsafe import Markup

LEFT_OUT = (
    "left out",
    "pages",
    "changed",
    "better : worse",
    "alnum CER with",
    "without",
    "gain [95 %]",
    "word F1 with",
    "without",
)
FLAGGED = (
    "left out",
    "words flagged with",
    "without",
    "errors with",
    "without",
    "errors flagged with",
    "without",
    "errors unflagged with",
    "without",
    "flags per error with",
    "without",
)
DECIDED = ("system", "rule", "words", "right")
TITLES = {
    STEP: "What each part is worth without an LLM: cleaning, second reader, local rules",
    RULE: f"What each part is worth with an LLM{REPLAYED}",
}
NOTE = (
    "One part left out at a time. Means over the pages that change (with an LLM: pages and"
    " readings); a gain above 0 means that the part helps. better : worse counts those pages."
    " Agreement rules choose words that are already alike, so they change confidence more than"
    " text."
)


FLAGS_NOTE = (
    "The same by flags: over the pages whose flags change, words at which a person should look,"
    " words that are wrong, those of them that are flagged and those that are not, and flags for"
    " each error that is."
)


def sections(found: Sequence[Ablation], scores: Sequence[PageScore]) -> Iterator[Markup]:
    """HTML, where there is something to say."""
    for kind, title in TITLES.items():
        if lines := left_out(found, kind):
            yield html.heading(title, 2)
            yield html.paragraph(NOTE, "note")
            yield html.table(LEFT_OUT, lines)
        if flags := flagged(found, kind):
            yield html.paragraph(FLAGS_NOTE, "note")
            yield html.table(FLAGGED, flags)
    if lines := list(_decided(scores)):
        yield html.heading("What each rule decided", 2)
        yield html.table(DECIDED, lines, 2)


def left_out(found: Sequence[Ablation], kind: str) -> list[tuple[str, ...]]:
    """Lines of the LEFT_OUT table."""
    return [_line(item) for item in found if item.kind == kind]


def flagged(found: Sequence[Ablation], kind: str) -> list[tuple[str, ...]]:
    """Lines of the FLAGGED table; parts that change no flag are left out."""
    lines = []
    for item in found:
        if item.kind != kind or not (item.flagged or item.flagged_without):
            continue
        pairs = (
            (item.flagged, item.flagged_without),
            (item.errors, item.errors_without),
            (item.caught, item.caught_without),
            (item.errors - item.caught, item.errors_without - item.caught_without),
        )
        counts = [str(count) for pair in pairs for count in pair]
        each = f"{item.flagged / max(1, item.caught):.2f}"
        each_without = f"{item.flagged_without / max(1, item.caught_without):.2f}"
        lines.append((item.part.replace("_", " "), *counts, each, each_without))
    return lines


def _line(item: Ablation) -> tuple[str, ...]:
    return (
        item.part.replace("_", " "),
        str(item.pages),
        str(item.changed),
        f"{item.better} : {item.worse}",
        f"{item.alnum_cer:.4f}",
        f"{item.alnum_cer_without:.4f}",
        signed(item.gain),
        f"{item.word_f1:.4f}",
        f"{item.word_f1_without:.4f}",
    )


def _decided(scores: Sequence[PageScore]) -> Iterator[tuple[str, ...]]:
    for kind in ("local", "hybrid", "auto"):
        decided: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for score in (s for s in scores if s.system.partition(":")[0] == kind):
            for rule, (words, good) in score.reasons.items():
                decided[rule] += words
                right[rule] += good
        name = kind if kind == "local" else f"{kind}:*{REPLAYED}"
        for rule, words in decided.most_common():
            yield name, rule, str(words), f"{100 * right[rule] / words:.1f} %"
