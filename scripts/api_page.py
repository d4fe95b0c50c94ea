"""Keep docs/reference/http.md true: every address of `recto serve`, what it takes and what it
answers, out of the service's own specification.

python scripts/api_page.py          write it
python scripts/api_page.py --check  say whether it is up to date
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from marked import DOCS, keep_whole

from recto.serve.limits import Limits
from recto.serve.openapi import specification
from recto.serve.parameters import BUDGET, parameters
from recto.settings.groups import Settings
from recto.settings.llm import LlmOptions

PAGE = DOCS / "reference" / "http.md"
HEAD = """# The service's interface

`recto serve` ([how to](../how-to/service.md)); `GET /openapi.json` of a running one says the same
for programs, with its own languages and limits. This page is written by
`python scripts/api_page.py` from the specification.

Errors are problem details (RFC 9457, `application/problem+json`): `title`, `status`, `detail`.
Where the service has tokens, a request shows one: `Authorization: Bearer TOKEN`.
"""
# What depends on the machine or on its operator.
OWN = {
    "language": "`auto`, or installed languages joined by `+`",
    **dict.fromkeys(BUDGET, "from 0, up to the operator's own"),
    "llm": "`off`, `auto`, `always`, `only`, as far as the operator's `--llm` goes",
}
WHERE = {"query": "address or form", "header": "header", "path": "address"}


def page() -> str:
    """The whole file."""
    told = specification(Settings(llm=LlmOptions(mode="only")), Limits(), wants_token=True)
    lines = [HEAD]
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            lines += _operation(method.upper(), path, operation)
    lines += _job(told["components"]["schemas"]["Job"])
    return "\n".join(lines)


def _operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"## {method} {path}\n"
    for_all = "" if operation.get("security", True) else " No token is wanted."
    yield f"{operation['summary']}{for_all}\n"
    if operation.get("parameters"):
        yield "| parameter | where | what it is | values |"
        yield "|---|---|---|---|"
        for each in operation["parameters"]:
            where = WHERE[each["in"]]
            cells = (f"`{each['name']}`", where, each["description"], _values(each))
            yield f"| {' | '.join(cells)} |"
        yield ""
    yield "| status | what it means |"
    yield "|---|---|"
    for status, answer in operation["responses"].items():
        yield f"| {status} | {answer['description']} |"
    yield ""


def _values(parameter: dict[str, Any]) -> str:
    name, schema = parameter["name"], parameter["schema"]
    if name in OWN:
        return OWN[name]
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if "pattern" in schema:
        return parameters()[name].values if name in parameters() else f"`{schema['pattern']}`"
    if schema["type"] == "boolean":
        return "`true`, `false`"
    return f"{schema['minimum']:g} to {schema['maximum']:,g}" if "maximum" in schema else "text"


def _job(schema: dict[str, Any]) -> Iterator[str]:
    yield "## A job\n"
    yield "| key | type | always there |"
    yield "|---|---|---|"
    for name, each in schema["properties"].items():
        kinds = each["type"] if isinstance(each["type"], list) else [each["type"]]
        always = "yes" if name in schema["required"] else "once it has ended"
        kind = " or ".join(kinds)
        if "enum" in each:
            kind = ", ".join(f"`{value}`" for value in each["enum"])
        yield f"| `{name}` | {kind} | {always} |"
    yield ""
    yield "`whole`: every page was read, and nothing of it is known to be lost. `words`, `flagged`:"
    yield "as in [the JSON result](json.md), over all pages; `status`: pages by how they ended."
    yield ""


if __name__ == "__main__":
    sys.exit(keep_whole(PAGE, page(), "api_page.py"))
