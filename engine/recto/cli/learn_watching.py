"""`recto learn --watch`: learn again whenever people have said more of a run.

Folders of runs and a function that learns once enter; it ends by Ctrl-C.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from recto.cli.terminal import say

POLL = 5.0  # seconds between two looks at what people said


def watched(paths: Sequence[str], learn: Callable[[], int]) -> int:
    """Learn, and again whenever people have said more; it ends by Ctrl-C. Raises BadArguments."""
    from time import sleep

    from recto.batch.ledger import ledger_path
    from recto.errors import BadArguments, InputError

    for path in paths:
        if not ledger_path(Path(path)).exists():
            remedy = "name folders of runs, or leave --watch out"
            raise BadArguments("is no run that people can review", where=path, remedy=remedy)
    seen = -1
    while True:
        said = sum(map(_said, paths))
        if said != seen:
            seen = said
            try:
                learn()
            except InputError as fault:  # too little yet
                say(str(fault))
        sleep(POLL)


def _said(path: str) -> int:
    """How often people have spoken of a run."""
    from recto.batch.corrections import has_corrections
    from recto.batch.ledger import open_ledger

    with open_ledger(Path(path), read_only=True) as ledger:
        if not has_corrections(ledger):
            return 0
        ((last,),) = ledger.select("SELECT max(id) FROM correction")
        return int(last)
