"""What the service is, as OpenAPI 3.1 says it: every address, what it takes and what it answers.

The operator's Settings and Limits enter, one document leaves. What a client may choose is taken
from the settings' own definitions (parameters.py), so that the two cannot differ; which languages
there are, from what is installed. What several operations say alike stands in openapi_parts.py.
"""

from __future__ import annotations

from recto._version import __version__
from recto.serve.limits import Limits
from recto.serve.openapi_parts import (
    BINARY,
    ID,
    Json,
    answer,
    job_schema,
    object_schema,
    problem_schema,
    ref,
    refusals,
    results_content,
    status_schema,
)
from recto.serve.parameters import BUDGET, MODES, Parameter, parameters
from recto.settings.groups import Settings
from recto.settings.names import FORMATS

# The smallest page that can be written here: ten by ten points, white, as plain PBM.
EXAMPLE = "P1\n10 10\n" + "0000000000\n" * 10
RAW = ("application/octet-stream", "application/pdf", "image/png", "image/jpeg", "image/tiff")


def specification(settings: Settings, limits: Limits, wants_token: bool) -> Json:
    """The whole document."""
    schemes = {"token": {"type": "http", "scheme": "bearer"}}
    paths = {
        "/v1/documents": {"post": _submit(settings, limits)},
        "/v1/documents/{id}": {"get": _job(), "delete": _delete()},
        "/v1/documents/{id}/events": {"get": _events()},
        "/v1/documents/{id}/results/{format}": {"get": _result()},
        "/healthz": {"get": _open("health", "Whether the process answers.", status_schema(), 200)},
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
            "schemas": {"Job": job_schema(), "Problem": problem_schema()},
            "securitySchemes": schemes if wants_token else {},
        },
    }


def _submit(settings: Settings, limits: Limits) -> Json:
    choices = [each for each in parameters().values() if _is_offered(each, settings)]
    query = [_parameter(each, settings) for each in choices]
    bodies = _bodies({each["name"]: each["schema"] for each in query})
    return {
        "operationId": "submit",
        "summary": "Read a document.",
        "parameters": query + _of_the_request(limits),
        "requestBody": {"required": True, "content": bodies},
        "responses": _submitted() | refusals(400, 401, 403, 404, 408, 413, 415, 422, 429, 503),
    }


def _of_the_request(limits: Limits) -> list[Json]:
    """What is said of the request and not of the reading."""
    return [
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


def _bodies(fields: Json) -> Json:
    """The document in a form with what is chosen, or as the body itself."""
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
    bodies: Json = {"multipart/form-data": form}
    for kind in RAW:
        bodies[kind] = {"schema": BINARY}
    bodies[RAW[0]]["examples"] = {"page": page}
    return bodies


def _submitted() -> Json:
    """The result in time, or the job."""
    place = {"Location": {"schema": {"type": "string"}, "description": "The job."}}
    return {
        "200": {
            "description": "The job has ended in time: the result where one format was asked for"
            " and the whole document was read, else the job.",
            "headers": place,
            "content": results_content(),
        },
        "202": {
            "description": "The job was accepted.",
            "headers": place,
            "content": {"application/json": {"schema": ref("Job")}},
            "links": {name: _link(name) for name in ("job", "events", "delete")},
        },
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


def _job() -> Json:
    job = {"200": answer("The job as it is now.", ref("Job"))}
    return {
        "operationId": "job",
        "summary": "How far a job is.",
        "parameters": [ID],
        "responses": job | refusals(401, 403, 404),
    }


def _delete() -> Json:
    return {
        "operationId": "delete",
        "summary": "End a job, and remove the document and its results.",
        "parameters": [ID],
        "responses": {"204": {"description": "It is gone."}} | refusals(401, 403, 404),
    }


def _events() -> Json:
    kinds = {"type": "string", "enum": ["progress", "end", "deleted", "stopped"]}
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": ref("Job")}
    event = object_schema(
        ("event", "data"), {"event": kinds, "id": {"type": "string"}, "data": data}
    )
    stream = {"text/event-stream": {"schema": event}}
    told = "Events `progress`, then one of `end`, `deleted`, `stopped`; the data is the job."
    return {
        "operationId": "events",
        "summary": "A job's progress as server-sent events, until it ends.",
        "parameters": [ID],
        "responses": {"200": {"description": told, "content": stream}} | refusals(401, 403, 404),
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
    file = {"200": {"description": "The file.", "content": results_content()}}
    return {
        "operationId": "result",
        "summary": "A result in one format.",
        "parameters": [ID, kind, page],
        "responses": file | refusals(401, 403, 404, 409, 422),
    }


def _open(name: str, summary: str, schema: Json, *statuses: int) -> Json:
    """Something that everybody may ask for."""
    answers = {str(status): answer(summary, schema) for status in statuses}
    return {
        "operationId": name,
        "summary": summary,
        "security": [],
        "responses": answers | refusals(403),
    }


def _ready() -> Json:
    return _open("ready", "Whether a document would be taken.", status_schema(), 200, 503)


def _metrics() -> Json:
    text = {"text/plain": {"schema": {"type": "string"}}}
    told = {"200": {"description": "In Prometheus' own form.", "content": text}}
    return {
        "operationId": "metrics",
        "summary": "What is counted, for Prometheus.",
        "responses": told | refusals(401, 403),
    }
