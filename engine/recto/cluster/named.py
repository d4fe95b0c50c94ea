"""What the paths of a command line name, held against what stands in OUT.

Paths enter; whether a source is among them leaves. A plan is data and may have been edited: without
this it could have any page of this machine read, and its text written into OUT.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from recto.cluster.groups import AGAIN, Group
from recto.errors import FileAccess
from recto.places.lists import is_list, pages
from recto.places.members import split


@dataclass(slots=True, eq=False)
class Named:
    """What the paths of a command line name: a plan is data, and may have been edited."""

    paths: Sequence[str]
    listed: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        addresses: list[str] = []
        for path in self.paths:
            if is_list(path):
                addresses += pages(path)
        self.listed = frozenset(addresses)

    def has(self, path: str) -> bool:
        """Whether a source is among them."""
        place = split(path)[1] or path
        if place in self.listed:
            return True
        if ".." in place.split("/") and place not in self.paths:
            return False
        return any(place == named or _is_below(place, named) for named in self.paths)


def _is_below(place: str, folder: str) -> bool:
    local = folder.removeprefix("file://") if folder.startswith("file://") else folder
    if local in (".", "./"):
        return not place.startswith("/") and "://" not in place
    lead = f"{local.rstrip('/')}/"
    return place.startswith((lead, lead.removeprefix("./")))


def refuse_others(group: Group, named: Named) -> None:
    """Raise FileAccess for a group of other sources than those that the user names."""
    for piece in group.pieces:
        if not named.has(piece.path):
            what = f"its plan names {piece.path}, which is not among the sources"
            raise FileAccess(what, where=group.name, remedy=AGAIN)


def refused(paths: Iterable[str], out: str) -> str:
    """The first path that OUT lies in or is; empty where there is none."""
    for path in paths:
        if out == path.rstrip("/") or out.startswith(f"{path.rstrip('/')}/"):
            return path
    return ""
