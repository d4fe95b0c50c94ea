"""What a rule decided at one place: whose words are printed, and why.

Values only: the rules that make them are in arbitration/word, and what learned numbers say of them
is in confidence/, which knows these values and no rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from recto.model.page import Origin, ReaderWord
from recto.reasons import Reason


@dataclass(frozen=True, slots=True)
class LocalChoice:
    """What the local rules decided for one unit; no words: the unit is noise."""

    words: tuple[ReaderWord, ...]
    origin: Origin
    reason: Reason
    confidence: float | None = None  # P(right), where the rule itself knows it


@dataclass(frozen=True, slots=True)
class LlmChoice:
    """What the rules decided where an LLM has read: its words (True) or the local choice's."""

    take_llm: bool
    origin: Origin
    reason: Reason
    doubtful: bool = False  # both readings are kept and a person should look
    seen: str = ""  # what a blind second look read, where it is neither printed nor a reader's
    local_stands: bool = False  # the local words are printed as the local rules judged them
    # a local reader's words that are printed instead of the local choice's
    own: tuple[ReaderWord, ...] = ()
