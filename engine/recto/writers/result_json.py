"""The result as JSON, schema version "1" (recto/schema/result-1.json): everything a PageResult holds, legibly.

`result_json_read.read_json` takes it back to an equal Document, so that a later run can do only what is missing: equal
but for characters that no page can print (legible_result.py).
Boxes are [left, top, right, bottom] in px of the original page. One page is one line of the file.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from recto.exchange import Decision
from recto.model import Box, Line, Reading, Word
from recto.result import Block, PageResult, ResultLine, TextLayerUse, Verdict
from recto.writers.base import Head, PageImages, Writer
from recto.writers.legible_result import legible_page

SCHEMA = "1"
Json = dict[str, Any]


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    pages: int = field(default=0)

    def page(self, page: PageResult) -> None:
        """Write one page as one line."""
        self.out.write((",\n" if self.pages else "\n").encode() + _bytes(page_json(page)))
        self.pages += 1

    def end(self) -> None:
        """Close the list and the object."""
        self.out.write(b"\n]}\n")


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    engine = {"name": "recto", "version": head.engine_version, "settings": head.settings_digest}
    if head.calibration:
        engine["calibration"] = head.calibration
    value = {"schema": SCHEMA, "engine": engine, "source": head.source}
    opening = _bytes(value | {"source_sha256": head.source_sha256} if head.source_sha256 else value)
    out.write(opening[:-1] + b',"pages":[')
    return _Sink(out)


JSON = Writer("json", ".json", _begin)


def _bytes(value: Json) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A lone surrogate (a reader may return one) leaves as the JSON escape \udxxx, which reads back as itself.
    return text.encode("utf-8", "backslashreplace")


def page_json(page: PageResult) -> Json:
    """One page as JSON values; `text_layer` and `upright` are left out where there is none."""
    page = legible_page(page)
    value: Json = {
        "index": page.index,
        "source": page.source,
        "width": page.width,
        "height": page.height,
        "dpi": page.dpi,
        "language": page.language,
        "status": page.status,
        "steps": [asdict(step) for step in page.steps],
        "readers": [_reader(reading) for reading in page.readings],
        "decisions": [_decision(decision) for decision in page.decisions],
        "seconds": dict(page.seconds),
        "notes": list(page.notes),
        "guards": dict(page.guards),
        "lines": [_line(line) for line in page.lines],
        "blocks": [_block(block) for block in page.blocks],
    }
    if page.text_layer is not None:
        value["text_layer"] = _text_layer(page.text_layer)
    if page.upright is not None:
        value["upright"] = asdict(page.upright)
    return value


def _text_layer(use: TextLayerUse) -> Json:
    return {
        "action": use.action,
        "quality": use.quality,
        "reason": use.reason,
        "agreement": use.agreement,
        "differences": [{"box": _box(each.box), "layer": each.layer, "read": each.read} for each in use.differences],
    }


def _box(box: Box) -> list[float]:
    return [box.left, box.top, box.right, box.bottom]


def _line(line: ResultLine) -> Json:
    return {
        "box": _box(line.box),
        "baseline": list(line.baseline),
        "words": [_verdict(word) for word in line.words],
    }


def _verdict(word: Verdict) -> Json:
    return {
        "text": word.text,
        "box": _box(word.box),
        "confidence": word.confidence,
        "flagged": word.flagged,
        "origin": word.origin,
        "reason": word.reason,
        "agreement": word.agreement,
        "alternatives": list(word.alternatives),
        "box_is_estimated": word.box_is_estimated,
    }


def _reader(reading: Reading) -> Json:
    return {
        "name": reading.reader,
        "detail": reading.detail,
        "seconds": reading.seconds,
        "usage": asdict(reading.usage),
        "notes": list(reading.notes),
        "lines": [_read_line(line) for line in reading.lines],
    }


def _read_line(line: Line) -> Json:
    return {
        "box": _box(line.box),
        "baseline": list(line.baseline),
        "words": [_read_word(word) for word in line.words],
    }


def _read_word(word: Word) -> Json:
    """`choices` are [character, probability] pairs, one list a character; left out, like `scores`, when none."""
    value: Json = {"text": word.text, "box": _box(word.box), "raw_confidence": word.raw_confidence}
    if word.choices:
        value["choices"] = [[[choice.text, choice.probability] for choice in place] for place in word.choices]
    if word.scores:
        value["scores"] = list(word.scores)
    return value


def _decision(decision: Decision) -> Json:
    return {
        "region": _box(decision.region),
        "action": decision.action,
        "reason": decision.reason,
        "expected_errors": decision.expected_errors,
    }


def _block(block: Block) -> Json:
    return {
        "kind": block.kind,
        "box": _box(block.box),
        "lines": list(block.lines),
        "level": block.level,
        "marker": block.marker,
        "hyphens": list(block.hyphens),
        "cells": [
            {
                "row": cell.row,
                "column": cell.column,
                "row_span": cell.row_span,
                "column_span": cell.column_span,
                "spans": [list(span) for span in cell.spans],
            }
            for cell in block.cells
        ],
    }
