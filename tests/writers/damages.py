"""Ways in which an earlier JSON result can be wrong: each takes a good one, as parsed, and spoils
it in one place.
"""

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Damage = Callable[[Json], None]


def put(path: str, value: object) -> Damage:
    """Set what stands at `path`, steps parted by dots."""

    def spoil(result: Json) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        at: Any = result
        for step in steps:
            at = at[step]
        at[last] = value

    return spoil


def drop(path: str) -> Damage:
    """Leave out the property at `path`."""

    def spoil(result: Json) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        at: Any = result
        for step in steps:
            at = at[step]
        del at[last]

    return spoil


def twice(result: Json) -> None:
    """The first page once more."""
    result["pages"].append(result["pages"][0])


CELL = {"row": 0, "column": 0, "row_span": 1, "column_span": 1, "spans": [[0, 0, 1]]}
TABLE = {
    "kind": "table",
    "box": [0, 0, 9, 9],
    "lines": [0],
    "level": 0,
    "marker": "",
    "hyphens": [],
    "cells": [CELL],
}
VIEW = {"width": 640, "height": 140, "dpi": 200.0, "maps": []}
STEP = {"name": "contrast", "reason": "pale", "before": 0.0, "after": 90.0, "seconds": 0.1}


def table(**other: object) -> Damage:
    """The only block is a table of one cell that is `other`."""
    return put("pages.0.blocks", [TABLE | {"cells": [CELL | other]}])


def upright(*maps: Json, **other: object) -> Damage:
    """The page was turned in a way that is `other`."""
    return put("pages.0.upright", VIEW | {"maps": list(maps)} | other)


def matrix(*rows: list[float]) -> Json:
    """One map by a matrix."""
    return {"kind": "matrix", "values": list(rows), "width": 0.0, "height": 0.0}


def shift(*rows: list[float], width: float = 640.0) -> Json:
    """One map by the nodes of a row shift."""
    return {"kind": "rows", "values": list(rows), "width": width, "height": 140.0}


WORD = "pages.0.lines.0.words.0"
READ = "pages.0.readers.0"
# What is wrong -> (how, what the message must name)
DAMAGES: dict[str, tuple[Damage, str]] = {
    "another schema": (put("schema", "2"), "schema"),
    "schema as a number": (put("schema", 1), "schema"),
    "somebody else's": (put("engine.name", "other"), "engine.name"),
    "no engine": (drop("engine"), "engine"),
    "source as a list": (put("source", [1]), "source"),
    "pages as an object": (put("pages", {}), "pages"),
    "a page as a number": (put("pages.0", 7), "pages.0"),
    "index below nought": (put("pages.0.index", -1), "index"),
    "index of nobody": (put("pages.0.index", 3_000_000_000), "index"),
    "index as text": (put("pages.0.index", "0"), "index"),
    "index as true": (put("pages.0.index", True), "index"),
    "index as a fraction": (put("pages.0.index", 0.5), "index"),
    "one index twice": (twice, "index"),
    "width below nought": (put("pages.0.width", -640), "width"),
    "a page of 10^8 px": (put("pages.0.height", 900_000), "px"),
    "dpi nought": (put("pages.0.dpi", 0), "dpi"),
    "dpi not finite": (put("pages.0.dpi", float("inf")), "dpi"),
    "a language that is a path": (put("pages.0.language", "../../../tmp/x"), "language"),
    "a language that is a long name": (put("pages.0.language", "x" * 5000), "language"),
    "unknown status": (put("pages.0.status", "fine"), "status"),
    "no lines": (drop("pages.0.lines"), "lines"),
    "lines as null": (put("pages.0.lines", None), "lines"),
    "text as a number": (put(f"{WORD}.text", 5), "words.0.text"),
    "no number": (put(f"{WORD}.confidence", float("nan")), "confidence"),
    "confidence above one": (put(f"{WORD}.confidence", 1.5), "confidence"),
    "confidence as text": (put(f"{WORD}.confidence", "0.9"), "confidence"),
    "an unknown origin": (put(f"{WORD}.origin", "me"), "origin"),
    "flagged as text": (put(f"{WORD}.flagged", "yes"), "flagged"),
    "three sides": (put(f"{WORD}.box", [1, 2, 3]), "box"),
    "a side far away": (put(f"{WORD}.box", [0, 0, 1e300, 1]), "box"),
    "a side that is none": (put(f"{WORD}.box", [0, 0, float("-inf"), 1]), "box"),
    "alternatives as text": (put(f"{WORD}.alternatives", "abc"), "alternatives"),
    "a note that is an object": (put("pages.0.notes", [{"a": 1}]), "notes"),
    "guards as a list": (put("pages.0.guards", ["x"]), "guards"),
    "a guard as text": (put("pages.0.guards", {"x": "y"}), "guards.x"),
    "seconds below nought": (put("pages.0.seconds", {"clean": -1.0}), "seconds.clean"),
    "tokens without end": (put(f"{READ}.usage.input_tokens", 10**30), "input_tokens"),
    "tokens of 400 digits": (put(f"{READ}.usage.output_tokens", 10**400), "output_tokens"),
    "money without end": (put(f"{READ}.usage.usd", 1e308), "usd"),
    "scores of other characters": (put(f"{READ}.lines.0.words.0.scores", [0.5]), "scores"),
    "a choice of one": (put(f"{READ}.lines.0.words.0.choices", [[["a"]]]), "choices"),
    "a block of no line": (put("pages.0.blocks.0.lines", [99]), "line"),
    "a block of line -1": (put("pages.0.blocks.0.lines", [-1]), "lines"),
    "a hyphen nowhere": (put("pages.0.blocks.0.hyphens", [9]), "hyphen"),
    "a table of 10^10 columns": (table(column_span=10_000_000_000), "column_span"),
    "a table of 10^9 rows": (table(row=1_000_000_000), "row"),
    "a table of 10^8 places": (table(row_span=10_000, column_span=10_000), "places"),
    "a cell of nothing": (table(row_span=0), "row_span"),
    "a cell of words that are not there": (table(spans=[[0, 0, 50]]), "cell"),
    "a cell of words from behind": (table(spans=[[0, 1, 0]]), "cell"),
    "a view of 10^11 px": (upright(width=900_000, height=900_000), "view"),
    "a matrix of two rows": (upright(matrix([1, 0, 0], [0, 1, 0])), "maps"),
    "a matrix without a way back": (upright(matrix([1, 0, 0], [2, 0, 0], [0, 0, 1])), "maps"),
    "a row shift of one node": (upright(shift([1.0])), "maps"),
    "a ragged row shift": (upright(shift([0, 1], [2, 3, 4])), "maps"),
    "a row shift that turns back": (upright(shift([5, 5], [1, 1])), "maps"),
    "a row shift of no page": (upright(shift([0, 1], [2, 3], width=0.0)), "maps"),
    "contrast of nothing": (put("pages.0.steps", [STEP]), "contrast"),
}
# What no schema can say: one property speaks of another, or a number is none (JSON has no such
# numbers).
SPANNING = (
    "one index twice",
    "a page of 10^8 px",
    "scores of other characters",
    "a block of no line",
    "a hyphen nowhere",
    "a table of 10^8 places",
    "a cell of words that are not there",
    "a cell of words from behind",
    "a view of 10^11 px",
    "a matrix of two rows",
    "a matrix without a way back",
    "a row shift of one node",
    "a ragged row shift",
    "a row shift that turns back",
    "a row shift of no page",
    "contrast of nothing",
    "no number",
)
