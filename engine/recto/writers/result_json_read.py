"""An earlier JSON result back to the Document that wrote it, equal in every field.

A path enters, a Document leaves; a file of another schema or shape is an InputError that says what to do. Unknown
properties are ignored, so results of a later minor version still read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from recto.errors import FileAccess, InputError
from recto.exchange import Decision
from recto.model import Box, Choice, Line, Reading, Usage, Word
from recto.result import (
    Block,
    Cell,
    Document,
    LayerDifference,
    PageResult,
    ResultLine,
    TextLayerUse,
    Upright,
    UprightMap,
    Verdict,
)
from recto.writers.result_json import SCHEMA, Json
from recto_preprocessing import Step


def read_json(path: str | Path) -> Document:
    """The Document in the JSON result at `path`. Raises FileAccess, or InputError for what is not a result."""
    try:
        value = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise FileAccess(error.strerror or str(error), where=str(path)) from error
    except ValueError as error:
        raise InputError(f"not JSON ({error})", where=str(path), remedy="give a result written by -f json") from error
    return checked(value, str(path))


def checked(value: Any, where: str) -> Document:
    """The parsed JSON as a Document. Raises InputError."""
    found = value.get("schema") if isinstance(value, dict) else None
    if found != SCHEMA:
        raise InputError(f"schema {found!r} is not {SCHEMA!r}", where=where, remedy="read the page images again")
    with damage_told(where):
        return _document(value)


@contextmanager
def damage_told(where: str) -> Iterator[None]:
    """What a value of another shape raises becomes an InputError."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"damaged result ({type(error).__name__}: {error})"
        raise InputError(what, where=where, remedy="read the page images again") from error


def _document(value: Json) -> Document:
    engine, pages = value["engine"], tuple(map(page_from_json, value["pages"]))
    made_by = (engine["settings"], engine["version"], value.get("source_sha256", ""), engine.get("calibration", ""))
    return Document(value["source"], pages, *made_by)


def page_from_json(value: Json) -> PageResult:
    """The page that `page_json` was given. Raises KeyError or TypeError for anything else."""
    return PageResult(
        source=value["source"],
        index=value["index"],
        width=value["width"],
        height=value["height"],
        dpi=value["dpi"],
        language=value["language"],
        lines=tuple(map(_line, value["lines"])),
        steps=tuple(Step(**_only(step, Step)) for step in value["steps"]),
        readings=tuple(map(_reading, value["readers"])),
        decisions=tuple(map(_decision, value["decisions"])),
        blocks=tuple(map(_block, value["blocks"])),
        seconds=value["seconds"],
        notes=tuple(value["notes"]),
        guards=value["guards"],
        status=value["status"],
        text_layer=_text_layer(value["text_layer"]) if "text_layer" in value else None,
        upright=_upright(value["upright"]) if "upright" in value else None,
        dpi_down=value.get("dpi_down", 0.0),
    )


def _upright(value: Json) -> Upright:
    maps = tuple(
        UprightMap(each["kind"], tuple(map(tuple, each["values"])), each["width"], each["height"])
        for each in value["maps"]
    )
    return Upright(value["width"], value["height"], value["dpi"], maps)


def _text_layer(value: Json) -> TextLayerUse:
    differences = tuple(
        LayerDifference(Box(*each["box"]), each["layer"], each["read"]) for each in value["differences"]
    )
    return TextLayerUse(value["action"], value["quality"], value["reason"], value["agreement"], differences)


def _only(value: Json, kind: type) -> Json:
    """The properties of `value` that `kind` knows."""
    return {name: value[name] for name in kind.__dataclass_fields__ if name in value}  # type: ignore[attr-defined]  # `kind` is a dataclass, which `type` cannot say


def _line(value: Json) -> ResultLine:
    return ResultLine(tuple(map(_verdict, value["words"])), Box(*value["box"]), _baseline(value))


def _baseline(value: Json) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = value["baseline"]
    return x0, y0, x1, y1


def _verdict(value: Json) -> Verdict:
    known = _only(value, Verdict)
    return Verdict(**known | {"box": Box(*value["box"]), "alternatives": tuple(value["alternatives"])})


def _reading(value: Json) -> Reading:
    return Reading(
        reader=value["name"],
        lines=tuple(map(_read_line, value["lines"])),
        seconds=value["seconds"],
        detail=value["detail"],
        usage=Usage(**_only(value["usage"], Usage)),
        notes=tuple(value["notes"]),
    )


def _read_line(value: Json) -> Line:
    return Line(tuple(map(_read_word, value["words"])), Box(*value["box"]), _baseline(value))


def _read_word(value: Json) -> Word:
    return Word(
        value["text"],
        Box(*value["box"]),
        value["raw_confidence"],
        choices=tuple(tuple(Choice(*pair) for pair in place) for place in value.get("choices", ())),
        scores=tuple(value.get("scores", ())),
    )


def _decision(value: Json) -> Decision:
    return Decision(**_only(value, Decision) | {"region": Box(*value["region"])})


def _block(value: Json) -> Block:
    cells = tuple(map(_cell, value["cells"]))
    lines, hyphens = tuple(value["lines"]), tuple(value["hyphens"])
    return Block(value["kind"], Box(*value["box"]), lines, value["level"], value["marker"], cells, hyphens)


def _cell(value: Json) -> Cell:
    spans = tuple((line, first, past) for line, first, past in value["spans"])
    return Cell(value["row"], value["column"], value["row_span"], value["column_span"], spans)
