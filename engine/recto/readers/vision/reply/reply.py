"""From the text of an answer to a Reply: the JSON object found, read tolerantly, cleaned and
checked for form.

The rules that live only here: an id may come as a number or as text; a list may be missing or null;
an id given twice with different texts counts for nothing; control characters and broken surrogates
never enter a document; and a reply has a bound in length and in lines. Where its object stands is
found in json_object.py; whether a text may be believed is for guards.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from recto.model.page import Box
from recto.readers.vision.ask.schemas import KINDS
from recto.readers.vision.call.completion import as_mapping
from recto.readers.vision.call.failures import BadReply
from recto.readers.vision.reply.json_object import MEMBERS, Noted, object_in
from recto.reasons import Reason

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_ID = re.compile(r"[A-Za-z#]{0,5}\s*([0-9]{1,9})")
LONGEST_ID = 40  # characters
# A newspaper page of 15,000 words, every letter escaped, comes to 500,000; reasoning before the
# answer may be as long.
LONGEST = 1_000_000  # characters of an answer
MOST_ITEMS = 5_000  # of one list; the densest directory pages have 1,500 lines
LARGEST_ID = 10**9
LONGEST_REASON = 200  # characters of why a line was dropped
DEEPEST_LEVEL = 9  # of a heading or a list item


@dataclass(frozen=True, slots=True)
class Mark:
    """What the model says a line is."""

    kind: str
    level: int = 0
    cells: tuple[str, ...] = ()
    box: Box | None = None  # of its block, px of the original page


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply in good form; ids are not yet checked against the ask."""

    texts: Mapping[int, str] = field(default_factory=dict)  # by line id, or span id
    lines: tuple[str, ...] = ()  # a transcription
    order: tuple[int, ...] = ()  # ids of blocks, as they are read
    added: tuple[tuple[int | None, str], ...] = ()  # (id of the line before it, text)
    dropped: tuple[tuple[int, str], ...] = ()  # (id, reason)
    structure: Mapping[int, Mark] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    # ids that were given several different texts: none of them counts
    repeated: frozenset[int] = frozenset()


def parse(text: str, kind: str) -> Reply:
    """Read a reply to an ask of this kind. Raises BadReply, whose text can be told to the model."""
    if len(text) > LONGEST:
        raise BadReply(Reason.MORE_THAN_A_PAGE, "it holds more than any page")
    answer = object_in(text)
    body = answer.value
    if kind == "transcribe":
        rows = _lines_of(body)
        lines = filter(None, map(clean, rows))
        return Reply(lines=tuple(lines), structure=_structure(body), events=answer.events)

    if kind == "order":
        return Reply(order=_order(body.get("order")), events=answer.events)

    name = "edits" if "edits" in body else "lines"
    if kind == "contested":
        name = "spans"
    if not MEMBERS & body.keys():
        raise BadReply(Reason.WRONG_SCHEMA, f'the object has no member "{name}"')
    given = _texts(body.get(name), name)
    texts: dict[int, str] = {}
    for number, several in given.value.items():
        if len(several) == 1:
            (texts[number],) = several
    repeated = given.value.keys() - texts.keys()
    return Reply(
        texts=texts,
        added=_added(body),
        dropped=_dropped(body),
        structure=_structure(body),
        events=answer.events + given.events,
        repeated=frozenset(repeated),
    )


def clean(value: object) -> str:
    """One line of text: no line breaks, no control characters, no lone surrogates; "" for what is
    not text.
    """
    if not isinstance(value, str):
        return ""
    encoded = value.encode("utf-16", "surrogatepass")
    without_lone = encoded.decode("utf-16", "replace")
    without_control = _CONTROL.sub("", without_lone)
    return _SPACES.sub(" ", without_control).strip()


def _lines_of(body: Mapping[str, object]) -> list[object]:
    """Lines of a transcription: strings, or objects with a text."""
    lines = body.get("lines")
    if isinstance(lines, str):
        return list(_few(lines.splitlines()))
    if not isinstance(lines, list):
        raise BadReply(Reason.WRONG_SCHEMA, '"lines" is not a list of strings')
    rows: list[object] = []
    for line in _few(lines):
        text = line.get("text") if isinstance(line, dict) else line
        rows.append(text)
    return rows


