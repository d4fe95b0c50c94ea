"""How a job ended, in the words and numbers that its client is told.

The ledger of its run and the files that were written enter; a JSON object leaves, as the register
keeps it. Paths of this machine are not in it: a file is called as its client called it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recto.batch.facts import LOST
from recto.batch.ledger import Ledger
from recto.batch.totals import Failure, reckon
from recto.errors import RectoError

MOST_ERRORS = 100  # that are told one by one
MOST_NOTES = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a job."""

    state: str  # done, failed
    told: Mapping[str, Any]
    usd: float = 0.0


def failed(kind: str, message: str, *, usd: float = 0.0) -> Outcome:
    """A job without a result."""
    return Outcome("failed", {"whole": False, "errors": [_error(None, kind, message)]}, usd)


def failed_by(error: RectoError, path: str, name: str) -> Outcome:
    """The same by an error that Recto raised."""
    return failed(type(error).__name__, named(str(error), path, name))


def of_run(ledger: Ledger, outputs: Mapping[str, Sequence[str]], path: str, name: str) -> Outcome:
    """A run that came to its end; `outputs`: format -> names of files."""
    state = reckon(ledger)
    summary = state.summary
    told_first = state.failures[:MOST_ERRORS]
    errors = [_failure(failure, path, name) for failure in told_first]
    notes = [named(note, path, name) for note in list(summary.notes)[:MOST_NOTES]]
    usage = summary.usage
    has_lost = any(note.startswith(LOST) for note in summary.notes)
    is_whole = bool(outputs) and not (errors or summary.incomplete or has_lost)
    told = {
        "whole": is_whole,
        "words": summary.words,
        "flagged": summary.flagged,
        "confidence": round(summary.mean_confidence, 4),
        "status": dict(summary.outcomes),
        "errors": errors,
        "notes": notes,
        "llm": {
            "calls": usage.calls,
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "usd": round(usage.usd, 6),
        },
        "files": {kind: list(names) for kind, names in outputs.items()},
    }
    return Outcome("done" if outputs else "failed", told, usage.usd)


def _failure(failure: Failure, path: str, name: str) -> dict[str, Any]:
    return _error(failure.page, failure.kind, named(failure.error, path, name))


def _error(page: int | None, kind: str, message: str) -> dict[str, Any]:
    return {"page": page, "kind": kind, "message": message}


def named(text: str, path: str, name: str) -> str:
    """A sentence with the client's name in place of where the file lies, and of what lies beside
    it.
    """
    folder = str(Path(path).parent)
    return text.replace(path, name).replace(f"{folder}/out/", "")


def written(out: Path, name: str, formats: Sequence[str]) -> dict[str, list[str]]:
    """Format -> the names of its files, in the order of their pages."""
    from recto.writers import WRITERS

    stem = Path(name).stem
    found = {}
    for kind in formats:
        ending = WRITERS[kind].suffix
        whole = out / f"{stem}{ending}"
        paths = [whole] if whole.is_file() else sorted(out.glob(f"{stem}-[0-9]*{ending}"))
        if paths:
            found[kind] = [path.name for path in paths]
    return found
