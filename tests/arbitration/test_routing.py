"""What is sent to the LLM, and why."""

from collections import Counter

import pytest

from recto.model.page import Box
from recto.routing.route import LineDoubt, route
from recto.settings.llm import LlmOptions

PAGE = Box(0, 0, 1000, 1000)


def doubt(row: int, errors: float, *, alike: bool, left_open: float = 0.0) -> LineDoubt:
    """A line of 60 characters, ten words; `left_open` of the errors are where the readers
    differ.
    """
    return LineDoubt(Box(0, 30 * row, 600, 30 * row + 20), 60, 10, errors, alike, left_open)


SURE = [doubt(row, 0.1, alike=True) for row in range(8)]
SETTLED = doubt(10, 0.2, alike=False, left_open=0.1)
UNSURE = [doubt(8, 2.0, alike=False, left_open=0.6), doubt(9, 1.0, alike=False, left_open=0.4)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (LlmOptions(), {"keep": 1}),
        (LlmOptions(mode="always"), {"page": 1}),
        (LlmOptions(mode="always", send="lines"), {"lines": 11}),
        (LlmOptions(mode="auto"), {"keep": 9, "lines": 2}),
        (LlmOptions(mode="auto", send="page"), {"page": 1}),
        (LlmOptions(mode="auto", target_error=0.02), {"keep": 10, "lines": 1}),
        (LlmOptions(mode="auto", target_error=0.017), {"keep": 9, "lines": 2}),
        (LlmOptions(mode="auto", target_error=0.5), {"keep": 11}),
        (LlmOptions(mode="auto", audit=1.0), {"page": 1}),
    ],
)
def test_actions(options: LlmOptions, expected: dict[str, int]) -> None:
    """Lines without a likely error are kept; a target that is met keeps more; an audit sends kept
    ones.
    """
    decisions = route([*SURE, *UNSURE, SETTLED], PAGE, 0.95, 0.9, options)
    actions = [decision.action for decision in decisions]
    assert {action: actions.count(action) for action in set(actions)} == expected


def test_the_worst_line_goes_first() -> None:
    """With room for one, the line with most expected errors is sent."""
    decisions = route([*SURE, *UNSURE], PAGE, 0.95, 0.9, LlmOptions(mode="auto", target_error=0.02))
    sent = [decision.region.top for decision in decisions if decision.action == "lines"]
    assert sent == [240]


@pytest.mark.parametrize(("send", "action"), [("auto", "transcribe"), ("lines", "lines")])
def test_a_collapsed_page_is_transcribed_unless_only_lines_may_leave(
    send: str, action: str
) -> None:
    """Handwriting: neither local reader can read it, so its text is not shown."""
    # Both are Literals
    options = LlmOptions(mode="auto", send=send)  # type: ignore[arg-type]
    decisions = route(UNSURE, PAGE, 0.1, 0.2, options)
    assert {decision.action for decision in decisions} == {action}


def test_a_page_mostly_in_doubt_is_sent_whole() -> None:
    """One page ask costs less than nearly all of its lines."""
    decisions = route(
        [*SURE[:4], *UNSURE], PAGE, 0.95, 0.9, LlmOptions(mode="auto", target_error=0.01)
    )
    assert [(d.action, d.reason) for d in decisions] == [("page", "most-lines-in-doubt")]


def test_a_page_with_many_likely_errors_is_sent_whole() -> None:
    """However few of its lines hold them; but never where only lines may leave, nor for what two
    readers agree on.
    """
    agreed = [*SURE, doubt(8, 6.0, alike=False)]
    assert {
        decision.action for decision in route(agreed, PAGE, 0.95, 0.9, LlmOptions(mode="auto"))
    } == {"keep"}
    page = [*SURE, doubt(8, 6.0, alike=False, left_open=6.0)]
    (whole,) = route(page, PAGE, 0.95, 0.9, LlmOptions(mode="auto"))
    assert (whole.action, whole.reason) == ("page", "page-in-doubt")
    decisions = route(page, PAGE, 0.95, 0.9, LlmOptions(mode="auto", send="lines"))
    assert [decision.action for decision in decisions] == ["keep"] * 8 + ["lines"]


ALL = [*SURE, *UNSURE, SETTLED]
EACH = {"readers-alike": 8, "readers-differ": 2, "difference-settled": 1}


@pytest.mark.parametrize(
    ("lines", "options", "expected"),
    [
        (ALL, LlmOptions(), {"llm-off": 1}),
        (ALL, LlmOptions(mode="always"), {"all-pages": 1}),
        (ALL, LlmOptions(mode="always", send="lines"), {"all-lines": 11}),
        (ALL, LlmOptions(mode="auto"), EACH),
        (ALL, LlmOptions(mode="auto", send="page"), {"most-lines-in-doubt": 1}),
        (SURE, LlmOptions(mode="auto", send="page"), {"readers-alike": 1}),
        (UNSURE, LlmOptions(mode="auto", send="page"), {"page-in-doubt": 1}),
        (
            ALL,
            LlmOptions(mode="auto", target_error=0.02),
            {"readers-alike": 8, "readers-differ": 1, "target-reached": 2},
        ),
        (
            ALL,
            LlmOptions(mode="auto", send="lines", audit=1.0),
            {"audit": 9, "readers-differ": 2},
        ),
    ],
)
def test_every_region_has_its_reason(
    lines: list[LineDoubt], options: LlmOptions, expected: dict[str, int]
) -> None:
    """Why it is sent, or why it is kept."""
    decisions = route(lines, PAGE, 0.95, 0.9, options)
    assert Counter(str(decision.reason) for decision in decisions) == expected


def test_a_page_that_nobody_reads_says_so() -> None:
    """Neither confident nor of one opinion."""
    (whole,) = route(UNSURE, PAGE, 0.1, 0.2, LlmOptions(mode="always"))
    assert whole.reason == "local-reading-collapsed"