def _order(value: object) -> tuple[int, ...]:
    """Ids in their order."""
    if not isinstance(value, list):
        raise BadReply(Reason.WRONG_SCHEMA, '"order" is not a list of numbers')
    numbers = [_id(item) for item in _few(value)]
    if None in numbers:
        raise BadReply(Reason.WRONG_SCHEMA, '"order" holds something that is no whole number')
    return tuple(number for number in numbers if number is not None)


def _few(items: Sequence[object]) -> Sequence[object]:
    """The items. Raises BadReply when they are more than a page can hold."""
    if len(items) > MOST_ITEMS:
        raise BadReply(Reason.MORE_THAN_A_PAGE, "it holds more lines than any page")
    return items


def _texts(value: object, name: str) -> Noted[Mapping[int, set[str]]]:
    """All texts given for each id, with an event for each time that an id comes again."""
    if value is None:
        return Noted({})
    if isinstance(value, dict):
        value = [{"id": key, "text": text} for key, text in value.items()]
    if not isinstance(value, list):
        raise BadReply(Reason.WRONG_SCHEMA, f'"{name}" is not a list of objects with id and text')
    texts: dict[int, set[str]] = defaultdict(set)
    events: list[str] = []
    for item in _few(value):
        members = as_mapping(item)
        number = _id(members.get("id"))
        text = members.get("text")
        if number is None or not isinstance(text, str):
            what = f'an item of "{name}" has no whole-number id or no text'
            raise BadReply(Reason.WRONG_SCHEMA, what)
        if number in texts:
            events.append(Reason.DUPLICATE_LINE_ID)
        texts[number].add(clean(text))
    return Noted(texts, tuple(events))


def _id(value: object) -> int | None:
    """A line id: 12, 12.0, "12", "L12" or "#12"; None for what no page can have."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        # Compared first: what is not a number is not between them, and what is too long for a float
        # stays an integer.
        in_range = -LARGEST_ID < value < LARGEST_ID
        if not in_range or value != int(value):
            return None
        return int(value)
    if not isinstance(value, str) or len(value) >= LONGEST_ID:
        return None
    match = _ID.fullmatch(value.strip())
    if match is None:
        return None
    return int(match[1])


def _objects(body: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    """The objects of a list that may be missing; what is no object is passed over."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadReply(Reason.WRONG_SCHEMA, f'"{name}" is not a list')
    objects = map(as_mapping, _few(value))
    return list(filter(None, objects))


def _added(body: Mapping[str, object]) -> tuple[tuple[int | None, str], ...]:
    """(id of the line before it, text) of each line that the model found beside those shown."""
    added: list[tuple[int | None, str]] = []
    for item in _objects(body, "added"):
        after = _id(item.get("after"))
        text = clean(item.get("text"))
        added.append((after, text))
    return tuple(added)


def _dropped(body: Mapping[str, object]) -> tuple[tuple[int, str], ...]:
    """(id, reason) of each line that the model takes for nothing."""
    dropped: list[tuple[int, str]] = []
    for item in _objects(body, "dropped"):
        number = _id(item.get("id"))
        if number is None:
            continue
        reason = clean(item.get("reason"))
        short = reason[:LONGEST_REASON] or "no reason given"
        dropped.append((number, short))
    return tuple(dropped)


def _structure(body: Mapping[str, object]) -> dict[int, Mark]:
    """What the model says of lines, by their ids; kinds that nobody knows are passed over."""
    marks: dict[int, Mark] = {}
    for item in _objects(body, "structure"):
        number = _id(item.get("id"))
        kind = item.get("kind")
        if number is None or kind not in KINDS:
            continue
        given_level = _id(item.get("level")) or 0
        at_least = max(given_level, 0)
        level = min(at_least, DEEPEST_LEVEL)
        texts: tuple[str, ...] = ()
        cells = item.get("cells")
        if isinstance(cells, list):
            texts = tuple(map(clean, _few(cells)))
        marks[number] = Mark(str(kind), level, texts)
    return marks
