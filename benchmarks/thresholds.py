"""Every threshold that was chosen with pages in sight, and between which values it may be chosen.

A row names a module of the engine, a constant of it that rules read when they are called, and
candidates, the most cautious first: there the rule that the constant belongs to changes or says
least, and it is taken where pages say nothing of a threshold. What a row is chosen on is its stage
(loop/fit.py); stages are gone through in the order of STAGES.

Constants of the same modules that are not chosen stand in GIVEN with the reason; a test holds that
every number of these modules stands in one of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Literal

Stage = Literal["flags", "words", "pages", "passages", "auto"]
STAGES: tuple[Stage, ...] = ("flags", "words", "pages", "passages", "auto")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One constant of the engine."""

    module: str
    constant: str
    candidates: tuple[float, ...]
    stage: Stage

    @property
    def name(self) -> str:
        """As it is stored and printed."""
        return f"{self.module.removeprefix('recto.')}.{self.constant}"

    @property
    def home(self) -> ModuleType:
        """The module itself. Raises ImportError."""
        return import_module(self.module)

    @property
    def value(self) -> float:
        """As it is in force."""
        found: float = getattr(self.home, self.constant)
        return found

    @property
    def middle(self) -> float:
        """Where choosing begins, whatever is shipped."""
        return self.candidates[len(self.candidates) // 2]

    def put(self, value: float) -> None:
        """Put another in force. Raises AttributeError where the engine has no such constant."""
        getattr(self.home, self.constant)
        setattr(self.home, self.constant, value)


Candidates = Mapping[str, tuple[float, ...]]
UNREADABLE = "recto.arbitration.page.unreadable_page"
LANGUAGE = "recto.arbitration.page.wrong_language"
RULES = "recto.arbitration.word.rules"
DIGITS = "recto.arbitration.word.digits"
SPELLING = "recto.arbitration.word.spelling"
CHOICE = "recto.arbitration.page.choice"
ORDER = "recto.arbitration.page.order"
LIKELIER = "recto.arbitration.page.likelier"
PASSAGES = "recto.arbitration.one_sided.passages"
REPEATS = "recto.arbitration.one_sided.repeats"
ROUTE = "recto.routing.route"

TABLE: tuple[tuple[Stage, str, Candidates], ...] = (
    ("flags", UNREADABLE, {"DIFFER": (0.3, 0.4, 0.5, 0.6), "UNSURE": (0.8, 0.85, 0.9, 0.95)}),
    ("flags", LANGUAGE, {"KNOWN": (0.03, 0.06, 0.1, 0.15), "FOREIGN": (0.3, 0.2, 0.15, 0.1)}),
    (
        "words",
        RULES,
        {
            "LIKELY": (0.9, 0.8, 0.7, 0.6, 0.5),
            "LIKELY_ALONE": (0.9, 0.8, 0.7, 0.6, 0.5),
            "RELIABLE": (0.85, 0.9, 0.94, 0.97),
            "ALIKE": (0.6, 0.5, 0.4, 0.3, 0.2),
        },
    ),
    ("words", DIGITS, {"READ": (0.95, 0.9, 0.8, 0.7, 0.5)}),
    ("words", SPELLING, {"WEAKEST": (0.95, 0.9, 0.8, 0.6), "NEAR": (0.8, 0.7, 0.6, 0.5)}),
    (
        "pages",
        CHOICE,
        {
            "MARGIN": (0.2, 0.12, 0.08, 0.05, 0.03),
            "LOCALS_AGREE": (0.8, 0.65, 0.5, 0.4, 0.35),
            "CONFIRMED": (0.8, 0.85, 0.9, 0.95),
            "MOST": (0.4, 0.5, 0.6, 0.7, 0.8),
            "STRANGER": (0.05, 0.1, 0.2, 0.3),
            "SURE_PPOCR": (0.9, 0.8, 0.7, 0.6),
            "SMALL_MARGIN": (0.1, 0.06, 0.04, 0.02),
            "SAME_PAGE": (0.99, 0.97, 0.95, 0.9),
            "SURE_PAGE": (0.99, 0.97, 0.95, 0.93, 0.9),
            "HANDWRITING": (0.005, 0.01, 0.02, 0.04),
            "UNLIKE": (0.4, 0.55, 0.7, 0.8),
            "SURELY_READ": (0.9, 0.8, 0.7),
            "SURE_SCORES": (0.98, 0.95, 0.92),
            "HAIR": (0.06, 0.04, 0.02, 0.01),
            "LOCALS_ALIKE": (0.97, 0.95, 0.9, 0.85),
            "SURE_ENOUGH": (0.97, 0.95, 0.9, 0.85),
            "AGAIN": (0.1, 0.06, 0.035, 0.02),
            "HEEDED": (0.8, 0.85, 0.9, 0.95, 0.98),
            "HEEDED_UNSURE": (0.7, 0.75, 0.8, 0.85, 0.9),
            "ALL_HEEDED": (0.9, 0.95, 0.98, 1.01),
            "BEHIND": (0.1, 0.2, 0.3, 0.5),
            "ORDER_SURE": (0.7, 0.5, 0.3),
            "BEYOND": (0.05, 0.1, 0.15, 0.25),
        },
    ),
    (
        "pages",
        ORDER,
        {"SAME_ORDER": (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)},
    ),
    (
        "passages",
        PASSAGES,
        {
            "SURE": (0.9, 0.8, 0.7, 0.6),
            "CONFIRMED": (0.95, 0.9, 0.85, 0.8),
            "LIKELY": (0.98, 0.95, 0.9, 0.85),
            "PAGE_END": (200, 150, 100, 60),
            "PAGE_HEAD": (100, 80, 60, 40),
            "TITLE_SURE": (1.01, 0.95, 0.9, 0.8, 0.7),
            "LONG_RUN": (80, 60, 40, 25),
            "ELSEWHERE": (0.3, 0.4, 0.5, 0.6),
            "VERBATIM": (0.8, 0.9, 0.95, 0.98),
            "LIKE": (0.3, 0.4, 0.5, 0.6),
        },
    ),
    ("passages", REPEATS, {"REPEATED": (0.95, 0.9, 0.8, 0.7)}),
    (
        "auto",
        ROUTE,
        {
            "OPEN_PAGE": (0.05, 0.03, 0.02, 0.015, 0.011, 0.007, 0.004),
            "OPEN_LINE": (1.0, 0.5, 0.2, 0.1),
            "OPEN_ORDER": (1.0, 0.5, 0.3, 0.1),
        },
    ),
)

UNIT = "of a text's make, not of its worth"
NO_REPLAY = "no replay of a recorded reading or no second reader gets there"
WHOLE = "by finished pages, the corpora left out in turn (docs/decisions/left-out.md)"
GIVEN: Mapping[str, Mapping[str, str]] = {
    UNREADABLE: {"UNSURE_ALONE": NO_REPLAY, "WORDS": UNIT},
    LANGUAGE: {
        "WORD": UNIT,
        "SEEN": UNIT,
        "FEWEST": UNIT,
        "FEWEST_SEEN": UNIT,
        "SURE": "pages in scripts that no corpus that may train has",
    },
    LIKELIER: {"HAS_READ": WHOLE, "CLEARLY": WHOLE},
    SPELLING: {"SHORTEST": UNIT},
    ORDER: {
        "FEW": UNIT,
        "PIECES": UNIT,
        "UNSURE": "a note and no more hangs on it",
        "SCATTERED": WHOLE,
        "OWN_SURE": WHOLE,
        "HEEDED": WHOLE,
    },
    PASSAGES: {"SHORTEST": UNIT, "GRAM": UNIT, "ONCE": UNIT, "LINES_BESIDE": UNIT},
    REPEATS: {"ROW": UNIT},
    ROUTE: {
        "ALONE_PAGE": "of pages with one reader, by benchmarks/one_reader_curve.py",
        "COLLAPSED_AGREEMENT": NO_REPLAY,
        "COLLAPSED_TESSERACT": NO_REPLAY,
        "WHOLE_PAGE": "where both ways cost the same tokens, by the models' own formulas",
    },
}


def _rows() -> Iterator[Threshold]:
    for stage, module, constants in TABLE:
        for constant, candidates in constants.items():
            yield Threshold(module, constant, candidates, stage)


THRESHOLDS: tuple[Threshold, ...] = tuple(_rows())


def values() -> dict[str, float]:
    """All thresholds as they are in force, by name."""
    return {threshold.name: threshold.value for threshold in THRESHOLDS}


def put(chosen: Mapping[str, float]) -> None:
    """Put these in force; the others stay as they are."""
    for threshold in THRESHOLDS:
        if threshold.name in chosen:
            threshold.put(chosen[threshold.name])
