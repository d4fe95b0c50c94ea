"""From the text of an answer to a Reply: the JSON object found, read tolerantly, cleaned and
checked for form.

The rules that live only here: reasoning, fences and commentary are stripped and named; an id may
come as a number or as text; a list may be missing or null; an id given twice with different texts
counts for nothing; control characters and broken surrogates never enter a document; and a reply of
any shape takes time and memory linear in its length, which has a bound. Whether a text may be
believed is for guards.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from recto.readers.vision.ask.schemas import KINDS
from recto.readers.vision.call import json_in
from recto.readers.vision.call.completion import as_mapping
from recto.readers.vision.call.failures import BadReply

MEMBERS = {"edits", "lines", "spans", "added", "dropped", "structure"}
_OPENING = re.compile(r"<(think|thinking|reasoning|thought)>|◁(think)▷", re.IGNORECASE)
_FENCE = re.compile(r"```[\w-]*|~~~[\w-]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_ID = re.compile(r"[A-Za-z#]{0,5}\s*([0-9]{1,9})")
LONGEST_ID = 40  # characters
STARTS = 64  # places at which a JSON object is looked for
PASSES = 4  # times the text's length that may be read in vain at such places
# A newspaper page of 15,000 words, every letter escaped, comes to 500,000; reasoning before the
# answer may be as long.
LONGEST = 1_000_000  # characters of an answer
MOST_ITEMS = 5_000  # of one list; the densest directory pages have 1,500 lines
LARGEST_ID = 10**9


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
    # ids that were given several different texts: none of them counts
    repeated: frozenset[int] = frozenset()


def parse(text: str, kind: str) -> Reply:
    """Read a reply to an ask of this kind. Raises BadReply, whose text can be told to the model."""
    if len(text) > LONGEST:
        raise BadReply("more-than-a-page", "it holds more than any page")
    events: list[str] = []
    plain = _without_reasoning(text, events)
    body = _object_in(plain, events)
    if kind == "transcribe":
        cleaned = map(clean, _lines_of(body))
        lines = tuple(line for line in cleaned if line)
        return Reply(lines=lines, structure=_structure(body), events=tuple(events))
    name = "spans" if kind == "contested" else "edits" if "edits" in body else "lines"
    if not MEMBERS & body.keys():
        raise BadReply("wrong-schema", f'the object has no member "{name}"')
    texts = _texts(body.get(name), name, events)
    return Reply(
        texts={number: next(iter(given)) for number, given in texts.items() if len(given) == 1},
        added=tuple(
            (_id(item.get("after")), clean(item.get("text"))) for item in _objects(body, "added")
        ),
        dropped=tuple(_dropped(body)),
        structure=_structure(body),
        events=tuple(events),
        repeated=frozenset(number for number, given in texts.items() if len(given) > 1),
    )


def clean(value: object) -> str:
    """One line of text: no line breaks, no control characters, no lone surrogates; "" for what is
    not text.
    """
    if not isinstance(value, str):
        return ""
    sound = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _SPACES.sub(" ", _CONTROL.sub("", sound)).strip()


def _without_reasoning(text: str, events: list[str]) -> str:
    """The text without its reasoning; each closing mark is looked for once, so a thousand opening
    ones cost no more.
    """
    kept, at = [], 0
    while opening := _OPENING.search(text, at):
        kept.append(text[at : opening.start()])
        mark = f"</{opening[1]}>" if opening[1] else "◁/think▷"
        closing = re.compile(re.escape(mark), re.IGNORECASE).search(text, opening.end())
        if closing is None:
            raise BadReply("reasoning-only", "it ends inside its reasoning, without an answer")
        at = closing.end()
    if kept:
        events.append("reasoning-stripped")
    return "".join([*kept, text[at:]])


def _object_in(text: str, events: list[str]) -> Mapping[str, object]:
    """The largest JSON object in the text that looks like a reply."""
    found = max(
        _objects_in(text),
        key=lambda it: (bool(MEMBERS & it[2].keys()), it[1] - it[0]),
        default=None,
    )
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
    at, left = -1, PASSES * len(text)
    for _ in range(STARTS):
        at = min(
            (i for i in (text.find("{", at + 1), text.find("[", at + 1)) if i >= 0), default=-1
        )
        if at < 0 or left < 0:
            return
        try:
            value, end = json_in.DECODER.raw_decode(text, at)
        except json_in.TwoMeanings as error:
            raise BadReply("wrong-schema", str(error)) from None
        except (ValueError, RecursionError) as error:
            left -= getattr(error, "pos", len(text)) - at
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
        return list(_few(lines.splitlines()))
    if not isinstance(lines, list):
        raise BadReply("wrong-schema", '"lines" is not a list of strings')
    return [
        as_mapping(line).get("text") if isinstance(line, dict) else line for line in _few(lines)
    ]


def _few(items: Sequence[object]) -> Sequence[object]:
    """The items. Raises BadReply when they are more than a page can hold."""
    if len(items) > MOST_ITEMS:
        raise BadReply("more-than-a-page", "it holds more lines than any page")
    return items


def _texts(value: object, name: str, events: list[str]) -> dict[int, set[str]]:
    """All texts given for each id."""
    if value is None:
        return {}
    if isinstance(value, dict):
        value = [{"id": key, "text": text} for key, text in value.items()]
    if not isinstance(value, list):
        raise BadReply("wrong-schema", f'"{name}" is not a list of objects with id and text')
    found: dict[int, set[str]] = defaultdict(set)
    for item in map(as_mapping, _few(value)):
        number = _id(item.get("id"))
        if number is None or not isinstance(item.get("text"), str):
            raise BadReply("wrong-schema", f'an item of "{name}" has no whole-number id or no text')
        if number in found:
            events.append("duplicate-line-id")
        found[number].add(clean(item["text"]))
    return found


def _id(value: object) -> int | None:
    """A line id: 12, 12.0, "12", "L12" or "#12"; None for what no page can have."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        # Compared first: what is not a number is not between them, and what is too long for a float
        # stays an integer.
        return int(value) if -LARGEST_ID < value < LARGEST_ID and value == int(value) else None
    match = (
        _ID.fullmatch(value.strip()) if isinstance(value, str) and len(value) < LONGEST_ID else None
    )
    return int(match[1]) if match else None


def _objects(body: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadReply("wrong-schema", f'"{name}" is not a list')
    return [item for item in map(as_mapping, _few(value)) if item]


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
            texts = tuple(map(clean, _few(cells))) if isinstance(cells, list) else ()
            marks[number] = Mark(str(kind), min(max(level, 0), 9), texts)
    return marks
