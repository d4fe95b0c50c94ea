"""A Correction, and its form as one line of JSON: what a ledger keeps, an export holds and an
import gives back.

JSON values of any origin enter, Corrections or ValueError leave. Only here: which values a
correction may have, and which corrections stand once others were taken back.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from recto.model.bounds import MOST_PAGES, MOST_PX
from recto.model.page import Box

# text: words are confirmed, replaced, split, merged, deleted or added; move: a line goes elsewhere
# in the reading order; kind: a block is of another kind; undo: a correction is taken back
Action = Literal["text", "move", "kind", "undo"]
How = Literal["review", "alike", "page", "blind", "import"]
SHA256 = re.compile("[0-9a-f]{64}")
LONGEST = 10_000  # characters of a text: more than any line has
LONGEST_NAME = 100  # characters of a person's name
MOST_READINGS = 50  # that a person was shown of one word
MOST_ID = 10**12


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that one person said of one place of a page."""

    sha256: str  # of the source's bytes, in hex
    page: int  # 0-based
    action: Action
    box: Box  # of the words, the line or the block, px of the original page
    before: str  # what stood there when they said it; empty: nothing did
    after: str  # what they say stands there; empty: nothing does
    who: str  # the name that they gave; may be empty
    at: float  # seconds since 1970
    saw: tuple[tuple[str, str], ...] = ()  # reader, text: what they were shown
    how: How = "review"
    target: Box | None = None  # move: the line before which it goes; None: to the end
    of: int = 0  # undo: the id of the correction that is taken back
    id: int = field(default=0, compare=False)  # in its ledger; 0: in none yet

    @property
    def is_confirmed(self) -> bool:
        """Whether the person left the words as they were."""
        return self.action == "text" and self.before == self.after


def standing(events: Iterable[Correction]) -> tuple[Correction, ...]:
    """The corrections that nobody took back, in their order."""
    every = tuple(events)
    undone = {event.of for event in every if event.action == "undo"}
    return tuple(each for each in every if each.action != "undo" and each.id not in undone)


def to_line(correction: Correction) -> str:
    """One line of JSON, without its end."""
    value = asdict(correction)
    value["box"] = sides(correction.box)
    value["target"] = None if correction.target is None else sides(correction.target)
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def sides(box: Box) -> list[float]:
    """Left, top, right, bottom: a box as JSON has it."""
    return [box.left, box.top, box.right, box.bottom]


def from_line(line: str) -> Correction:
    """The Correction of a line. Raises ValueError for what is none."""
    try:
        value = json.loads(line)
    except RecursionError as fault:
        raise ValueError("no correction") from fault
    if not isinstance(value, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - one error for every wrong value
    return correction_of(value)


def correction_of(value: dict[str, Any]) -> Correction:
    """The Correction of JSON values. Raises ValueError that names the property at fault."""
    sha256 = _text(value, "sha256", 64)
    if not SHA256.fullmatch(sha256):
        raise ValueError("sha256: no hash of a source")
    target = value.get("target")
    return Correction(
        sha256,
        page=_count(value, "page", MOST_PAGES - 1),
        action=_one_of(value, "action", get_args(Action)),
        box=box_of(value.get("box"), "box"),
        before=_text(value, "before"),
        after=_text(value, "after"),
        who=_text(value, "who", LONGEST_NAME),
        at=_time(value.get("at")),
        saw=readings_of(value.get("saw", [])),
        how=_one_of(value, "how", get_args(How)),
        target=None if target is None else box_of(target, "target"),
        of=_count(value, "of", MOST_ID),
        id=_count(value, "id", MOST_ID),
    )


def box_of(value: Any, name: str) -> Box:
    """A box of four numbers. Raises ValueError."""
    wrong = ValueError(f"{name}: no box of four numbers")
    if not isinstance(value, list) or len(value) != 4:
        raise wrong
    for side in value:
        if type(side) not in (int, float) or not abs(side) <= MOST_PX:
            raise wrong
    left, top, right, bottom = map(float, value)
    return Box(left, top, right, bottom)


def readings_of(value: Any) -> tuple[tuple[str, str], ...]:
    """Pairs of reader and text. Raises ValueError."""
    wrong = ValueError("saw: no pairs of reader and text")
    if not isinstance(value, list) or len(value) > MOST_READINGS:
        raise wrong
    pairs = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2:
            raise wrong
        reader, text = pair
        if not isinstance(reader, str) or not isinstance(text, str):
            raise wrong
        pairs.append((reader[:LONGEST_NAME], text[:LONGEST]))
    return tuple(pairs)


def _text(value: dict[str, Any], name: str, longest: int = LONGEST) -> str:
    text = value.get(name, "")
    if not isinstance(text, str) or len(text) > longest or "\0" in text:
        raise ValueError(f"{name}: no text of at most {longest:,} characters")
    return text


def _one_of(value: dict[str, Any], name: str, names: tuple[Any, ...]) -> Any:
    found = value.get(name, names[0])
    if found not in names:
        known = ", ".join(names)
        raise ValueError(f"{name}: none of {known}")
    return found


def _count(value: dict[str, Any], name: str, most: int) -> int:
    number = value.get(name, 0)
    if type(number) is not int or not 0 <= number <= most:
        raise ValueError(f"{name}: no whole number from 0 to {most}")
    return number


def _time(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value <= MOST_ID:
        raise ValueError("at: no seconds since 1970")
    return float(value)
