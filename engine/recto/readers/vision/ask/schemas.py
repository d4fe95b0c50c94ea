"""JSON schemas of the replies, one for each kind of ask, in the strict form that structured output
wants.

Strict means: every member required, none beyond them. Tolerant reading of what other endpoints send
is in reply.py.
"""

from __future__ import annotations

from collections.abc import Mapping

KINDS = (
    "heading",
    "list-item",
    "table-row",
    "paragraph",
    "header",
    "footer",
    "footnote",
    "caption",
)

Schema = dict[str, object]
_TEXT: Schema = {"type": "string"}
_ID: Schema = {"type": "integer"}


def _object(**members: Schema) -> Schema:
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_LINE = _object(id=_ID, text=_TEXT)
_ADDED = _object(after={"type": ["integer", "null"]}, text=_TEXT)
_DROPPED = _object(id=_ID, reason=_TEXT)
_STRUCTURE = _object(
    id=_ID, kind={"type": "string", "enum": list(KINDS)}, level=_ID, cells=_list(_TEXT)
)
_COMMON = {"added": _list(_ADDED), "dropped": _list(_DROPPED), "structure": _list(_STRUCTURE)}

EDITS = _object(edits=_list(_LINE), **_COMMON)
FULL = _object(lines=_list(_LINE), **_COMMON)
TRANSCRIBE = _object(lines=_list(_TEXT), structure=_list(_STRUCTURE))
CONTESTED = _object(spans=_list(_LINE))
ORDER = _object(order=_list(_ID))


def schema(kind: str, style: str) -> Mapping[str, object]:
    """The schema for an ask of this kind; lines and page asks depend on the reply style."""
    if kind == "transcribe":
        return TRANSCRIBE
    if kind == "contested":
        return CONTESTED
    if kind == "order":
        return ORDER
    return FULL if style == "full" else EDITS
