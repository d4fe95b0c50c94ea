"""Places of results over arbitrary names: distinct, no source among them, and the same when planned
again.
"""

from pathlib import PurePosixPath
from typing import Any

from hypothesis import strategies as st

from recto.batch.claims import Endings, Named, Owned, plan
from recto.batch.outputs import endings_of
from recto.batch.taken import Taken
from recto.writers import WRITERS

# Names as people and attackers have them: endings of formats, page numbers, case, composed letters,
# odd bytes.
PARTS = st.sampled_from([
    "a", "A", "b", "scan", "Scan", "\u00e9", "e\u0301", "\udce9", "-0001", "-00012",
    ".png", ".PNG", ".tif", ".txt", ".pdf",
    ".pdfa", ".page", ".xml", ".html", "run-report", ".recto", "\n", " ", "n" * 120, ".0f0e0d0c",
])  # fmt: skip
NAME = (
    st.lists(PARTS, min_size=1, max_size=4)
    .map("".join)
    .filter(lambda name: name not in {".", ".."})
)
PATH = st.lists(NAME, min_size=1, max_size=3).map("/".join)
ROOT = st.sampled_from(["/in", "/in/a", "/b/scan", "/c/.recto"])


def named(root: str, relative: str) -> Named:
    """A file below a folder that was given."""
    return Named(relative, f"{root}/{relative}")


SOURCES = st.lists(
    st.builds(named, ROOT, PATH), min_size=1, max_size=8, unique_by=lambda source: source.path
)
FORMATS = st.lists(st.sampled_from(list(WRITERS)), min_size=1, max_size=4, unique=True)
RESERVED = ("run-report.html", "sent.jsonl")


def planned(sources: list[Named], known: list[Owned], endings: Endings, fold: bool) -> list[Owned]:
    """As a run does, with the places of the report and the log set apart."""
    return plan(sources, known, endings, RESERVED, fold=fold)


def merged(known: list[Owned], new: list[Owned]) -> list[Owned]:
    """What the ledger knows after a run."""
    return list({file.path: file for file in [*known, *new]}.values())


def test_every_source_has_places_of_its_own(fuzz: Any) -> None:
    """Over three runs into one folder, with any formats, with and without folded case."""

    def law(runs: list[list[Named]], formats: list[list[str]], fold: bool) -> None:
        known: list[Owned] = []
        for sources, kinds in zip(runs, formats, strict=True):
            before = {
                (file.path, kind): place for file in known for kind, place in file.places.items()
            }
            found = planned(sources, known, endings_of(kinds), fold)
            known = merged(known, found)
            after = {
                (file.path, kind): place for file in known for kind, place in file.places.items()
            }
            assert before.items() <= after.items(), "an earlier result lost its place"
            assert planned(sources[::-1], known, endings_of(kinds), fold) == found[::-1]
            all_apart(known, fold)

    fuzz(
        law,
        st.lists(SOURCES, min_size=3, max_size=3),
        st.lists(FORMATS, min_size=3, max_size=3),
        st.booleans(),
    )


def all_apart(known: list[Owned], fold: bool) -> None:
    """No two places are one, none is a page of another's, reserved, the ledger's, or outside the
    folder.
    """
    endings = endings_of(list(WRITERS))
    taken = Taken(fold, tuple(endings.of[kind] for kind in endings.one_page))
    for place in RESERVED:
        taken.take(place, "")
    for file in known:
        for place in file.places.values():
            assert not taken.rivals(place, file.path)
            taken.take(place, file.path)
            pure = PurePosixPath(place)
            assert not pure.is_absolute()
            assert not {"..", ".recto"} & set(pure.parts[:-1]) or ".recto" in file.key
            assert all(
                len(part.encode("utf-8", "surrogateescape")) <= 255 for part in pure.parts[-1:]
            )
