"""The published JSON schema of a result, version "1", as package data: result-1.json (JSON Schema
2020-12).
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def result_schema() -> dict[str, Any]:
    """The schema that every file written by `-f json` satisfies."""
    schema: dict[str, Any] = json.loads(
        (files(__name__) / "result-1.json").read_text(encoding="utf-8")
    )
    return schema
