"""Writes the published JSON schema of a result from the values that it describes."""

import json
from pathlib import Path

from recto.writers.result_json_contract import published

PLACE = Path(__file__).parents[1] / "engine" / "recto" / "schema" / "result-1.json"

PLACE.write_text(json.dumps(published(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
