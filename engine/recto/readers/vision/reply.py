"""From the text of an answer to a Reply: the JSON object found, read tolerantly, cleaned and checked for form.

The rules that live only here: reasoning, fences and commentary are stripped and named; an id may come as a number or as
text; a list may be missing or null; an id given twice with different texts counts for nothing; control characters and
broken surrogates never enter a document. Whether a text may be believed is for guards.py.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from recto.readers.vision.completion import as_mapping
from recto.readers.vision.failures import BadReply
from recto.readers.vision.schemas import KINDS

MEMBERS = {"edits", "lines", "spans", "added", "dropped", "structure"}
_THINKING = re.compile(r"<(think|thinking|reasoning|thought)>.*?</\1>|◁think▷.*?◁/think▷", re.DOTALL | re.IGNORECASE)
_OPEN_THINKING = re.compile(r"<(think|thinking|reasoning|thought)>", re.IGNORECASE)
_FENCE = re.compile(r"```[\w-]*|~~~[\w-]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_SPACES = re.compile(r"\s+")
STARTS = 64  # places at which a JSON object is looked for


@dataclass(frozen=True, slots=True)
class Mark:
    """What the model says a line is."""

    kind: str
    level: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply in good form; ids are not yet checked against the ask."""

    texts: Mapping[int, str] = field(default_factory=dict)  # by line id, or span id
    lines: tuple[str, ...] = ()  # a transcription
    added: tuple[tuple[int | None, str], ...] = ()  # (id of the line before it, text)
    dropped: tuple[tuple[int, str], ...] = ()  # (id, reason)
    structure: Mapping[int, Mark] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    repeated: frozenset[int] = frozenset()  # ids that were given several different texts: none of them counts


def parse(text: str, kind: str) -> Reply:
    """Read a reply to an ask of this kind. Raises BadReply, whose text can be told to the model."""
    events: list[str] = []
    plain = _without_reasoning(text, events)
    body = _object_in(plain, events)
    if kind == "transcribe":
        lines = tuple(clean(item) for item in _lines_of(body) if clean(item))
        return Reply(lines=lines, structure=_structure(body), events=tuple(events))
    name = "spans" if kind == "contested" else "edits" if "edits" in body else "lines"
    if not MEMBERS & body.keys():
        raise BadReply("wrong-schema", f'the object has no member "{name}"')
    texts = _texts(body.get(name), name, events)
    return Reply(
        texts={number: next(iter(given)) for number, given in texts.items() if len(given) == 1},
        added=tuple((_id(item.get("after")), clean(item.get("text"))) for item in _objects(body, "added")),
        dropped=tuple(_dropped(body)),
        structure=_structure(body),
        events=tuple(events),
        repeated=frozenset(number for number, given in texts.items() if len(given) > 1),
    )


def clean(value: object) -> str:
    """One line of text: no line breaks, no control characters, no lone surrogates; "" for what is not text."""
    if not isinstance(value, str):
        return ""
    sound = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _SPACES.sub(" ", _CONTROL.sub("", sound)).strip()


def _without_reasoning(text: str, events: list[str]) -> str:
    plain = _THINKING.sub("", text)
    if _OPEN_THINKING.search(plain):
        raise BadReply("reasoning-only", "it ends inside its reasoning, without an answer")
    if plain != text:
        events.append("reasoning-stripped")
    return plain


def _object_in(text: str, events: list[str]) -> Mapping[str, object]:
    """The largest JSON object in the text that looks like a reply."""
    found = max(_objects_in(text), key=lambda it: (bool(MEMBERS & it[2].keys()), it[1] - it[0]), default=None)
    if found is None:
        raise BadReply("invalid-json", "it is not a JSON object")
    start, end, body = found
    around = text[:start] + text[end:]
    if _FENCE.search(around):
        events.append("fence-stripped")
    if _FENCE.sub("", around).strip():
        events.append("commentary-stripped")
    return body


def _objects_in(text: str) -> Iterator[tuple[int, int, Mapping[str, object]]]:
    decoder = json.JSONDecoder(strict=False)  # line breaks inside strings are common and harmless
    at = -1
    for _ in range(STARTS):
        at = min((i for i in (text.find("{", at + 1), text.find("[", at + 1)) if i >= 0), default=-1)
        if at < 0:
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        body = {"edits": value} if isinstance(value, list) and _looks_like_edits(value) else value
        if isinstance(body, dict):
            yield at, end, body
            at = end - 1


def _looks_like_edits(value: Sequence[object]) -> bool:
    return bool(value) and all({"id", "text"} <= as_mapping(item).keys() for item in value)


def _lines_of(body: Mapping[str, object]) -> list[object]:
    """Lines of a transcription: strings, or objects with a text."""
    lines = body.get("lines")
    if isinstance(lines, str):
        return list(lines.splitlines())
    if not isinstance(lines, list):
        raise BadReply("wrong-schema", '"lines" is not a list of strings')
    return [as_mapping(line).get("text") if isinstance(line, dict) else line for line in lines]


def _texts(value: object, name: str, events: list[str]) -> dict[int, set[str]]:
    """All texts given for each id."""
    if value is None:
        return {}
    if isinstance(value, dict):
        value = [{"id": key, "text": text} for key, text in value.items()]
    if not isinstance(value, list):
        raise BadReply("wrong-schema", f'"{name}" is not a list of objects with id and text')
    found: dict[int, set[str]] = defaultdict(set)
    for item in map(as_mapping, value):
        number = _id(item.get("id"))
        if number is None or not isinstance(item.get("text"), str):
            raise BadReply("wrong-schema", f'an item of "{name}" has no whole-number id or no text')
        if number in found:
            events.append("duplicate-line-id")
        found[number].add(clean(item["text"]))
    return found


def _id(value: object) -> int | None:
    """A line id: 12, 12.0, "12", "L12" or "#12"."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if math.isfinite(value) and value == int(value) else None
    match = re.fullmatch(r"\s*[A-Za-z#]{0,5}\s*(\d{1,9})\s*", value) if isinstance(value, str) else None
    return int(match[1]) if match else None


def _objects(body: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadReply("wrong-schema", f'"{name}" is not a list')
    return [item for item in map(as_mapping, value) if item]


def _dropped(body: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    for item in _objects(body, "dropped"):
        number = _id(item.get("id"))
        if number is not None:
            yield number, clean(item.get("reason"))[:200] or "no reason given"


def _structure(body: Mapping[str, object]) -> dict[int, Mark]:
    marks: dict[int, Mark] = {}
    for item in _objects(body, "structure"):
        number, kind = _id(item.get("id")), item.get("kind")
        if number is not None and kind in KINDS:
            level, cells = _id(item.get("level")) or 0, item.get("cells")
            texts = tuple(map(clean, cells)) if isinstance(cells, list) else ()
            marks[number] = Mark(str(kind), min(max(level, 0), 9), texts)
    return marks
