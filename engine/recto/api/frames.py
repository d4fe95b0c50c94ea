"""The words of pages as a data frame of pandas or polars, whichever is installed.

Pages enter, a frame with one row a word leaves, or MissingDependency. Only here: the columns.
Neither library is a dependency of Recto.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from recto.errors import BadArguments, MissingDependency
from recto.model.result import PageResult, Word

Library = Literal["pandas", "polars"]
LIBRARIES: tuple[Library, ...] = ("pandas", "polars")
COLUMNS = (
    "source",
    "page",
    "line",
    "word",
    "text",
    "confidence",
    "flagged",
    "origin",
    "reason",
    "agreement",
    "alternatives",
    "left",
    "top",
    "right",
    "bottom",
    "box_is_estimated",
)


def frame(pages: Iterable[PageResult], library: Library | None = None) -> Any:
    """One row a word, in reading order; all columns, too, where there is no word. Raises
    BadArguments for another library, MissingDependency.
    """
    if library not in (None, *LIBRARIES):
        known = " or ".join(LIBRARIES)
        raise BadArguments(f"{library!r} is no library of data frames", remedy=f"give {known}")
    wanted = LIBRARIES if library is None else (library,)
    installed = [name for name in wanted if find_spec(name)]
    if not installed:
        named = " or ".join(wanted)
        raise MissingDependency(f"wants {named}", remedy=f"pip install {wanted[0]}")
    columns: dict[str, list[object]] = {name: [] for name in COLUMNS}
    for row in _rows(pages):
        for name, value in row.items():
            columns[name].append(value)
    module = import_module(installed[0])
    return module.DataFrame(columns)


def _rows(pages: Iterable[PageResult]) -> Iterator[dict[str, object]]:
    for page in pages:
        for number, line in enumerate(page.lines, 1):
            for position, word in enumerate(line.words, 1):
                place = {
                    "source": page.source,
                    "page": page.index + 1,
                    "line": number,
                    "word": position,
                }
                yield place | about(word)


def about(word: Word) -> dict[str, object]:
    """What a row says of the word itself."""
    box = word.box
    return {
        "text": word.text,
        "confidence": word.confidence,
        "flagged": word.flagged,
        "origin": word.origin,
        "reason": str(word.reason),
        "agreement": word.agreement,
        "alternatives": list(word.alternatives),
        "left": box.left,
        "top": box.top,
        "right": box.right,
        "bottom": box.bottom,
        "box_is_estimated": word.box_is_estimated,
    }
