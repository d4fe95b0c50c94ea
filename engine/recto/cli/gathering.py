"""A run over groups for commands that know ledgers: gathered into a folder of this machine.

The place of such a run enters, with what the user has said of folder and sources; a Gathering, or
the folder, leaves. Only here: what people are told of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from recto.batch.sentences import many
from recto.cli.terminal import say

if TYPE_CHECKING:
    from recto.review.gathered import Gathering

SHOWN = 5  # sources that are named where they could not be copied


@contextmanager
def gathered(out: str, chosen: str, sources: Sequence[str]) -> Iterator[Gathering]:
    """The run, with the ledger of its folder; what is missing is told at the end."""
    from recto.review.gathered import folder_for, gathering

    folder = folder_for(out, chosen)
    with gathering(out, folder, sources) as run:
        yield run
        _tell(run)


def gathered_whole(out: str, chosen: str, sources: Sequence[str]) -> Path:
    """The folder, with every group that is done and the sources of its pages."""
    with gathered(out, chosen, sources) as run:
        came = run.all()
        run.fetch()
        if came:
            say(f"{many(came, 'group')} of {out} taken into {run.folder}")
    return run.folder


def _tell(run: Gathering) -> None:
    for line in run.not_here[:SHOWN]:
        say(f"not here, so its page is not shown: {line}")
    more = len(run.not_here) - SHOWN
    if more > 0:
        say(f"and {more:,} more")


def refuse_gathered(folder: Path, command: str) -> None:
    """Raise BadArguments for a folder that has the pages of a run elsewhere, or some of them."""
    from recto.errors import BadArguments
    from recto.review.gathered import gathered_from

    if gathered_from(folder):
        what = "has pages that were gathered from a run over groups"
        remedy = f"name that run: recto {command} OUT"
        raise BadArguments(what, where=str(folder), remedy=remedy)
