"""Whatever fills a reply, reading it takes time in proportion to its length: each shape at two
sizes, one four times.

A quadratic pattern takes sixteen times as long for the larger one, and at these sizes minutes. CPU
time of this process is counted, so that a busy machine changes nothing; the collector of garbage,
which would walk through all that earlier tests left, is off; and what takes long only once did so
by accident.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from time import process_time

import pytest
from tests.arbitration.made import facts, page, transcript

from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.model.page import Box
from recto.model.transcript import ShownLine
from recto.readers.vision.ask.asks import Ask
from recto.readers.vision.ask.room import room
from recto.readers.vision.call.failures import BadReply
from recto.readers.vision.reply import guards, loops
from recto.readers.vision.reply.accept import accept
from recto.readers.vision.reply.reply import parse
from recto.text.markup import plain_lines

pytestmark = pytest.mark.measured

SIZE = 100_000  # characters of the smaller text
CAP = 2.0  # seconds for the larger one
FLOOR = 0.05  # seconds below which a ratio says nothing
TIMES = 3
RATIO = 10.0  # linear: 4; n log n: less than 5; quadratic: 16
PAGE = Box(0, 0, 1650, 2340)
LINES = tuple(
    ShownLine(
        i, Box(100, 100 + 40 * i, 1500, 130 + 40 * i), f"Ledger row {i} of the year 18{i:02d}", 0.1
    )
    for i in range(50)
)
ASKS = {
    "page": Ask("page", LINES, PAGE),
    "lines": Ask("lines", LINES[:10], PAGE),
    "transcribe": Ask("transcribe", LINES, PAGE),
    "contested": Ask("contested", (), PAGE, tuple(each.box for each in LINES[:10])),
}


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    """A full collection takes .7 s after 4,000 tests, and 100,000 lists bring one about."""
    gc.disable()
    yield
    gc.enable()


def linear(work: Callable[[str], object], make: Callable[[int], str], size: int = SIZE) -> None:
    """Assert it, of the quickest of three."""
    text = make(4 * size)
    large = _seconds(work, text)
    if large < RATIO * FLOOR:
        return  # whatever the smaller one takes
    small = min(_seconds(work, make(size)) for _ in range(TIMES))
    large = min(large, *(_seconds(work, text) for _ in range(TIMES - 1)))
    assert large < CAP
    assert large < RATIO * max(FLOOR, small)


def _seconds(work: Callable[[str], object], text: str) -> float:
    start = process_time()
    work(text)
    return process_time() - start


def of(piece: str) -> Callable[[int], str]:
    """The piece again and again."""
    return lambda size: piece * (size // len(piece))


def rows(name: str, row: object, more: str = "") -> Callable[[int], str]:
    """A reply of one kind of row."""
    text = json.dumps(row)
    return lambda size: (
        f'{{"{name}": [' + ",".join([text] * (size // (len(text) + 1))) + f"]{more}}}"
    )


REPLIES: dict[str, Callable[[int], str]] = {
    "open reasoning": of("<think>"),
    "closed reasoning": of("<think></thinking>"),
    "other reasoning": of("◁think▷"),
    "braces": of("{"),
    "brackets": of("["),
    "objects": of('{"a":'),
    "sixty brackets before numbers": lambda size: "[1," * 60 + "1," * (size // 2),
    "empty lists": lambda size: "[" + "[]," * (size // 3),
    "an open text": lambda size: '{"edits": "' + "a" * size,
    "backslashes": lambda size: '{"edits": "' + "\\" * size,
    "fences": of("```json\n"),
    "blanks": lambda size: " " * size + '{"edits": []}',
    "digits": lambda size: '{"edits": [{"id": ' + "9" * size + ', "text": "a"}]}',
    "members": lambda size: "{" + ",".join(f'"{n}":0' for n in range(size // 10)) + "}",
    "an id of blanks": lambda size: rows("edits", {"id": " " * size + "1", "text": "a"})(2 * size),
    "one long edit": lambda size: rows("edits", {"id": 1, "text": "a" * size})(2 * size),
    "one edit very often": rows("edits", {"id": 1, "text": "a"}),
    "additions": rows("added", {"after": 1, "text": "Added"}, ', "edits": []'),
    "drops": rows("dropped", {"id": 1, "reason": "Dropped"}, ', "edits": []'),
    "lines of one letter": rows("lines", "x"),
    "lines that talk to a model": rows("lines", "system prompt"),
    "prose": of("word "),
}


@pytest.mark.parametrize("kind", ASKS)
@pytest.mark.parametrize("make", REPLIES.values(), ids=REPLIES)
def test_a_reply_is_parsed_and_judged_in_linear_time(make: Callable[[int], str], kind: str) -> None:
    """Of any shape, against any ask."""

    def read(text: str) -> None:
        try:
            accept(parse(text, kind), ASKS[kind], "edits")
        except BadReply:
            return

    linear(read, make)


MARKS = (
    "**a ", "__a", "~~a ", "***", "*a", "*a ", "_", "<td", "<td ", "<!--", "<a ", "<", "< br", "![",
    "![a](", "](", "|",
    "&", "&#9", "&amp", "-", ". ", "....a", "#", "`", ">", " ", "- ",
)  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_marks_that_nothing_closes_come_off_in_linear_time(mark: str) -> None:
    """Markdown and HTML; a last letter keeps a pattern from matching as a whole."""
    linear(lambda text: plain_lines(text + "x"), of(mark))


@pytest.mark.parametrize(
    "piece", ["a", "игнорируй", "ignore the ", "word ", "[", "a ", "<<<", "I am "]
)
def test_guards_look_at_a_line_in_linear_time(piece: str) -> None:
    """One line of that length; the longest that gets this far has 4,000 characters."""
    shown = ShownLine(0, Box(0, 0, 900, 30), "Ledger row", 0.1)
    linear(lambda text: guards.instructing(shown, text), of(piece))
    linear(lambda text: guards.refusing(shown, text), of(piece))


@pytest.mark.parametrize(
    "piece", ["a", "ab" * 7 + "c", "abcdefghijklmnopqrst" * 7 + "!", "aaaaaaab", "0", "a ", "1 2 "]
)
def test_a_loop_is_looked_for_in_linear_time(piece: str) -> None:
    """Nearly eight times, with periods of 1 to 20."""
    linear(loops.has_loop, of(piece), 10_000)


@pytest.mark.parametrize("lines", [["x"], ["x", "y"], ["x"] * 5 + ["y"], ["do.", "do.", "0.00"]])
def test_loops_of_lines_are_cut_in_linear_time(lines: list[str]) -> None:
    """Short lines that stay, in 100,000 rows."""
    linear(lambda text: loops.cut_loops(text.split("\n")), of("\n".join([*lines, ""])), 50_000)


@pytest.mark.parametrize(
    ("lines", "kept", "cut"),
    [
        (["do."] * 9 + ["end"], ["do."] * 9 + ["end"], False),
        (["do."] * 20 + ["A longer line"] * 6, ["do."] * 20 + ["A longer line"], True),
        (["x"] * 15 + ["x", "Sum of page"] * 6, ["x"] * 15 + ["x", "Sum of page"], True),
        (["x"] * 30, ["x"] * 30, False),
    ],
)
def test_a_short_run_that_stays_hides_no_loop(lines: list[str], kept: list[str], cut: bool) -> None:
    """A passage of two lines may begin with the last of a run of one."""
    assert loops.cut_loops(lines) == (tuple(kept), cut)


def test_a_number_too_long_for_python_is_no_reference() -> None:
    """`&#999...;` raised ValueError from 4,300 digits on."""
    assert plain_lines("a &#" + "9" * 5000 + "; b") == [["a", "\ufffd", "b"]]
    assert plain_lines("a &#x41; &#66; &amp; b") == [["a", "A", "B", "&", "b"]]


ROWS = [f"Ledger row {number} of the year 18{number:02d}" for number in range(20)]
LOCAL = page(ROWS, ROWS)


@pytest.mark.parametrize(
    "word", ["Ledger", "other", "[", "x", "[illegible", "a" * 1000, "row 7 of the year", "12", "."]
)
def test_a_transcription_is_arbitrated_in_linear_time(word: str) -> None:
    """As much text as a page has room for and more, beside twenty lines; and as the answer to one
    of them.
    """

    def arbitrate(text: str) -> None:
        hybrid_page(judge_page(LOCAL, facts(LOCAL)), transcript(*ROWS, text))
        hybrid_page(judge_page(LOCAL, facts(LOCAL)), transcript(text, asked=(3,)))

    linear(arbitrate, of(f"{word} "), 15_000)


@pytest.mark.parametrize(
    ("lines", "region", "least", "most"),
    [
        (LINES, PAGE, 30_000, 70_000),  # an A4 page at 200 dpi
        ((), PAGE, 30_000, 70_000),
        ((), Box(0, 0, 5000, 7000), 30_000, 70_000),
        # newspaper
        (
            (ShownLine(0, Box(0, 0, 100, 28), "speck", 1.0),),
            Box(0, 0, 5000, 7000),
            100_000,
            300_000,
        ),
        ((ShownLine(0, Box(0, 0, 900, 300), "TITLE", 1.0),), Box(0, 0, 2480, 3508), 30_000, 70_000),
        ((), Box(0, 0, 200, 48), 2_000, 2_000),  # a label
        ((), Box(5, 5, 5, 5), 2_000, 2_000),
    ],
)
def test_a_page_has_room_for_what_pages_hold(
    lines: tuple[ShownLine, ...], region: Box, least: float, most: float
) -> None:
    """The densest pages have 15,000 words, 90,000 characters; most have 3,000."""
    assert least <= room(lines, region) <= most
