"""Earlier JSON results, spoiled anywhere: an InputError, or a page that every format and the next
stage take.
"""

import copy
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from tests.writers.damages import TABLE
from tests.writers.samples import document, text_page
from tests.writers.test_result_json import written

from recto.errors import InputError, RectoError
from recto.model.page import Page
from recto.model.result import PageResult
from recto.pipeline.begin import resume
from recto.pipeline.finish import finish
from recto.pipeline.stages import prepare
from recto.settings.groups import Settings
from recto.writers import WRITERS
from recto.writers.base import Head
from recto.writers.result_json_contract import document_of

Fuzz = Callable[..., None]
Json = dict[str, Any]

# px, width and height: formats that show the page are tried on pages of this size
SMALL = (800, 1000)
STEP = {"name": "contrast", "reason": "pale", "before": 80.0, "after": 90.0, "seconds": 0.1}
READER = {
    "name": "tesseract",
    "detail": "",
    "seconds": 0.1,
    "usage": {"input_tokens": 0},
    "notes": [],
    "lines": [
        {
            "box": [50, 100, 170, 120],
            "baseline": [50, 120, 170, 120],
            "words": [
                {
                    "text": "one",
                    "box": [50, 100, 80, 120],
                    "raw_confidence": 0.9,
                    "scores": [0.9, 0.8, 0.7],
                },
                {"text": "two", "box": [90, 100, 120, 120], "raw_confidence": 0.4},
            ],
        }
    ],
}
VIEW = {
    "width": 800,
    "height": 1000,
    "dpi": 300.0,
    "maps": [
        {"kind": "matrix", "values": [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "width": 0, "height": 0},
        {"kind": "rows", "values": [[0, 0], [1000, 1000]], "width": 800, "height": 1000},
    ],
}


def good() -> Json:
    """A result that holds something of everything."""
    value: Json = json.loads(written(document(text_page("one two", "three four 5.60", "a b c"))))
    page = value["pages"][0]
    page |= {"readers": [READER], "steps": [STEP], "upright": VIEW, "blocks": [TABLE]}
    page["decisions"] = [
        {"region": [0, 0, 9, 9], "action": "lines", "reason": "x", "expected_errors": 1.0}
    ]
    difference = {"box": [0, 0, 1, 1], "layer": "a", "read": "b"}
    page["text_layer"] = {
        "action": "compared",
        "quality": "good",
        "reason": "",
        "differences": [difference],
    }
    return value


GOOD = good()


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a JSON value."""
    steps: list[str | int] = []
    if isinstance(value, dict):
        steps = list(value)
    elif isinstance(value, list):
        steps = list(range(len(value)))
    found = [path] if path else []
    for step in steps:
        found += places(value[step], (*path, step))
    return found


PLACES = places(GOOD)
ODD = (
    st.sampled_from(
        [None, True, -1, 10**9, 10**30, -0.0, 1e308, float("nan"), float("inf"), "", "x" * 999]
    )
    | st.sampled_from(
        [
            [],
            {},
            [[]],
            [0, 0, 0, 0],
            [0, 0, 1],
            "\u202e",
            "\x1b[2J",
            "\ud800",
            "a\nb",
            "ok",
            "table",
        ]
    )
    | st.integers(-5, 30)
    | st.floats()
    | st.text(max_size=5)
)


def at(path: tuple[str | int, ...]) -> Any:
    """What the good result has there."""
    value: Any = GOOD
    for step in path:
        value = value[step]
    return value


@st.composite
def changes(draw: st.DrawFn) -> tuple[tuple[str | int, ...], object, bool]:
    """A place, what to put there (half the time of the same kind as before), and whether to drop
    it.
    """
    path = draw(st.sampled_from(PLACES))
    now = at(path)
    kinds: list[st.SearchStrategy[object]] = [ODD]
    if isinstance(now, bool):
        kinds.append(st.booleans())
    elif isinstance(now, int):
        kinds.append(st.integers(0, 2000))
    elif isinstance(now, float):
        kinds.append(st.floats(-2000, 2000) | st.floats(0, 1))
    elif isinstance(now, str):
        kinds.append(st.text(max_size=8))
    return path, draw(st.one_of(kinds)), draw(st.integers(0, 9)) == 0


CHANGES = st.lists(changes(), min_size=1, max_size=3)


def changed(changes: list[tuple[tuple[str | int, ...], object, bool]]) -> bytes:
    """The good result with every change made that still finds its place; the flag drops instead of
    putting.
    """
    value: Any = copy.deepcopy(GOOD)
    for path, odd, drops in changes:
        at = value
        try:
            for step in path[:-1]:
                at = at[step]
            if drops:
                del at[path[-1]]
            else:
                at[path[-1]] = copy.deepcopy(odd)  # a later change may go into it: not into itself
        except (KeyError, IndexError, TypeError):
            continue
    return json.dumps(value).encode()


def blank(page: PageResult) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """White pixels of the page's size."""
    return np.full((page.height, page.width), 255, np.uint8)


def test_a_spoiled_result_is_told_or_written(fuzz: Fuzz) -> None:
    """Either the contract says what is wrong, or every format can be written and the page can go on
    to an LLM.
    """
    stages = prepare(Settings())

    def law(changes: list[tuple[tuple[str | int, ...], object, bool]]) -> None:
        try:
            found = document_of(changed(changes), "a.json")
        except InputError:
            return
        small = all((page.width, page.height) == SMALL for page in found.pages)
        for name, writer in WRITERS.items():
            if name in ("pdf", "pdfa") or (name == "html" and not small):
                continue
            sink = writer.begin(io.BytesIO(), Head.of(found), blank)
            for page in found.pages:
                sink.page(page)
            sink.end()
        for page in found.pages:
            readers = [reading.reader for reading in page.readings]
            if small and "tesseract" in readers:
                whole = Page(page.source, page.index, blank(page), page.dpi)
                with_no_fault(page, whole, stages)

    fuzz(law, CHANGES)


def with_no_fault(page: PageResult, whole: Page, stages: Any) -> None:
    """Go on from the earlier readings; what stops it is one of ours."""
    try:
        finish(resume(page, whole, stages), None, stages)
    except RectoError:
        return


def test_any_bytes_are_told(fuzz: Fuzz) -> None:
    """Bytes cut, put in or turned over anywhere: InputError or a Document."""
    whole = json.dumps(GOOD).encode()

    def law(edits: list[tuple[int, bytes, int]]) -> None:
        data = whole
        for place, put, gone in edits:
            at = place % len(data)
            data = data[:at] + put + data[at + gone :] or b"x"
        try:
            document_of(data, "a.json")
        except InputError:
            return

    pieces = st.binary(max_size=4) | st.sampled_from(
        [b"[", b"{", b'"', b"\\ud8", b"1e999", b"-", b"9" * 50, b"\xff"]
    )
    edit = st.tuples(st.integers(0, 10**6), pieces, st.integers(0, 60))
    fuzz(law, st.lists(edit, min_size=1, max_size=4))
