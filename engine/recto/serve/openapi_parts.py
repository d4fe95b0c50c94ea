"""What several operations of the service say alike: refusals, results, and the values that go out.

Nothing enters; pieces of the OpenAPI document leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from recto.serve.refusals import PROBLEM
from recto.serve.results import MEDIA, ZIP

Json = dict[str, Any]
REFUSALS: Mapping[int, str] = {
    400: "The request cannot be read.",
    401: "No token of this service was given.",
    403: "The token may not do this, or the request comes from a browser's page.",
    404: "There is no such job, or no such result: it was deleted, has expired, or never was.",
    408: "The request did not arrive in time.",
    409: "The job has not ended.",
    413: "The request is larger than this service takes.",
    415: "The file is neither a picture nor a PDF.",
    422: "A parameter, or the body, is not what it must be.",
    429: "The queue is full, or a quota is used up: try again after Retry-After seconds.",
    503: "Nothing is taken now: try again after Retry-After seconds.",
}
LATER = (429, 503)
ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "description": "Of the job.",
}
BINARY = {"type": "string", "contentMediaType": "application/octet-stream"}


def results_content() -> Json:
    """A result in any format, by its media type; several, or many pages, as a ZIP."""
    kinds = [media.partition(";")[0] for media in MEDIA.values()]
    content: Json = {}
    for media in (*kinds, ZIP):
        is_text = media.startswith("text/")
        content[media] = {"schema": {"type": "string"} if is_text else BINARY}
    content["application/json"] = {"schema": {"type": "object"}}
    return content


def status_schema() -> Json:
    """Of the process."""
    return {
        "type": "object",
        "required": ["status"],
        "properties": {"status": {"type": "string"}},
    }


def answer(description: str, schema: Json) -> Json:
    """JSON."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def refusals(*statuses: int) -> Json:
    """What is answered with these statuses."""
    found: Json = {}
    for status in statuses:
        content = {PROBLEM: {"schema": ref("Problem")}}
        found[str(status)] = {"description": REFUSALS[status], "content": content}
        if status in LATER:
            later = {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds."}
            found[str(status)]["headers"] = {"Retry-After": later}
    return found


def ref(name: str) -> Json:
    """A value that stands among the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def object_schema(required: Iterable[str], properties: Json) -> Json:
    """An object with these properties."""
    return {"type": "object", "required": list(required), "properties": properties}


def problem_schema() -> Json:
    """What a refusal says."""
    text = {"type": "string"}
    properties = {"title": text, "status": {"type": "integer"}, "detail": text}
    return object_schema(properties, properties)


def job_schema() -> Json:
    """A job as it is told."""
    text = {"type": "string"}
    time = {"type": ["string", "null"], "format": "date-time"}
    count = {"type": "integer", "minimum": 0}
    number = {"type": ["integer", "null"], "minimum": 1}
    share = {"type": "number", "minimum": 0, "maximum": 1}
    error = object_schema(
        ("page", "kind", "message"), {"page": number, "kind": text, "message": text}
    )
    states = {"type": "string", "enum": ["waiting", "running", "done", "failed", "gone"]}
    usage = {"calls": count, "input_tokens": count, "output_tokens": count}
    usage["usd"] = {"type": "number", "minimum": 0}
    known: Json = {
        "id": ID["schema"],
        "name": text,
        "state": states,
        "accepted": time,
        "ended": time,
        "expires": time,
        "asked": {"type": "object", "additionalProperties": text},
        "pages": {"type": ["integer", "null"], "minimum": 0},
        "pages_done": count,
        "results": {"type": "object", "additionalProperties": text},
        "events": text,
    }
    later: Json = {
        "whole": {"type": "boolean"},
        "words": count,
        "flagged": count,
        "confidence": share,
        "status": {"type": "object", "additionalProperties": count},
        "errors": {"type": "array", "items": error},
        "notes": {"type": "array", "items": text},
        "llm": object_schema((), usage),
    }
    return object_schema(known, known | later)
