"""OUT/results.json: every page score and every mean of a run, as numbers; no text of any page.

Scores enter, a file leaves, and the other way round. README numbers are checked against such a file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.scoring import PageScore, rows
from recto._version import __version__

FILE = "results.json"


def write(out: Path, scores: Sequence[PageScore], *, command: Sequence[str]) -> None:
    """Write the file whole."""
    record = {
        "recto": __version__,
        "command": list(command),
        "rows": [_rounded(asdict(row)) for row in rows(scores)],
        "pages": [_page(score) for score in scores],
    }
    part = out / f"{FILE}.part"
    part.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(out / FILE)


def _page(score: PageScore) -> dict[str, Any]:
    rates = {"cer": score.cer, "alnum_cer": score.alnum_cer, "wer": score.words.clipped}
    return _rounded(asdict(score) | rates)


def _rounded(record: dict[str, Any]) -> dict[str, Any]:
    return {key: round(value, 6) if isinstance(value, float) else value for key, value in record.items()}
