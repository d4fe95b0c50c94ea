"""Which files a source's results become, and when they must be written again.

Formats and the places that claims.py has given enter, paths leave. A format that holds one page a
file gets one file a page of a longer source: "a/book-0001.page.xml".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from recto.batch.claims import Endings
from recto.batch.ledger import FileRow, PageRow
from recto.errors import BadArguments


def suffixes(formats: Iterable[str]) -> dict[str, str]:
    """Format -> ending. Raises BadArguments for a format that is not there."""
    from recto.writers import WRITERS

    endings = {}
    for name in formats:
        if name not in WRITERS:
            known = ", ".join(WRITERS)
            raise BadArguments(f"unknown format {name!r}", remedy=f"use one of {known}")
        endings[name] = WRITERS[name].suffix
    return endings


def endings_of(formats: Iterable[str]) -> Endings:
    """What the formats append to a name. Raises BadArguments for a format that is not there."""
    from recto.writers import WRITERS

    endings = suffixes(formats)
    one_page = tuple(name for name in endings if WRITERS[name].one_page)
    return Endings(endings, one_page)


def page_place(path: str, kind: str, index: int) -> str:
    """Where page `index` of a longer source goes, in a format of one page a file."""
    from recto.writers import WRITERS

    ending = WRITERS[kind].suffix
    return f"{path.removesuffix(ending)}-{index + 1:04}{ending}"


def places(
    outputs: Iterable[tuple[str, str]], indices: Sequence[int], read: Sequence[int]
) -> list[str]:
    """The files that outputs (format, path) become; `indices` are the source's pages, `read` those
    with a result.
    """
    from recto.writers import WRITERS

    paths = []
    for kind, path in outputs:
        if WRITERS[kind].one_page and len(indices) > 1:
            paths += [page_place(path, kind, index) for index in read]
        else:
            paths.append(path)
    return paths


def stamp(
    file: FileRow,
    pages: Mapping[int, PageRow],
    outputs: Iterable[tuple[str, str]],
    look: str,
    said: int = 0,
) -> str:
    """Changes when the outputs must be written again; `look`: how they are
    written (Output.look); `said`: the last correction of the source.
    """
    states = []
    for index in file.indices:
        if index in pages:
            page = pages[index]
            states.append((index, page.revision, page.outcome))

    written = repr((states, sorted(outputs), look))
    if said:
        written += repr(said)
    return hashlib.sha256(written.encode()).hexdigest()[:16]
