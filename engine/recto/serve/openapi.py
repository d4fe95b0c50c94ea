"""What the service is, as OpenAPI 3.1 says it: every address, what it takes and what it answers.

The operator's Settings and Limits enter, one document leaves. What a client may choose is taken
from the settings' own definitions (parameters.py), so that the two cannot differ; which languages
there are, from what is installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from recto._version import __version__
from recto.serve.limits import Limits
from recto.serve.parameters import BUDGET, MODES, Parameter, parameters
from recto.serve.refusals import PROBLEM
from recto.serve.results import MEDIA, ZIP
from recto.settings.groups import Settings
from recto.settings.names import FORMATS

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
# The smallest page that can be written here: ten by ten points, white, as plain PBM.
EXAMPLE = "P1\n10 10\n" + "0000000000\n" * 10
BINARY = {"type": "string", "contentMediaType": "application/octet-stream"}
RAW = ("application/octet-stream", "application/pdf", "image/png", "image/jpeg", "image/tiff")
ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "description": "Of the job.",
}


def specification(settings: Settings, limits: Limits, wants_token: bool) -> Json:
    """The whole document."""
    schemes = {"token": {"type": "http", "scheme": "bearer"}}
    paths = {
        "/v1/documents": {"post": _submit(settings, limits)},
        "/v1/documents/{id}": {"get": _job(), "delete": _delete()},
        "/v1/documents/{id}/events": {"get": _events()},
        "/v1/documents/{id}/results/{format}": {"get": _result()},
        "/healthz": {"get": _open("health", "Whether the process answers.", _status(), 200)},
        "/readyz": {"get": _ready()},
        "/metrics": {"get": _metrics()},
        "/openapi.json": {"get": _open("openapi", "This document.", {"type": "object"}, 200)},
    }
    if wants_token:
        for methods in paths.values():
            for operation in methods.values():
                operation.setdefault("security", [{"token": []}])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Recto",
            "version": __version__,
            "summary": "Text that can be trusted word by word, out of pictures and PDFs.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {"Job": _job_schema(), "Problem": _problem_schema()},
            "securitySchemes": schemes if wants_token else {},
        },
    }


def _submit(settings: Settings, limits: Limits) -> Json:
    choices = [each for each in parameters().values() if _is_offered(each, settings)]
    query = [_parameter(each, settings) for each in choices]
    query += [
        {
            "name": "wait",
            "in": "query",
            "description": "Seconds to wait for the result; usual: 30 for small files, else 0.",
            "schema": {"type": "number", "minimum": 0, "maximum": limits.wait},
        },
        {
            "name": "name",
            "in": "query",
            "description": "What the document is called, where the body is the file itself.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        },
        {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "The same key with the same request is the same job, not another one.",
            "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
        },
    ]
    fields = {each.name: _parameter(each, settings)["schema"] for each in choices}
    form: Json = {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {"file": BINARY, **fields},
            "additionalProperties": False,
        }
    }
    page = {"summary": "A white page.", "value": EXAMPLE}
    form["examples"] = {"page": page | {"value": {"file": EXAMPLE, "format": "txt"}}}
    bodies: Json = {kind: {"schema": BINARY} for kind in RAW}
    bodies[RAW[0]]["examples"] = {"page": page}
    results: Json = {media: {"schema": _text(media)} for media in _media()}
    results["application/json"] = {"schema": {"type": "object"}}
    job = {"application/json": {"schema": _ref("Job")}}
    place = {"Location": {"schema": {"type": "string"}, "description": "The job."}}
    answers = {
        "200": {
            "description": "The job has ended in time: the result where one format was asked for"
            " and the whole document was read, else the job.",
            "headers": place,
            "content": results,
        },
        "202": {
            "description": "The job was accepted.",
            "headers": place,
            "content": job,
            "links": {name: _link(name) for name in ("job", "events", "delete")},
        },
    }
    return {
        "operationId": "submit",
        "summary": "Read a document.",
        "parameters": query,
        "requestBody": {"required": True, "content": {"multipart/form-data": form, **bodies}},
        "responses": answers | _refusals(400, 401, 403, 404, 408, 413, 415, 422, 429, 503),
    }


def _link(operation: str) -> Json:
    """From an accepted job to what can be asked about it."""
    return {"operationId": operation, "parameters": {"id": "$response.body#/id"}}


def _is_offered(parameter: Parameter, settings: Settings) -> bool:
    """Without an LLM there is nothing to say of one."""
    return parameter.name not in BUDGET or settings.llm.mode != "off"


def _parameter(parameter: Parameter, settings: Settings) -> Json:
    schema = dict(parameter.schema)
    if parameter.name == "llm":
        schema["enum"] = list(MODES[: MODES.index(settings.llm.mode) + 1])
    most = getattr(settings.llm, parameter.name) if parameter.name in BUDGET else None
    if most is not None:
        schema["maximum"] = most
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.says,
        "schema": schema,
    }


def _media() -> list[str]:
    kinds = [media.partition(";")[0] for media in MEDIA.values()]
    return list(dict.fromkeys([*kinds, ZIP]))


def _text(media: str) -> Json:
    return {"type": "string"} if media.startswith("text/") else BINARY


def _job() -> Json:
    job = {"200": _answer("The job as it is now.", _ref("Job"))}
    return {
        "operationId": "job",
        "summary": "How far a job is.",
        "parameters": [ID],
        "responses": job | _refusals(401, 403, 404),
    }


def _delete() -> Json:
    return {
        "operationId": "delete",
        "summary": "End a job, and remove the document and its results.",
        "parameters": [ID],
        "responses": {"204": {"description": "It is gone."}} | _refusals(401, 403, 404),
    }


def _events() -> Json:
    kinds = {"type": "string", "enum": ["progress", "end", "deleted", "stopped"]}
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": _ref("Job")}
    event = _object(("event", "data"), {"event": kinds, "id": {"type": "string"}, "data": data})
    stream = {"text/event-stream": {"schema": event}}
    told = "Events `progress`, then one of `end`, `deleted`, `stopped`; the data is the job."
    return {
        "operationId": "events",
        "summary": "A job's progress as server-sent events, until it ends.",
        "parameters": [ID],
        "responses": {"200": {"description": told, "content": stream}} | _refusals(401, 403, 404),
    }


def _result() -> Json:
    kind = {
        "name": "format",
        "in": "path",
        "required": True,
        "description": "One that the job was asked for.",
        "schema": {"type": "string", "enum": list(FORMATS)},
    }
    page = {
        "name": "page",
        "in": "query",
        "description": "Of a format that holds one page a file; without it all pages as a ZIP.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 999_999},
    }
    content: Json = {media: {"schema": _text(media)} for media in _media()}
    content["application/json"] = {"schema": {"type": "object"}}
    answer = {"200": {"description": "The file.", "content": content}}
    return {
        "operationId": "result",
        "summary": "A result in one format.",
        "parameters": [ID, kind, page],
        "responses": answer | _refusals(401, 403, 404, 409, 422),
    }


def _open(name: str, summary: str, schema: Json, *statuses: int) -> Json:
    """Something that everybody may ask for."""
    answers = {str(status): _answer(summary, schema) for status in statuses}
    return {
        "operationId": name,
        "summary": summary,
        "security": [],
        "responses": answers | _refusals(403),
    }


def _ready() -> Json:
    return _open("ready", "Whether a document would be taken.", _status(), 200, 503)


def _metrics() -> Json:
    text = {"text/plain": {"schema": {"type": "string"}}}
    answer = {"200": {"description": "In Prometheus' own form.", "content": text}}
    return {
        "operationId": "metrics",
        "summary": "What is counted, for Prometheus.",
        "responses": answer | _refusals(401, 403),
    }


def _status() -> Json:
    return {
        "type": "object",
        "required": ["status"],
        "properties": {"status": {"type": "string"}},
    }


def _answer(description: str, schema: Json) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _refusals(*statuses: int) -> Json:
    found: Json = {}
    for status in statuses:
        content = {PROBLEM: {"schema": _ref("Problem")}}
        found[str(status)] = {"description": REFUSALS[status], "content": content}
        if status in LATER:
            later = {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds."}
            found[str(status)]["headers"] = {"Retry-After": later}
    return found


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: Iterable[str], properties: Json) -> Json:
    return {"type": "object", "required": list(required), "properties": properties}


def _problem_schema() -> Json:
    text = {"type": "string"}
    properties = {"title": text, "status": {"type": "integer"}, "detail": text}
    return _object(properties, properties)


def _job_schema() -> Json:
    text = {"type": "string"}
    time = {"type": ["string", "null"], "format": "date-time"}
    count = {"type": "integer", "minimum": 0}
    number = {"type": ["integer", "null"], "minimum": 1}
    share = {"type": "number", "minimum": 0, "maximum": 1}
    error = _object(("page", "kind", "message"), {"page": number, "kind": text, "message": text})
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
        "llm": _object((), usage),
    }
    return _object(known, known | later)
