"""Keep the fields of docs/reference/json.md true: written from the JSON schema of a result.

python scripts/result_fields.py          write them
python scripts/result_fields.py --check  say whether they are up to date
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from marked import DOCS, keep

SCHEMA = Path(__file__).parent.parent / "engine" / "recto" / "schema" / "result-1.json"
PAGE = DOCS / "reference" / "json.md"
TOP = "Result"
# What is explained in a sentence, or on a page of its own.
LEFT_OUT = ("Box", "Reason")
ORDER = (
    *("Engine", "PageResult", "ResultLine", "Word", "Block", "Cell", "Reading", "Line"),
    *("ReaderWord", "WrittenLine", "Usage", "Decision", "TextLayerUse", "LayerDifference", "Step"),
    *("Upright", "UprightMap", "Unsettled", "Grade", "Region", "DocumentGrade"),
)
Entry = Mapping[str, Any]


def fields() -> str:
    """A section for each kind of value, a row for each of its fields."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    kinds = schema["$defs"]
    missing = set(kinds) - set(ORDER) - set(LEFT_OUT)
    if missing:
        raise SystemExit(f"result_fields.py: ORDER lacks {', '.join(sorted(missing))}")
    sections = ["\n".join(_section(TOP, schema))]
    sections += ["\n".join(_section(name, kinds[name])) for name in ORDER]
    return "\n".join(sections)


def _section(name: str, kind: Entry) -> Iterator[str]:
    yield f"### {name}\n"
    yield f"{' '.join(kind['description'].split())}\n"
    yield "| field | kind | always there | what it is |"
    yield "|---|---|---|---|"
    required = kind.get("required", ())
    for field, entry in kind["properties"].items():
        always = "yes" if field in required else ""
        says = " ".join(entry.get("description", "").split()).replace("|", "\\|")
        yield f"| `{field}` | {_kind(entry)} | {always} | {says} |"
    yield ""


def _kind(entry: Entry) -> str:
    if "$ref" in entry:
        return str(entry["$ref"]).rpartition("/")[2]
    if "const" in entry:
        return f"`{json.dumps(entry['const'])}`"
    if "enum" in entry:
        return ", ".join(f"`{each}`" for each in entry["enum"])
    if "anyOf" in entry:
        return " or ".join(_kind(each) for each in entry["anyOf"])
    if entry.get("type") == "array":
        return f"array of {_kind(entry['items'])}" if "items" in entry else "array"
    return str(entry.get("type", "any value"))


if __name__ == "__main__":
    sys.exit(keep(PAGE, "fields", fields(), "result_fields.py"))
