"""Where in the text of an answer its JSON object stands: reasoning, fences and commentary around it
are told apart.

A text enters, the members of its largest object that looks like a reply leave, with one event for
each kind of thing that was taken off. The rule that lives only here: a text of any shape takes time
and memory linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from recto.readers.vision.call import json_in
from recto.readers.vision.call.completion import as_mapping
from recto.readers.vision.call.failures import BadReply
from recto.reasons import Reason

MEMBERS = {"edits", "lines", "spans", "added", "dropped", "structure", "order"}
_OPENING = re.compile(r"<(think|thinking|reasoning|thought)>|◁(think)▷", re.IGNORECASE)
_FENCE = re.compile(r"```[\w-]*|~~~[\w-]*")
STARTS = 64  # places at which a JSON object is looked for
PASSES = 4  # times the text's length that may be read in vain at such places

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Noted(Generic[Value]):
    """What a step made of an answer, and the events that it reports."""

    value: Value
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Object:
    """A JSON object in a text: the place of its first character, and the one behind its last."""

    start: int
    end: int
    members: Mapping[str, object]


def object_in(text: str) -> Noted[Mapping[str, object]]:
    """The members of the answer's object. Raises BadReply when it has none, or one with two
    meanings.
    """
    plain = _without_reasoning(text)
    largest = max(_objects_in(plain.value), key=_likeness, default=None)
    if largest is None:
        raise BadReply(Reason.INVALID_JSON, "it is not a JSON object")
    before = plain.value[: largest.start]
    behind = plain.value[largest.end :]
    around = before + behind
    events = [*plain.events]
    if _FENCE.search(around):
        events.append(Reason.FENCE_STRIPPED)
    commentary = _FENCE.sub("", around).strip()
    if commentary:
        events.append(Reason.COMMENTARY_STRIPPED)
    return Noted(largest.members, tuple(events))


def _without_reasoning(text: str) -> Noted[str]:
    """The text without its reasoning; each closing mark is looked for once, so a thousand opening
    ones cost no more.
    """
    kept: list[str] = []
    at = 0
    while True:
        opening = _OPENING.search(text, at)
        if opening is None:
            break
        kept.append(text[at : opening.start()])
        name = opening[1]
        mark = f"</{name}>" if name else "◁/think▷"
        pattern = re.compile(re.escape(mark), re.IGNORECASE)
        closing = pattern.search(text, opening.end())
        if closing is None:
            raise BadReply(Reason.REASONING_ONLY, "it ends inside its reasoning, without an answer")
        at = closing.end()
    events = (Reason.REASONING_STRIPPED,) if kept else ()
    kept.append(text[at:])
    return Noted("".join(kept), events)


def _likeness(candidate: _Object) -> tuple[bool, int]:
    """By how much it looks like a reply: by its members, then by its length."""
    members = MEMBERS & candidate.members.keys()
    length = candidate.end - candidate.start
    return bool(members), length


def _objects_in(text: str) -> Iterator[_Object]:
    """Objects at the first openings, none of them inside another; a bare list of edits is one."""
    at = -1
    left = PASSES * len(text)  # characters that may still be read in vain
    for _ in range(STARTS):
        openings = (text.find("{", at + 1), text.find("[", at + 1))
        at = min((place for place in openings if place >= 0), default=-1)
        if at < 0 or left < 0:
            return
        try:
            value, end = json_in.DECODER.raw_decode(text, at)
        except json_in.TwoMeanings as error:
            raise BadReply(Reason.WRONG_SCHEMA, str(error)) from None
        except (ValueError, RecursionError) as error:
            failed_at = getattr(error, "pos", len(text))
            left -= failed_at - at
            continue
        if _looks_like_edits(value):
            value = {"edits": value}
        if isinstance(value, dict):
            yield _Object(at, end, value)
            at = end - 1


def _looks_like_edits(value: object) -> bool:
    """Whether it is a list of nothing but objects with an id and a text."""
    if not isinstance(value, list) or not value:
        return False
    for item in value:
        members = as_mapping(item)
        if "id" not in members or "text" not in members:
            return False
    return True
