"""A job as its client sees it: JSON of a row, and of how far it is.

Rows of the register and Live jobs enter; what `openapi.py` calls a Job leaves.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from recto.serve.limits import Limits
from recto.serve.live import Live
from recto.serve.register import Row

ENDED = ("done", "failed")
DOCUMENTS = "/v1/documents"


def job_view(row: Row, live: Live | None, limits: Limits) -> dict[str, Any]:
    """The whole of it."""
    place = f"{DOCUMENTS}/{row.id}"
    files = row.outcome.get("files", {})
    results = {kind: f"{place}/results/{kind}" for kind in files}
    told = {key: value for key, value in row.outcome.items() if key != "files"}
    is_ended = row.state in ENDED
    expires = row.ended + limits.keep if row.ended else None
    return {
        "id": row.id,
        "name": row.name,
        "state": row.state if is_ended or live is None else live.state,
        "accepted": _time(row.accepted),
        "ended": _time(row.ended),
        "expires": _time(expires),
        "asked": dict(row.asked),
        "pages": row.pages or (live.pages if live else None),
        "pages_done": _done(row, live),
        "results": results,
        "events": f"{place}/events",
        **told,
    }


def _done(row: Row, live: Live | None) -> int:
    if row.state in ENDED:
        return sum(row.outcome.get("status", {}).values())
    return live.pages_done if live else 0


def _time(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
