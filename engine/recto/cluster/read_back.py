"""The page results of a group, read back from what it has published.

A Group of the plan enters; its pages leave, each with the place of its document in the group. They
are taken from the lines of JSON, from the JSON results or from the tables, whichever is there
first: all are the run's own outputs, and all are checked, since OUT is data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from recto.cluster.groups import Group
from recto.errors import FileAccess, InputError
from recto.model.page import Box
from recto.model.result import PageResult, ResultLine, Word
from recto.places.place import Place
from recto.reasons import Reason
from recto.text.names import shown
from recto.writers.result_json_contract import document_of, page_of

FORMATS = ("jsonl", "json", "parquet")  # that hold a page with the confidence of its words
BEFORE = frozenset({"document", "source_sha256"})  # of a line of JSON, and not of the page in it
REMEDY = "move its manifest away, and the same command makes the group anew"
REASONS: Mapping[str, Reason] = {str(reason): reason for reason in Reason}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Back:
    """One page of a group."""

    piece: int  # its document's place in the group
    page: PageResult


def pages_back(place: Place, group: Group, formats: frozenset[str]) -> Iterator[Back]:
    """The pages of a group that have a result; `formats`: those of the run.

    Raises FileAccess where none of the formats can be read back, or one is damaged.
    """
    kind = next((kind for kind in FORMATS if kind in formats), "")
    if not kind:
        what = "keeps no page with the confidence of its words"
        remedy = f"run it with one of -f {', '.join(FORMATS)} beside the others"
        raise FileAccess(what, where=place.root, remedy=remedy)
    if group.joins and kind != "json":
        return  # its pages stand in the shards of its parts
    read = {"jsonl": _lines, "json": _results, "parquet": _tables}[kind]
    try:
        yield from read(place, group)
    except InputError as fault:
        raise FileAccess(fault.what, where=fault.where, remedy=REMEDY) from fault


def _numbers(group: Group) -> dict[str, int]:
    return {shown(piece.key): number for number, piece in enumerate(group.pieces)}


def _bytes(place: Place, name: str) -> bytes:
    data = place.read(name)
    if data is None:
        raise FileAccess("is gone", where=f"{place.root}/{name}", remedy=REMEDY)
    return data


def _lines(place: Place, group: Group) -> Iterator[Back]:
    numbers = _numbers(group)
    name = f"jsonl/part-{group.number:08}.jsonl"
    where = f"{place.root}/{name}"
    for line in _bytes(place, name).splitlines():
        value = _value(line, where)
        number = numbers.get(str(value.get("document")))
        if number is None or value.get("status") == "failed":
            continue
        page = {key: part for key, part in value.items() if key not in BEFORE}
        data = json.dumps(page)
        yield Back(number, page_of(data.encode(), where))


def _value(line: bytes, where: str) -> Row:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise InputError("no lines of JSON", where=where) from fault
    if not isinstance(value, dict):
        raise InputError("no lines of JSON", where=where)
    return value


def _results(place: Place, group: Group) -> Iterator[Back]:
    """Of documents that are whole here, or were joined."""
    for number, piece in enumerate(group.pieces):
        name = dict(piece.places).get("json", "")
        if not name or (piece.part and not group.joins):
            continue
        data = place.read(name)
        if data is None:  # a document without a page has no result
            continue
        for page in document_of(data, f"{place.root}/{name}").pages:
            yield Back(number, page)


def _tables(place: Place, group: Group) -> Iterator[Back]:
    """Without what a table does not have: the readers' own readings, blocks and steps."""
    part = f"part-{group.number:08}.parquet"
    words: dict[tuple[str, int], list[Row]] = {}
    for row in _rows(place, f"words/{part}"):
        key = (row["document"], row["page"])
        words.setdefault(key, []).append(row)
    where = f"{place.root}/pages/{part}"
    numbers = _numbers(group)
    for row in _rows(place, f"pages/{part}"):
        number = numbers.get(row["document"])
        if number is None or row["outcome"] == "failed":
            continue
        own = words.get((row["document"], row["page"]), [])
        yield Back(number, page_from(row, own, where))


def _rows(place: Place, name: str) -> list[Row]:
    from recto.cluster.shards import check

    check(["parquet"])
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = _bytes(place, name)
    try:
        table = pq.read_table(BytesIO(data))
        rows: list[Row] = table.to_pylist()
    except (pa.ArrowException, OSError, ValueError) as fault:
        what = f"no table ({type(fault).__name__})"
        where = f"{place.root}/{name}"
        raise InputError(what, where=where) from fault
    return rows


def page_from(row: Row, words: list[Row], where: str) -> PageResult:
    """Checked as every page that comes from outside: by its own JSON."""
    from recto.writers.result_json import page_bytes

    try:
        lines: dict[int, list[Word]] = {}
        for each in words:
            lines.setdefault(each["line"], []).append(_word(each))
        made = [_line(tuple(lines[number])) for number in sorted(lines)]
        page = PageResult(
            row["document"],
            row["page"],
            row["width"],
            row["height"],
            row["dpi"],
            row["language"],
            tuple(made),
            notes=tuple(row["notes"]),
            status=row["outcome"],
        )
        data = page_bytes(page)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise InputError("tables of another kind", where=where) from fault
    return page_of(data, where)


def _word(row: Row) -> Word:
    box = Box(row["left"], row["top"], row["right"], row["bottom"])
    return Word(
        row["text"],
        box,
        row["confidence"],
        row["origin"],
        REASONS[row["reason"]],
        row["agreement"],
        flagged=row["flagged"],
        box_is_estimated=row["box_is_estimated"],
    )


def _line(words: tuple[Word, ...]) -> ResultLine:
    box = Box.around(word.box for word in words)
    baseline = (
        box.left,
        box.bottom,
        box.right,
        box.bottom,
    )
    return ResultLine(words, box, baseline)
